"""The live bar on a terminal."""

from __future__ import annotations

import io

import pytest

from rumiai.display import live_progress
from rumiai.progress import Stage, StageStarted, VideoArriving, legacy_lines


class Terminal(io.StringIO):
    """A stream that people look at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("news", "shown"),
    [
        (VideoArriving(1_500_000, 3_000_000), ("fetching the video, 1.5 MB of 3.0 MB", "15%")),
        (VideoArriving(1_500_000, None), ("fetching the video, 1.5 MB of ?", "10%")),
        (VideoArriving(0, 0), ("fetching the video, 0 bytes of 0 bytes", "10%")),
    ],
)
def test_a_video_that_comes(
    monkeypatch: pytest.MonkeyPatch, news: VideoArriving, shown: tuple[str, str]
) -> None:
    """Bytes are shown as they come, with the total where the server tells it; stdout stays."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    with live_progress(terminal) as observe:
        observe(StageStarted(Stage.DOWNLOADING))
        observe(news)
    assert all(words in terminal.getvalue() for words in shown)
    assert legacy_lines(news) == ()
