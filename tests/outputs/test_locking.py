"""One run at a time has a video; a lock never outlives its holder."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from rumiai.errors import OutputError
from rumiai.outputs.locking import held

HOLDER = Path(__file__).with_name("lock_holder.py")


def ignored() -> None:
    pass


@contextmanager
def holder(folder: Path, video_id: str = "v1") -> Iterator[subprocess.Popen[str]]:
    """Another process that has the lock."""
    process = subprocess.Popen(
        [sys.executable, str(HOLDER), str(folder), video_id],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        if process.stdin is not None:
            process.stdin.close()


def locked_soon(folder: Path, seconds: float = 5.0) -> bool:
    """Whether the lock can be had, and given back, within some seconds, tried on a thread."""
    done = threading.Event()

    def take() -> None:
        with held(folder, "v1", ignored):
            pass
        done.set()

    threading.Thread(target=take, daemon=True).start()
    return done.wait(seconds)


def test_nothing_is_left(tmp_path: Path) -> None:
    """The lock's file, and the folders that were made for it, are gone afterwards."""
    with held(tmp_path / "a" / "b", "v1", ignored):
        assert [p.name for p in (tmp_path / "a" / "b").iterdir()] == [".v1.lock"]
    assert list(tmp_path.iterdir()) == []


def test_results_stay(tmp_path: Path) -> None:
    """A folder that results came into is kept."""
    with held(tmp_path / "a", "v1", ignored):
        (tmp_path / "a" / "result").touch()
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["result"]


def test_an_error_inside_frees_the_lock(tmp_path: Path) -> None:
    """What goes wrong in the block rises as it is, and the lock is free."""
    with pytest.raises(FileNotFoundError, match="mine"), held(tmp_path / "a", "v1", ignored):
        raise FileNotFoundError("mine")
    assert list(tmp_path.iterdir()) == []


def test_another_process_is_waited_for(tmp_path: Path) -> None:
    """The wait is told once, and ends when the other one is done."""
    told: list[float] = []
    with holder(tmp_path) as process:

        def waiting() -> None:
            told.append(time.monotonic())
            threading.Timer(0.5, process.stdin.close if process.stdin else ignored).start()

        with held(tmp_path, "v1", waiting):
            assert len(told) == 1
            assert time.monotonic() - told[0] >= 0.5
    assert list(tmp_path.iterdir()) == []


def test_a_killed_holder_has_no_lock(tmp_path: Path) -> None:
    """SIGKILL frees it; the file that stays is taken over and removed."""
    with holder(tmp_path) as process:
        process.kill()
        process.wait()
        assert (tmp_path / ".v1.lock").exists()
        assert locked_soon(tmp_path)
    assert not list(tmp_path.iterdir())


def test_other_videos_are_not_waited_for(tmp_path: Path) -> None:
    """A lock is one video's: even where one id begins with another."""
    with held(tmp_path, "v1", pytest.fail), held(tmp_path, "v11", pytest.fail):
        pass


def test_many_at_once(tmp_path: Path) -> None:
    """Threads that come and go, while file and folder do: never two at a time."""
    inside, most, rounds = 0, 0, 0

    def work() -> None:
        nonlocal inside, most, rounds
        for _ in range(20):
            with held(tmp_path / "a" / "b", "v1", ignored):
                inside += 1
                most = max(most, inside)
                rounds += 1
                inside -= 1

    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(work) for _ in range(6)]:
            done.result()
    assert (most, rounds) == (1, 120)
    assert not list(tmp_path.rglob(".*")), "no lock is left"


def test_a_link_in_the_lock_s_place_is_not_followed(tmp_path: Path) -> None:
    """Nothing outside the folder is made or opened."""
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / ".v1.lock").symlink_to(tmp_path / "outside")
    with pytest.raises(OutputError, match=r"\.v1\.lock: cannot be locked"), ExitStack() as stack:
        stack.enter_context(held(folder, "v1", ignored))
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("make", [Path.touch, lambda p: p.symlink_to(p.parent / "nowhere")])
def test_what_cannot_be_locked_says_so(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """A file or a dead link where the folder should be: one clear line."""
    make(tmp_path / "a")
    with pytest.raises(OutputError, match="cannot be locked"), held(tmp_path / "a", "v1", ignored):
        pass
