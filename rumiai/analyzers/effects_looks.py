"""What one frame contributes to the search for effects: a tiny picture and a few numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from rumiai.constants.thresholds import ZOOM_MIN_INLIERS, ZOOM_STEP_SECONDS
from rumiai.schema.media import Frame

Image8 = NDArray[np.uint8]
Array = NDArray[np.float32]
TILE_SIDE = 24
"""Pixels of a tiny picture's longer side."""
GRID_SIDE = 16
"""Points that are followed along the longer side."""
BORDER = 0.08
TRACKING_WINDOW = (17, 17)
TRACKING_LEVELS = 3
TRACKING_TEXTURE = 1e-3
MIN_TEXTURED = 0.25
"""Share of the points that need texture around them to be followed."""
INLIER_PIXELS, INLIER_SHARE = 0.22, 0.2
BAND, MIN_BAND = 0.25, 0.1
"""Of the points in the outer quarter at each side, this share has to move with the picture."""
CELLS = (5, 5)
FINE_SIGMA, COARSE_SIGMA = 1.0, 4.0


@dataclass(frozen=True)
class Look:
    """One frame: its time, its tiny RGB picture, its sharpness, and how it was scaled up to it."""

    time: float
    tile: Image8
    sharpness: Array
    """Fine detail as a share of coarse detail, in each cell of a grid over the picture."""
    scaling: tuple[float, float] | None
    """(Since when, logarithm of the scale since then); None where nothing could be followed."""


class Looks(NamedTuple):
    """Neighbouring frames as arrays, one row a frame."""

    times: NDArray[np.float64]
    tiles: Array
    """Frames × values: the tiny pictures, RGB 0–255, flattened."""
    sharpness: Array
    """Frames × cells."""
    scalings: tuple[tuple[float, float, float], ...]
    """(Since when, until when, logarithm of the scale)."""
    shape: tuple[int, ...]
    """Of a tiny picture: height, width, 3."""

    @classmethod
    def of(cls, looks: Sequence[Look]) -> Looks:
        """The frames of a stretch of video, in order of time."""
        tiles = np.stack([look.tile.reshape(-1) for look in looks])
        return cls(
            np.array([look.time for look in looks]),
            tiles.astype(np.float32),
            np.stack([look.sharpness for look in looks]),
            tuple(
                (look.scaling[0], look.time, look.scaling[1])
                for look in looks
                if look.scaling is not None
            ),
            looks[0].tile.shape,
        )

    @property
    def luma(self) -> Array:
        """Frames × pixels, 0–255."""
        return luma(self.tiles)

    @property
    def period(self) -> float:
        """The usual distance between two frames, in seconds."""
        return float(np.median(np.diff(self.times))) if len(self.times) > 1 else 1.0


def luma(tiles: Array) -> Array:
    """Brightness of flattened RGB tiles."""
    rgb = tiles.reshape(*tiles.shape[:-1], -1, 3)
    return np.asarray(rgb @ np.array([0.299, 0.587, 0.114], np.float32), np.float32)


class Looker:
    """Looks at frames one after the other."""

    def __init__(self) -> None:
        self._before: tuple[float, Image8] | None = None

    def look(self, frame: Frame) -> Look:
        """A frame in numbers; frames come in order of time."""
        grey = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_RGB2GRAY), np.uint8)
        return Look(frame.time, _tile(frame.image), _sharpness(grey), self._scaling(frame, grey))

    def _scaling(self, frame: Frame, grey: Image8) -> tuple[float, float] | None:
        if self._before is None:
            self._before = (frame.time, grey)
            return None
        since, before = self._before
        if frame.time - since < ZOOM_STEP_SECONDS - 1e-6:
            return None
        self._before = (frame.time, grey)
        scale = scale_between(before, grey)
        return None if scale is None else (since, float(np.log(scale)))


def _tile(image: Image8) -> Image8:
    height, width = image.shape[:2]
    share = TILE_SIDE / max(height, width)
    size = (max(1, round(width * share)), max(1, round(height * share)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _sharpness(grey: Image8) -> Array:
    """Detail of one pixel's size against detail of four; an even cell counts as soft."""
    values = grey.astype(np.float32)
    fine = cv2.GaussianBlur(values, (0, 0), FINE_SIGMA)
    coarse = cv2.GaussianBlur(fine, (0, 0), COARSE_SIGMA)
    details = cv2.resize(np.abs(values - fine), CELLS, interpolation=cv2.INTER_AREA)
    shapes = cv2.resize(np.abs(fine - coarse), CELLS, interpolation=cv2.INTER_AREA)
    return np.asarray(details / (shapes + 1.0), np.float32).reshape(-1)


def scale_between(before: Image8, after: Image8) -> float | None:
    """How much larger the scene is in the second picture; None where that cannot be told.

    A picture without detail has no points that can be followed.
    """
    points = _grid(before)
    found, status, _ = cv2.calcOpticalFlowPyrLK(
        before,
        after,
        points,
        np.empty_like(points),
        winSize=TRACKING_WINDOW,
        maxLevel=TRACKING_LEVELS,
        minEigThreshold=TRACKING_TEXTURE,
    )
    kept = status.ravel() == 1
    if kept.mean() < MIN_TEXTURED:
        return None
    matrix, agreed = _followed(points[kept, 0], found[kept, 0])
    if len(agreed) < ZOOM_MIN_INLIERS * kept.sum() or not _all_around(agreed, points[:, 0], before):
        return None
    return float(np.hypot(matrix[0, 0], matrix[1, 0])) or None


def _followed(old: Array, new: Array) -> tuple[NDArray[np.float64], Array]:
    """The one movement of most points, and where those points are."""
    matrix, inliers = cv2.estimateAffinePartial2D(
        old, new, method=cv2.RANSAC, ransacReprojThreshold=_tolerance(old, new), maxIters=200
    )
    if matrix is None:
        return np.eye(2, 3), old[:0]
    return np.asarray(matrix, np.float64), old[inliers.ravel() == 1]


def _all_around(agreed: Array, points: Array, picture: Image8) -> bool:
    """Whether points agree at each of the four sides: a subject that grows leaves some out."""
    height, width = picture.shape
    for axis, side in ((0, width), (1, height)):
        for sign, edge in ((1, BAND * side), (-1, -(1 - BAND) * side)):
            within = (sign * points[:, axis] <= edge).sum()
            if (sign * agreed[:, axis] <= edge).sum() < MIN_BAND * within:
                return False
    return True


def _tolerance(old: Array, new: Array) -> float:
    """Pixels by which a point may miss its place: the farther points move, the more."""
    return INLIER_PIXELS + INLIER_SHARE * float(np.median(np.linalg.norm(new - old, axis=1)))


def _grid(grey: Image8) -> NDArray[np.float32]:
    height, width = grey.shape
    step = max(height, width) / GRID_SIDE
    across = np.linspace(BORDER, 1 - BORDER, max(4, round(width / step))) * width
    down = np.linspace(BORDER, 1 - BORDER, max(4, round(height / step))) * height
    x, y = np.meshgrid(across, down)
    return np.asarray(np.stack([x.ravel(), y.ravel()], axis=1), np.float32)[:, None]
