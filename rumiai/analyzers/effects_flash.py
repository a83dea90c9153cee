"""Flashes: for an instant the picture, dark parts and all, goes towards white and comes back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.signal import find_peaks

from rumiai.analyzers.effects_looks import Array, Looks
from rumiai.constants.thresholds import (
    FLASH_FIT,
    FLASH_MAX_SECONDS,
    FLASH_RISE,
    FLASH_WHITENESS,
)

DARK_PERCENTILE = 20
"""The brightness that a fifth of the pixels stay below: only a flash lifts it for an instant."""
SIDE_SECONDS = 0.4
"""A flash rises and falls in less."""
FOOT = 0.1
"""A flash begins and ends where this share of its rise is left."""
TELLING_LEVELS, MIN_TELLING = 20.0, 0.1
"""Only what is not white already can become whiter; this share of a picture has to."""
FIT_LEVELS = 25.0
WHITE = 255.0


class Flash(NamedTuple):
    """A flash; the score is how white it became."""

    start: float
    end: float
    score: float


def flashes(looks: Looks) -> list[Flash]:
    """The flashes of a stretch."""
    darkest = np.percentile(looks.luma, DARK_PERCENTILE, axis=1)
    reach = max(2, round(SIDE_SECONDS / looks.period))
    peaks, _ = find_peaks(np.pad(darkest, 1, mode="edge"), prominence=FLASH_RISE, distance=reach)
    found = (_flash(looks, darkest, int(peak) - 1, reach) for peak in peaks)
    return [flash for flash in found if flash is not None]


def _flash(looks: Looks, darkest: NDArray[np.float64], peak: int, reach: int) -> Flash | None:
    first = _foot(darkest[max(0, peak - reach) : peak + 1][::-1])
    last = _foot(darkest[peak : peak + reach + 1])
    if first is None or last is None:
        return None
    first, last = peak - first, peak + last
    start, end = float(looks.times[first + 1]), float(looks.times[last])
    if end - start > FLASH_MAX_SECONDS:
        return None
    whiteness = max(
        _whiteness(looks.tiles[side], looks.tiles[frame])
        for side in (first, last)
        for frame in range(max(first + 1, peak - 1), min(last, peak + 2))
    )
    return Flash(start, end, min(1.0, whiteness)) if whiteness >= FLASH_WHITENESS else None


def _foot(falling: NDArray[np.float64]) -> int | None:
    """How many frames from its peak a flash has come down; None where it does not."""
    height = falling[0] - falling.min()
    if height < FLASH_RISE:
        return None
    return int(np.flatnonzero(falling <= falling.min() + FOOT * height)[0])


def _whiteness(base: Array, picture: Array) -> float:
    """Share of white in a picture that is the base mixed with white; 0 if it is something else.

    What is missing to white shrinks by one factor, everywhere and in every colour.
    """
    missing, left = WHITE - base, WHITE - picture
    telling = missing > TELLING_LEVELS
    if telling.mean() < MIN_TELLING:
        return 0.0
    factor = float(np.median(left[telling] / missing[telling]))
    fits = np.abs(left - factor * missing) < FIT_LEVELS
    return max(0.0, 1 - factor) if fits.mean() >= FLASH_FIT else 0.0
