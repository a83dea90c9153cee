"""Fetches one file, however often the connection breaks."""

from __future__ import annotations

import errno
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rumiai.weights import transfer
from rumiai.weights.part import Part
from rumiai.weights.patience import Patience
from rumiai.weights.record import Known
from rumiai.weights.telling import Arrived, Interrupted, Watch, shown, size
from rumiai.weights.transfer import BrokenError, ChangedError, RefusedError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
A_STEP_FORWARD = 1 << 20
"""Bytes after which a broken transfer counts as having got further."""
CONNECTING = 1
"""Tries more to reach a server at all."""


class FetchError(Exception):
    """The file did not come; the message says why."""


class UnreachableError(FetchError):
    """The server cannot be reached, for this file or any other."""


@dataclass(frozen=True)
class Order:
    """What is fetched, from where, and how it must turn out."""

    path: str
    url: str
    target: Path
    size: int | None
    sha256: str | None
    whose: str
    """Who says so about the hash, in words."""


def download(order: Order, part: Part, patience: Patience, watch: Watch) -> Known:
    """Fetch a file into its part, check it, and give it its name. Raises FetchError."""
    with _failing(order, part):
        if part.version(order.url) is None:
            part.begin(None)
        joined = _fetch(order, part, patience, watch)
        digest = part.sha256()
        if joined and order.sha256 not in (None, digest):
            # The server may have told two versions apart wrongly: once more in one piece.
            part.begin(None)
            _fetch(order, part, patience, watch)
            digest = part.sha256()
        if order.sha256 not in (None, digest):
            part.discard()
            raise RefusedError(
                f"what came has the SHA-256 {digest[:12]}… and not {order.whose}, "
                f"{str(order.sha256)[:12]}…; it was thrown away"
            )
        found = part.publish()
        return Known(sha256=digest, size=found.st_size, mtime_ns=found.st_mtime_ns)


def _fetch(order: Order, part: Part, patience: Patience, watch: Watch) -> bool:
    """Try until all bytes are here; returns whether they came in more than one piece."""
    failures, furthest = 0, part.size
    while part.size != order.size or not part.size:
        here = part.size
        try:
            _receive(order, part, patience, watch)
            return here > 0
        except ChangedError:
            part.begin(None)
        except BrokenError as error:
            failures = 0 if part.size >= furthest + A_STEP_FORWARD else failures
            furthest = max(furthest, part.size)
            if failures >= (CONNECTING if error.connecting else len(patience.pauses)):
                raise
            pause = patience.pauses[failures] if error.pause is None else error.pause
            failures += 1
            watch(Interrupted(order.path, str(error), pause))
            time.sleep(pause)
    return True


def _receive(order: Order, part: Part, patience: Patience, watch: Watch) -> None:
    """One try."""
    with transfer.opened(order.url, part, patience) as body:
        _check_size(order, body.total)
        _check_room(order.target.parent, (body.total or 0) - part.size)
        watch(Arrived(order.path, part.size, body.total or order.size))
        for piece in body.pieces:
            wrong = None if part.size else transfer.looks_wrong(piece)
            if wrong:
                raise RefusedError(wrong)
            part.append(piece)
            if order.size is not None and part.size > order.size:
                _check_size(order, part.size)
            watch(Arrived(order.path, part.size, body.total or order.size))
        if body.total not in (None, part.size):
            raise BrokenError(f"{part.size} of {body.total} bytes came")
        _check_size(order, part.size)


def _check_size(order: Order, found: int | None) -> None:
    if order.size is not None and found not in (None, order.size):
        raise RefusedError(f"the server's file has {found} bytes, the catalogue's {order.size}")
    if found == 0:
        raise RefusedError("the server's file is empty")


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise RefusedError(f"the disk is full: {size(needed)} are needed, {size(free)} are free")


@contextmanager
def _failing(order: Order, part: Part) -> Iterator[None]:
    """Say it in one line, and keep what can be continued."""
    try:
        yield
    except RefusedError as error:
        part.discard()
        raise FetchError(f"{error} ({shown(order.url)})") from error
    except BrokenError as error:
        if error.connecting:
            raise UnreachableError(str(error)) from error
        raise FetchError(f"{error} ({shown(order.url)})") from error
    except OSError as error:
        if error.errno in NO_ROOM:
            part.discard()
            raise FetchError(f"the disk is full ({order.target.parent})") from error
        raise FetchError(cannot_write(order.target.parent, error)) from error


def cannot_write(folder: Path, error: OSError) -> str:
    """A line about a folder in which nothing can be stored."""
    return f"the folder {folder} cannot be written ({error.strerror or error})"
