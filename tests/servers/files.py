"""A server of one file over real sockets on 127.0.0.1; each request may be answered badly."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CONTENT = bytes(range(256)) * 1200
"""307 200 bytes: more than one piece on the wire."""
VIDEO = b"\0\0\0\x18ftypmp42" + CONTENT
"""Begins like an MP4 file."""
ETAG = '"one"'


class Server:
    """Serves a content at every path, with ranges and an ETag.

    `bad` holds what to do instead, one entry a request; when it is used up the server is good.
    """

    def __init__(self, content: bytes, encrypted: ssl.SSLContext | None = None) -> None:
        self.content = content
        self.etag: str | None = ETAG
        self.bad: list[Callable[[Answering], None]] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        server = self

        class Handler(Answering):
            owner = server

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        if encrypted is not None:
            self._http.socket = encrypted.wrap_socket(self._http.socket, server_side=True)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Server:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


class Answering(BaseHTTPRequestHandler):
    """Answers one request."""

    owner: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.close_connection = True
        self.owner.requests.append((self.path, dict(self.headers)))
        bad = self.owner.bad.pop(0) if self.owner.bad else None
        if bad is None:
            self.give()
        else:
            bad(self)

    def give(self, sent: int | None = None, ranges: bool = True) -> None:
        """Answer well; with `sent` the connection ends after so many bytes."""
        content, etag = self.owner.content, self.owner.etag
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(asked[1]) if asked and ranges else 0
        if self.headers.get("If-Range") not in (None, etag):
            start = 0
        if start >= len(content):
            return self.say(416, b"", {"Content-Range": f"bytes */{len(content)}"})
        headers = {"ETag": etag} if etag else {}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        return self.say(206 if start else 200, content[start:], headers, sent)

    def say(self, code: int, body: bytes, headers: dict[str, str], sent: int | None = None) -> None:
        """Answer with these headers, and a length that the body may not have."""
        self.send_response(code)
        closing = {"Content-Length": str(len(body)), "Connection": "close"}
        for key, value in {**closing, **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body[:sent])

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def breaking(sent: int, ranges: bool = True) -> Callable[[Answering], None]:
    """The connection ends after so many bytes of the body."""
    return lambda answering: answering.give(sent, ranges)


def saying(code: int, body: bytes, **headers: str) -> Callable[[Answering], None]:
    """An answer of one's own; underscores in the headers' names are hyphens."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return lambda answering: answering.say(code, body, named)


def chunked(answering: Answering, whole: bool = True) -> None:
    """Pieces without a length at the start; the last one says that it is the last."""
    answering.send_response(200)
    answering.send_header("Transfer-Encoding", "chunked")
    answering.end_headers()
    answering.wfile.write(b"%x\r\n%b\r\n" % (len(CONTENT), CONTENT))
    if whole:
        answering.wfile.write(b"0\r\n\r\n")
