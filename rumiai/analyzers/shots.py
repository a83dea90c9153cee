"""Cuts, by PySceneDetect's content detector."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

import cv2
from scenedetect import FrameTimecode
from scenedetect.common import Timecode
from scenedetect.detectors import ContentDetector

from rumiai.analyzers.base import FrameAnalyzer
from rumiai.analyzers.workplace import Workplace
from rumiai.constants.thresholds import MIN_SCENE_SECONDS, SCENE_THRESHOLD
from rumiai.schema.events import Event, Shot
from rumiai.schema.media import Frame

TICKS = 90_000


class Shots(FrameAnalyzer):
    """Every frame is compared with the last one; a shot lasts at least 0.33 s.

    The minimum holds for the last shot too: a "cut" right before the end is dropped.
    """

    name: ClassVar[str] = "shots"
    packages: tuple[str, ...] = ("scenedetect",)
    max_side: ClassVar[int] = 320
    batch_size: int = 8

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._detector = ContentDetector(SCENE_THRESHOLD, min_scene_len=MIN_SCENE_SECONDS)
        self._cuts: list[float] = []
        self._time = FrameTimecode(0.0, 1.0)

    def frames_per_second(self, duration: float) -> float | None:
        return None

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        for frame in frames:
            image = cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR)
            self._time = _timecode(frame.time)
            self._cuts += [cut.seconds for cut in self._detector.process_frame(self._time, image)]
        return []

    def finish(self, end: float) -> list[Event]:
        self._cuts += [cut.seconds for cut in self._detector.post_process(self._time)]
        cuts = sorted(cut for cut in set(self._cuts) if 0 < cut <= end - MIN_SCENE_SECONDS)
        edges = [0.0, *cuts, end]
        return [Shot(start=start, end=stop, score=1.0) for start, stop in pairwise(edges)]


def _timecode(time: float) -> FrameTimecode:
    """A presentation time in the library's form; the rate only serves to number frames."""
    return FrameTimecode(Timecode(round(time * TICKS), Fraction(1, TICKS)), fps=30.0)
