"""A file that is on its way: hidden beside its place, kept for the next try, published whole."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import ValidationError

from rumiai.schema.measure import Record

PART = ".part"


class Version(Record):
    """Which version of a file at the server the bytes belong to."""

    source: str
    """Its address, or a hash of it where the address holds something secret."""
    validator: str
    """A strong ETag, or a Last-Modified date; what `If-Range` takes."""


class Part:
    """The bytes that have come so far, locked against other processes."""

    def __init__(self, target: Path, descriptor: int) -> None:
        self._target = target
        self._path = _hidden(target)
        self._note = _note(self._path)
        self._descriptor = descriptor

    @property
    def path(self) -> Path:
        """Where the bytes are, under a name that nobody takes for the file's."""
        return self._path

    @property
    def size(self) -> int:
        """Bytes that are here."""
        return os.fstat(self._descriptor).st_size

    def version(self, source: str) -> Version | None:
        """What the bytes belong to; None where they cannot be continued from that source."""
        try:
            version = Version.model_validate_json(self._note.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None
        return version if version.source == source and self.size else None

    def begin(self, version: Version | None) -> None:
        """Forget the bytes; those that come now belong to that version."""
        self._note.unlink(missing_ok=True)
        os.ftruncate(self._descriptor, 0)
        if version is not None:
            self._note.write_text(version.model_dump_json(), encoding="utf-8")

    def append(self, data: bytes) -> None:
        """Add bytes at the end."""
        os.lseek(self._descriptor, 0, os.SEEK_END)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def publish(self) -> os.stat_result:
        """Give the file its name, in one step."""
        os.fsync(self._descriptor)
        self._path.replace(self._target)
        self._note.unlink(missing_ok=True)
        return os.fstat(self._descriptor)

    def discard(self) -> None:
        """Remove the bytes."""
        with suppress(OSError):  # where they cannot be removed they do no harm under this name
            self._note.unlink(missing_ok=True)
            self._path.unlink(missing_ok=True)


@contextmanager
def locked_part(target: Path) -> Iterator[Part]:
    """The part of a file, as soon as no other process is at it. Raises OSError.

    Folders that were made for it and stay empty are removed.
    """
    made = [folder for folder in target.parents if not folder.exists()]
    descriptor = _locked(_hidden(target))
    part = Part(target, descriptor)
    try:
        yield part
    finally:
        if os.fstat(descriptor).st_nlink and part.size == 0:
            part.discard()
        os.close(descriptor)
        with suppress(OSError):  # something is in it
            for folder in made:
                folder.rmdir()


def clear_abandoned(folder: Path, suffix: str, seconds: float) -> None:
    """Remove the parts of such files that nobody has added to for so long; never raises."""
    with suppress(OSError):
        for path in folder.glob(f".*{suffix}{PART}"):
            if time.time() - path.lstat().st_mtime > seconds:
                _note(path).unlink(missing_ok=True)
                path.unlink(missing_ok=True)


def _locked(path: Path) -> int:
    """Open and lock a file that still has this name once the lock is ours."""
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        except FileNotFoundError:  # another process removed the empty folder meanwhile
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # it was published or discarded while we waited


def _hidden(target: Path) -> Path:
    return target.with_name(f".{target.name}{PART}")


def _note(part: Path) -> Path:
    """The file that says what the bytes belong to."""
    return part.with_name(f"{part.name}.json")
