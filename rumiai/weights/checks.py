"""Whether a file of the weights folder is what it should be."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path

from rumiai.weights.entry import WeightFile
from rumiai.weights.hashing import sha256
from rumiai.weights.record import NAME, Known


class State(StrEnum):
    """What is known about a file, the best first."""

    VERIFIED = "verified"
    """Its hash is the catalogue's, or the recorded one."""
    PRESENT = "present"
    """It is there and has the right size; there is no hash to compare with, or none computed."""
    MISSING = "missing"
    BAD = "bad"
    """It is there and is something else, or cannot be read."""


class Depth(Enum):
    """How closely a file is looked at."""

    GLANCE = "its size, and what the record says"
    CHANGED = "hash it unless the record knows it unchanged"
    FULL = "hash it"


@dataclass(frozen=True)
class Checked:
    """A file of the catalogue, and what was found."""

    file: WeightFile
    state: State
    problem: str = ""
    """What is wrong with a bad file."""
    computed: Known | None = None
    """The hash, where it was computed now and is not wrong."""


def check(file: WeightFile, folder: Path, record: Mapping[str, Known], depth: Depth) -> Checked:
    """Look at one file."""
    path, known = folder / file.path, record.get(file.path)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return Checked(file, State.BAD, "is not a file")
        if file.size not in (None, found.st_size):
            return Checked(file, State.BAD, f"has {found.st_size} bytes instead of {file.size}")
        if known and depth is not Depth.FULL and _unchanged(known, found):
            return _compared(file, known, known)
        if depth is Depth.GLANCE:
            return Checked(file, State.PRESENT)
        digest = sha256(path)
    except (FileNotFoundError, NotADirectoryError):
        return Checked(file, State.MISSING)
    except OSError as error:
        return Checked(file, State.BAD, f"cannot be read ({error.strerror or error})")
    now = Known(sha256=digest, size=found.st_size, mtime_ns=found.st_mtime_ns)
    return _compared(file, known, now)


def expected(file: WeightFile, record: Mapping[str, Known]) -> tuple[str | None, str]:
    """The hash that a file must have, and whose word that is; None where nobody knows it."""
    if file.sha256 is not None:
        return file.sha256, "the catalogue's"
    known = record.get(file.path)
    return (known.sha256 if known else None), (
        f"the one in {NAME} (remove its entry there if the publisher has renewed the file)"
    )


def _unchanged(known: Known, found: os.stat_result) -> bool:
    return (known.size, known.mtime_ns) == (found.st_size, found.st_mtime_ns)


def _compared(file: WeightFile, known: Known | None, now: Known) -> Checked:
    wanted, whose = expected(file, {file.path: known} if known else {})
    if wanted is None:
        return Checked(file, State.PRESENT, computed=now)
    if now.sha256 != wanted:
        problem = f"its SHA-256 is {now.sha256[:12]}… and not {whose}, {wanted[:12]}…"
        return Checked(file, State.BAD, problem)
    return Checked(file, State.VERIFIED, computed=None if now == known else now)
