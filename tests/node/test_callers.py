"""The old Node callers, written from the contract's words, against the scripts that they start."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clips import BRIEF
from evaluation.looking import here
from legacy.recorded import f_shape
from node.callers import RUNNER, flow, refused, wrapper
from rumiai.outputs.locking import held
from rumiai.pipeline import Request, analyze
from rumiai.settings import load_settings

Make = Callable[..., tuple[Path, dict[str, Any]]]
ID = "7280654844715666731"
LINK = f"https://www.tiktok.com/@someone/video/{ID}?is_from_webapp=1"
OUTPUTS = {"video", "unified", "temporal", "insights"}


def everything(base: Path) -> list[str]:
    """All that is below a folder."""
    return sorted(str(p.relative_to(base)) for p in base.rglob("*"))


@pytest.fixture(scope="session")
def brief(made: Make) -> Path:
    path, _ = made("brief", **BRIEF)
    return path


@pytest.fixture(scope="session")
def analysed(brief: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the cuts of a clip were measured; nobody writes there."""
    base = tmp_path_factory.mktemp("stored")
    video = shutil.copy(brief, tmp_path_factory.mktemp("named") / f"{ID}.mp4")
    analyze(Request(str(video), ("shots",)), load_settings(root=base), here(), lambda _: None)
    return base


@pytest.fixture
def stored(analysed: Path, tmp_path: Path) -> Path:
    """A folder that holds a stored analysis, and nothing else."""
    (tmp_path / "unified_analysis").mkdir()
    name = f"unified_analysis/{ID}.json"
    shutil.copy(analysed / name, tmp_path / name)
    return tmp_path


def test_the_flow_on_a_stored_analysis(stored: Path) -> None:
    """ID mode, everything measured: exit code 0, chunks with marks, JSON last, insights there."""
    before = (stored / f"unified_analysis/{ID}.json").read_bytes()
    told = flow(LINK, stored)
    assert (told["code"], told["signal"], told["echoed"]) == (0, None, "")
    last = told["last"]
    assert (last["success"], last["status"], last["video_id"]) == (True, "complete", ID)
    assert last["prompts_completed"] == last["report"]["prompts_successful"] == 3
    assert set(last["outputs"]) == OUTPUTS
    assert last["outputs"]["unified"] == str(stored / f"unified_analysis/{ID}.json")
    assert told["succeeded"] >= 1, "chunks: how many depends on when the caller looks"
    assert told["failed"] >= 1, "analyses that were not asked for"
    assert not {f"insights/{ID}", f"unified_analysis/{ID}.json"} & set(told["missing"])
    assert told["markerFaults"] == []
    assert (stored / f"unified_analysis/{ID}.json").read_bytes() == before


@pytest.mark.slow
def test_the_flow_on_a_fetched_video(brief: Path, tmp_path: Path) -> None:
    """Only the video is there: a whole run, degraded without weights, lines chunk by chunk.

    Every file that the flow looks for is there afterwards, and still after a run in ID mode; the
    video is deleted as asked.
    """
    (tmp_path / "temp").mkdir()
    shutil.copy(brief, tmp_path / f"temp/{ID}_1.mp4")
    told = flow(LINK, tmp_path, RUMIAI_NODE_FILES="true", CLEANUP_VIDEO="true")
    assert (told["code"], told["signal"], told["echoed"]) == (0, None, "")
    last = told["last"]
    assert (last["success"], last["status"], last["video_id"]) == (True, "degraded", ID)
    assert (last["prompts_completed"], last["report"]["prompts_total"]) == (6, 7)
    assert told["chunks"] >= 2, "flushed line by line, not at the end"
    assert told["succeeded"] >= 1, "chunks: how many depends on when the caller looks"
    assert told["timelines"] == ["textOverlayTimeline"], "objects and gestures lack their weights"
    assert told["markerFaults"] == []
    assert told["missing"] == []
    assert last["outputs"]["video"] is None
    assert not (tmp_path / f"temp/{ID}_1.mp4").exists()
    again = flow(LINK, tmp_path)
    assert (again["code"], again["missing"], again["markerFaults"]) == (0, [], [])
    assert again["last"]["prompts_completed"] == 6


