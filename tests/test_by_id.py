"""What is here for a video's id, and what is computed from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.looking import here
from legacy.recorded import RECORDED, f_shape, n_shape, p_shape
from rumiai.by_id import look_up, run_by_id
from rumiai.errors import ArgumentError
from rumiai.outputs.locking import held
from rumiai.progress import Begun, Progress, VideoKnown, Waiting
from rumiai.schema.media import SourceVideo
from rumiai.settings import Settings, load_settings

ID = "7280654844715666731"
HOSTILE = [
    *("", ".", "..", "../x", "a/b", "/etc/passwd", "..\\x", "a\0b", "a\nb", "a b", " a", "a.json"),
    *("x" * 101, "x" * 300, "😀", "ａ", "７２８０", "-x", "--help", "%2e%2e", "$(id)", "a\udcff"),
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(root=tmp_path / "root")


def put(settings: Settings, name: str, text: str = "") -> Path:
    path = settings.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize("video_id", HOSTILE)
def test_what_is_no_id(settings: Settings, video_id: str) -> None:
    """It is refused in one short line before it gets near a path."""
    with pytest.raises(ArgumentError, match="no video id") as refused:
        look_up(video_id, settings)
    assert len(str(refused.value).splitlines()) == 1
    assert len(str(refused.value)) < 200


def test_the_stored_analysis_comes_first(settings: Settings) -> None:
    """The analysis, else the fetched video, else the Node generation's, else an error."""
    with pytest.raises(ArgumentError, match=f"nothing is here for the id {ID}"):
        look_up(ID, settings)
    for name in (f"temp/{ID}_1.mp4", f"temp/{ID}.mp4"):
        path = put(settings, name)
        found = look_up(ID, settings)
        assert isinstance(found, SourceVideo)
        assert (found.path, found.video_id) == (path, ID)
    stored = put(settings, f"unified_analysis/{ID}.json")
    assert look_up(ID, settings) == stored


def test_folders_count_for_nothing(settings: Settings) -> None:
    """A folder where a file should be is not a file."""
    (settings.root / f"temp/{ID}.mp4").mkdir(parents=True)
    (settings.root / f"unified_analysis/{ID}.json").mkdir(parents=True)
    with pytest.raises(ArgumentError, match="nothing is here"):
        look_up(ID, settings)


def test_what_another_run_made_of_it_meanwhile(settings: Settings) -> None:
    """Two runs on a video that only one can analyse: the other reads what that one stored."""
    video = put(settings, f"temp/{ID}.mp4", "no video")
    seen: list[Progress] = []
    other = held(settings.root / "insights", ID, lambda: None)
    other.__enter__()

    def watch(progress: Progress) -> None:
        seen.append(progress)
        if isinstance(progress, Waiting):
            put(settings, f"unified_analysis/{ID}.json", json.dumps(with_scenes()))
            video.unlink()
            other.__exit__(None, None, None)

    success = run_by_id(ID, settings, here(), watch)
    assert success.prompts_completed >= 1
    assert [news for news in seen if isinstance(news, (Begun, Waiting, VideoKnown))] == [
        Begun(ID),
        Waiting(ID),
        VideoKnown(ID),
    ]


def s_shape() -> dict[str, Any]:
    """The fixture generation: a model's result, and events."""
    scenes = {"scenes": [{"start_time": 0.0, "end_time": 5.0}, {"start_time": 5.0, "end_time": 9}]}
    model = {"model_name": "scene_detection", "success": True, "data": scenes}
    return {
        "video_id": "made_s",
        "version": "2.0.0",
        "video_metadata": {"duration": 9.0},
        "ml_results": {"scene_detection": model},
        "timeline": {"events": []},
    }


def with_scenes() -> dict[str, Any]:
    return f_shape(scene_detection={"scenes": [{"start_time": 0.0, "end_time": 20.0}]})


@pytest.mark.parametrize("shape", [with_scenes, p_shape, n_shape, s_shape])
def test_every_older_shape(
    settings: Settings, tmp_path: Path, shape: Callable[[], dict[str, Any]]
) -> None:
    """Markers and insights stand under the id that was asked for; the old file stays as it is."""
    stored = put(settings, f"unified_analysis/{ID}.json", json.dumps(shape()))
    before = stored.read_bytes()
    success = run_by_id(ID, settings, here(), lambda _: None)
    assert success.video_id == success.report.video_id == ID
    assert success.prompts_completed >= 1
    assert success.report.temporal_markers_generated
    assert success.outputs.video is None, "these files do not tell where it was"
    markers = json.loads((settings.root / f"temporal_markers/{ID}.json").read_text())
    assert markers["metadata"]["video_id"] == ID
    assert success.outputs.insights == str(settings.root / "insights" / ID)
    assert Path(success.outputs.insights).is_dir()
    assert stored.read_bytes() == before
    folders = {path.name for path in settings.root.iterdir()}
    assert folders == {"insights", "temporal_markers", "unified_analysis"}


@pytest.mark.parametrize("name", RECORDED)
def test_the_recorded_files(settings: Settings, contract: Path, name: str) -> None:
    """What the old systems really stored is computed again by its id."""
    recorded = (contract / "data" / name).read_text(encoding="utf-8")
    put(settings, f"unified_analysis/{ID}.json", recorded)
    success = run_by_id(ID, settings, here(), lambda _: None)
    assert success.prompts_completed >= 3
    assert success.report.temporal_markers_generated
