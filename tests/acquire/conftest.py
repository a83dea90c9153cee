"""A loopback server that behaves as badly as it is told, and means to fetch from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rumiai.acquire.means import Means
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