def test_the_wrapper_on_an_old_file(tmp_path: Path) -> None:
    """An analysis of an older system: degraded, exit code 0, rising percentages, JSON found.

    What the file holds may be of any length; stdout stays far below the caller's 10 MB.
    """
    document = f_shape(
        ocr={"textAnnotations": [], "error": "no room\n" * 1_500_000},
        scene_detection={"scenes": [{"start_time": 0.0, "end_time": 20.0}]},
    )
    document["metadata"] |= {"text": "caption " * 25_000, "playCount": "12"}
    (tmp_path / "unified_analysis").mkdir()
    (tmp_path / f"unified_analysis/{ID}.json").write_text(json.dumps(document))
    told = wrapper(RUNNER, ID, base=tmp_path)
    assert (told["code"], told["stderr"]) == (0, "")
    assert told["result"]["status"] == "degraded"
    assert any("it failed: no room" in reason for reason in told["result"]["degraded"])
    percents = [percent for _, percent in told["progress"]]
    assert percents == sorted(percents)
    assert told["progress"][-1] == ["completed", 100]
    assert told["bytes"] < 100_000


def test_a_bad_id(tmp_path: Path) -> None:
    """Exit code 2, an argument error, and nothing is written."""
    told = wrapper(RUNNER, "../../etc/passwd", base=tmp_path)
    assert (told["code"], told["failure"]) == (2, "invalid_arguments")
    assert told["result"]["error_type"] == "ArgumentError"
    assert "no video id" in told["result"]["error"]
    assert everything(tmp_path) == []


def test_a_file_that_is_no_video(tmp_path: Path) -> None:
    """Exit code 4, an ML error, and nothing is written."""
    (tmp_path / "temp").mkdir()
    (tmp_path / f"temp/{ID}.mp4").write_text("hello\n" * 100)
    told = wrapper(RUNNER, ID, base=tmp_path)
    assert (told["code"], told["failure"]) == (4, "ml_failure")
    assert told["result"]["error_type"] == "MLInputError"
    assert everything(tmp_path) == ["temp", f"temp/{ID}.mp4"]


def test_stopped_by_the_caller(brief: Path, tmp_path: Path) -> None:
    """SIGTERM in mid-run: the exit code of a terminated process, JSON last, nothing left behind.

    The lock is free at once.
    """
    (tmp_path / "temp").mkdir()
    shutil.copy(brief, tmp_path / f"temp/{ID}.mp4")
    told = flow(LINK, tmp_path, STOP_AT="running_ml_analysis")
    assert (told["code"], told["signal"]) == (143, None)
    assert (told["last"]["success"], told["last"]["error_type"]) == (False, "Terminated")
    assert everything(tmp_path) == ["temp", f"temp/{ID}.mp4"]
    waited: list[None] = []
    with held(tmp_path / "insights", ID, lambda: waited.append(None)):
        assert waited == []


@pytest.mark.slow
def test_stopped_while_another_run_has_the_video(stored: Path) -> None:
    """SIGTERM ends the waiting as well; the other run keeps its lock, and nothing is written."""
    with held(stored / "insights", ID, lambda: None):
        before = everything(stored)
        told = flow(LINK, stored, STOP_AT="🚀")
        assert (told["code"], told["last"]["error_type"]) == (143, "Terminated")
        assert everything(stored) == before


def test_the_package_has_its_old_name(tmp_path: Path) -> None:
    """The wrapper's check whether the system is there."""
    told = wrapper("--check", base=tmp_path)
    assert told == {"available": True, "stderr": ""}


def test_what_the_flow_itself_refuses(tmp_path: Path) -> None:
    """Two links, and a short one: exit code 1 before anything is started."""
    assert refused(LINK, LINK, base=tmp_path) == 1
    assert refused("https://vm.tiktok.com/ZM1234567/", base=tmp_path) == 1
