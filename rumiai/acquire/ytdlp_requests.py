"""Sends yt-dlp's own requests: to public addresses alone, over http(s), and pages of a sane size.

Only its handler on urllib is used, with connections, redirects and bodies of our own; its others
(curl, requests, websockets) and proxies are not offered to it.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
import urllib.request
import zlib
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from yt_dlp.networking._helper import add_accept_encoding_header
from yt_dlp.networking._urllib import (
    HTTPHandler,
    RedirectHandler,
    UrllibRH,
    handle_response_read_exceptions,
)
from yt_dlp.networking.common import Request, Response
from yt_dlp.networking.exceptions import HTTPError, IncompleteRead, TransportError

from rumiai.acquire import guard
from rumiai.acquire.redirects import MAX_REDIRECTS, check_way
from rumiai.errors import APITimeoutError, RumiaiError

LARGEST_PAGE = 8_000_000
"""Bytes, unpacked; a post's page has some three hundred thousand."""
PIECE = 1 << 16


class GuardedRH(UrllibRH):
    """yt-dlp's request handler within our limits."""

    _SUPPORTED_URL_SCHEMES = ("http", "https")
    _SUPPORTED_PROXY_SCHEMES = ()

    def __init__(self, *, allow_loopback: bool, deadline: guard.Deadline, **options: Any) -> None:
        super().__init__(**{**options, "enable_file_urls": False})
        self._allow_loopback = allow_loopback
        self._deadline = deadline
        self._twins: list[socket.socket] = []
        self._alarm = threading.Timer(deadline.within(None), self._hang_up)
        self._alarm.daemon = True
        self._alarm.start()

    def close(self) -> None:
        """Forget the connections."""
        self._alarm.cancel()
        for twin in self._twins:
            twin.close()
        super().close()

    def _connect(self, address: tuple[str, int], timeout: Any, source: Any = None) -> socket.socket:
        """A connection that is hung up at the deadline, however slowly headers drip."""
        sock = connected(address, self._deadline.within(timeout), self._allow_loopback)
        self._twins.append(sock.dup())  # http.client gives the socket itself away for TLS
        return sock

    def _hang_up(self) -> None:
        for twin in self._twins:
            with suppress(OSError):  # it may be closed already
                twin.shutdown(socket.SHUT_RDWR)

    def _create_instance(
        self, proxies: Any, cookiejar: Any, legacy_ssl_support: Any = None
    ) -> urllib.request.OpenerDirector:
        opener = urllib.request.OpenerDirector()
        context = self._make_sslcontext(legacy_ssl_support=legacy_ssl_support)
        for handler in (
            _Connecting(self._connect, context=context),
            urllib.request.HTTPCookieProcessor(cookiejar),
            urllib.request.UnknownHandler(),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
            _Redirecting(),
        ):
            opener.add_handler(handler)
        opener.addheaders = []
        return opener

    def _prepare_headers(self, _: Any, headers: Any) -> None:
        add_accept_encoding_header(headers, ["gzip"])

    def _send(self, request: Request) -> Response:
        try:
            in_time(self._deadline)
            return self._limited(super()._send(request))
        except HTTPError as error:
            limited = self._limited(error.response)
            raise HTTPError(limited, redirect_loop=error.redirect_loop) from error
        except TransportError:
            in_time(self._deadline)
            raise
        except RumiaiError as error:
            raise TransportError(cause=error) from error

    def _limited(self, answer: Response) -> Response:
        body: Any = _Body(answer, self._deadline)
        return Response(body, answer.url, dict(answer.headers), answer.status, answer.reason)


def in_time(deadline: guard.Deadline) -> None:
    """Raise TransportError with an APITimeoutError inside where the deadline has passed."""
    try:
        deadline.within(None)
    except APITimeoutError as error:
        raise TransportError(cause=error) from error


def connected(address: tuple[str, int], timeout: float, allow_loopback: bool) -> socket.socket:
    """A connection to exactly one of a host's checked addresses."""
    host, port = address
    failure: OSError = OSError(f"{host} has no address")
    for checked in guard.checked(host, port, allow_loopback)[: guard.MOST_ADDRESSES]:
        try:
            return socket.create_connection((checked, port), timeout)
        except OSError as error:
            failure = error
    raise failure


class _Connecting(HTTPHandler):
    """Opens connections by our own function, and leaves bodies packed."""

    def __init__(self, connect: Any, context: Any) -> None:
        super().__init__(context=context)
        self._connect = connect

    def http_open(self, req: Any) -> Any:
        return self.do_open(self._made_by(http.client.HTTPConnection), req)

    def https_open(self, req: Any) -> Any:
        return self.do_open(self._made_by(http.client.HTTPSConnection), req, context=self._context)

    def http_response(self, req: Any, resp: Any) -> Any:
        return resp

    https_response = http_response

    def _made_by(self, kind: Any) -> Any:
        def make(*arguments: Any, **options: Any) -> Any:
            connection = kind(*arguments, **options)
            connection._create_connection = self._connect
            return connection

        return make


class _Redirecting(RedirectHandler):
    """Follows a few redirects, each to http(s), none from https to http."""

    max_redirections = MAX_REDIRECTS
    max_repeats = MAX_REDIRECTS

    def redirect_request(
        self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: str
    ) -> Any:
        check_way(req.type, urlsplit(newurl).scheme)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Body(io.RawIOBase):
    """A body that is unpacked as it is read, and never larger or slower than a page may be."""

    def __init__(self, answer: Response, deadline: guard.Deadline) -> None:
        self._answer = answer
        self._source: Any = answer.fp
        self._deadline = deadline
        self._ready = bytearray()
        self._total = 0
        packing = (answer.get_header("Content-Encoding") or "identity").lower()
        if packing not in ("identity", "gzip"):
            raise TransportError(f"the server packs its answer as {packing!r}, which was not asked")
        self._unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if packing == "gzip" else None
        self._ended = False

    def read(self, size: int | None = -1) -> bytes:
        """As many bytes as there are, up to `size`."""
        wanted = float("inf") if size is None or size < 0 else size
        while len(self._ready) < wanted and not self._ended:
            self._take()
        given = bytes(self._ready[: int(min(wanted, len(self._ready)))])
        del self._ready[: len(given)]
        return given

    def close(self) -> None:
        """Close the connection."""
        self._answer.close()
        super().close()

    def _take(self) -> None:
        in_time(self._deadline)
        try:
            piece = self._source.read1(PIECE)
            if not piece:
                self._end()
            elif self._unpack is not None:
                piece = self._unpack.decompress(piece, LARGEST_PAGE - self._total + 1)
        except Exception as error:
            in_time(self._deadline)
            handle_response_read_exceptions(error)
            raise
        self._total += len(piece)
        if self._total > LARGEST_PAGE:
            raise TransportError(f"the page is larger than {LARGEST_PAGE // 10**6} MB")
        self._ready += piece

    def _end(self) -> None:
        in_time(self._deadline)
        self._ended = True
        missing = getattr(self._source, "length", None)
        if missing:
            raise IncompleteRead(partial=self._total, expected=missing)
