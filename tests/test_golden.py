"""The results of a few clips are those recorded in tests/golden, within tolerance.

`make golden` (RUMIAI_GOLDEN=write) records them anew: look at the difference, then commit it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clips import BASE
from evaluation.looking import here
from rumiai.analyzers.registry import names
from rumiai.comparison.diff import compare
from rumiai.comparison.documents import documents, read
from rumiai.comparison.wording import to_text
from rumiai.outputs.atomic import to_json
from rumiai.pipeline import Request, analyze
from rumiai.reference.schemas import schema_of
from rumiai.settings import load_settings

Make = Callable[..., tuple[Path, dict[str, Any]]]
GOLDEN = Path(__file__).parent / "golden"
SWITCH = "RUMIAI_GOLDEN"
CARRIED = frozenset(
    {"shots", "text", "faces", "gaze", "pose", "hands", "voice", "energy", "effects"}
)
"""The analyzers that every machine has; others would depend on weights that only some have."""
MADE: dict[str, dict[str, Any]] = {
    # Nothing that a detector is in two minds about: another CPU rounds otherwise.
    "varied": {
        "duration": 6.0,
        "shots": BASE["shots"][:3],
        "texts": [
            *BASE["texts"][:2],
            {"text": "Follow for part 2", "start": 5.2, "end": 5.9, "at": [0.5, 0.4]},
        ],
        "faces": [{"start": 0.0, "end": 2.5, "at": [0.5, 0.6], "height": 0.7}],
        "sounds": BASE["sounds"][:1],
    },
    "soundless": {
        "duration": 2.5,
        "shots": [{"seed": 6}, {"start": 1.2, "seed": 7}],
        "texts": [{"text": "Link in bio", "start": 0.6, "end": 2.2, "at": [0.5, 0.3]}],
        "faces": [],
        "sounds": None,
    },
    "hasty": {
        "duration": 3.0,
        "shots": [{"start": i * 0.5, "seed": i} for i in range(6)],
        "texts": [],
        "faces": [],
        "sounds": [{"kind": "tone", "start": 0.5 + i, "end": 0.7 + i} for i in range(2)],
    },
}
SHARED = {"no_face": "no_face.mp4", "single_face": "single_face.mp4"}
CAPTION = {
    "text": "3 plants anyone can grow! Which one is yours? Comment below #plants #fyp",
    "playCount": 12000,
    "diggCount": 900,
    "commentCount": 45,
    "shareCount": 30,
    "collectCount": 60,
    "createTimeISO": "2025-07-02T05:03:39.000Z",
    "hashtags": [{"name": "plants"}, {"name": "fyp"}],
}
"""What the platform says about the made clips."""
ALWAYS = {"scene_pacing", "visual_overlay_analysis", "temporal_markers"}
"""Whatever analyses there are, these need nothing but what every machine has."""
MAX_BYTES = 100_000


def measure(source: Path, folder: Path, item: dict[str, Any] | None) -> Path:
    """A folder with the newest result of every analysis of a clip, as golden results lie."""
    platform = folder / "item.json"
    platform.write_text(json.dumps(item), encoding="utf-8")
    request = Request(
        str(source), CARRIED.intersection(names()), platform if item is not None else None
    )
    success = analyze(
        request, load_settings(root=folder / "root"), here(asr="none"), lambda _: None
    )
    results = documents(Path(success.outputs.insights))
    assert set(results) >= {f"{name}/{name}" for name in ALWAYS}
    measured = folder / "measured"
    measured.mkdir()
    for path in results.values():
        name, document = path.parent.name, read(path)
        Draft202012Validator(schema_of(name)).validate(document)
        if "generated_at" in document.get("metadata", {}):
            document["metadata"]["generated_at"] = "2026-11-20T00:00:00Z"
        (measured / f"{name}.json").write_text(to_json(document), encoding="utf-8")
    return measured


def check(clip: str, measured: Path) -> None:
    """The recorded results are there and are those measured; with the switch, record them."""
    golden = GOLDEN / clip
    if os.environ.get(SWITCH) == "write":
        golden.mkdir(parents=True, exist_ok=True)
        for old in golden.glob("*.json"):
            old.unlink()
        for path in measured.glob("*.json"):
            (golden / path.name).write_bytes(path.read_bytes())
    assert golden.is_dir(), f"nothing is recorded for {clip}: run make golden"
    comparison = compare(golden, measured)
    assert set(comparison.documents) >= ALWAYS
    assert comparison.values > 100, "hardly anything was compared"
    assert comparison.same, f"\n{to_text(comparison)}\nIf this is meant: make golden"


@pytest.mark.parametrize("clip", sorted(MADE))
def test_made_clips_give_what_is_recorded(made: Make, tmp_path: Path, clip: str) -> None:
    """Every value of every analysis and of the markers, within its field's tolerance."""
    path, _ = made(f"golden_{clip}", **MADE[clip])
    check(clip, measure(path, tmp_path, CAPTION))


@pytest.mark.parametrize("clip", sorted(SHARED))
def test_shared_clips_give_what_is_recorded(media: Path, tmp_path: Path, clip: str) -> None:
    """The same for real clips, where they are on this machine."""
    check(clip, measure(media / SHARED[clip], tmp_path, None))


def test_the_switch_is_off() -> None:
    """Where the switch is on, results are recorded and nothing is tested: never in CI."""
    assert SWITCH not in os.environ, f"unset {SWITCH}: with it the golden tests compare nothing"


def test_every_clip_has_its_results_and_every_result_its_clip() -> None:
    """One folder for each clip, with all results that need nothing special, small, and valid."""
    assert {p.name for p in GOLDEN.iterdir()} == MADE.keys() | SHARED.keys()
    for folder in GOLDEN.iterdir():
        files = {p.stem: p for p in folder.iterdir()}
        assert files.keys() >= ALWAYS
        for name, path in files.items():
            assert path.stat().st_size < MAX_BYTES
            Draft202012Validator(schema_of(name)).validate(read(path))


def test_a_value_beyond_its_tolerance_fails_and_is_named(tmp_path: Path) -> None:
    """The failure shows the difference as `rumiai diff` does: field, both values, tolerance."""
    for path in (GOLDEN / "varied").iterdir():
        document = read(path)
        if path.stem == "scene_pacing":
            core = document["scenePacingCoreMetrics"]
            core["averageSceneDuration"] = round(core["averageSceneDuration"] + 0.06, 2)
        (tmp_path / path.name).write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(AssertionError) as failure:
        check("varied", tmp_path)
    said = str(failure.value)
    assert "scenePacingCoreMetrics.averageSceneDuration: 2.0 → 2.06 (tolerance 0.05)" in said
    assert "1 differ" in said


def test_a_missing_result_fails(tmp_path: Path) -> None:
    """An analysis that is no longer written is a difference, not a shorter comparison."""
    for path in (GOLDEN / "varied").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "new_analysis.json").write_text("{}")
    with pytest.raises(AssertionError, match="new_analysis: only in NEW"):
        check("varied", tmp_path)
