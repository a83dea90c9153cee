"""Sets of weights that the file server has."""

from __future__ import annotations

import hashlib
from typing import Any

from rumiai.weights.entry import WeightFile, Weights
from servers.files import CONTENT, Server


def one(server: Server, **changes: Any) -> Weights:
    """A set of one file at the server, whose size and hash are known."""
    known = {
        "path": "kind/model.bin",
        "url": f"{server.url}/model.bin",
        "size": len(CONTENT),
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
    }
    return Weights(
        name="model",
        analyzer="objects",
        source="the test",
        revision="v1",
        licence="none",
        files=(WeightFile(**{**known, **changes}),),
    )


def unknown(server: Server) -> Weights:
    """The same set where upstream's size and hash are not known."""
    return one(server, size=None, sha256=None)
