"""One exchange with a server: asks for the bytes of a file that are not here yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2

from rumiai import __version__
from rumiai.weights.part import Part, Version
from rumiai.weights.patience import Patience

LOOK_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that a server gives when it may do better a moment later."""
WEB_PAGE = re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE)
STAND_IN = b"version https://git-lfs"
LONGEST_PAUSE = 30.0


class RefusedError(Exception):
    """Trying again is of no use; the message says why."""


class BrokenError(Exception):
    """Trying again may help; the message says why."""

    def __init__(self, reason: str, *, connecting: bool = False, pause: float | None = None):
        super().__init__(reason)
        self.connecting = connecting
        """Not even a connection came about."""
        self.pause = pause
        """Seconds that the server asks for."""


class ChangedError(Exception):
    """What is here does not belong to what the server has now: begin anew."""


@dataclass(frozen=True)
class Body:
    """The bytes that come, from where the part ends."""

    total: int | None
    """Bytes of the whole file; None where the server does not say."""
    pieces: Iterator[bytes]


@contextmanager
def opened(url: str, part: Part, patience: Patience) -> Iterator[Body]:
    """Ask for the rest of a file, or for all of it where nothing usable is here.

    The part is emptied where the server sends everything. Raises RefusedError, BrokenError or
    ChangedError, also while the pieces are read. Proxies come from the usual variables.
    """
    with _as_ours(patience), _client(patience) as client:
        version = part.version(url)
        with client.stream("GET", url, headers=_asked(part, version)) as answer:
            total = _accept(answer, part, version)
            if answer.status_code == httpx2.codes.OK:
                part.begin(_version(answer, url))
            yield Body(total, answer.iter_raw())


def looks_wrong(first: bytes) -> str | None:
    """What the first bytes betray: no weights begin like that."""
    if WEB_PAGE.match(first):
        return "the server sent a web page instead of the file (a login page, or an error?)"
    if first.startswith(STAND_IN):
        return "the server sent a Git LFS pointer instead of the file"
    return None


def _client(patience: Patience) -> httpx2.Client:
    try:
        return httpx2.Client(
            follow_redirects=True,
            timeout=httpx2.Timeout(patience.read, connect=patience.connect),
            headers={"User-Agent": f"rumiai/{__version__}", "Accept-Encoding": "identity"},
        )
    except (ImportError, ValueError) as error:
        raise RefusedError(f"the proxy settings cannot be used ({error})") from error


def _asked(part: Part, version: Version | None) -> dict[str, str]:
    if version is None:
        return {}
    return {"Range": f"bytes={part.size}-", "If-Range": version.validator}


def _accept(answer: httpx2.Response, part: Part, version: Version | None) -> int | None:
    """The size of the whole file, if the answer is what was asked for."""
    if answer.history and answer.history[0].url.scheme == "https" != answer.url.scheme:
        raise RefusedError("the server leads to an address that is not encrypted")
    if answer.status_code == httpx2.codes.PARTIAL_CONTENT and version is not None:
        _check_kind(answer)
        return _continued(answer, part, version)
    if answer.status_code == httpx2.codes.RANGE_NOT_SATISFIABLE and version is not None:
        raise ChangedError
    if answer.status_code != httpx2.codes.OK:
        reason = f"the server answered {answer.status_code} {answer.reason_phrase}".rstrip()
        if answer.status_code in LOOK_AGAIN:
            raise BrokenError(reason, pause=_asked_pause(answer))
        raise RefusedError(reason)
    _check_kind(answer)
    length = answer.headers.get("Content-Length", "")
    if not length.isdecimal() and answer.headers.get("Transfer-Encoding") != "chunked":
        raise RefusedError(
            "the server does not tell the length of the file: its end cannot be told"
        )
    return int(length) if length.isdecimal() else None


def _check_kind(answer: httpx2.Response) -> None:
    if answer.headers.get("Content-Type", "").startswith(("text/html", "application/xhtml")):
        raise RefusedError(str(looks_wrong(b"<html")))
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise RefusedError("the server sent the file compressed, which it was asked not to do")


def _continued(answer: httpx2.Response, part: Part, version: Version) -> int:
    """The whole file's size, if the answer goes on exactly where the part of that version ends."""
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", answer.headers.get("Content-Range", ""))
    sent = _validator(answer)
    if found is None or int(found[1]) != part.size or sent not in (None, version.validator):
        raise ChangedError
    return int(found[3])


def _version(answer: httpx2.Response, url: str) -> Version | None:
    validator = _validator(answer)
    return Version(url=url, validator=validator) if validator else None


def _validator(answer: httpx2.Response) -> str | None:
    """What names this version exactly; weak ETags do not (RFC 9110, 13.1.5)."""
    tag = answer.headers.get("ETag", "")
    return tag if tag.startswith('"') else answer.headers.get("Last-Modified")


def _asked_pause(answer: httpx2.Response) -> float | None:
    seconds = answer.headers.get("Retry-After", "")
    return min(float(seconds), LONGEST_PAUSE) if seconds.isdecimal() else None


@contextmanager
def _as_ours(patience: Patience) -> Iterator[None]:
    """Let no exception of the library out."""
    try:
        yield
    except httpx2.ConnectTimeout as error:
        waited = f"no connection within {patience.connect:g} s"
        raise BrokenError(waited, connecting=True) from error
    except (httpx2.ConnectError, httpx2.ProxyError) as error:
        raise BrokenError(f"no connection ({error})", connecting=True) from error
    except httpx2.TimeoutException as error:
        raise BrokenError(f"nothing came for {patience.read:g} s") from error
    except (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError) as error:
        raise RefusedError(f"the address cannot be fetched ({error})") from error
    except httpx2.TransportError as error:
        raise BrokenError(f"the connection broke off ({error or type(error).__name__})") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise RefusedError(f"the address cannot be fetched ({error})") from error
