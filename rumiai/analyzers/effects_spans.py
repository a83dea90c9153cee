"""Blurs and colour filters: inside one shot the picture becomes soft, or gets other colours.

Both are changes of state. A blur lasts while the picture is soft, and is sharp before it or
after it. A filter lasts from a change of colours until they change back, or the shot ends: the
colours that a shot begins with are its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from rumiai.analyzers.effects_looks import Array, Looks
from rumiai.analyzers.effects_mix import is_black, likeness
from rumiai.constants.thresholds import (
    BLUR_LIKENESS,
    BLUR_RATIO,
    CUT_LIKENESS,
    FILTER_CALM,
    FILTER_FIT,
    FILTER_MEDIAN,
    FILTER_PIXEL,
    FILTER_PIXELS,
    FILTER_SHIFT,
    SPAN_MIN_SECONDS,
)
from rumiai.schema.intervals import Interval

CUT_LEVELS = 10.0
"""Frames that differ by less, as a root mean square, belong to one shot."""
STEP_SECONDS = 0.25
"""A blur or a filter has come after this long."""
DETAILED, MIN_DETAILED = 0.1, 0.25
"""This share of the cells has to hold more detail than that for a blur to show."""
COLOUR_SHARES = (0.25, 0.5, 0.75)
SHAPE_CELLS = (4, 4)
SHAPE_LEVELS = 12.0
"""Pictures whose large shapes differ by less, as a root mean square, may be one, blurred."""
FOOT = 0.25
"""A change of colours begins and ends where this share of its greatest speed is left."""
BACK = 0.4
"""The colours are back when less than this share of their last step is left."""
FULL_SCORE_SHIFT = 30.0


class Span(NamedTuple):
    """A blur or a filter; the score grows with what it did to the picture."""

    start: float
    end: float
    score: float


def shots(looks: Looks, busy: Sequence[Interval]) -> list[range]:
    """Stretches of frames without cuts, and without the transitions and flashes in `busy`."""
    held = np.array([any(b.start <= t < b.end for b in busy) for t in looks.times], bool)
    steps = np.sqrt(np.mean(np.diff(looks.tiles, axis=0) ** 2, axis=1))
    edges = [0]
    for i in range(1, len(looks.times)):
        cut = steps[i - 1] > CUT_LEVELS and _is_cut(looks, i)
        if cut or held[i] != held[i - 1]:
            edges.append(i)
    edges.append(len(looks.times))
    return [range(a, b) for a, b in pairwise(edges) if not held[a]]


def _is_cut(looks: Looks, frame: int) -> bool:
    before, after = looks.tiles[frame - 1], looks.tiles[frame]
    return likeness(before, after) < CUT_LIKENESS and not _same_shapes(looks, frame - 1, frame)


def _same_shapes(looks: Looks, before: int, after: int) -> bool:
    """Whether two pictures agree but for their details."""
    pictures = (looks.tiles[i].reshape(looks.shape) for i in (before, after))
    a, b = (cv2.resize(p, SHAPE_CELLS, interpolation=cv2.INTER_AREA) for p in pictures)
    return float(np.sqrt(np.mean((a - b) ** 2))) < SHAPE_LEVELS


def blurs(looks: Looks, shot: range, zoomed: Sequence[Interval]) -> Iterator[Span]:
    """Where a shot is soft all over: a text that appears sharpens only its own place.

    A picture also becomes softer while it is zoomed; that is no blur.
    """
    lag = max(2, round(STEP_SECONDS / looks.period))
    curve = _softness(looks.sharpness[shot.start : shot.stop])
    edges = [
        edge
        for edge in _steps(curve, lag, float(np.log(BLUR_RATIO)))
        if not _inside(zoomed, float(looks.times[shot[edge]]))
        and _one_scene(looks, shot[max(0, edge - lag)], shot[min(len(shot) - 1, edge + lag)])
    ]
    least = float(np.log(BLUR_RATIO))
    soft = [
        (start, stop)
        for start, stop in pairwise([0, *edges, len(shot)])
        if np.median(curve[start:stop]) >= least
    ]
    for start, stop in _merged(soft):
        begin, end = float(looks.times[shot[start]]), _time(looks, shot, stop)
        if (start, stop) != (0, len(shot)) and end - begin >= SPAN_MIN_SECONDS:
            softness = float(np.median(curve[start:stop]))
            yield Span(begin, end, min(1.0, 1 - float(np.exp(-softness))))


def _merged(pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pieces of frames, those that follow upon one another as one."""
    merged: list[tuple[int, int]] = []
    for start, stop in pieces:
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], stop)
        else:
            merged.append((start, stop))
    return merged


def _softness(sharpness: Array) -> NDArray[np.float64]:
    """How much less sharp each frame is than the sharpest ones: the median cell's logarithm."""
    best = np.percentile(sharpness, 95, axis=0)
    telling = best > DETAILED
    if telling.mean() < MIN_DETAILED:
        return np.zeros(len(sharpness))
    shares = np.log((sharpness[:, telling] + 1e-3) / (best[telling] + 1e-3))
    return np.asarray(-np.median(shares, axis=1), np.float64)


def _inside(spans: Sequence[Interval], time: float) -> bool:
    return any(span.start - STEP_SECONDS <= time <= span.end + STEP_SECONDS for span in spans)


