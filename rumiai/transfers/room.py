"""Whether a folder can take a file."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from rumiai.transfers.faults import RefusedError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
MEGABYTE = 1_000_000


def check_room(folder: Path, needed: int) -> None:
    """Raise RefusedError where so many bytes have no room."""
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise RefusedError(f"the disk is full: {size(needed)} are needed, {size(free)} are free")


def cannot_write(folder: Path, error: OSError) -> str:
    """A line about a folder in which nothing can be stored."""
    if error.errno in NO_ROOM:
        return f"the disk is full ({folder})"
    return f"the folder {folder} cannot be written ({error.strerror or error})"


def size(number: int | None) -> str:
    """A number of bytes for people."""
    if number is None:
        return "?"
    return f"{number / MEGABYTE:.1f} MB" if number >= MEGABYTE / 10 else f"{number} bytes"
