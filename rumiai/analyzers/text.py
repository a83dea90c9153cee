"""Text on screen: PP-OCR through RapidOCR, whose wheel carries the default's models."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from rumiai.analyzers.base import FrameAnalyzer
from rumiai.analyzers.text_models import Models, Reading, models_of
from rumiai.analyzers.workplace import Workplace
from rumiai.constants.thresholds import (
    TEXT_CHANGE_LEVELS,
    TEXT_FRAMES_PER_SECOND,
    TEXT_MAX_HEIGHT,
)
from rumiai.schema.events import Event, TextSeen
from rumiai.schema.media import Frame
from rumiai.weights.catalogue.text import CARRIED_LANGUAGE

if TYPE_CHECKING:
    from rumiai.analyzers.text_engine import Engine

THUMBNAIL_SIDE = 320
TILE = 8
"""Thumbnail pixels a tile side; a picture changed where any tile changed."""


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
        self._language = workplace.choices.ocr_language
        self._models = models_of(self._language, workplace.store)
        self._engine = self.model(partial(_engine, self._models), self._models)
        self._thumbnail: NDArray[np.uint8] | None = None
        self._readings: list[Reading] = []
        self._seen: Frame | None = None

    @property
    def weights(self) -> tuple[Path, ...]:
        return (self._models.detector, self._models.recogniser)

    @property
    def engine(self) -> str:
        other = self._language != CARRIED_LANGUAGE
        return super().engine + (f", language {self._language}" if other else "")

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
        return [reading for reading in self._engine.read(image) if _plausible(reading)]


def _engine(models: Models) -> Engine:
    from rumiai.analyzers.text_engine import Engine

    return Engine(models)


def _plausible(reading: Reading) -> bool:
    return any(c.isalnum() for c in reading.text) and reading.box.height <= TEXT_MAX_HEIGHT


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
