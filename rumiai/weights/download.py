"""Fetches one file, however often the connection breaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from rumiai.schema.text import without_secrets
from rumiai.transfers.exchange import A_PAGE_INSTEAD, WEB_PAGE, Ask
from rumiai.transfers.faults import BrokenError, RefusedError
from rumiai.transfers.part import Part
from rumiai.transfers.patience import Patience
from rumiai.transfers.room import NO_ROOM, cannot_write, check_room
from rumiai.transfers.tries import receive
from rumiai.weights.hashing import sha256
from rumiai.weights.record import Known
from rumiai.weights.telling import Arrived, Interrupted, Watch

STAND_IN = b"version https://git-lfs"


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
    ask = Ask(lambda: _client(patience), order.url, source=order.url)
    receiver = _Receiver(order, watch)
    with _failing(order, part):
        joined = receive(ask, part, patience, receiver)
        digest = sha256(part.path)
        if joined and order.sha256 not in (None, digest):
            # The server may have told two versions apart wrongly: once more in one piece.
            part.begin(None)
            receive(ask, part, patience, receiver)
            digest = sha256(part.path)
        if order.sha256 not in (None, digest):
            part.discard()
            raise RefusedError(
                f"what came has the SHA-256 {digest[:12]}… and not {order.whose}, "
                f"{str(order.sha256)[:12]}…; it was thrown away"
            )
        found = part.publish()
        return Known(sha256=digest, size=found.st_size, mtime_ns=found.st_mtime_ns)


@dataclass(frozen=True)
class _Receiver:
    """Tells what comes, and refuses what cannot be the file that was ordered."""

    order: Order
    watch: Watch

    def complete(self, here: int) -> bool:
        return 0 < here == self.order.size

    def announced(self, total: int | None, here: int) -> None:
        _check_size(self.order, total)
        check_room(self.order.target.parent, (total or 0) - here)

    def arrived(self, here: int, total: int | None) -> None:
        if self.order.size is not None and here > self.order.size:
            _check_size(self.order, here)
        self.watch(Arrived(self.order.path, here, total or self.order.size))

    def looks_wrong(self, first: bytes) -> str | None:
        if WEB_PAGE.match(first):
            return A_PAGE_INSTEAD
        if first.startswith(STAND_IN):
            return "the server sent a Git LFS pointer instead of the file"
        return None

    def interrupted(self, reason: str, pause: float) -> None:
        self.watch(Interrupted(self.order.path, reason, pause))


def _client(patience: Patience) -> httpx2.Client:
    """Proxies come from the usual variables."""
    try:
        return httpx2.Client(
            follow_redirects=True, timeout=httpx2.Timeout(patience.read, connect=patience.connect)
        )
    except (ImportError, ValueError) as error:
        raise RefusedError(f"the proxy settings cannot be used ({error})") from error


def _check_size(order: Order, found: int | None) -> None:
    if order.size is not None and found not in (None, order.size):
        raise RefusedError(f"the server's file has {found} bytes, the catalogue's {order.size}")
    if found == 0:
        raise RefusedError("the server's file is empty")


@contextmanager
def _failing(order: Order, part: Part) -> Iterator[None]:
    """Say it in one line, and keep what can be continued."""
    try:
        yield
    except RefusedError as error:
        part.discard()
        raise FetchError(f"{error} ({without_secrets(order.url)})") from error
    except BrokenError as error:
        if error.cause.connecting:
            raise UnreachableError(str(error)) from error
        raise FetchError(f"{error} ({without_secrets(order.url)})") from error
    except OSError as error:
        if error.errno in NO_ROOM:
            part.discard()
        raise FetchError(cannot_write(order.target.parent, error)) from error
