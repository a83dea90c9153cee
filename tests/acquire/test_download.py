"""A video's file comes whole or not at all, whatever the server does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rumiai.acquire.download import fetch
from rumiai.acquire.means import Means
from rumiai.progress import Progress, VideoArriving
from servers.files import VIDEO, Server

Make = Callable[..., Means]


def test_a_video_comes_whole(server: Server, means: Make, tmp_path: Path) -> None:
    """It has its name and nothing else is left; what came is told."""
    news: list[Progress] = []
    target = tmp_path / "temp" / "1.mp4"
    fetch(f"{server.url}/v?x=1", {"Referer": "me"}, target, means(), news.append)
    assert target.read_bytes() == VIDEO
    assert [path.name for path in target.parent.iterdir()] == ["1.mp4"]
    assert news[-1] == VideoArriving(len(VIDEO), len(VIDEO))
    assert len(server.requests) == 1
    path, headers = server.requests[0]
    assert path == "/v?x=1"
    assert (headers["Referer"], headers["Accept-Encoding"]) == ("me", "identity")
    assert "Range" not in headers
