"""The main job from file to files, with the real analyzers, inside the test's process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clips import BRIEF
from conformance import check_conformance, newest
from evaluation.looking import here
from rumiai.analyzers import registry
from rumiai.analyzers.registry import names
from rumiai.errors import ArgumentError, MLFailedError
from rumiai.pipeline import Request, analyze
from rumiai.progress import Begun, Progress
from rumiai.schema.report import Success
from rumiai.settings import load_settings

Make = Callable[..., tuple[Path, dict[str, Any]]]
WRITTEN = {
    *("creative_density", "speech_analysis", "visual_overlay_analysis", "metadata_analysis"),
    *("person_framing", "scene_pacing", "temporal_markers"),
}
"""All but the emotional journey, which needs FEAT's weights."""
REAL = (
    *("single_face.mp4", "face_noface.mov", "noface_face.mov"),
    *("no_face.mp4", "park.mp4", "small.mp4"),
)
QUICK = ("single_face.mp4", "park.mp4")
"""The others are much like these; they run in CI."""


def run(source: Path, root: Path, analyzers: Any = None, **settings: Any) -> Success:
    seen: list[Progress] = []
    request = Request(str(source), frozenset(analyzers or names()))
    return analyze(request, load_settings(root=root, **settings), here(), seen.append)


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[] if n in QUICK else [pytest.mark.slow]) for n in REAL]
)
def test_real_clips_give_conforming_files(
    media: Path, contract: Path, tmp_path: Path, name: str
) -> None:
    """Each shared clip is analysed, and its files conform."""
    success = run(media / name, tmp_path)
    assert success.status == "degraded", "emotions, objects and gestures need weights"
    assert len(success.degraded) == 4, "and the emotional journey is not written"
    assert (success.report.prompts_successful, success.report.prompts_total) == (6, 7)
    video = name.partition(".")[0]
    assert {folder.name for folder in (tmp_path / "insights" / video).iterdir()} == WRITTEN
    check_conformance(contract, tmp_path, video)


@pytest.mark.parametrize("kind", ["base", "bare", "soundless"])
def test_made_clips_give_conforming_files(
    made: Make, contract: Path, tmp_path: Path, kind: str
) -> None:
    """A clip with everything, one with nothing in it, and one without an audio track."""
    bare: dict[str, Any] = {"duration": 2.0, "shots": [{}], "texts": [], "faces": [], "sounds": []}
    changes = {"base": {}, "bare": bare, "soundless": {**bare, "sounds": None}}[kind]
    path, truth = made(kind if kind != "soundless" else "soundless2", **changes)
    success = run(path, tmp_path)
    check_conformance(contract, tmp_path, success.video_id)
    pacing = json.loads(newest(tmp_path, success.video_id, "scene_pacing").read_text())
    assert pacing["scenePacingCoreMetrics"]["totalScenes"] == len(truth["cuts"]) + 1
    overlay = json.loads(newest(tmp_path, success.video_id, "visual_overlay_analysis").read_text())
    assert overlay["visualOverlayCoreMetrics"]["totalOverlays"] == len(truth["texts"])


