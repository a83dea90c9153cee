"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rumiai.errors import ArgumentError, OutputError

STAGED, RETIRED = ".part", ".old"
GATHERED = ".new"
"""A folder that is filled all through a run: its age says nothing."""
ABANDONED_SECONDS = 600.0
"""Writing takes milliseconds: what is older was left by a writer that was killed."""
RETIRED_SECONDS = 60.0
FORGOTTEN_SECONDS = 86_400.0
"""No run fills a folder for a day."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_SUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def to_json(document: Mapping[str, Any]) -> str:
    """A document as it stands in a file; NaN and infinity are an error.

    Halves of surrogate pairs, which are no characters, become question marks.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace").decode("utf-8")


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file so that readers see the old one or the whole new one.

    Raises OutputError where that cannot be done; then the old file is as it was.
    """
    with _output_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(path.parent)
        temporary = _hidden(path, STAGED)
        try:
            _write_through(temporary, content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def remove_file(path: Path) -> None:
    """Remove a file that may be there; raises OutputError where it stays."""
    with _output_errors(path):
        path.unlink(missing_ok=True)


def add_to_folder(folder: Path, files: Callable[[], Mapping[str, str]]) -> None:
    """Add files (relative path → text) to a folder so that all of them appear at once.

    A new folder with the old and the new files is built beside the old one, then both change
    places in one step. The old one is cleared away a minute later, by the next writer, so that
    nobody who is just listing it sees it shrink. `files` is called while no other writer can
    change the folder. Raises OutputError where that cannot be done.
    """
    with _output_errors(folder), _locked(folder.parent):
        _restore(folder)
        _clear_leftovers(folder.parent)
        staged = _hidden(folder, STAGED)
        try:
            if folder.exists():
                shutil.copytree(folder, staged, copy_function=_link)
            for name, text in files().items():
                target = staged / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.unlink(missing_ok=True)
                _write_through(target, text)
            if folder.exists():
                _exchange(staged, folder)
            else:
                staged.rename(folder)
        finally:
            shutil.rmtree(staged, ignore_errors=True)


@contextmanager
def staged_folder(folder: Path) -> Iterator[Path]:
    """An empty folder beside another, to be filled and given to `put_folder`; removed at the end.

    Only one run at a time may use it for the same folder: what killed runs left is cleared first.
    """
    with _output_errors(folder):
        made = [p for p in (folder.parent, *folder.parent.parents) if not p.exists()]
        for leftover in folder.parent.glob(f".{folder.name}.*{GATHERED}"):
            _remove(leftover)
        staged = _hidden(folder, GATHERED)
        staged.mkdir(parents=True)
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)
        for parent in made:
            with suppress(OSError):  # results came in
                parent.rmdir()


def put_folder(staged: Path, folder: Path) -> None:
    """Put a staged folder in another's place in one step; the old one is gone at once.

    Raises OutputError where that cannot be done.
    """
    with _output_errors(folder), _locked(folder.parent):
        _restore(folder)
        _clear_leftovers(folder.parent)
        if not folder.exists():
            staged.rename(folder)
            return
        _remove(_exchange(staged, folder))


def check_writable(folders: tuple[Path, ...]) -> None:
    """Raise ArgumentError for the first folder in which nothing can be written."""
    for folder in folders:
        try:
            with suppress(FileNotFoundError):
                _probe(folder)
                continue
            _probe(folder)  # another run has just removed a folder that it had no need of
        except OSError as error:
            raise ArgumentError(
                f"{folder}: cannot be written ({error.strerror}); choose another folder with --root"
            ) from error


def _probe(folder: Path) -> None:
    """Write into a folder, or into the one in which it would be made."""
    existing = next(p for p in (folder, *folder.parents) if p.exists())
    probe = _hidden(existing / "rumiai", STAGED)
    probe.touch()
    probe.unlink()


def _write_through(path: Path, content: str | bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content.encode("utf-8") if isinstance(content, str) else content)
        stream.flush()
        os.fsync(stream.fileno())


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)


def _exchange(staged: Path, folder: Path) -> Path:
    """Put the staged folder in the other's place, and the other aside; returns where that is."""
    aside = _hidden(folder, RETIRED)
    if _swap(staged, folder):
        staged.rename(aside)
    else:  # a file system that cannot swap: the folder is missing for an instant
        folder.rename(aside)
        staged.rename(folder)
    return aside


def _swap(a: Path, b: Path) -> bool:
    """Exchange the names of two folders in one step; False where that is not supported."""
    libc = ctypes.CDLL(None, use_errno=True)
    renameat2 = getattr(libc, "renameat2", None)
    if renameat2 is None:
        return False
    names = (os.fsencode(a.absolute()), os.fsencode(b.absolute()))
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_SUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(b))


def _restore(folder: Path) -> None:
    """Put a folder back that was moved aside by a writer killed before it put the new one there."""
    asides = sorted(folder.parent.glob(f".{folder.name}.*{RETIRED}"), key=_changed)
    if asides and not folder.exists():
        asides[-1].rename(folder)


def _hidden(path: Path, suffix: str) -> Path:
    """A name beside a path that no other writer uses, and that listings do not show."""
    return path.parent / f".{path.name}.{secrets.token_hex(4)}{suffix}"


def _clear_leftovers(folder: Path) -> None:
    """Remove what killed writers left behind, and what was put aside more than a minute ago.

    Age alone decides: process numbers mean nothing between containers that share a folder.
    """
    lives = {STAGED: ABANDONED_SECONDS, RETIRED: RETIRED_SECONDS, GATHERED: FORGOTTEN_SECONDS}
    for suffix, seconds in lives.items():
        for leftover in folder.glob(f".*{suffix}"):
            if time.time() - _changed(leftover) > seconds:
                _remove(leftover)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_ctime
    except FileNotFoundError:
        return time.time()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other writers out of a folder; the lock goes with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _output_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from error
