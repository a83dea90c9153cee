"""What the tests of fetching share."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from rumiai.acquire.means import Means
from rumiai.errors import APIError
from rumiai.progress import Progress
from rumiai.transfers.patience import Patience
from servers.files import VIDEO, Answering

Make = Callable[..., Means]
Bad = Callable[[Answering], None]
HALF = len(VIDEO) // 2
HASTY = Patience(connect=2.0, read=0.3, pauses=(0.0, 0.0), connecting=2, step=None)
SECRET = "T0KEN"
STORE = "/v2/key-value-stores/abc/records/video.mp4"
"""Where Apify keeps a post's file."""
PAGE = b"<!DOCTYPE html><title>Log in</title>" + b" " * 1000


Fetch = Callable[..., list[Progress]]


def left(target: Path) -> set[str]:
    """All that is in the folder."""
    return {path.name for path in target.parent.iterdir()} if target.parent.exists() else set()


def refused(fetch: Fetch, kind: type[APIError], said: str, **options: Any) -> str:
    """The error's line: of exactly this class; no secret is in it, nor in what --debug shows."""
    with pytest.raises(kind, match=said) as caught:
        fetch(**options)
    assert caught.type is kind
    line = str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert line.isprintable()
    return line


def streaming(head: str, *pieces: bytes, wait: threading.Event | None = None) -> Bad:
    """An answer by hand; the last piece comes again and again until nobody listens."""

    def answer(answering: Answering) -> None:
        lines = f"HTTP/1.1 200 OK\r\nConnection: close\r\n{head}\r\n"
        with suppress(OSError):
            answering.wfile.write(lines.encode())
            for piece in pieces:
                answering.wfile.write(piece)
            while wait is None or not wait.wait(0.02):
                answering.wfile.write(pieces[-1])

    return answer


def cut_in_chunks(answering: Answering) -> None:
    answering.send_response(200)
    answering.send_header("Transfer-Encoding", "chunked")
    answering.end_headers()
    answering.wfile.write(b"%x\r\n%b\r\n" % (len(VIDEO), VIDEO))
