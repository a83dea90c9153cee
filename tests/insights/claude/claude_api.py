"""A server that plays the Claude API over loopback: streamed messages, and counted tokens."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from rumiai.insights.claude.judgements import JUDGEMENTS, answer_schema

KEY = "sk-ant-api03-very-secret"
USAGE = {"input_tokens": 1000, "output_tokens": 200}
COST = (1000 * 0.1 + 200 * 0.5) / 1e6
"""USD of one answer with this usage, by claude-haiku-5-5."""
_FAMILY = {json.dumps(answer_schema(name), sort_keys=True): name for name in JUDGEMENTS}
Bad = Callable[["Answering"], None]


def good(family: str, **changes: Any) -> dict[str, Any]:
    """An answer that holds: a summary that cites the video's first shot, all else unknown."""
    nothing = {"value": None, "reason": "The evidence carries none.", "citations": []}
    answer = dict.fromkeys(answer_schema(family)["properties"], nothing)
    summary = {"value": "It is short.", "reason": "It has a shot.", "citations": ["shot:1"]}
    return {**answer, "summary": summary, **changes}


class Api:
    """Answers every prompt well, but for what `bad` says of a family, one entry a request."""

    def __init__(self) -> None:
        self.bad: defaultdict[str, list[Bad]] = defaultdict(list)
        self.bad_counts: list[Bad] = []
        self.seconds = 0.0
        """How long an answer takes."""
        self.tokens = 1000
        """What a prompt is counted as."""
        self.count_body: str | None = None
        self.asked: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.counted = 0
        self.most_in_flight = 0
        self._in_flight = 0
        self._lock = threading.Lock()
        api = self

        class Handler(Answering):
            owner = api

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Api:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        """Counts how many requests are under way at once."""
        with self._lock:
            self._in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self._in_flight)
        try:
            yield
        finally:
            with self._lock:
                self._in_flight -= 1


class Answering(BaseHTTPRequestHandler):
    """Answers one request."""

    owner: Api
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.owner.paths.append(self.path)
        self.error(404, "not_found_error")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.family = _FAMILY[json.dumps(body["output_config"]["format"]["schema"], sort_keys=True)]
        self.owner.paths.append(self.path)
        self.owner.headers.append(dict(self.headers))
        if self.path == "/v1/messages/count_tokens":
            self.owner.counted += 1
            if self.owner.bad_counts:
                return self.owner.bad_counts.pop(0)(self)
            counted = self.owner.count_body
            if counted is None:
                counted = json.dumps({"input_tokens": self.owner.tokens})
            return self.say(200, counted)
        with self.owner.in_flight():
            self.owner.asked.append(self.family)
            self.owner.bodies.append(body)
            time.sleep(self.owner.seconds)
            bad = self.owner.bad[self.family]
            (bad.pop(0) if bad else Answering.well)(self)
        return None

    def well(self, **changes: Any) -> None:
        """An answer that holds."""
        self.stream(json.dumps(good(self.family, **changes)))

    def stream(
        self, text: str, stop: str = "end_turn", usage: Any = None, details: Any = None
    ) -> None:
        """A whole answer, as the events of the API."""
        self.begin_stream(usage or USAGE)
        self.event("content_block_start", index=0, content_block={"type": "text", "text": ""})
        for piece in (text[:40], text[40:]):
            delta = {"type": "text_delta", "text": piece}
            self.event("content_block_delta", index=0, delta=delta)
        self.event("content_block_stop", index=0)
        delta = {"stop_reason": stop, "stop_sequence": None, "stop_details": details}
        self.event("message_delta", delta=delta, usage=usage or USAGE)
        self.event("message_stop")

    def begin_stream(self, usage: Any = None) -> None:
        """The headers and the first event; the connection ends the body."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.send_header("request-id", f"req_{self.family}_{len(self.owner.asked)}")
        self.end_headers()
        message = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-haiku-5-5",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage or USAGE,
        }
        self.event("message_start", message=message)

    def event(self, kind: str, **fields: Any) -> None:
        data = json.dumps({"type": kind, **fields})
        self.wfile.write(f"event: {kind}\ndata: {data}\n\n".encode())
        self.wfile.flush()

    def error(self, status: int, kind: str, message: str = "no", **headers: str) -> None:
        """An error as the API words it."""
        error = {"type": "error", "error": {"type": kind, "message": message}}
        self.say(status, json.dumps(error), headers)

    def say(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def says(text: str, **options: Any) -> Bad:
    """An answer with this text."""
    return lambda answering: answering.stream(text, **options)


def answers(**changes: Any) -> Bad:
    """An answer in which these judgements are other than those that hold."""
    return lambda answering: answering.well(**changes)


def fails(status: int, kind: str = "api_error", **options: Any) -> Bad:
    """An error of the API."""
    return lambda answering: answering.error(status, kind, **options)


def cut(answering: Answering) -> None:
    """An answer that breaks off in the middle of an event."""
    answering.begin_stream()
    answering.wfile.write(b"event: content_block_delta\ndata: {")


def hang_up(answering: Answering) -> None:
    """No answer at all."""
    answering.close_connection = True


def drip(answering: Answering) -> None:
    """An answer that never comes to its end, but goes on."""
    answering.begin_stream()
    for _ in range(100):
        answering.event("ping")
        time.sleep(0.05)
