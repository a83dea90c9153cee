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
from rumiai.schema.text import one_line, shortened
from rumiai.transfers.faults import BrokenError, Cause, ChangedError, RefusedError
from rumiai.transfers.part import Part, Version

USER_AGENT = f"rumiai/{__version__}"
LOOK_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that a server gives when it may do better a moment later."""
WEB_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body|!--)", re.IGNORECASE)
SETTLED = 60.0
"""Seconds after which a date of the last change cannot mean two versions."""
LONGEST_REASON = 200
NO_REQUEST = "the address cannot be fetched: it, or a header, makes no valid request"
"""The library's words would repeat the headers or the address, which may be secret."""
A_PAGE_INSTEAD = "the server sent a web page instead of the file (a login page, or an error?)"


@dataclass(frozen=True)
class Ask:
    """What is asked for, and of whom."""

    client: Callable[[], httpx2.Client]
    """Makes a client; its timeouts are told in the messages of failed tries."""
    url: str = field(repr=False)
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
        headers = _headers(ask, part, version)
        with client.stream("GET", ask.url, headers=headers) as answer:
            total = _accept(answer, part, version)
            if answer.status_code == httpx2.codes.OK:
                part.begin(_version(answer, ask.source))
            yield Body(total, answer.iter_raw())


def _headers(ask: Ask, part: Part, version: Version | None) -> httpx2.Headers:
    headers = httpx2.Headers({"User-Agent": USER_AGENT})
    try:
        headers.update(ask.headers)
    except UnicodeEncodeError:
        raise RefusedError(NO_REQUEST) from None
    headers["Accept-Encoding"] = "identity"
    for name in ("Range", "If-Range"):
        headers.pop(name, None)
    if version is not None:
        headers.update({"Range": f"bytes={part.size}-", "If-Range": version.validator})
    return headers


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
        phrase = httpx2.codes.get_reason_phrase(answer.status_code)  # not the server's own words
        reason = f"the server answered {answer.status_code} {phrase}".rstrip()
        if answer.status_code in LOOK_AGAIN:
            raise BrokenError(reason, Cause.ANSWER, _asked_pause(answer))
        raise RefusedError(reason, answer.status_code)
    _check_kind(answer)
    length = answer.headers.get("Content-Length", "")
    if not length.isdecimal() and _said(answer, "Transfer-Encoding") != "chunked":
        raise RefusedError(
            "the server does not tell the length of the file: its end cannot be told"
        )
    return int(length) if length.isdecimal() else None


def _check_kind(answer: httpx2.Response) -> None:
    if _said(answer, "Content-Type").startswith(("text/html", "application/xhtml")):
        raise RefusedError(A_PAGE_INSTEAD)
    if _said(answer, "Content-Encoding") not in ("", "identity"):
        raise RefusedError("the server sent the file compressed, which it was asked not to do")


def _said(answer: httpx2.Response, name: str) -> str:
    return answer.headers.get(name, "").strip().casefold()


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
    """What names this version exactly: a strong ETag, or a date long past (RFC 9110, 8.8.2.2)."""
    tag = answer.headers.get("ETag", "")
    if tag.startswith('"'):
        return str(tag)
    changed = answer.headers.get("Last-Modified", "")
    now, then = _moment(answer.headers.get("Date", "")), _moment(changed)
    settled = now is not None and then is not None and (now - then).total_seconds() >= SETTLED
    return changed if settled else None


def _asked_pause(answer: httpx2.Response) -> float | None:
    """Seconds, stated as such or as the moment from which the server may be asked again."""
    asked = answer.headers.get("Retry-After", "")
    if asked.isdecimal():
        return float(asked)
    moment = _moment(asked)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment else None


def _moment(date: str) -> datetime | None:
    """A date of HTTP's; None where it is none."""
    try:
        return parsedate_to_datetime(date).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


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
    except (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, httpx2.InvalidURL):
        raise RefusedError(NO_REQUEST) from None
    except httpx2.TransportError as error:
        said = shortened(one_line(str(error)), LONGEST_REASON) or type(error).__name__
        raise BrokenError(f"the connection broke off ({said})", Cause.BROKE_OFF) from error
    except httpx2.HTTPError as error:
        raise RefusedError(f"the address cannot be fetched ({error})") from error
