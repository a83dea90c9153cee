"""A loopback server that behaves as badly as it is told, and means to fetch from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from acquire.fetching import HASTY, SECRET, STORE, Make
from rumiai.acquire import download
from rumiai.acquire.means import Means
from rumiai.progress import Progress
from servers.apify import Apify, made_item, video
from servers.files import VIDEO, Server


@pytest.fixture
def server() -> Iterator[Server]:
    """Serves something that begins like a video."""
    with Server(VIDEO) as serving:
        yield serving


@pytest.fixture
def means(tmp_path: Path) -> Callable[..., Means]:
    """Makes means that allow loopback, with changes."""

    def make(**changes: Any) -> Means:
        given = {
            "folder": tmp_path / "temp",
            "finders": (),
            "apify_token": None,
            "apify_url": "https://api.apify.com",
            "cookies": None,
            "offline": False,
            "allow_loopback": True,
            "max_bytes": 500_000_000,
        }
        return Means(**{**given, **changes})

    return make


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the video is to be."""
    return tmp_path / "temp" / "1.mp4"


@pytest.fixture
def fetch(server: Server, means: Make, target: Path) -> Callable[..., list[Progress]]:
    """Fetches from the server, and gives what was told on the way."""

    def run(path: str = f"/v/1.mp4?key={SECRET}", **options: Any) -> list[Progress]:
        news: list[Progress] = []
        url = options.pop("url", server.url + path)
        given = {"patience": HASTY, "check": None, **options}
        allowed = given.pop("means", means())
        headers = given.pop("headers", {"Cookie": SECRET})
        download.fetch(url, headers, target, allowed, news.append, **given)
        return news

    return run


@pytest.fixture(scope="session")
def content(made: Callable[..., tuple[Path, Any]]) -> bytes:
    """A real video's bytes."""
    path, _ = made("bare", duration=2.0, shots=[{}], texts=[], faces=[], sounds=[])
    return path.read_bytes()


@pytest.fixture
def apify(content: bytes) -> Iterator[Apify]:
    """Apify has the post, and keeps its file."""
    with Apify() as playing:
        url = playing.serve(STORE, video(content))
        playing.items = [[made_item(mediaUrls=[url])]]
        yield playing
