"""One run at a time works on a video, so that the files of two runs never mix."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rumiai.errors import OutputError

POLL_SECONDS = 0.1
"""How often a waiting run asks. A call that blocks could not be interrupted by a signal."""
ATTEMPTS = 100


@contextmanager
def held(folder: Path, video_id: str, waiting: Callable[[], None]) -> Iterator[None]:
    """Keep other runs away from a video while the block runs; `folder` holds the lock's file.

    Where another run has the lock, `waiting` is called once, and then this one waits. The lock
    goes with the process, however that ends. Nothing of it is left: the file, and the folders that
    were made for it, are removed, unless results came in. Raises OutputError where nothing can be
    locked.
    """
    lock = _Lock(folder / f".{video_id}.lock")
    try:
        try:
            lock.acquire(waiting)
        except OSError as error:
            why = error.strerror or error
            raise OutputError(f"{lock.path}: cannot be locked ({why})") from error
        yield
    finally:
        lock.release()


class _Lock:
    """An exclusive lock on a file that is there only while somebody holds it or waits for it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None
        self._made: list[Path] = []

    def acquire(self, waiting: Callable[[], None]) -> None:
        """Wait for the lock; every exception may rise meanwhile, then `release` clears up."""
        told = False
        while not self._take():
            self._close()
            if not told:
                waiting()
                told = True
            time.sleep(POLL_SECONDS)

    def release(self) -> None:
        """Remove what is left of the lock, in whatever state the wait for it was broken off."""
        with suppress(OSError):
            if self._descriptor is not None and self._mine():
                self.path.unlink()
        self._close()
        for folder in self._made:
            with suppress(OSError):  # somebody uses it by now
                folder.rmdir()

    def _take(self) -> bool:
        self._descriptor = self._opened()
        return self._mine()

    def _mine(self) -> bool:
        """Whether this process has the lock, and on the file that others find there."""
        assert self._descriptor is not None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return os.path.samestat(os.fstat(self._descriptor), self.path.lstat())
        except (BlockingIOError, FileNotFoundError):
            return False

    def _opened(self) -> int:
        """The lock's file, open; whoever had the lock before may just be removing its folder."""
        for _ in range(ATTEMPTS):
            with suppress(FileNotFoundError, FileExistsError):
                return self._open()
        return self._open()

    def _open(self) -> int:
        folder = self.path.parent
        self._made += [p for p in (folder, *folder.parents) if not p.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
