"""Text on screen: PP-OCRv6 through RapidOCR, whose wheel carries the models."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, NamedTuple

import cv2
import numpy as np
import rapidocr
from numpy.typing import NDArray
from rapidocr.utils.output import RapidOCROutput

from rumiai.analyzers.base import FrameAnalyzer
from rumiai.analyzers.workplace import Workplace
from rumiai.constants.thresholds import (
    TEXT_CHANGE_LEVELS,
    TEXT_FRAMES_PER_SECOND,
    TEXT_MAX_HEIGHT,
    TEXT_SCORE,
)
from rumiai.schema.events import Box, Event, TextSeen
from rumiai.schema.media import Frame

MODELS = Path(rapidocr.__file__).parent / "models"
DETECTION_SIDE = 640
THUMBNAIL_SIDE = 320
TILE = 8
"""Thumbnail pixels a tile side; a picture changed where any tile changed."""


class Reading(NamedTuple):
    """One line of text in one picture."""

    text: str
    score: float
    box: Box


class Text(FrameAnalyzer):
    """Reads two frames a second; a picture that did not change keeps its last readings.

    Each event lasts until the next sample, since what was read stands until somebody looks again.
    """

    name: ClassVar[str] = "text"
    packages: tuple[str, ...] = ("rapidocr", "onnxruntime")
    max_side: ClassVar[int] = 1920
    batch_size: int = 1

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._engine = self.model(partial(_engine, *self.weights))
        self._thumbnail: NDArray[np.uint8] | None = None
        self._readings: list[Reading] = []
        self._seen: Frame | None = None

    @property
    def weights(self) -> tuple[Path, ...]:
        return (MODELS / "PP-OCRv6_det_small.onnx", MODELS / "PP-OCRv6_rec_small.onnx")

    def frames_per_second(self, duration: float) -> float | None:
        return TEXT_FRAMES_PER_SECOND

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        events: list[Event] = []
        for frame in frames:
            events += self._until(frame.time)
            thumbnail = _thumbnail(frame.image)
            if self._thumbnail is None or _changed(self._thumbnail, thumbnail):
                self._thumbnail = thumbnail
                self._readings = self._read(frame.image)
            self._seen = frame
        return events

    def finish(self, end: float) -> list[Event]:
        return self._until(max(end, self._seen.time)) if self._seen else []

    def _until(self, end: float) -> list[Event]:
        """The last sample's readings, which stand until `end`."""
        if self._seen is None:
            return []
        start, index = self._seen.time, self._seen.index
        return [
            TextSeen(start=start, end=end, frame=index, score=score, text=text, box=box)
            for text, score, box in self._readings
        ]

    def _read(self, image: NDArray[np.uint8]) -> list[Reading]:
        result = self._engine(cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        if not isinstance(result, RapidOCROutput):
            raise TypeError(f"text recognition gave {type(result).__name__}")
        if result.boxes is None or result.txts is None or result.scores is None:
            return []
        height, width = image.shape[:2]
        found = zip(result.txts, result.scores, result.boxes, strict=True)
        readings = [Reading(t.strip(), float(s), _box(b, width, height)) for t, s, b in found]
        return [reading for reading in readings if _plausible(reading)]


def _engine(detector: Path, recogniser: Path) -> rapidocr.RapidOCR:
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": TEXT_SCORE,
            "Global.use_cls": False,
            "Det.model_path": str(detector),
            "Det.use_dilation": False,  # as PaddleOCR: it reads more letters right
            "Det.limit_type": "max",
            "Det.limit_side_len": DETECTION_SIDE,
            "Rec.model_path": str(recogniser),
        }
    )


def _plausible(reading: Reading) -> bool:
    return any(c.isalnum() for c in reading.text) and reading.box.height <= TEXT_MAX_HEIGHT


def _box(corners: NDArray[np.float32], width: int, height: int) -> Box:
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    return Box.of_corners(
        float(left) / width,
        float(top) / height,
        float(right) / width,
        float(bottom) / height,
    )


def _thumbnail(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    share = min(1.0, THUMBNAIL_SIDE / max(image.shape[:2]))
    size = (
        max(TILE, round(image.shape[1] * share)),
        max(TILE, round(image.shape[0] * share)),
    )
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _changed(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> bool:
    """Whether any tile's mean brightness differs by more than a few levels, pixel by pixel."""
    if before.shape != after.shape:
        return True
    difference = cv2.absdiff(before, after)
    tiles = (max(1, after.shape[1] // TILE), max(1, after.shape[0] // TILE))
    means = cv2.resize(difference, tiles, interpolation=cv2.INTER_AREA)
    return float(means.max()) > TEXT_CHANGE_LEVELS
