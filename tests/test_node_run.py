"""`rumiai analyze --node-files`: what the Node generation's program looks for is there."""

from __future__ import annotations

import json
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from evaluation.looking import here
from rumiai.comparison.diff import compare
from rumiai.decode.frames import VideoReader
from rumiai.decode.probe import probe
from rumiai.errors import MLInputError
from rumiai.pipeline import Request, analyze
from rumiai.schema.report import Success
from rumiai.settings import load_settings

Make = Callable[..., tuple[Path, dict[str, Any]]]
Run = Callable[..., subprocess.CompletedProcess[str]]
EXPECTED = (
    "temp/video-analysis/{id}.json",
    "unified_analysis/{id}.json",
    "frame_outputs/{id}_1",
    "object_detection_outputs/{id}_1/{id}_1_yolo_detections.json",
    "creative_analysis_outputs/{id}_1/{id}_1_creative_analysis.json",
    "human_analysis_outputs/{id}_1/{id}_1_human_analysis.json",
    "enhanced_human_analysis_outputs/{id}/{id}_enhanced_human_analysis.json",
    "scene_detection_outputs/{id}_1/{id}_1_scenes.json",
    "insights/{id}",
)
"""The existence checks of the Node flow (IO_CONTRACT section 1)."""
BESIDE = (
    "speech_transcriptions/{id}_1_whisper.json",
    "temp/{id}_audio.wav",
    "insights/{id}/progress.json",
    "insights/{id}/metadata.json",
)


@pytest.fixture
def cut_clip(made: Make) -> Path:
    """Two seconds with a cut in the middle, and sound."""
    shots = [{"seed": 1}, {"start": 1.0, "seed": 2}]
    sounds = [{"kind": "tone", "start": 0.0, "end": 2.0}]
    path, _ = made("node", duration=2.0, shots=shots, texts=[], faces=[], sounds=sounds)
    return path


def run(video: Path, root: Path) -> Success:
    """A run in this process, as the environment says."""
    request = Request(str(video), ("shots",))
    return analyze(request, load_settings(root=root), here(), lambda _: None)


def test_all_that_node_looks_for(rumiai: Run, cut_clip: Path, tmp_path: Path) -> None:
    """Every file is there beside the usual ones, which are as without the option."""
    args = ("analyze", cut_clip, "--only", "shots", "--output-format", "json")
    done = rumiai(*args, "--node-files", "--root", "with")
    assert (done.returncode, done.stderr) == (0, "")
    root = tmp_path / "with"
    for path in (*EXPECTED, *BESIDE):
        assert (root / path.format(id="node")).exists(), path
    assert not list(root.rglob(".*")), "nothing hidden is left"
    check_pictures(root / "frame_outputs" / "node_1", cut_clip)
    with wave.open(str(root / "temp" / "node_audio.wav")) as sound:
        assert sound.getframerate() == 16_000
        assert sound.getnframes() == pytest.approx(32_000, abs=200)
    scenes = json.loads((root / EXPECTED[7].format(id="node")).read_text())
    assert [(s["start_frame"], s["end_frame"]) for s in scenes["shots"]] == [(0, 30), (30, 60)]

    run(cut_clip, tmp_path / "without")
    comparison = compare(root, tmp_path / "without")
    assert not comparison.differences
    assert not comparison.only_new
    assert {name.split("/")[0] for name in comparison.only_old} == {
        *("temp", "frame_outputs", "enhanced_human_analysis_outputs", "speech_transcriptions"),
        *("object_detection_outputs", "creative_analysis_outputs", "human_analysis_outputs"),
        *("scene_detection_outputs", "insights"),
    }


def check_pictures(folder: Path, video: Path) -> None:
    """Each picture is the one that was decoded at its time, in full size."""
    about = json.loads((folder / "metadata.json").read_text())
    assert about["fps"] == 5
    times = [frame["timestamp"] for frame in about["frames"]]
    assert times == pytest.approx([0.2 * i for i in range(10)])
    assert {p.name for p in folder.glob("*.jpg")} == {f["file"] for f in about["frames"]}
    wanted = {frame["frame_number"]: frame["file"] for frame in about["frames"]}
    for picture in VideoReader(probe(video, 300)):
        if picture.index in wanted:
            image = cv2.imread(str(folder / wanted.pop(picture.index)))
            shown = cv2.cvtColor(picture.frame(10_000).image, cv2.COLOR_RGB2BGR)
            assert image.shape == shown.shape == (640, 360, 3)
            assert np.abs(image.astype(int) - shown.astype(int)).mean() < 4
    assert not wanted, "each was decoded"


def test_the_variables_and_their_folders(
    cut_clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RUMIAI_NODE_FILES asks for them; they are where the folders' variables say."""
    monkeypatch.setenv("RUMIAI_NODE_FILES", "true")
    monkeypatch.setenv("RUMIAI_TEMP_DIR", "t")
    monkeypatch.setenv("RUMIAI_OUTPUT_DIR", "d")
    success = run(cut_clip, tmp_path)
    assert success.report.feature_flags["node_files"] is True
    assert (tmp_path / "t" / "video-analysis" / "node.json").is_file()
    assert (tmp_path / "d" / "frame_outputs" / "node_1" / "metadata.json").is_file()


def test_no_sound_no_sound_file(
    made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sound of an earlier video of this name goes: it is not this one's."""
    monkeypatch.setenv("RUMIAI_NODE_FILES", "true")
    path, _ = made("mute", duration=1.0, shots=[{}], texts=[], faces=[], sounds=None)
    (tmp_path / "temp").mkdir()
    (tmp_path / "temp" / "mute_audio.wav").touch()
    run(path, tmp_path)
    assert [p.name for p in (tmp_path / "temp").iterdir()] == ["video-analysis"]


def test_bad_video_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither pictures nor locks nor empty folders."""
    monkeypatch.setenv("RUMIAI_NODE_FILES", "true")
    bad = tmp_path / "bad.mp4"
    bad.write_text("hello\n" * 100)
    with pytest.raises(MLInputError):
        run(bad, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["bad.mp4"]
