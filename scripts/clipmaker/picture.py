"""Draws the frames of a clip."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import skimage.data
from matplotlib import get_data_path
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont

from clipmaker.effects import affect
from clipmaker.spec import ClipSpec, Face, Point, Shot, Text

Image8 = NDArray[np.uint8]

PORTRAIT_REGION = (0, 300, 80, 380)
"""Rows and columns of the astronaut picture that hold head and shoulders."""
PORTRAIT_FACE = (0.31, 0.26, 0.32, 0.35)
"""Face box inside that region, by eye: x, y, width, height."""
SWAY_HERTZ = (0.9, 2.3)
"""How fast a hand-held camera sways."""


def draw(spec: ClipSpec, time: float) -> Image8:
    """The displayed picture at `time`, RGB, height × width × 3."""
    picture = _background(spec, time)
    for face in spec.faces:
        if face.start <= time < face.end:
            _paste_face(picture, face, time)
    picture = affect(spec, picture, time, over_texts=False)
    for text in spec.texts:
        if text.start <= time < text.end:
            _paste_text(picture, text, time)
    return affect(spec, picture, time, over_texts=True)


def shot_at(spec: ClipSpec, time: float) -> int:
    """Index of the shot on screen at `time`."""
    return max(i for i, shot in enumerate(spec.shots) if i == 0 or shot.start <= time)


def text_box(spec: ClipSpec, text: Text, time: float) -> tuple[float, float, float, float]:
    """Box of a text overlay at `time` as shares of the picture: x, y, width, height."""
    left, top, label = _text_place(spec.width, spec.height, text, time)
    return (
        left / spec.width,
        top / spec.height,
        label.shape[1] / spec.width,
        label.shape[0] / spec.height,
    )


def face_box(spec: ClipSpec, face: Face, time: float) -> tuple[float, float, float, float]:
    """Box of the face itself at `time` as shares of the picture: x, y, width, height."""
    left, top, side = _face_place(spec.width, spec.height, face, time)
    x, y, width, height = PORTRAIT_FACE
    return (
        (left + x * side) / spec.width,
        (top + y * side) / spec.height,
        width * side / spec.width,
        height * side / spec.height,
    )


def _background(spec: ClipSpec, time: float) -> Image8:
    index = shot_at(spec, time)
    picture = _scene(spec, index, time)
    for later in (index, index + 1):
        if not 0 < later < len(spec.shots) or spec.shots[later].via == "cut":
            continue
        shot = spec.shots[later]
        progress = (time - shot.start) / shot.via_seconds + 0.5
        if 0 <= progress < 1:
            before, after = _scene(spec, later - 1, time), _scene(spec, later, time)
            return _blend(before, after, progress, shot)
    return picture


def _blend(before: Image8, after: Image8, progress: float, shot: Shot) -> Image8:
    if shot.via == "dissolve":
        return cv2.addWeighted(before, 1 - progress, after, progress, 0)
    visible = before if progress < 0.5 else after
    return (visible * abs(1 - 2 * progress)).astype(np.uint8)


def _scene(spec: ClipSpec, index: int, time: float) -> Image8:
    shot = spec.shots[index]
    if shot.picture is None:
        canvas = _canvas(spec.width, spec.height, shot.seed)
    else:
        canvas = _photograph(spec.width, spec.height, shot.picture, shot.seed)
    shift = int(time * shot.drift + _sway(shot, time)) % (canvas.shape[1] - spec.width)
    return canvas[:, shift : shift + spec.width].copy()


def _sway(shot: Shot, time: float) -> float:
    slow, fast = (np.sin(2 * np.pi * hertz * time + shot.seed) for hertz in SWAY_HERTZ)
    return float(shot.shake * (0.7 * slow + 0.3 * fast))


@lru_cache(maxsize=16)
def _photograph(width: int, height: int, name: str, seed: int) -> Image8:
    """A photograph as high as the picture, repeating in mirror images beyond twice the width.

    An odd seed mirrors it, and the seed shifts where it begins.
    """
    loaded = getattr(skimage.data, name)()
    photograph = np.asarray(loaded[0] if isinstance(loaded, tuple) else loaded, np.uint8)
    if photograph.ndim == 2:
        photograph = np.dstack([photograph] * 3)
    if seed % 2:
        photograph = photograph[:, ::-1]
    wide = round(height * photograph.shape[1] / photograph.shape[0])
    tile = cv2.resize(photograph, (wide, height), interpolation=cv2.INTER_AREA)
    tile = np.roll(np.concatenate([tile, tile[:, ::-1]], axis=1), -seed * 37, axis=1)
    repeats = -(-3 * width // tile.shape[1]) + 1
    return np.ascontiguousarray(np.concatenate([tile] * repeats, axis=1))


@lru_cache(maxsize=16)
def _canvas(width: int, height: int, seed: int) -> Image8:
    """A wide picture of soft blobs around one main colour, repeating after twice the width."""
    generator = np.random.default_rng(seed)
    coarse = generator.integers(0, 90, (6, 5, 3)).astype(np.float32)
    hue = np.array([[[(seed * 67) % 180, 170, 150]]], np.uint8)
    coarse = coarse * 0.5 + cv2.cvtColor(hue, cv2.COLOR_HSV2RGB).astype(np.float32)
    tile = np.concatenate([coarse, coarse[:, ::-1]], axis=1)
    wide = cv2.resize(tile, (2 * width, height), interpolation=cv2.INTER_CUBIC)
    repeated = np.concatenate([wide, wide[:, :width]], axis=1)
    return np.clip(repeated, 0, 255).astype(np.uint8)


def _between(start: Point, end: Point | None, share: float) -> Point:
    if end is None:
        return start
    return (
        start[0] + (end[0] - start[0]) * share,
        start[1] + (end[1] - start[1]) * share,
    )


def _share(part: Text | Face, time: float) -> float:
    return (time - part.start) / (part.end - part.start)


def _face_place(width: int, height: int, face: Face, time: float) -> tuple[int, int, int]:
    share = _share(face, time)
    tall = face.height + ((face.to_height or face.height) - face.height) * share
    x, y = _between(face.at, face.to, share)
    side = round(tall * height)
    return round(x * width - side / 2), round(y * height - side / 2), side


def _paste_face(picture: Image8, face: Face, time: float) -> None:
    left, top, side = _face_place(picture.shape[1], picture.shape[0], face, time)
    portrait = cv2.resize(_portrait(), (side, side), interpolation=cv2.INTER_AREA)
    _paste(picture, portrait, left, top)


@lru_cache(maxsize=1)
def _portrait() -> Image8:
    top, bottom, left, right = PORTRAIT_REGION
    return skimage.data.astronaut()[top:bottom, left:right]


def _text_place(width: int, height: int, text: Text, time: float) -> tuple[int, int, Image8]:
    label = _label(text, round(text.size * height))
    x, y = _between(text.at, text.to, _share(text, time))
    return (
        round(x * width - label.shape[1] / 2),
        round(y * height - label.shape[0] / 2),
        label,
    )


def _paste_text(picture: Image8, text: Text, time: float) -> None:
    left, top, label = _text_place(picture.shape[1], picture.shape[0], text, time)
    _paste(picture, label, left, top)


@lru_cache(maxsize=256)
def _label(text: Text, pixels: int) -> Image8:
    """The overlay drawn once, RGBA."""
    font = ImageFont.truetype(
        Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf", max(pixels, 6)
    )
    left, top, right, bottom = font.getbbox(text.text)
    margin = max(2, pixels // 4)
    size = (int(right - left) + 2 * margin, int(bottom - top) + 2 * margin)
    fill = (*ImageColor.getrgb(text.background), 255) if text.background else (0, 0, 0, 0)
    label = Image.new("RGBA", size, fill)
    pen = ImageDraw.Draw(label)
    pen.text((margin - left, margin - top), text.text, font=font, fill=text.colour)
    return np.asarray(label)


def _paste(picture: Image8, patch: Image8, left: int, top: int) -> None:
    """Lay an RGB or RGBA patch over the picture, cut off at its borders."""
    height, width = picture.shape[:2]
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + patch.shape[1], width), min(top + patch.shape[0], height)
    if x0 >= x1 or y0 >= y1:
        return
    patch = patch[y0 - top : y1 - top, x0 - left : x1 - left]
    if patch.shape[2] == 3:
        picture[y0:y1, x0:x1] = patch
        return
    opacity = patch[:, :, 3:].astype(np.float32) / 255
    mixed = picture[y0:y1, x0:x1] * (1 - opacity) + patch[:, :, :3] * opacity
    picture[y0:y1, x0:x1] = mixed.astype(np.uint8)
