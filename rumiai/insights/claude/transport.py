"""How the SDK's requests travel: to one address, within a time, and not without end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rumiai.errors import ArgumentError

if TYPE_CHECKING:
    import httpx2

MAX_BYTES = 8_000_000
"""Far more than an answer of any allowed length."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_BEGAN = "rumiai_began"


def check_address(url: str) -> None:
    """Raise ArgumentError for an address that a key must not be sent to in the clear.

    Also for one with a password or a query: calls add their path at its end.
    """
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise ArgumentError("setting CLAUDE_API_URL: an address with a password is not accepted")
    if parts.query or parts.fragment:
        raise ArgumentError("setting CLAUDE_API_URL: an address with ? or # is not accepted")
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ArgumentError(
            f"setting CLAUDE_API_URL: {url} is not https, so all could read the key"
        )


def http_client(url: str) -> httpx2.Client:
    """The SDK's own client, but without redirects, and with an end to slow and endless answers."""
    from anthropic import DefaultHttpxClient

    hooks: dict[str, list[Any]] = {"request": [_begin], "response": [_limit]}
    if urlsplit(url).hostname in LOOPBACK:
        import httpx2

        direct = httpx2.HTTPTransport(trust_env=False)  # no proxy sees what stays on this machine
        return DefaultHttpxClient(follow_redirects=False, event_hooks=hooks, transport=direct)
    return DefaultHttpxClient(follow_redirects=False, event_hooks=hooks)


def _begin(request: httpx2.Request) -> None:
    request.extensions[_BEGAN] = time.monotonic()


def _limit(response: httpx2.Response) -> None:
    """Let the whole answer take as long as the request allows for one piece of it."""
    extensions: Any = response.request.extensions
    seconds = (extensions.get("timeout") or {}).get("read")
    end = None if seconds is None else extensions[_BEGAN] + seconds
    response.stream = _limited_type()(response.stream, end)


def _limited_type() -> Any:
    import httpx2

    class Limited(httpx2.SyncByteStream):
        """A body that must be here by a time of the monotonic clock."""

        def __init__(self, inner: Any, end: float | None) -> None:
            self._inner, self._end = inner, end

        def __iter__(self) -> Iterator[bytes]:
            received = 0
            for chunk in self._inner:
                received += len(chunk)
                if self._end is not None and time.monotonic() > self._end:
                    raise httpx2.ReadTimeout("the whole answer took too long")
                if received > MAX_BYTES:
                    raise httpx2.ReadError("the answer has no end")
                yield chunk

        def close(self) -> None:
            self._inner.close()

    return Limited
