"""The folder of extracted pictures, filled while the video is decoded: no second pass.

Each slot of the sampling gives its first picture, upright, in full size, and under its true time.
So a picture that stays on the screen is there once.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from rumiai.errors import OutputError
from rumiai.outputs.wire import score, seconds
from rumiai.schema.media import Clip, Picture, Pictures

RATES = ((30.0, 5.0), (60.0, 3.0), (120.0, 2.0))
"""Videos shorter than so many seconds give so many pictures a second, longer ones one: at most 300
in five minutes."""
LONG_RATE = 1.0
JPEG_QUALITY = 90
ROUNDING = 1e-6


class KeptFrame(NamedTuple):
    """A picture in the folder: its name, its number among all decoded ones, its time in seconds."""

    file: str
    number: int
    time: float


@dataclass(frozen=True)
class Frames:
    """The pictures in the folder, and the times of all that were decoded."""

    rate: float
    """Pictures a second that were aimed at."""
    kept: tuple[KeptFrame, ...]
    times: tuple[float, ...]

    @property
    def total(self) -> int:
        """How many pictures the video has."""
        return len(self.times)

    def place(self, time: float) -> int:
        """Which picture of the folder is the last one at a time, counted from 0."""
        found = bisect_right(self.kept, time + ROUNDING, key=lambda frame: frame.time)
        return max(0, found - 1)

    def number(self, time: float) -> int:
        """The number of the first decoded picture at or after a time, from 0."""
        return bisect_left(self.times, time - ROUNDING)

    def document(self, clip: Clip) -> dict[str, Any]:
        """The folder's `metadata.json`."""
        rate = clip.frames_per_second
        return {
            "fps": self.rate,
            "source_fps": score(rate) if rate else None,
            "duration": seconds(clip.duration),
            "width": clip.width,
            "height": clip.height,
            "total_frames": len(self.kept),
            "source_frames": self.total,
            "frames": [
                {"file": frame.file, "frame_number": frame.number, "timestamp": seconds(frame.time)}
                for frame in self.kept
            ],
            "_nulls": {} if rate else {"source_fps": "not_measured"},
        }


class FrameKeeper:
    """Pictures on their way to the analyzers: the first one of every slot goes to a folder."""

    def __init__(self, pictures: Pictures, clip: Clip, folder: Path) -> None:
        self._pictures = pictures
        self._folder = folder
        self._side = max(clip.width, clip.height)
        self._rate = next((r for limit, r in RATES if clip.duration < limit), LONG_RATE)
        self._slot = -1
        self._kept: list[KeptFrame] = []
        self._times: list[float] = []

    def __iter__(self) -> Iterator[Picture]:
        for picture in self._pictures:
            slot = math.floor(picture.time * self._rate + ROUNDING)
            if slot > self._slot:
                self._slot = slot
                self._keep(picture)
            self._times.append(picture.time)
            yield picture

    @property
    def end(self) -> float:
        """When the last picture leaves the screen."""
        return self._pictures.end

    @property
    def frames(self) -> Frames:
        """What is in the folder, once all pictures were taken."""
        return Frames(self._rate, tuple(self._kept), tuple(self._times))

    def _keep(self, picture: Picture) -> None:
        import cv2

        name = f"frame_{len(self._kept):04d}_t{picture.time:.2f}.jpg"
        image = cv2.cvtColor(picture.frame(self._side).image, cv2.COLOR_RGB2BGR)
        coded, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        if not coded:
            raise OutputError(f"{name}: the picture cannot be stored as JPEG")
        try:
            (self._folder / name).write_bytes(jpeg.tobytes())
        except OSError as error:
            raise OutputError(f"{self._folder}: cannot be written ({error.strerror})") from error
        self._kept.append(KeptFrame(name, len(self._times), picture.time))