def _steps(values: NDArray[np.float64], lag: int, least: float) -> list[int]:
    """Where a curve steps up or down by `least` within `lag` frames: the middles of the steps."""
    if len(values) <= 2 * lag:
        lag = max(1, len(values) // 4)
    if len(values) <= 2 * lag:
        return []
    change = np.abs(values[lag:] - values[:-lag])
    edges, at = [], 0
    while at < len(change):
        if change[at] >= least:
            stop = at
            while stop < len(change) and change[stop] >= least:
                stop += 1
            edges.append((at + stop - 1 + lag + 1) // 2)
            at = stop + lag // 2
        at += 1
    return edges


def _time(looks: Looks, shot: range, offset: int) -> float:
    """When the frame at an offset into a shot comes on, or the shot ends."""
    frame = shot.start + offset
    if frame < len(looks.times):
        return float(looks.times[frame])
    return float(looks.times[-1]) + looks.period


def filters(looks: Looks, shot: range, zoomed: Sequence[Interval]) -> Iterator[Span]:
    """Where the colours of a shot are other ones than at its beginning."""
    lag = max(2, round(STEP_SECONDS / looks.period))
    if len(shot) <= 2 * lag:
        return
    colours = _colours(looks.tiles[shot.start : shot.stop])
    edges = [
        (edge, colours[last] - colours[first])
        for edge, first, last in _shifts(colours, lag)
        if _recoloured(looks.tiles[shot[first]], looks.tiles[shot[last]])
        and not _inside(zoomed, float(looks.times[shot[edge]]))
    ]
    shift = np.zeros(colours.shape[1], np.float32)
    for (start, step), (stop, _) in pairwise([*edges, (len(shot), shift)]):
        shift = shift + step
        begin, end = float(looks.times[shot[start]]), _time(looks, shot, stop)
        if np.linalg.norm(shift) < BACK * np.linalg.norm(step):
            shift = np.zeros_like(shift)
        elif end - begin >= SPAN_MIN_SECONDS:
            yield Span(begin, end, min(1.0, float(np.linalg.norm(shift)) / FULL_SCORE_SHIFT))


def _recoloured(before: Array, after: Array) -> bool:
    """Whether one map of colours explains a change, it shows nearly everywhere, and is no light."""
    if is_black(before, after) or is_black(after, before) or likeness(before, after) < FILTER_FIT:
        return False
    light = float(after.mean() / before.mean())
    moved = _chroma(np.clip(before * light, 0, 255)) - _chroma(after)
    distance = np.linalg.norm(moved, axis=1)
    everywhere = (distance > FILTER_PIXEL).mean() >= FILTER_PIXELS
    return bool(everywhere and np.median(distance) >= FILTER_MEDIAN)


def _chroma(tiles: Array) -> Array:
    """A and b of CIELAB of flattened RGB tiles."""
    pixels = tiles.reshape(1, -1, 3) / np.float32(255)
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
    return np.asarray(lab[0, :, 1:].reshape(*tiles.shape[:-1], -1, 2), np.float32)


def _colours(tiles: Array) -> Array:
    """Where the colours of each frame lie (a and b of CIELAB).

    Percentiles, because a bright label that appears changes means, but is no filter.
    """
    lab = np.sort(_chroma(tiles), axis=1)
    at = [round(share * (lab.shape[1] - 1)) for share in COLOUR_SHARES]
    return np.asarray(lab[:, at].reshape(len(tiles), -1), np.float32)


def _shifts(colours: Array, lag: int) -> Iterator[tuple[int, int, int]]:
    """Quick changes of colours: (middle, last frame before, first frame after).

    They change by FILTER_SHIFT within `lag` frames, and much less before and after.
    """
    change = np.linalg.norm(colours[lag:] - colours[:-lag], axis=1)
    speed = np.linalg.norm(np.diff(colours, axis=0), axis=1)
    at = 0
    while at < len(change):
        stop = at
        while stop < len(change) and change[stop] >= FILTER_SHIFT:
            stop += 1
        if stop > at:
            first = at + int(np.argmax(speed[at : stop - 1 + lag]))
            first, last = _around(speed, first, lag)
            shift = float(np.linalg.norm(colours[last] - colours[first]))
            if shift >= FILTER_SHIFT and _drift(colours, first, last, lag) <= FILTER_CALM * shift:
                yield (first + last + 1) // 2, first, last
        at = stop + 1


def _around(speed: Array, fastest: int, lag: int) -> tuple[int, int]:
    """The frames before and after a change, where it is down to a fraction of its speed."""
    first = last = fastest
    while first > 0 and speed[first - 1] > FOOT * speed[fastest] and last - first < lag:
        first -= 1
    while last + 1 < len(speed) and speed[last + 1] > FOOT * speed[fastest] and last - first < lag:
        last += 1
    return first, last + 1


def _drift(colours: Array, first: int, last: int, lag: int) -> float:
    """By how much the colours move before and after a change, at most, in as long a time."""
    before = colours[first] - colours[max(0, first - lag)]
    after = colours[min(len(colours) - 1, last + lag)] - colours[last]
    return float(max(np.linalg.norm(before), np.linalg.norm(after)))


def _one_scene(looks: Looks, before: int, after: int) -> bool:
    """Whether two frames show one scene, sharp or soft."""
    a, b = looks.tiles[before], looks.tiles[after]
    if is_black(a, b) or is_black(b, a):
        return False
    alike = likeness(a, b)
    return alike >= BLUR_LIKENESS or _same_shapes(looks, before, after)
