"""What every analyzer is: one that sees frames, or one that hears the whole sound."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import ClassVar, Generic, TypeVar

from rumiai.analyzers.workplace import Workplace
from rumiai.schema.choices import DeviceName
from rumiai.schema.events import Event
from rumiai.schema.media import Audio, Frame

CHUNK = 1 << 20
M = TypeVar("M")


class _Analyzer(ABC):
    """An analyzer is made for one video; making it loads the model, or finds it loaded.

    Making it raises MLUnavailableError where weights or packages are missing.
    """

    name: ClassVar[str]
    packages: tuple[str, ...]
    """The distributions that do the work; they and their versions are the engine."""
    device: DeviceName = "cpu"
    """Where the model runs."""

    def __init__(self, workplace: Workplace) -> None:
        self.workplace = workplace

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the user should know about how it was done, a sentence each; told at the end."""
        return ()

    def model(self, make: Callable[[], M], *key: Hashable) -> M:
        """The model that `make` makes, kept for the next video of this process."""
        return self.workplace.model((self.name, key), make)

    @property
    def weights(self) -> tuple[Path, ...]:
        """The model files in use; empty where the method has none."""
        return ()

    @property
    def engine(self) -> str:
        """Libraries and versions, as in ``"scenedetect 0.7.2"``."""
        return ", ".join(f"{name} {version(name)}" for name in self.packages)


class FrameAnalyzer(_Analyzer):
    """Looks at sampled frames, in order of time and in batches."""

    max_side: ClassVar[int]
    """Frames are scaled down until their longer side has this many pixels."""
    batch_size: int = 1

    @abstractmethod
    def frames_per_second(self, duration: float) -> float | None:
        """How many frames a second to look at in a video of `duration` s; None for every one."""

    @abstractmethod
    def see(self, frames: Sequence[Frame]) -> list[Event]:
        """Look at the next frames, at most `batch_size`; returns what is certain by now."""

    def finish(self, end: float) -> list[Event]:
        """All frames were seen and the pictures end at `end` s; returns what is left to tell."""
        return []


class AudioAnalyzer(_Analyzer):
    """Listens to the whole sound at once."""

    @abstractmethod
    def hear(self, audio: Audio) -> list[Event]:
        """What is heard; times may lie after the end of the pictures.

        Raises WithdrawnError where what was found cannot be believed.
        """

    def abandon(self) -> None:
        """Nobody waits for the result any more: `hear` may end, however; from another thread."""


class WithdrawnError(Exception):
    """An analyzer looked, but does not stand behind what it found."""

    def __init__(self, reason: str, events: tuple[Event, ...]) -> None:
        super().__init__(reason)
        self.events = events
        """The record of what is withdrawn, of kinds that count nowhere."""


A = TypeVar("A", bound=_Analyzer)


@dataclass(frozen=True)
class Loaded(Generic[A]):
    """An analyzer that is ready, and what its report says about it."""

    name: str
    """The name that it is registered under."""
    analyzer: A
    engine: str
    weights_sha256: str | None
    seconds: float
    """What loading took."""

    @classmethod
    def of(cls, name: str, analyzer: A, started: float) -> Loaded[A]:
        """The record of an analyzer whose loading began at `started` of `perf_counter`."""
        weights = sha256_of(analyzer.weights)
        return Loaded(name, analyzer, analyzer.engine, weights, perf_counter() - started)


def sha256_of(files: Sequence[Path]) -> str | None:
    """Hash of the files' contents one after the other; None without files."""
    if not files:
        return None
    return _sha256(tuple((path, path.stat().st_size, path.stat().st_mtime_ns) for path in files))


@cache
def _sha256(files: tuple[tuple[Path, int, int], ...]) -> str:
    """Hash of files in a certain state, each read once a process."""
    digest = hashlib.sha256()
    for path, _, _ in files:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def one_line(error: BaseException) -> str:
    """An exception's type and message in one line of at most 200 characters."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__
