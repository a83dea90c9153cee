"""A stored analysis, a server that plays the API, and runs of `recompute` that ask it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from claude_api import KEY, Api

from built import BUILT, ITEM
from rumiai.errors import RumiaiError
from rumiai.outputs.detectors import detector_documents
from rumiai.outputs.unified import unified_document
from rumiai.progress import Progress
from rumiai.recompute import recompute
from rumiai.schema.media import SourceVideo
from rumiai.schema.report import Success
from rumiai.settings import load_settings
from rumiai.writing import check_ready


@pytest.fixture
def api() -> Iterator[Api]:
    with Api() as server:
        yield server


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A unified analysis of half a second, in which all seven families are measured."""
    timeline = BUILT["0.55 s"]
    source = SourceVideo(Path("built.mp4"), "built", ITEM)
    detectors = detector_documents(timeline, "built")
    path = tmp_path_factory.mktemp("stored") / "built.json"
    document = unified_document(source, timeline, detectors, [], True, {})
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@dataclass
class Told:
    """What one run did."""

    folder: Path
    success: Success | None
    error: RumiaiError | None
    seen: list[Progress] = field(default_factory=list)

    def newest(self, name: str, part: str) -> Any:
        path = max(self.folder.glob(f"{name}/{name}_{part}_*.json"))
        return json.loads(path.read_text(encoding="utf-8"))

    def answer(self, name: str) -> Any:
        return json.loads((self.folder / name / f"{name}_answer.json").read_text(encoding="utf-8"))


@pytest.fixture
def tell(
    api: Api, stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Told]:
    """Runs `rumiai metrics` in this process against the server, with a clean environment."""
    monkeypatch.delenv("RUMIAI_OFFLINE")

    def run(**settings: Any) -> Told:
        given: dict[str, Any] = {
            "root": tmp_path / "out",
            "insights": "claude",
            "claude_key": KEY,
            "claude_url": api.url,
            "prompt_retry_delay": 0.01,
        }
        chosen = load_settings(**{**given, **settings})
        told = Told(tmp_path / "out" / "insights" / "built", None, None)
        try:
            check_ready(chosen)
            told.success = recompute(str(stored), None, chosen, told.seen.append)
        except RumiaiError as error:
            told.error = error
        return told

    return run
