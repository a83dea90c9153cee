"""From py-feat's table, a row a face, to events.

A frame without a face is one row whose numbers are missing and whose score is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rumiai.constants.thresholds import EXPRESSION_FACE_SCORE
from rumiai.schema.events import Box, Emotion, EmotionSeen
from rumiai.schema.media import Frame

Table = Any
"""A pandas DataFrame; py-feat's own class Fex is one."""
Numbers = NDArray[np.float64]

LABELS: tuple[dict[str, Emotion], ...] = (
    {
        "happiness": "joy",
        "sadness": "sadness",
        "anger": "anger",
        "fear": "fear",
        "surprise": "surprise",
        "disgust": "disgust",
        "neutral": "neutral",
    },
    {
        "Happy": "joy",
        "Sad": "sadness",
        "Anger": "anger",
        "Fear": "fear",
        "Surprise": "surprise",
        "Disgust": "disgust",
        "Neutral": "neutral",
    },
)
"""What Detectorv1 and Detectorv2 call the seven."""
UNITS = (1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 17, 20, 23, 24, 25, 26, 28, 43)
"""The action units that both detectors tell, by their FACS numbers."""
BOX = ("FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight")
ROUNDING = 1e-3
"""How far float32 sums and products may leave 0 to 1."""


def largest_faces(table: Table, frames: Sequence[Frame]) -> list[EmotionSeen | None]:
    """The largest face of every frame, of those with a score above one half (C3).

    `table` numbers the frames from 0 in its column ``frame``. Boxes are in pixels of the frames.

    Raises ValueError where a column or a number is missing, or is no probability.
    """
    labels = _labels(table)
    place = _numbers(table, ("frame", "FaceScore", *BOX))
    moods = _numbers(table, tuple(labels))
    units = _numbers(table, tuple(f"AU{unit:02d}" for unit in UNITS))
    best: dict[int, int] = {}
    for row, (number, score, _, _, width, height) in enumerate(place):
        known = best.get(int(number))
        if score > EXPRESSION_FACE_SCORE and (
            known is None or width * height > place[known, 4] * place[known, 5]
        ):
            best[int(number)] = row
    told = {int(number) for number in place[:, 0]}
    if told != set(range(len(frames))):
        raise ValueError(f"py-feat told of frames {sorted(told)} of {len(frames)}")
    names = tuple(labels.values())
    return [
        _event(frame, place[best[n]], dict(zip(names, moods[best[n]], strict=True)), units[best[n]])
        if n in best
        else None
        for n, frame in enumerate(frames)
    ]


def _labels(table: Table) -> dict[str, Emotion]:
    """The columns of the seven labels, in the spelling that the table has."""
    columns = set(table.columns)
    return max(LABELS, key=lambda labels: len(columns & labels.keys()))


def _numbers(table: Table, columns: Sequence[str]) -> Numbers:
    """These columns of a table, a row a face."""
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise ValueError(f"py-feat's result has no column {', '.join(missing)}")
    return np.column_stack([np.asarray(table[column], dtype=np.float64) for column in columns])


def _event(
    frame: Frame, place: Numbers, moods: dict[Emotion, float], units: Numbers
) -> EmotionSeen:
    _, score, x, y, width, height = place.tolist()
    shares = {name: _share(value, name) for name, value in moods.items()}
    total = sum(moods.values())
    if abs(total - 1) > 10 * ROUNDING:
        raise ValueError(f"py-feat's seven probabilities add up to {total:.3f}, not to 1")
    likeliest = max(shares, key=shares.__getitem__)
    rows, columns = frame.image.shape[:2]
    return EmotionSeen(
        start=frame.time,
        end=frame.time,
        frame=frame.index,
        score=shares[likeliest],
        emotion=likeliest,
        probabilities=shares,
        face_score=_share(score, "FaceScore"),
        action_units={
            unit: _share(value, f"AU{unit:02d}") for unit, value in zip(UNITS, units, strict=True)
        },
        box=Box.of_corners(x / columns, y / rows, (x + width) / columns, (y + height) / rows),
    )


def _share(value: float, name: str) -> float:
    """A number that py-feat documents to lie between 0 and 1, without float32's rounding."""
    if not -ROUNDING <= value <= 1 + ROUNDING:
        raise ValueError(f"py-feat's {name} of a face is {value}, not between 0 and 1")
    return min(max(float(value), 0.0), 1.0)
