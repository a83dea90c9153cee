"""Carries the requests of Apify's client through our guard, and takes small answers alone."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx2
from apify_client.http_clients import HttpClient

from rumiai.acquire import guard
from rumiai.acquire.means import Means
from rumiai.errors import APIError, APINetworkError, APITimeoutError
from rumiai.schema.text import one_line, without_secrets

if TYPE_CHECKING:
    from rumiai.acquire.apify import Waiting

LARGEST_ANSWER = 16_000_000
"""Bytes, unpacked; a post's item has some ten thousand."""


class Transport(HttpClient):
    """Sends for so many seconds in all; Apify's client does all the rest."""

    def __init__(self, means: Means, seconds: float, waiting: Waiting, retries: int) -> None:
        request = timedelta(seconds=waiting.request)
        super().__init__(
            timeout_short=request,
            timeout_medium=request,
            timeout_long=request,
            timeout_max=request,
            max_retries=retries,
            min_delay_between_retries=timedelta(seconds=waiting.pause),
        )
        self._http = guard.client(means, deadline=guard.Deadline(seconds))

    def is_timeout_error(self, exc: Exception) -> bool:
        """Whether nothing came in time."""
        return isinstance(exc, (TimeoutError, httpx2.TimeoutException))

    def is_retryable_transport_error(self, exc: Exception) -> bool:
        """Whether trying again may help."""
        return isinstance(exc, httpx2.TransportError) and not isinstance(
            exc, (httpx2.LocalProtocolError, httpx2.UnsupportedProtocol)
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send_request(
        self,
        *,
        method: str,
        url: str,
        headers: dict[str, str],
        content: Any,
        timeout: float | None,
        stream: bool,  # answers are small and read at once
    ) -> httpx2.Response:
        """Send one request; raises TimeoutError when the time for the whole is over."""
        request = self._http.build_request(
            method, url, headers=headers, content=content, timeout=timeout
        )
        try:
            with closing(self._http.send(request, stream=True)) as answer:
                body = _body(answer)
        except APITimeoutError as error:
            raise TimeoutError from error
        plain = {k: v for k, v in answer.headers.items() if k.lower() != "content-encoding"}
        return httpx2.Response(answer.status_code, headers=plain, content=body, request=request)


def _body(answer: httpx2.Response) -> bytes:
    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise APIError("Apify's answer is larger than any post's; it was cut off")
    return bytes(body)


def as_network_error(error: httpx2.HTTPError, url: str) -> APIError:
    """What went wrong on the way to Apify, in one line."""
    reason = one_line(str(error)) or type(error).__name__
    return APINetworkError(f"no connection to Apify at {without_secrets(url)} ({reason})")
