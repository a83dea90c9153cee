"""`rumiai metrics`: everything again from a stored file, without the video."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.looking import here
from legacy.recorded import LESSONS, PLANTS
from rumiai.pipeline import Request, analyze
from rumiai.progress import Progress
from rumiai.recompute import recompute
from rumiai.settings import load_settings

Make = Callable[..., tuple[Path, dict[str, Any]]]
Run = Callable[..., subprocess.CompletedProcess[str]]
QUICK = ("shots", "text", "voice", "energy")


def last_json(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The protocol: exactly one line begins with a brace, it is the last, and it is JSON."""
    lines = done.stdout.splitlines()
    assert [line.startswith("{") for line in lines] == [False] * (len(lines) - 1) + [True]
    document: dict[str, Any] = json.loads(lines[-1])
    return document


def results(root: Path) -> dict[str, str]:
    """All result files by their names without stamps; markers without the time of making."""
    files = {}
    for folder in ("insights", "temporal_markers"):
        for path in sorted((root / folder).rglob("*.json")):
            text = re.sub(r'"generated_at": "[^"]*"', "", path.read_text(encoding="utf-8"))
            text = re.sub(r'\\"generated_at\\": \\"[^"]*\\"', "", text)
            files[re.sub(r"_\d{8}_\d{6}|_\d{10}", "", str(path.relative_to(root)))] = text
    return files


@pytest.fixture(scope="session")
def finished(made: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a finished run on the base clip; nobody writes there."""
    path, _ = made("base")
    folder = tmp_path_factory.mktemp("finished")
    item = folder / "item.json"
    item.write_text(json.dumps({"text": "caption #one", "playCount": 100, "diggCount": 7}))
    settings = load_settings(root=folder / "first")
    analyze(Request(str(path), QUICK, item), settings, here(), lambda _: None)
    return folder / "first"


@pytest.fixture
def analysed(finished: Path, tmp_path: Path) -> Path:
    """A test's own copy of the finished run."""
    return shutil.copytree(finished, tmp_path / "first")


def test_the_same_bytes_as_the_run(rumiai: Run, analysed: Path, tmp_path: Path) -> None:
    """Analyses and markers equal those of the run but for stamps; the stored file is untouched."""
    stored = analysed / "unified_analysis" / "base.json"
    before = stored.read_bytes()
    done = rumiai("metrics", stored, "--root", tmp_path / "second")
    assert (done.returncode, done.stderr) == (0, "")
    assert results(tmp_path / "second") == results(analysed)
    assert len(results(analysed)) >= 3 + 3 + 3 + 1
    assert stored.read_bytes() == before
    folders = {path.name for path in (tmp_path / "second").iterdir()}
    assert folders == {"insights", "temporal_markers"}, "no detector and no unified file is written"
    document = last_json(done)
    assert (document["success"], document["video_id"]) == (True, "base")
    assert document["outputs"]["unified"] == str(stored)
    assert document["outputs"]["video"].endswith("base.mp4")
    assert all((tmp_path / path).exists() for path in document["outputs"].values())


@pytest.mark.parametrize(
    "item",
    [
        {"text": "", "playCount": 100},
        {"text": "bad", "textLanguage": "en"},
        {
            "text": "best #tip",
            "createTimeISO": "2026-11-01T10:00:00Z",
            "scrapedAt": "2026-11-02T10:00:00Z",
            "playCount": 90,
            "diggCount": 24,
            "commentCount": 0,
            "shareCount": 0,
            "videoMeta": {"duration": 13},
        },
    ],
)
def test_the_same_metadata(made: Make, tmp_path: Path, item: dict[str, Any]) -> None:
    """An empty caption stays known, the stated language and the moment of reading stay."""
    path, _ = made("bare", duration=2.0, shots=[{}], texts=[], faces=[], sounds=[])
    given = tmp_path / "item.json"
    given.write_text(json.dumps(item))
    seen: list[Progress] = []
    first, second = tmp_path / "first", tmp_path / "second"
    shots = frozenset({"shots"})
    analyze(Request(str(path), shots, given), load_settings(root=first), here(), seen.append)
    stored = first / "unified_analysis" / "bare.json"
    recompute(str(stored), None, load_settings(root=second), seen.append)
    assert results(first) == results(second)


def test_shots_that_ran_and_found_none(rumiai: Run, analysed: Path, tmp_path: Path) -> None:
    """A video has at least one shot: such a file is broken, and says so in one line."""
    document = json.loads((analysed / "unified_analysis" / "base.json").read_text())
    events = document["measured"]["events"]
    document["measured"]["events"] = [e for e in events if e["kind"] != "shot"]
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(document))
    done = rumiai("metrics", broken, "--root", tmp_path / "out")
    assert done.returncode == 4
    assert "measured.events is broken" in last_json(done)["error"]


def test_the_protocol_on_an_old_file(rumiai: Run, contract: Path, tmp_path: Path) -> None:
    """Rising percentages, the id, each analysis, the cost, and the last-line JSON with faults."""
    done = rumiai("metrics", contract / "data" / PLANTS)
    assert (done.returncode, done.stderr) == (0, "")
    document = last_json(done)
    lines = done.stdout.splitlines()
    percents = [int(line.rsplit("(", 1)[1][:-2]) for line in lines if line.startswith("📊")]
    assert percents == [50, 60, 65, 70, 95, 100]
    assert "✅ Video ID: 7280654844715666731" in lines
    assert "✅ scene_pacing completed successfully!" in lines
    assert "💰 Total cost: $0.0000" in lines
    assert document["status"] == "degraded"
    assert any("1920×1080 is wrong" in reason for reason in document["degraded"])
    assert any(reason.startswith("faces failed") for reason in document["degraded"])
    assert document["report"]["duration"] == 79.9
    assert document["report"]["ml_completion_details"]["yolo"] is True
    assert document["report"]["ml_completion_details"]["mediapipe"] is False
    (pacing,) = (tmp_path / "insights").rglob("scene_pacing_result_*.json")
    assert json.loads(pacing.read_text())["scenePacingCoreMetrics"]["totalScenes"] == 28


