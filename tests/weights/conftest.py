"""A loopback server that behaves as badly as it is told, and stores that pull from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rumiai.transfers.patience import Patience
from rumiai.weights.entry import Weights
from rumiai.weights.store import Store
from servers.files import CONTENT, Server
from weights.ordered import one

HASTY = Patience(connect=2.0, read=0.5, pauses=(0.0, 0.0, 0.0))


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(CONTENT) as serving:
        yield serving


@pytest.fixture
def store(server: Server, tmp_path: Path) -> Callable[..., Store]:
    """Makes a store with one set of one file, which the server has."""

    def make(weights: Weights | None = None, folder: Path | None = None, **options: Any) -> Store:
        weights = weights or one(server)
        return Store(
            folder or tmp_path / "weights",
            catalogue={weights.name: weights},
            **{"offline": False, "patience": HASTY, **options},
        )

    return make
