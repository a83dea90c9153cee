"""Fetches a video's file from its address: whole, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from rumiai.acquire import guard
from rumiai.acquire.means import Means
from rumiai.errors import (
    APIDownloadError,
    APIError,
    APIExpiredError,
    APINetworkError,
    APIPageError,
    APITimeoutError,
    MLInputError,
)
from rumiai.progress import Observer, VideoArriving
from rumiai.transfers.exchange import A_PAGE_INSTEAD, WEB_PAGE, Ask
from rumiai.transfers.faults import BrokenError, Cause, RefusedError
from rumiai.transfers.part import Part, clear_abandoned, locked_part
from rumiai.transfers.patience import Patience
from rumiai.transfers.room import cannot_write, check_room, size
from rumiai.transfers.tries import receive
from rumiai.weights.telling import Interrupted

PATIENCE = Patience(pauses=(1.0, 3.0), connecting=2, step=None)
"""Three attempts (decision 16)."""
LONGEST = 600.0
"""Seconds that a video may take in all, attempts and pauses included."""
ABANDONED_SECONDS = 24 * 3600.0
"""What a killed process left is of use until links run out."""
EXPIRED = frozenset({401, 403, 404, 410})
"""What servers answer where a link has run out."""
OTHERWISE = (
    b"{",
    b"[",
    b"<?xml",
    b"<svg",
    b"<mpd",
    b"#extm3u",
    b"ffconcat",
    b"%pdf",
    b"pk\x03\x04",
)
"""How JSON, XML, playlists, documents and archives begin: no video does."""
BEGINNING = 64
FAILURES: Mapping[Cause, type[APIError]] = {
    Cause.NO_CONNECTION: APINetworkError,
    Cause.NO_CONNECTION_IN_TIME: APITimeoutError,
    Cause.SILENCE: APITimeoutError,
    Cause.BROKE_OFF: APINetworkError,
    Cause.ANSWER: APIDownloadError,
}

Check = Callable[[Path], object]


def fetch(
    url: str,
    headers: Mapping[str, str],
    target: Path,
    means: Means,
    observer: Observer,
    check: Check | None = None,
    *,
    patience: Patience = PATIENCE,
    longest: float = LONGEST,
    resolve: guard.Resolve = guard.resolved,
) -> None:
    """Fetch a video into `target`, which appears whole or not at all.

    The headers are for that address's host alone. `check` looks at the file before it gets its
    name, and raises MLInputError where it is no video. Where another process is fetching the same
    target, this one waits and takes what came.

    Raises APIExpiredError, APITimeoutError, APINetworkError, APIUnsafeError or APIDownloadError
    (and offline ArgumentError); then what came stays, hidden, only where a later call can go on
    with it.
    """
    guard.insist_online(means)
    host, source = _host(url), hashlib.sha256(url.encode()).hexdigest()
    clear_abandoned(target.parent, target.suffix, ABANDONED_SECONDS)
    before = _stamp(target)
    with _failing(host, target), locked_part(target) as part:
        if _stamp(target) not in (before, None):
            return
        deadline = guard.Deadline(longest)

        def client() -> httpx2.Client:
            times = {"connect": patience.connect, "read": patience.read}
            return guard.client(means, **times, deadline=deadline, resolve=resolve)

        with _clearing(part, source):
            receiver = _Receiver(host, target, means.max_bytes, observer, deadline)
            receive(Ask(client, url, source, headers), part, patience, receiver)
            _look(part.path, check)
            part.publish()


@dataclass(frozen=True)
class _Receiver:
    """Tells what comes, and refuses what is too much or no video."""

    host: str
    target: Path
    most: int
    observer: Observer
    deadline: guard.Deadline

    def complete(self, here: int) -> bool:
        return False

    def announced(self, total: int | None, here: int) -> None:
        if total == 0:
            raise RefusedError("the server's file is empty")
        self._check_size(total or 0)
        check_room(self.target.parent, (total or 0) - here)

    def arrived(self, here: int, total: int | None) -> None:
        self._check_size(here)
        self.observer(VideoArriving(here, total))

    def looks_wrong(self, first: bytes) -> str | None:
        return _betrayed(first)

    def interrupted(self, reason: str, pause: float) -> None:
        self.deadline.within(None)
        self.observer(Interrupted(self.host, reason, pause))

    def _check_size(self, number: int) -> None:
        if number > self.most:
            raise RefusedError(
                f"the video is larger than {size(self.most)}, which is the limit "
                "(RUMIAI_MAX_DOWNLOAD_MB)"
            )


def _host(url: str) -> str:
    """The host in an address; what else is in it may be secret."""
    try:
        return httpx2.URL(url).host
    except (httpx2.InvalidURL, ValueError):
        raise APIDownloadError("the video's address cannot be read") from None


def _stamp(path: Path) -> tuple[int, int] | None:
    """What tells a file from the one that was here before; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _betrayed(first: bytes) -> str | None:
    if WEB_PAGE.match(first):
        return A_PAGE_INSTEAD
    if first.lstrip().lower().startswith(OTHERWISE):
        return "the server sent something else than a video"
    return None


def _look(path: Path, check: Check | None) -> None:
    """Raise RefusedError where what came is no video."""
    with path.open("rb") as stream:
        wrong = _betrayed(stream.read(BEGINNING))
    if wrong:
        raise RefusedError(wrong)
    try:
        if check is not None:
            check(path)
    except MLInputError as error:
        said = str(error).removeprefix(f"{path}: ")
        raise RefusedError(f"what the server sent is no video that can be read ({said})") from error


@contextmanager
def _clearing(part: Part, source: str) -> Iterator[None]:
    """Leave nothing behind but what a later call can go on with."""
    try:
        yield
    except (BrokenError, APITimeoutError):
        if part.version(source) is None:
            part.discard()
        raise
    except BaseException:
        part.discard()
        raise


@contextmanager
def _failing(host: str, target: Path) -> Iterator[None]:
    """Say it in one line."""
    try:
        yield
    except RefusedError as error:
        if error.status in EXPIRED:
            reason = f"the video's link is not valid, or no longer: {error} ({host})"
            raise APIExpiredError(reason) from error
        kind = APIPageError if str(error) == A_PAGE_INSTEAD else APIDownloadError
        raise kind(f"{error} ({host})") from error
    except BrokenError as error:
        raise FAILURES[error.cause](f"{error} ({host})") from error
    except OSError as error:
        raise APIDownloadError(cannot_write(target.parent, error)) from error