def test_text_for_a_person(rumiai: Run, contract: Path) -> None:
    """An old file has no list of analyzers to show; the summary says what is missing."""
    done = rumiai("metrics", contract / "data" / LESSONS, "--output-format", "text")
    assert done.returncode == 0
    last = done.stdout.splitlines()[-1]
    assert last == "✅ Success! Video 7389683775929699616 processed (degraded)"
    assert "objects failed: the file says that it did not run" in done.stdout
    assert not any(line.startswith("{") for line in done.stdout.splitlines())


def test_text_for_our_own_file(rumiai: Run, analysed: Path) -> None:
    """Our own files show the analyzers and what they found."""
    stored = analysed / "unified_analysis" / "base.json"
    done = rumiai("metrics", stored, "--output-format", "text")
    assert done.returncode == 0
    assert "cuts: 4" in done.stdout
    assert "scenedetect" in done.stdout


WRONG: dict[str, tuple[str | None, int, str]] = {
    "missing": (None, 2, "no such file"),
    "no JSON": ("{", 4, "not JSON"),
    "no analysis": ('{"a": 1}', 4, "not a unified analysis"),
    "a result": ('{"overlaysCoreMetrics": {}}', 4, "a result of visual_overlay_analysis"),
    "no duration": ('{"ml_data": {}}', 4, "how long the video is"),
    "nothing measured": ('{"ml_data": {}, "duration": 5}', 4, "nothing could be measured"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_files(rumiai: Run, tmp_path: Path, kind: str) -> None:
    """The right exit code, one clear line, the protocol's JSON, and nothing written."""
    content, code, said = WRONG[kind]
    path = tmp_path / "file.json"
    if content is not None:
        path.write_text(content)
    done = rumiai("metrics", path, "--root", tmp_path / "out")
    assert done.returncode == code
    (line,) = done.stderr.splitlines()
    assert said in line
    document = last_json(done)
    assert (document["success"], said in document["error"]) == (False, True)
    assert ("ML" in document["error_type"]) == (code == 4)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("metrics",), "Missing argument"),
        (("metrics", "."), "not a file"),
        (("metrics", "x.json", "--only", "shots"), "No such option"),
        (("metrics", "x.json", "--insights", "claude"), "needs a connection"),
    ],
)
def test_wrong_arguments(rumiai: Run, arguments: tuple[str, ...], said: str) -> None:
    """Exit code 2 and one line."""
    done = rumiai(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert said in last_json(done)["error"]


def test_strict(rumiai: Run, contract: Path, tmp_path: Path) -> None:
    """Strict mode fails where a mandatory detector left nothing, and writes nothing."""
    done = rumiai("metrics", contract / "data" / PLANTS, "--strict", "--root", tmp_path / "out")
    assert done.returncode == 4
    assert "is mandatory in strict mode" in last_json(done)["error"]
    assert not (tmp_path / "out").exists()


def test_strict_on_a_run_that_was_strict(analysed: Path, tmp_path: Path) -> None:
    """What the user switched off is no failure, as in `analyze`."""
    stored = analysed / "unified_analysis" / "base.json"
    settings = load_settings(root=tmp_path / "out", strict=True)
    seen: list[Progress] = []
    assert recompute(str(stored), None, settings, seen.append).report.prompts_successful >= 2


def test_other_metadata(analysed: Path, tmp_path: Path) -> None:
    """--metadata replaces what is stored; it must be a file with one Apify item."""
    from rumiai.errors import ArgumentError

    stored = analysed / "unified_analysis" / "base.json"
    item = tmp_path / "other.json"
    item.write_text("[1]")
    seen: list[Progress] = []
    with pytest.raises(ArgumentError, match="not one item"):
        recompute(str(stored), item, load_settings(root=tmp_path / "out"), seen.append)
    item.write_text(json.dumps({"text": "another", "playCount": 3}))
    success = recompute(str(stored), item, load_settings(root=tmp_path / "out"), seen.append)
    assert success.report.feature_flags["recomputed"] is True


def test_the_measured_block(analysed: Path) -> None:
    """It holds no folder, and stands before what varies from run to run."""
    stored = analysed / "unified_analysis" / "base.json"
    document = json.loads(stored.read_text(encoding="utf-8"))
    assert document["measured"]["clip"]["path"] == "base.mp4"
    assert list(document)[-1] == "run"
    block = json.dumps(document["measured"])
    assert str(analysed.parent) not in block
    assert "/" not in document["measured"]["clip"]["path"]
    assert len(block) < 60_000, "12 s of text, voice and cuts"


def test_help_is_quick(rumiai: Run) -> None:
    """--help of the verb loads nothing heavy."""
    code = (
        "import sys; from rumiai.cli import main\n"
        "try: main(['metrics', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'av', 'cv2', 'torch', 'mediapipe', 'pydantic_settings'}\n"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, "a heavy module was loaded"
    assert "UNIFIED.json" in done.stdout
