"""A local server that plays Apify's API and the hosts of files, on 127.0.0.1 with real sockets."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "apify_api_oNlYfOrThEtEsTs0123456789"
VIDEO_ID = "7522345762324237623"
POST = f"https://www.tiktok.com/@sampleauthor/video/{VIDEO_ID}"
RUN = "HG7ML7M8z78YcAPEB"
DATASET = "wmKPijuyDnPZAPRMk"


def made_item(**changes: Any) -> dict[str, Any]:
    """An item in the scraper's form; a change to None leaves the key out."""
    item = {
        "id": VIDEO_ID,
        "text": "Three plants #plants #indoor",
        "textLanguage": "en",
        "createTime": 1751432619,
        "createTimeISO": "2025-07-02T05:03:39.000Z",
        "authorMeta": {"id": "7000000000000000001", "name": "sampleauthor"},
        "musicMeta": {"musicName": "original sound", "musicAuthor": "Sample Musician"},
        "webVideoUrl": POST,
        "mediaUrls": [],
        "videoMeta": {"height": 1024, "width": 576, "duration": 18, "coverUrl": "https://x/c.jpg"},
        "diggCount": 8112,
        "shareCount": 1406,
        "playCount": 132100,
        "collectCount": 3501,
        "commentCount": 122,
        "hashtags": [{"id": "1", "name": "plants"}, {"id": "2", "name": "indoor"}],
        "isSlideshow": False,
        "submittedVideoUrl": POST,
    }
    return {k: v for k, v in {**item, **changes}.items() if v is not None}


def run_document(status: str = "SUCCEEDED", message: str | None = None) -> dict[str, Any]:
    """A run as Apify's API states it."""
    return {
        "data": {
            "id": RUN,
            "actId": "GdWCkxBtKWOsKjdch",
            "userId": "7sT5jcggjjA9fNcxF",
            "startedAt": "2026-11-20T07:34:24.202Z",
            "finishedAt": None,
            "status": status,
            "statusMessage": message,
            "meta": {"origin": "API"},
            "stats": {"inputBodyLen": 240},
            "options": {
                "build": "latest",
                "timeoutSecs": 300,
                "memoryMbytes": 1024,
                "diskMbytes": 1,
            },
            "buildId": "7sT5jcggjjA9fNcxF",
            "defaultKeyValueStoreId": "eJNzqsbPiopwJcgGQ",
            "defaultDatasetId": DATASET,
            "defaultRequestQueueId": "FL35cSF7jrxr3BY39",
            "buildNumber": "0.0.36",
        }
    }


def error_document(kind: str, message: str) -> dict[str, Any]:
    """An error as Apify's API states it."""
    return {"error": {"type": kind, "message": message}}


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Apify:
    """What the server says next; each list's last entry is said for ever."""

    statuses: list[str] = field(default_factory=lambda: ["SUCCEEDED"])
    """Of the run: when it is started, and at each look."""
    message: str | None = None
    items: list[list[Any]] = field(default_factory=lambda: [[made_item()]])
    """The datasets of one run after the other."""
    files: dict[str, list[Callable[[Answering], None]]] = field(default_factory=dict)
    """Other paths, and the answers that they give, one after the other."""
    api: list[Callable[[Answering], None]] = field(default_factory=list)
    """Answers of the API in place of the usual ones, until they are used up."""
    asked: list[Asked] = field(default_factory=list)
    begun: int = 0

    def __enter__(self) -> Apify:
        owner = self

        class Handler(Answering):
            apify = owner

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def serve(self, path: str, *answers: Callable[[Answering], None]) -> str:
        """Answer so at a path of this server; gives the address."""
        self.files[path] = list(answers)
        return self.url + path

    def paths(self, method: str = "GET") -> list[str]:
        """What was asked for by a method, without the queries."""
        return [a.path.partition("?")[0] for a in self.asked if a.method == method]


def _next(answers: list[Any]) -> Any:
    return answers.pop(0) if len(answers) > 1 else answers[0]


class Answering(BaseHTTPRequestHandler):
    """Answers one request."""

    apify: Apify
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.close_connection = True
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.apify.asked.append(Asked(self.command, self.path, dict(self.headers), body))
        path = self.path.partition("?")[0]
        if path in self.apify.files:
            _next(self.apify.files[path])(self)
        elif not path.startswith("/v2/"):
            self.say(404, b"nothing here")
        elif self.apify.api:
            self.apify.api.pop(0)(self)
        elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.json(401, error_document("user-or-token-not-found", "User was not found"))
        else:
            self._usual(path)

    def _usual(self, path: str) -> None:
        if self.command == "POST" and path.endswith("/runs"):
            self.apify.begun += 1
            self.json(201, self._run())
        elif path == f"/v2/actor-runs/{RUN}":
            self.json(200, self._run())
        elif path == f"/v2/actor-runs/{RUN}/abort":
            self.json(200, run_document("ABORTING"))
        elif path == f"/v2/datasets/{DATASET}/items":
            items = _next(self.apify.items)
            paging = {"total": len(items), "offset": 0, "count": len(items), "limit": 1}
            headers = {f"x-apify-pagination-{k}": str(v) for k, v in paging.items()}
            self.json(200, items, {**headers, "x-apify-pagination-desc": "false"})
        else:
            self.json(404, error_document("page-not-found", "There is no such page"))

    def _run(self) -> dict[str, Any]:
        return run_document(_next(self.apify.statuses), self.apify.message)

    def json(self, code: int, document: Any, headers: dict[str, str] | None = None) -> None:
        """Answer with a document."""
        kind = {"Content-Type": "application/json; charset=utf-8"}
        self.say(code, json.dumps(document).encode(), {**kind, **(headers or {})})

    def say(
        self,
        code: int,
        body: bytes,
        headers: dict[str, str] | None = None,
        sent: int | None = None,
    ) -> None:
        """Answer with these headers, and a length that the body may not have."""
        self.send_response(code)
        closing = {"Content-Length": str(len(body)), "Connection": "close"}
        for key, value in {**closing, **(headers or {})}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[:sent])

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def saying(
    code: int, body: bytes = b"", sent: int | None = None, **headers: str
) -> Callable[[Answering], None]:
    """An answer of one's own; underscores in the headers' names are hyphens."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return lambda answering: answering.say(code, body, named, sent)


def refusing(code: int, kind: str, message: str) -> Callable[[Answering], None]:
    """An error of the API."""
    return lambda answering: answering.json(code, error_document(kind, message))


def video(content: bytes) -> Callable[[Answering], None]:
    """A video file."""
    return saying(200, content, Content_Type="video/mp4", ETag='"one"')
