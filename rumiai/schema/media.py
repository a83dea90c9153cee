"""What comes in: the video's file, its platform metadata, its frames and its sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rumiai.schema.intervals import Interval
from rumiai.schema.measure import Camel, Record

SAMPLE_RATE = 16_000
"""Samples per second of all sound inside RumiAI."""


class Hashtag(Record):
    """A hashtag as the platform lists it."""

    id: str | None = None
    name: str
    title: str | None = None
    cover: str | None = None


class VideoMetadata(Camel):
    """What the platform says about a video; None where it says nothing."""

    id: str | None = None
    url: str | None = None
    description: str | None = None
    """The caption; empty where the platform says that there is none."""
    language: str | None = None
    """Of the caption, in two letters, as the platform guesses it."""
    duration: float | None = None
    """Seconds, as the platform rounds them; metrics use the measured duration."""
    views: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    create_time: str | None = None
    """ISO 8601, UTC."""
    scraped_at: str | None = None
    """When the counts were read; ISO 8601, UTC."""
    author: str | None = None
    music: str | None = None
    download_url: str | None = None
    cover_url: str | None = None
    hashtags: tuple[Hashtag, ...] | None = None

    @property
    def engagement_rate(self) -> float | None:
        """Likes, comments, shares and saves as a percentage of the views; None without them."""
        counts = (self.likes, self.comments, self.shares, self.saves)
        known = [count for count in counts if count is not None]
        if not self.views or len(known) < len(counts):
            return None
        return round(100 * sum(known) / self.views, 2)


@dataclass(frozen=True)
class SourceVideo:
    """A video on disk, ready to be decoded."""

    path: Path
    video_id: str
    metadata: VideoMetadata
    fetched: bool = False
    """It was downloaded, by this run or an earlier one; so it may be deleted."""
    faults: tuple[str, ...] = ()
    """What was asked for about it and is not known, and why, in words."""


class Transfer(StrEnum):
    """How brightness is coded: standard range, or one of the two HDR curves."""

    SDR = "sdr"
    PQ = "pq"
    HLG = "hlg"


class Clip(Record):
    """The measured properties of a video file."""

    path: Path
    width: int
    """Displayed pixels: after rotation, and with pixels that are not square stretched."""
    height: int
    rotation: int
    """Clockwise degrees applied at decoding: 0, 90, 180 or 270."""
    duration: float
    """Seconds; what the container says until the frames are decoded, then what they span."""
    frames_per_second: float | None
    """Average rate; None where the container does not tell."""
    start: float
    """Presentation time of the first frame in the file, which becomes 0."""
    codec: str
    transfer: Transfer
    has_audio: bool
    faults: tuple[str, ...] = ()
    """What was wrong with the file, in words: cut off, damaged packets."""


@dataclass(frozen=True)
class Frame:
    """One picture: decode index, seconds from the first frame, uint8 height × width × 3 RGB."""

    index: int
    time: float
    image: NDArray[np.uint8]


class Picture(Protocol):
    """A decoded picture that is converted only when an analyzer asks for it."""

    @property
    def time(self) -> float: ...

    def frame(self, max_side: int) -> Frame:
        """The picture upright, scaled down (never up) until its longer side is `max_side`."""
        ...


class Pictures(Protocol):
    """All pictures of a clip, decoded once."""

    def __iter__(self) -> Iterator[Picture]: ...

    @property
    def end(self) -> float:
        """When the last picture leaves the screen; known after the last one was taken."""
        ...


@dataclass(frozen=True)
class Audio:
    """The whole sound, mono float32 at 16 kHz in [-1, 1]; sample 0 is the first frame's time."""

    samples: NDArray[np.float32]
    holes: tuple[Interval, ...] = ()
    """Where the file has sound that could not be decoded; the samples there are 0."""

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / SAMPLE_RATE
