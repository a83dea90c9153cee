"""Analyzers that behave in a chosen way; they enter through the real registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rumiai.analyzers.base import AudioAnalyzer, FrameAnalyzer
from rumiai.analyzers.workplace import Workplace
from rumiai.errors import MLUnavailableError
from rumiai.schema.events import AudioPeak, Box, Event, FaceSeen
from rumiai.schema.media import Audio, Frame


class Watcher(FrameAnalyzer):
    """Reports one event for every frame that it is given."""

    name: ClassVar[str] = "faces"
    packages: tuple[str, ...] = ("numpy",)
    max_side: ClassVar[int] = 64
    batch_size: int = 3
    rate: ClassVar[float | None] = 2.0

    def frames_per_second(self, duration: float) -> float | None:
        return self.rate

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        assert 0 < len(frames) <= self.batch_size
        box = Box(x=0, y=0, width=1, height=1)
        return [
            FaceSeen(start=f.time, end=f.time, score=1.0, frame=f.index, box=box) for f in frames
        ]


class EveryFrame(Watcher):
    """Looks at every frame."""

    rate: ClassVar[float | None] = None


class Crashing(Watcher):
    """Sees two batches, then fails."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._batches = 0

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        self._batches += 1
        if self._batches == 3:
            raise ZeroDivisionError("third batch")
        return super().see(frames)


class CrashingAtTheEnd(Watcher):
    """Sees all frames and fails when it should finish."""

    def finish(self, end: float) -> list[Event]:
        raise RuntimeError("at the end")


class Leaving(Watcher):
    """Tries to end the process, as some native libraries do."""

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        raise SystemExit(3)


class Rateless(Watcher):
    """Does not know how often to look."""

    def frames_per_second(self, duration: float) -> float | None:
        raise ArithmeticError("no rate")


class Broken(Watcher):
    """Cannot be made."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        raise OSError("no such model file")


class Unavailable(Watcher):
    """Lacks its weights."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        raise MLUnavailableError("needs weights from the moon")


class Deaf(AudioAnalyzer):
    """Fails at the first sound."""

    name: ClassVar[str] = "voice"
    packages: tuple[str, ...] = ("numpy",)

    def hear(self, audio: Audio) -> list[Event]:
        raise ValueError("too loud")


class Listener(AudioAnalyzer):
    """Reports the sound's end as its peak."""

    name: ClassVar[str] = "energy"
    packages: tuple[str, ...] = ("numpy",)

    def hear(self, audio: Audio) -> list[Event]:
        return [AudioPeak(start=audio.duration, end=audio.duration, score=1.0, rms=0.1)]
