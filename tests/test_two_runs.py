"""Two runs on one video at the same time: one works, the other waits, and their files never mix."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from evaluation.looking import here
from rumiai.claims import Claims
from rumiai.errors import APIError
from rumiai.outputs.locking import held
from rumiai.pipeline import Request, analyze
from rumiai.progress import Progress, Waiting
from rumiai.recompute import recompute
from rumiai.settings import load_settings

Make = Callable[..., tuple[Path, dict[str, Any]]]
WAITING = "rumiai: bare: another run works on this video; waiting until it is done\n"


@pytest.fixture
def short(made: Make) -> Path:
    path, _ = made("bare", duration=2.0, shots=[{}], texts=[], faces=[], sounds=[])
    return path


@contextmanager
def started(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A run in a process of its own, which is gone at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "rumiai", *map(str, arguments), "--output-format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def in_use(root: Path) -> Iterator[None]:
    """The video as another run has it."""
    with held(root / "insights", "bare", pytest.fail):
        yield


def next_complaint(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    return process.stderr.readline()


def results(root: Path) -> dict[str, list[Any]]:
    """The contents of all files by their names without stamps, times of making left out."""
    found: dict[str, list[Any]] = {}
    for path in sorted(root.rglob("*.json")):
        if any(part.startswith(".") for part in path.relative_to(root).parts):
            continue  # the insights' old folder, which the next writer clears away
        document = json.loads(path.read_text(encoding="utf-8"))
        document.pop("run", None)
        text = json.dumps(document, ensure_ascii=False)
        text = re.sub(r'\\*"generated_at\\*": \\*"[^"]*"', "", text)
        name = re.sub(r"_\d{8}_\d{6}|_\d{10}", "", str(path.relative_to(root)))
        found.setdefault(name, []).append(text)
    return found


def test_two_at_once(short: Path, tmp_path: Path) -> None:
    """Both wait for a third, then work one after the other: each leaves the set of a lone run."""
    root = tmp_path / "two"
    arguments = ("analyze", short, "--only", "shots", "--root", root)
    with started(*arguments) as one, started(*arguments) as other:
        with in_use(root):
            assert [next_complaint(process) for process in (one, other)] == [WAITING] * 2
            assert not (root / "unified_analysis").exists(), "nobody writes while waiting"
        ended = [process.communicate(timeout=60) for process in (one, other)]
        assert [process.returncode for process in (one, other)] == [0, 0]
    assert [json.loads(out.splitlines()[-1])["success"] for out, _ in ended] == [True, True]
    assert not list(root.rglob(".*.lock"))

    request = Request(str(short), ("shots",))
    analyze(request, load_settings(root=tmp_path / "lone"), here(), lambda _: None)
    found, lone = results(root), results(tmp_path / "lone")
    assert found.keys() == lone.keys()
    for name, texts in found.items():
        assert set(texts) == set(lone[name]), f"{name} is not as of a lone run"
        sets = name.startswith("insights/")
        assert len(texts) == 2 if sets else len(texts) in (1, 2, 3)


def test_stopped_while_waiting(short: Path, tmp_path: Path) -> None:
    """The wait ends at once with exit code 143, and leaves the other one's lock alone."""
    with in_use(tmp_path), started("analyze", short, "--root", tmp_path) as process:
        assert next_complaint(process) == WAITING
        begun = time.monotonic()
        process.terminate()
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 128 + signal.SIGTERM
        assert time.monotonic() - begun < 3
        assert json.loads(out.splitlines()[-1])["success"] is False
        left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
        assert left == ["insights", "insights/.bare.lock"]
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_blocks_nobody(made: Make, tmp_path: Path) -> None:
    """After SIGKILL in mid-run the next run neither waits nor finds half of anything."""
    path, _ = made("base")
    arguments = ("analyze", path, "--only", "shots", "--node-files", "--root", tmp_path)
    with started(*arguments) as process:
        assert process.stdout is not None
        while "running_ml_analysis" not in process.stdout.readline():
            pass
        process.kill()
        process.wait()
        assert (tmp_path / "insights" / ".base.lock").exists()
    request = Request(str(path), ("shots",))
    settings = load_settings(root=tmp_path, node_files=True)
    analyze(request, settings, here(), lambda told: not_waiting(told))
    assert not list(tmp_path.rglob(".*")), "nothing of the killed run is left"


def not_waiting(told: Progress) -> None:
    assert not isinstance(told, Waiting)


def test_other_videos_do_not_wait(made: Make, short: Path, tmp_path: Path) -> None:
    """Only the same id in the same folders is one video."""
    with held(tmp_path / "insights", "other", pytest.fail):
        request = Request(str(short), ("shots",))
        analyze(request, load_settings(root=tmp_path), here(), not_waiting)


def test_metrics_wait_and_read_what_is_there_then(short: Path, tmp_path: Path) -> None:
    """A stored file that the other run wrote anew is read anew: never old numbers after new."""
    settings = load_settings(root=tmp_path)
    analyze(Request(str(short), ("shots",)), settings, here(), lambda _: None)
    stored = tmp_path / "unified_analysis" / "bare.json"
    fresh = json.loads(stored.read_text(encoding="utf-8"))
    fresh["metadata"]["views"] = 12_345
    shutil.rmtree(tmp_path / "insights")
    told: list[Progress] = []
    with ExitStack() as other:
        other.enter_context(in_use(tmp_path))

        def observe(progress: Progress) -> None:
            told.append(progress)
            if isinstance(progress, Waiting):
                (tmp_path / "new.json").write_text(json.dumps(fresh), encoding="utf-8")
                (tmp_path / "new.json").replace(stored)
                other.close()

        recompute(str(stored), None, settings, observe)
    assert told.count(Waiting("bare")) == 1
    (path,) = (tmp_path / "insights" / "bare" / "metadata_analysis").glob("*_result_*.json")
    assert "12345" in path.read_text(encoding="utf-8")


def test_a_video_is_claimed_once(tmp_path: Path) -> None:
    """Whoever learns the id first claims it; again does nothing, and a second id is an error."""
    with ExitStack() as until:
        claims = Claims(load_settings(root=tmp_path), not_waiting, until)
        paths = claims.claim("bare")
        assert claims.claim("bare") is paths
        assert (tmp_path / "insights" / ".bare.lock").exists()
        with pytest.raises(APIError, match="two ids for one video: bare and other"):
            claims.claim("other")
    assert list(tmp_path.iterdir()) == []
