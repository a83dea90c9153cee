"""With the weights of every model a run is complete: all seven analyses, nothing degraded."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clips import BRIEF
from conformance import check_conformance
from rumiai.analyzers.registry import NEEDING_WEIGHTS, names
from rumiai.analyzers.workplace import Workplace
from rumiai.pipeline import Request, analyze
from rumiai.schema.choices import Choices
from rumiai.settings import load_settings
from rumiai.weights.store import Store
from untrained import fill

Make = Callable[..., tuple[Path, dict[str, Any]]]


@pytest.mark.slow
def test_a_run_with_all_weights_is_complete(made: Make, contract: Path, tmp_path: Path) -> None:
    """Every analyzer runs on real networks (untrained), strictly, and every file conforms."""
    clip, _ = made("brief", **BRIEF)
    store = Store(
        tmp_path / "weights",
        offline=True,
        catalogue=fill(tmp_path / "weights", NEEDING_WEIGHTS),
    )
    place = Workplace(store, "cpu", Choices(asr="faster-whisper"))
    settings = load_settings(root=tmp_path / "out", strict=True)
    success = analyze(Request(str(clip), frozenset(names())), settings, place, lambda _: None)
    place.close()
    assert (success.status, success.degraded) == ("complete", ())
    assert (success.report.prompts_successful, success.report.prompts_total) == (7, 7)
    unified = json.loads(Path(success.outputs.unified).read_text(encoding="utf-8"))
    runs = unified["analyzers"]
    assert {run["status"] for run in runs.values()} == {"ok"}
    assert all(len(runs[name]["weights_sha256"]) == 64 for name in NEEDING_WEIGHTS)
    check_conformance(contract, tmp_path / "out", success.video_id)
