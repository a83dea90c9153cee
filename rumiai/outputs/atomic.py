"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rumiai.errors import ArgumentError, OutputError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_SUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def to_json(document: Mapping[str, Any]) -> str:
    """A document as it stands in a file; NaN and infinity are an error."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write_file(path: Path, text: str) -> None:
    """Write a file so that readers see the old one or the whole new one.

    Raises OutputError where that cannot be done; then the old file is as it was.
    """
    with _output_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(path.parent, f".{path.name}.")
        temporary = path.parent / f".{path.name}.{os.getpid()}.part"
        try:
            _write_through(temporary, text)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def add_to_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Add files (relative path → text) to a folder so that all of them appear at once.

    A new folder with the old and the new files is built beside the old one, then both change
    places in one step. Raises OutputError where that cannot be done.
    """
    with _output_errors(folder), _locked(folder.parent):
        _restore(folder)
        _clear_leftovers(folder.parent, f".{folder.name}.")
        staged = folder.parent / f".{folder.name}.{os.getpid()}.part"
        try:
            if folder.exists():
                shutil.copytree(folder, staged, copy_function=_link)
            for name, text in files.items():
                target = staged / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.unlink(missing_ok=True)
                _write_through(target, text)
            _exchange(staged, folder)
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def check_writable(folders: tuple[Path, ...]) -> None:
    """Raise ArgumentError for the first folder in which nothing can be written."""
    for folder in folders:
        try:
            existing = next(p for p in (folder, *folder.parents) if p.exists())
            probe = existing / f".rumiai.{os.getpid()}.part"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise ArgumentError(
                f"{folder}: cannot be written ({error.strerror}); choose another folder with --root"
            ) from error


def _write_through(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)


def _exchange(staged: Path, folder: Path) -> None:
    """Put the staged folder in the other's place; afterwards `staged` holds the old one."""
    if not folder.exists():
        staged.rename(folder)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    renameat2 = getattr(libc, "renameat2", None)
    if renameat2 is not None:
        names = (os.fsencode(staged.absolute()), os.fsencode(folder.absolute()))
        if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
            return
        code = ctypes.get_errno()
        if code not in _NOT_SUPPORTED:
            raise OSError(code, os.strerror(code), str(folder))
    _exchange_in_two_steps(staged, folder)


def _exchange_in_two_steps(staged: Path, folder: Path) -> None:
    """For file systems that cannot exchange: the folder is missing for an instant."""
    aside = folder.parent / f".{folder.name}.old"
    folder.rename(aside)
    staged.rename(folder)
    aside.rename(staged)


def _restore(folder: Path) -> None:
    """Undo or finish an exchange in two steps that was killed between them."""
    aside = folder.parent / f".{folder.name}.old"
    if aside.exists() and folder.exists():
        shutil.rmtree(aside)
    elif aside.exists():
        aside.rename(folder)


def _clear_leftovers(folder: Path, prefix: str) -> None:
    """Remove what runs that were killed left behind; names end in the writer's process id."""
    for leftover in folder.glob(f"{prefix}*.part"):
        owner = leftover.name.removeprefix(prefix).removesuffix(".part")
        if owner.isdecimal() and not _alive(int(owner)):
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


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