def without_times(root: Path) -> dict[str, str]:
    """All files under a root, less what may differ between runs: the `run` block and stamps."""
    files = {}
    for path in sorted(root.rglob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        document.pop("run", None)
        text = json.dumps(document, ensure_ascii=False)
        if "temporal_markers" in str(path):
            text = text.replace(generated_at(root), "")
        name = str(path.relative_to(root))
        files["".join("#" if c.isdigit() else c for c in name)] = text
    return files


def generated_at(root: Path) -> str:
    markers = next((root / "temporal_markers").glob("*.json"))
    stamp: str = json.loads(markers.read_text())["metadata"]["generated_at"]
    return stamp


def test_the_same_input_gives_the_same_bytes(made: Make, tmp_path: Path) -> None:
    """Two runs differ in the `run` block, in stamped names, and in generated_at, nowhere else."""
    path, _ = made("brief", **BRIEF)
    first, second = tmp_path / "first", tmp_path / "second"
    run(path, first)
    run(path, second)
    assert without_times(first) == without_times(second)
    raw = [(root / "unified_analysis" / "brief.json").read_text() for root in (first, second)]
    heads = [text.partition('  "run": {')[0] for text in raw]
    assert heads[0] == heads[1]


def test_every_file_is_where_legacy_callers_look(made: Make, tmp_path: Path) -> None:
    """The fixed paths of the contract."""
    path, _ = made("bare", duration=2.0, shots=[{}], texts=[], faces=[], sounds=[])
    success = run(path, tmp_path, ("shots", "text"))
    found = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*.json")}
    assert {
        "unified_analysis/bare.json",
        "temporal_markers/bare.json",
        "object_detection_outputs/bare/bare_yolo_detections.json",
        "human_analysis_outputs/bare/bare_human_analysis.json",
        "creative_analysis_outputs/bare/bare_creative_analysis.json",
        "scene_detection_outputs/bare/bare_scenes.json",
        "speech_transcriptions/bare_whisper.json",
        "audio_energy_outputs/bare/bare_energy.json",
        "emotion_detection_outputs/bare/bare_emotions.json",
    } <= found
    assert len(found) == 9 + 1 + 5 * 3, "markers by time, and five sets of three files"
    assert success.outputs.temporal is not None
    assert Path(success.outputs.temporal).is_file()
    assert list(tmp_path.rglob(".*")) == []


def test_folder_variables_override_the_root(
    made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each folder of the contract can be put elsewhere."""
    path, _ = made("bare", duration=2.0, shots=[{}], texts=[], faces=[], sounds=[])
    for name in ("UNIFIED", "INSIGHTS", "TEMPORAL", "OUTPUT"):
        monkeypatch.setenv(f"RUMIAI_{name}_DIR", str(tmp_path / name))
    run(path, tmp_path / "root", ("shots",))
    assert not (tmp_path / "root").exists()
    assert (tmp_path / "UNIFIED" / "bare.json").is_file()
    assert (tmp_path / "INSIGHTS" / "bare" / "scene_pacing").is_dir()
    assert (tmp_path / "TEMPORAL" / "bare.json").is_file()
    assert (tmp_path / "OUTPUT" / "scene_detection_outputs").is_dir()


def test_markers_can_be_switched_off(
    made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RUMIAI_TEMPORAL_MARKERS=false writes none, and the report says so."""
    path, _ = made("bare", duration=2.0, shots=[{}], texts=[], faces=[], sounds=[])
    monkeypatch.setenv("RUMIAI_TEMPORAL_MARKERS", "false")
    success = run(path, tmp_path, ("shots",))
    assert success.report.temporal_markers_generated is False
    assert success.outputs.temporal is None
    assert not (tmp_path / "temporal_markers").exists()


def test_no_secret_of_a_link_is_told(tmp_path: Path) -> None:
    """The first line of stdout names the link before anybody has looked at it."""
    news: list[Progress] = []
    request = Request("https://me:T0KEN@a.example/v.mp4?sig=T0KEN", ("shots",))
    with pytest.raises(ArgumentError, match="a password"):
        analyze(request, load_settings(root=tmp_path), here(), news.append)
    assert news == [Begun("https://a.example/v.mp4")]


def test_a_crash_degrades_only_what_needs_it(
    made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text recognition crashes: no overlay analysis, null markers, and pacing as ever."""
    path, _ = made("brief", **BRIEF)
    monkeypatch.setitem(registry.ANALYZERS, "text", "fakes:Crashing")
    success = run(path, tmp_path, ("shots", "text"))
    assert success.status == "degraded"
    assert any("text failed: crashed: ZeroDivisionError" in d for d in success.degraded)
    assert any(d.startswith("visual_overlay_analysis: text failed") for d in success.degraded)
    assert (success.report.prompts_successful, success.report.prompts_total) == (3, 7)
    folders = {p.name for p in (tmp_path / "insights" / "brief").iterdir()}
    assert folders == {
        *("scene_pacing", "creative_density", "metadata_analysis", "temporal_markers")
    }
    density = json.loads(newest(tmp_path, "brief", "creative_density").read_text())
    assert density["densityCoreMetrics"]["elementCounts"]["transition"] == 1
    assert density["densityCoreMetrics"]["avgDensity"] is None
    markers = json.loads((tmp_path / "temporal_markers" / "brief.json").read_text())
    assert markers["first_5_seconds"]["text_moments"] is None
    ocr = json.loads(
        (tmp_path / "creative_analysis_outputs/brief/brief_creative_analysis.json").read_text()
    )
    assert ocr["textAnnotations"] is None
    assert ocr["_nulls"]["textAnnotations"] == "not_measured"
    assert "crashed" in ocr["metadata"]["reason"]


@pytest.mark.parametrize("fake", ["Crashing", "Unavailable"])
def test_strict_writes_nothing_where_something_is_missing(
    made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake: str
) -> None:
    """A mandatory analyzer fails: an ML error, and not one file."""
    path, _ = made("brief", **BRIEF)
    monkeypatch.setitem(registry.ANALYZERS, "text", f"fakes:{fake}")
    with pytest.raises(MLFailedError, match="text"):
        run(path, tmp_path, ("shots", "text"), strict=True)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("strict", [True, False])
def test_what_the_user_switched_off_is_no_shortcoming(
    made: Make, tmp_path: Path, strict: bool
) -> None:
    """Analyses that need it are not written; what was asked for is complete, in both modes."""
    path, _ = made("bare", duration=2.0, shots=[{}], texts=[], faces=[], sounds=[])
    success = run(path, tmp_path, ("shots",), strict=strict)
    assert (success.status, success.degraded) == ("complete", ())
    done = success.report.prompt_details
    assert {name for name, detail in done.items() if detail.success} == {
        *("scene_pacing", "creative_density", "metadata_analysis")
    }


def test_what_was_switched_off_is_named(made: Make, tmp_path: Path) -> None:
    """Where nothing is left to run, the line says who switched it off."""
    path, _ = made("brief", **BRIEF)
    with pytest.raises(MLFailedError, match=r"nothing could be measured; .*speech: .*--asr none"):
        run(path, tmp_path, ("speech",))


def test_nothing_measured_is_a_failure(
    made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Graceful mode, too, fails where not one analyzer finished."""
    path, _ = made("bare", duration=2.0, shots=[{}], texts=[], faces=[], sounds=[])
    monkeypatch.setitem(registry.ANALYZERS, "shots", "fakes:Broken")
    with pytest.raises(MLFailedError, match="nothing could be measured"):
        run(path, tmp_path, ("shots", "objects"))
    assert list(tmp_path.rglob("*")) == []
