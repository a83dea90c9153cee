"""What a pull tells about itself while it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from rumiai.transfers.room import size


@dataclass(frozen=True)
class Arrived:
    """So many bytes of a file are here; `total` is None where the server does not say."""

    path: str
    done: int
    total: int | None


@dataclass(frozen=True)
class Interrupted:
    """A transfer broke off and is tried again after a pause in seconds."""

    path: str
    reason: str
    pause: float


Pulling = Arrived | Interrupted
Watch = Callable[[Pulling], None]


def unwatched(_: Pulling) -> None:
    """For whoever does not want to be told."""


@dataclass
class Lines:
    """Plain lines for a stream that is no terminal: at a file's begin and end, and now and then."""

    say: Callable[[str], None]
    every: float = 10.0
    """Seconds between two lines about a file that is coming."""
    _last: dict[str, float] = field(default_factory=dict)

    def watch(self, news: Pulling) -> None:
        """Say what is worth a line."""
        if isinstance(news, Interrupted):
            self.say(f"{news.path}: {news.reason}; again in {news.pause:g} s")
            return
        now, complete = monotonic(), news.done == news.total
        if complete or now - self._last.get(news.path, -self.every) >= self.every:
            self._last[news.path] = now
            self.say(f"{news.path}: {size(news.done)} of {size(news.total)}")
