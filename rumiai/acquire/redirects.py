"""Follows redirects by hand: each is checked, and no host's secrets reach another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpcore2
import httpx2

from rumiai.errors import APIUnsafeError
from rumiai.schema.text import shortened

MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
SENT_ANYWHERE = frozenset({b"accept", b"accept-encoding", b"if-range", b"range", b"user-agent"})
"""Headers that go along to another host; all others are for the first one alone."""


class _Body(httpx2.SyncByteStream):
    """An answer's bytes, with the library's own exceptions."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except Exception as error:
            raise _as_client_s(error) from error

    def close(self) -> None:
        self._stream.close()


class Redirecting(httpx2.BaseTransport):
    """Sends requests, and follows redirects where that is safe."""

    def __init__(self, backend: httpcore2.NetworkBackend) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(), network_backend=backend
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        for _ in range(MAX_REDIRECTS + 1):
            _check_scheme(request.url)
            answer = self._exchange(request)
            place = answer.headers.get("Location")
            if answer.status_code not in REDIRECTS or place is None or request.method != "GET":
                return answer
            answer.close()  # its body is of no use, and may have no end
            request = led_on(request, place)
        raise APIUnsafeError(f"the server leads on and on, more than {MAX_REDIRECTS} times")

    def close(self) -> None:
        self._pool.close()

    def _exchange(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        asked = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = self._pool.handle_request(asked)
        except Exception as error:
            raise _as_client_s(error) from error
        return httpx2.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )


def _check_scheme(url: httpx2.URL) -> None:
    if not url.host:
        raise _not_fetched(url.scheme)
    check_scheme(url.scheme)


def check_scheme(scheme: str) -> None:
    """Raise APIUnsafeError for anything but http and https."""
    if scheme not in ("http", "https"):
        raise _not_fetched(scheme)


def _not_fetched(scheme: str) -> APIUnsafeError:
    shown = shortened(scheme, 20) or "an address without a scheme"
    return APIUnsafeError(f"{shown}: RumiAI fetches over http and https alone")


def check_way(before: str, after: str) -> None:
    """Raise APIUnsafeError where a redirect from one scheme to another is not followed."""
    check_scheme(after)
    if before == "https" != after:
        raise APIUnsafeError("the server leads from https to an address that is not encrypted")


def led_on(request: httpx2.Request, place: str) -> httpx2.Request:
    """The request that a redirect asks for, with no other host's secrets."""
    try:
        url = request.url.join(place)
    except (httpx2.InvalidURL, ValueError):
        raise APIUnsafeError("the server leads to an address that cannot be read") from None
    _check_scheme(url)
    check_way(request.url.scheme, url.scheme)
    kept = [(name, value) for name, value in request.headers.raw if name.lower() != b"host"]
    if url.origin != request.url.origin:
        kept = [(name, value) for name, value in kept if name.lower() in SENT_ANYWHERE]
    return httpx2.Request("GET", url, headers=kept, extensions=request.extensions)


def _as_client_s(error: Exception) -> Exception:
    """The client's exception for one of the layer below; any other as it is."""
    for kind in type(error).__mro__:
        if kind.__module__.startswith("httpcore2") and hasattr(httpx2, kind.__name__):
            made: Exception = getattr(httpx2, kind.__name__)(str(error))
            return made
    return error
