"""Does to a drawn picture what an editor does: fades, zooms, blurs, flashes, colour filters."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from clipmaker.spec import ClipSpec, Effect

Image8 = NDArray[np.uint8]
FLASH_PEAK = 0.3
"""Share of a flash after which it is brightest."""
GREY = np.array([[0.299, 0.587, 0.114]] * 3)
FILTERS: dict[str, NDArray[np.float64]] = {
    "sepia": np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]]),
    "grey": GREY,
    "warm": np.diag([1.25, 1.0, 0.65]),
    "cool": np.diag([0.7, 0.95, 1.25]),
    "green": np.diag([0.75, 1.15, 0.75]),
    "vivid": 1.9 * np.eye(3) - 0.9 * GREY,
    "hue": np.array([[0.2, 0.9, -0.1], [-0.1, 0.2, 0.9], [0.9, -0.1, 0.2]]),
}
"""Filtered red, green and blue as sums of the picture's."""


def affect(spec: ClipSpec, picture: Image8, time: float, *, over_texts: bool) -> Image8:
    """The picture at `time` with the effects that lie below the texts, or above them."""
    for effect in spec.effects:
        if effect.over_texts == over_texts:
            picture = _apply(effect, picture, time, *_shot_around(spec, effect))
    return picture


def _shot_around(spec: ClipSpec, effect: Effect) -> tuple[float, float]:
    """Start and end of the shot in which an effect begins."""
    starts = [0.0, *(shot.start for shot in spec.shots[1:]), float("inf")]
    index = max(i for i, start in enumerate(starts) if start <= effect.start)
    return starts[index], starts[index + 1]


def _apply(effect: Effect, picture: Image8, time: float, begin: float, end: float) -> Image8:
    inside = effect.start <= time < effect.end
    if not (inside if effect.kind == "flash" else begin <= time < end):
        return picture
    share = min(max((time - effect.start) / (effect.end - effect.start), 0.0), 1.0)
    match effect.kind:
        case "fade_in" if time < effect.end:
            return _scaled(picture, share)
        case "fade_out" if time >= effect.start:
            return _scaled(picture, 1 - share)
        case "zoom_in" if time >= effect.start:
            return _zoomed(picture, 1 + effect.strength * share)
        case "zoom_out" if time < effect.end:
            return _zoomed(picture, 1 + effect.strength * (1 - share))
        case "blur" if inside:
            return _blurred(picture, effect.strength / 100 * _ramped(effect, time))
        case "flash" if inside:
            return _whitened(picture, effect.strength * _peaked(share))
        case "colour_filter" if inside:
            return _filtered(picture, effect, effect.strength * _ramped(effect, time))
        case "exposure" if inside:
            return _scaled(picture, 1 + effect.strength * np.sin(np.pi * share))
    return picture


def _ramped(effect: Effect, time: float) -> float:
    if effect.ramp == 0:
        return 1.0
    return min(1.0, (time - effect.start) / effect.ramp, (effect.end - time) / effect.ramp)


def _peaked(share: float) -> float:
    """Rises steeply and falls slowly; a flash of one or two frames is white at once."""
    return min(1.0, (share + 0.05) / FLASH_PEAK, (1 - share) / (1 - FLASH_PEAK))


def _scaled(picture: Image8, factor: float) -> Image8:
    return np.clip(picture * factor, 0, 255).astype(np.uint8)


def _zoomed(picture: Image8, scale: float) -> Image8:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 0, scale)
    return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC)


def _blurred(picture: Image8, sigma: float) -> Image8:
    pixels = sigma * picture.shape[0]
    return cv2.GaussianBlur(picture, (0, 0), pixels) if pixels > 0.1 else picture


def _whitened(picture: Image8, share: float) -> Image8:
    return (picture * (1 - share) + 255 * share).astype(np.uint8)


def _filtered(picture: Image8, effect: Effect, share: float) -> Image8:
    matrix = (1 - share) * np.eye(3) + share * FILTERS[effect.colour]
    return np.clip(picture @ matrix.T, 0, 255).astype(np.uint8)
