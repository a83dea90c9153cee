"""One exchange with a server: asks for the bytes of a file that are not here yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from rumiai import __version__
from rumiai.transfers.faults import BrokenError, Cause, ChangedError, RefusedError
from rumiai.transfers.part import Part, Version

USUAL = {"User-Agent": f"rumiai/{__version__}"}
"""What is sent along where the caller names nothing else."""
ALWAYS = {"Accept-Encoding": "identity"}
"""What is sent along with every request."""
LOOK_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that a server gives when it may do better a moment later."""
WEB_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body|!--)", re.IGNORECASE)
A_PAGE_INSTEAD = "the server sent a web page instead of the file (a login page, or an error?)"


@dataclass(frozen=True)
class Ask:
    """What is asked for, and of whom."""

    client: Callable[[], httpx2.Client]
    """Makes a client; its timeouts are told in the messages of failed tries."""
    url: str
    source: str
    """What a part remembers about where its bytes came from."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Body:
    """The bytes that come, from where the part ends."""

    total: int | None
    """Bytes of the whole file; None where the server does not say."""
    pieces: Iterator[bytes]


@contextmanager
def opened(ask: Ask, part: Part) -> Iterator[Body]:
    """Ask for the rest of a file, or for all of it where nothing usable is here.

    The part is emptied where the server sends everything. Raises RefusedError, BrokenError or
    ChangedError, also while the pieces are read.
    """
    with ask.client() as client, _as_ours(client.timeout):
        version = part.version(ask.source)
        headers = {**USUAL, **ask.headers, **ALWAYS, **_rest(part, version)}
        with client.stream("GET", ask.url, headers=headers) as answer:
            total = _accept(answer, part, version)
            if answer.status_code == httpx2.codes.OK:
                part.begin(_version(answer, ask.source))
            yield Body(total, answer.iter_raw())


def _rest(part: Part, version: Version | None) -> dict[str, str]:
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
            raise BrokenError(reason, Cause.ANSWER, _asked_pause(answer))
        raise RefusedError(reason, answer.status_code)
    _check_kind(answer)
    length = answer.headers.get("Content-Length", "")
    if not length.isdecimal() and answer.headers.get("Transfer-Encoding") != "chunked":
        raise RefusedError(
            "the server does not tell the length of the file: its end cannot be told"
        )
    return int(length) if length.isdecimal() else None


def _check_kind(answer: httpx2.Response) -> None:
    if answer.headers.get("Content-Type", "").startswith(("text/html", "application/xhtml")):
        raise RefusedError(A_PAGE_INSTEAD)
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise RefusedError("the server sent the file compressed, which it was asked not to do")


def _continued(answer: httpx2.Response, part: Part, version: Version) -> int:
    """The whole file's size, if the answer goes on exactly where the part of that version ends."""
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", answer.headers.get("Content-Range", ""))
    sent = _validator(answer)
    if found is None or int(found[1]) != part.size or sent not in (None, version.validator):
        raise ChangedError
    return int(found[3])


def _version(answer: httpx2.Response, source: str) -> Version | None:
    validator = _validator(answer)
    return Version(source=source, validator=validator) if validator else None


def _validator(answer: httpx2.Response) -> str | None:
    """What names this version exactly; weak ETags do not (RFC 9110, 13.1.5)."""
    tag = answer.headers.get("ETag", "")
    return tag if tag.startswith('"') else answer.headers.get("Last-Modified")


def _asked_pause(answer: httpx2.Response) -> float | None:
    """Seconds, stated as such or as the moment from which the server may be asked again."""
    asked = answer.headers.get("Retry-After", "")
    if asked.isdecimal():
        return float(asked)
    try:
        moment = parsedate_to_datetime(asked)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())


@contextmanager
def _as_ours(patience: httpx2.Timeout) -> Iterator[None]:
    """Let no exception of the library out."""
    try:
        yield
    except httpx2.ConnectTimeout as error:
        waited = f"no connection within {patience.connect:g} s"
        raise BrokenError(waited, Cause.NO_CONNECTION_IN_TIME) from error
    except (httpx2.ConnectError, httpx2.ProxyError) as error:
        raise BrokenError(f"no connection ({error})", Cause.NO_CONNECTION) from error
    except httpx2.TimeoutException as error:
        raise BrokenError(f"nothing came for {patience.read:g} s", Cause.SILENCE) from error
    except (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError) as error:
        raise RefusedError(f"the address cannot be fetched ({error})") from error
    except httpx2.TransportError as error:
        reason = f"the connection broke off ({error or type(error).__name__})"
        raise BrokenError(reason, Cause.BROKE_OFF) from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise RefusedError(f"the address cannot be fetched ({error})") from error
