"""What every speech recogniser takes and gives, whichever library it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rumiai.schema.choices import DeviceName
from rumiai.schema.intervals import Interval

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Piece:
    """Sound with speech in it, at most 30 s; mono float32 at 16 kHz."""

    samples: Samples
    start: float
    """Of its first sample, in seconds of the video."""
    voice: tuple[Interval, ...]
    """The stretches of voice activity in it, in seconds of the video."""


@dataclass(frozen=True)
class HeardWord:
    """A word as a recogniser gives it: with the space before it where its script has one."""

    text: str
    start: float
    end: float
    score: float


@dataclass(frozen=True)
class Heard:
    """A stretch of words, in seconds of the video; nobody has looked yet whether they can be."""

    start: float
    end: float
    text: str
    words: tuple[HeardWord, ...]
    language: str
    score: float
    """How sure the recogniser is of the whole, 0–1."""
    doubt: str | None = None
    """Why the recogniser's own measures say that this is no speech."""


@dataclass(frozen=True)
class Transcription:
    """All that was heard, in order of time."""

    heard: tuple[Heard, ...]
    refusal: str | None = None
    """Why none of it can be believed."""


class Recogniser(ABC):
    """A loaded speech recogniser; it keeps nothing from one video to the next."""

    packages: tuple[str, ...]
    """The distributions that do the work."""
    model_name: str
    """What was trained, in a word."""
    files: tuple[Path, ...]
    """The model's files."""
    device: DeviceName = "cpu"
    remarks: tuple[str, ...] = ()

    @abstractmethod
    def transcribe(self, pieces: Sequence[Piece]) -> Transcription:
        """What is said in the pieces of one video, at least one."""

    @abstractmethod
    def abandon(self) -> None:
        """Nobody waits for the result any more; called from another thread."""
