"""The command line as a caller sees it: exit code, stdout, stderr, and what is left on disk."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clips import BRIEF
from containers import remux, truncated

Make = Callable[..., tuple[Path, dict[str, Any]]]
Run = Callable[..., subprocess.CompletedProcess[str]]
QUICK = ("--only", "shots")


def last_json(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The protocol: exactly one line begins with a brace, it is the last, and it is JSON."""
    lines = done.stdout.splitlines()
    assert [line.startswith("{") for line in lines] == [False] * (len(lines) - 1) + [True]
    document: dict[str, Any] = json.loads(lines[-1])
    return document


@pytest.fixture
def short(made: Make) -> Path:
    path, _ = made("bare", duration=2.0, shots=[{}], texts=[], faces=[], sounds=[])
    return path


def test_success_in_the_legacy_form(rumiai: Run, made: Make, tmp_path: Path) -> None:
    """Progress lines with rising percentages, then the last-line JSON; silent stderr."""
    path, _ = made("brief", **BRIEF)
    done = rumiai("analyze", path, "--output-format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    document = last_json(done)
    lines = done.stdout.splitlines()
    percents = [int(line.rsplit("(", 1)[1][:-2]) for line in lines if line.startswith("📊")]
    assert percents == [20, 50, 60, 65, 70, 95, 100]
    assert "✅ Video ID: brief" in lines
    assert "✅ scene_pacing completed successfully!" in lines
    failed = "❌ emotional_journey failed: emotions unavailable"
    assert any(line.startswith(failed) for line in lines)
    assert "💰 Total cost: $0.0000" in lines
    assert (document["success"], document["status"]) == (True, "degraded")
    assert document["video_id"] == "brief"
    assert {"video", "unified", "temporal", "insights"} == set(document["outputs"])
    assert all((tmp_path / path).exists() for path in document["outputs"].values())
    report = document["report"]
    assert (report["prompts_successful"], report["prompts_total"]) == (6, 7)
    assert report["ml_completion_details"]["ocr"] is True
    assert report["ml_completion_details"]["yolo"] is False
    assert report["duration"] == 4.0


def test_default_format_off_a_terminal_is_json(rumiai: Run, short: Path) -> None:
    """A caller that reads a pipe gets the protocol without asking."""
    assert last_json(rumiai("analyze", short, *QUICK))["success"] is True


def test_text_off_a_terminal(rumiai: Run, short: Path) -> None:
    """Asked for text, a pipe gets the lines, a summary, and the legacy success line."""
    done = rumiai("analyze", short, *QUICK, "--output-format", "text")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "✅ Success! Video bare processed (complete)"
    assert "analyses written: 3 of 7" in done.stdout
    assert not any(line.startswith("{") for line in done.stdout.splitlines())


def bad_inputs(made: Make, folder: Path) -> dict[str, tuple[Path, int, str]]:
    """Path, exit code and what the message says, of everything that is no video."""
    base, _ = made("base")
    text, empty, playlist = (folder / f"{n}.mp4" for n in ("text", "empty", "playlist"))
    text.write_text("hello\n" * 100)
    empty.touch()
    playlist.write_text(f"#EXTM3U\n#EXTINF:4,\n{base}\n#EXT-X-ENDLIST\n")
    return {
        "text": (text, 4, "not a video"),
        "empty": (empty, 4, "the file is empty"),
        "playlist": (playlist, 4, "not a video"),
        "audio": (remux(base, folder / "audio.mp4", video=False), 4, "no video stream"),
        "missing": (folder / "missing.mp4", 2, "no such file"),
        "folder": (folder, 2, "not a file"),
        "link": (Path("https:/"), 2, "links begin with https://"),
    }


@pytest.mark.parametrize(
    "kind", ["text", "empty", "playlist", "audio", "missing", "folder", "link"]
)
@pytest.mark.parametrize("form", ["json", "text"])
def test_bad_input(
    rumiai: Run,
    made: Make,
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    kind: str,
    form: str,
) -> None:
    """The right exit code, one clear line without a traceback, and nothing on disk."""
    source, code, said = bad_inputs(made, tmp_path_factory.mktemp("bad"))[kind]
    done = rumiai("analyze", source, "--output-format", form)
    assert done.returncode == code
    (line,) = done.stderr.splitlines()
    assert line.startswith("rumiai: ")
    assert said in line
    assert list(tmp_path.iterdir()) == []
    if form == "json":
        document = last_json(done)
        assert document["success"] is False
        assert said in document["error"]
        assert ("ML" in document["error_type"]) == (code == 4)
    else:
        *_, complaint = done.stdout.splitlines()
        assert complaint.startswith("❌ Failed! Error: ")
        assert said in complaint


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("analyze",), "Missing argument"),
        (("analyze", "x.mp4", "--bogus"), "No such option"),
        (("analyze", "x.mp4", "--device", "tpu"), "--device"),
        (("bogus",), "No such command"),
        (("analyze", "x.mp4", "--only", "eyes"), "no analyzer is called eyes"),
        (("analyze", "x.mp4", "--insights", "claude"), "needs a connection"),
        (("analyze", "https://www.tiktok.com/@u/video/1"), "offline nothing is fetched"),
        (("analyze", "x.mp4", "--sources", "nobody"), "RUMIAI_SOURCES"),
    ],
)
def test_wrong_arguments(
    rumiai: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    """Exit code 2, one line, and the protocol's JSON for who reads a pipe."""
    done = rumiai(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert said in last_json(done)["error"]
    assert list(tmp_path.iterdir()) == []


def test_unwritable_root(rumiai: Run, short: Path, tmp_path: Path) -> None:
    """A root below a file, or on a system that takes no files, is told before any work."""
    (tmp_path / "file").touch()
    for root in (tmp_path / "file" / "sub", Path("/proc/rumiai")):
        done = rumiai("analyze", short, "--root", root)
        assert done.returncode == 2
        assert "cannot be written" in last_json(done)["error"]
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_truncated_file_is_analysed_and_said(rumiai: Run, made: Make, tmp_path: Path) -> None:
    """What decodes is analysed; the status says how much is missing."""
    base, _ = made("base")
    cut = truncated(base, tmp_path / "cut.mp4", 0.5)
    done = rumiai("analyze", cut, *QUICK, "--root", tmp_path / "out")
    assert done.returncode == 0
    document = last_json(done)
    assert document["status"] == "degraded"
    assert any("cut off" in reason for reason in document["degraded"])
    assert 1 < document["report"]["duration"] < 11


def test_strict_without_weights_fails(rumiai: Run, short: Path, tmp_path: Path) -> None:
    """Mandatory analyzers without weights: exit code 4, nothing written."""
    done = rumiai("analyze", short, "--strict")
    assert done.returncode == 4
    assert "ML" in last_json(done)["error_type"]
    assert list(tmp_path.iterdir()) == []


def test_strict_with_what_is_there_succeeds(rumiai: Run, short: Path) -> None:
    """Without the analyzers that lack weights strict mode passes."""
    missing = "emotions,objects,gestures,speech"
    assert rumiai("analyze", short, "--strict", "--skip", missing).returncode == 0


def test_cuda_where_there_is_none(rumiai: Run, short: Path) -> None:
    """--device cuda on a machine without CUDA is an argument error."""
    done = rumiai("analyze", short, "--device", "cuda", env={"CUDA_VISIBLE_DEVICES": ""})
    assert done.returncode == 2
    assert "no CUDA device" in last_json(done)["error"]


def test_metadata_reaches_the_unified_file(rumiai: Run, short: Path, tmp_path: Path) -> None:
    """--metadata names one Apify item."""
    item = tmp_path / "item.json"
    item.write_text(json.dumps({"id": 75, "text": "caption", "playCount": 12, "diggCount": 0}))
    done = rumiai("analyze", short, *QUICK, "--metadata", item)
    unified = json.loads((tmp_path / last_json(done)["outputs"]["unified"]).read_text())
    assert unified["video_id"] == "bare"
    metadata = unified["metadata"]
    assert (metadata["id"], metadata["views"], metadata["likes"]) == ("75", 12, 0)
    assert metadata["description"] == "caption"


def test_debug_shows_the_traceback(rumiai: Run, tmp_path: Path) -> None:
    """Only --debug does."""
    done = rumiai("analyze", tmp_path / "missing.mp4", "--debug")
    assert "Traceback" in done.stderr
    assert done.returncode == 2
    last_json(done)


def test_help_is_quick_and_loads_nothing(rumiai: Run) -> None:
    """--help answers without importing any library of the pipeline."""
    code = (
        "import sys; from rumiai.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'av', 'cv2', 'torch', 'mediapipe', 'pydantic_settings'}\n"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, "a heavy module was loaded"
    assert "analyze" in done.stdout
    assert "--output-format" in rumiai("analyze", "--help").stdout


def on_a_terminal(*arguments: object, cwd: Path) -> tuple[int, str]:
    """Runs the command line on a pseudo-terminal; returns the exit code and all that it showed."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "rumiai", *map(str, arguments)],
        stdin=child,
        stdout=child,
        stderr=child,
        cwd=cwd,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
    )
    os.close(child)
    shown = b""
    while True:
        try:
            block = os.read(parent, 65536)
        except OSError:
            break
        if not block:
            break
        shown += block
    os.close(parent)
    return process.wait(), shown.decode("utf-8", "replace")


def test_a_person_gets_a_summary(short: Path, tmp_path: Path) -> None:
    """On a terminal: a live bar, a readable summary, no JSON; a failure is one line."""
    code, shown = on_a_terminal("analyze", short, *QUICK, cwd=tmp_path)
    assert code == 0
    assert "running ml analysis" in shown
    assert "analyses written: 3 of 7" in shown
    assert "unified_analysis/bare.json" in shown
    assert '{"success"' not in shown
    assert "📊" not in shown
    code, shown = on_a_terminal("analyze", tmp_path / "missing.mp4", cwd=tmp_path)
    assert code == 2
    assert shown.rstrip().endswith("missing.mp4: no such file")
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    ("number", "error_type"),
    [(signal.SIGTERM, "Terminated"), (signal.SIGINT, "KeyboardInterrupt")],
)
def test_stopped_in_the_middle(
    made: Make, tmp_path: Path, number: signal.Signals, error_type: str
) -> None:
    """A signal to stop: its own exit code, last-line JSON, nothing half-written."""
    base, _ = made("base")
    process = subprocess.Popen(
        [sys.executable, "-m", "rumiai", "analyze", str(base), "--root", str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    seen = [process.stdout.readline() for _ in range(3)]
    assert "running_ml_analysis" in seen[-1]
    process.send_signal(number)
    rest = process.stdout.read().splitlines()
    assert process.wait(timeout=60) == 128 + number
    assert json.loads(rest[-1])["error_type"] == error_type
    assert not (tmp_path / "out").exists()
