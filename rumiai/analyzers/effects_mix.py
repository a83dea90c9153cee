"""Fades and dissolves: stretches in which one picture turns into another one linearly.

Between picture A and picture B, frame I is a mixture if I = A + α (B - A) with little left over,
and the stretch is a transition if α climbs evenly from 0 to 1. Motion leaves a lot over, a cut
climbs at once, and a picture that only gets other colours or more light stays alike.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rumiai.analyzers.effects_looks import Array, Looks, luma
from rumiai.constants.thresholds import (
    DARK_LUMA,
    DISSOLVE_CALM,
    DISSOLVE_CHANGED,
    DISSOLVE_LIKENESS,
    DISSOLVE_RESIDUAL,
    MIX_MAX_SECONDS,
    MIX_MIN_SECONDS,
    MIX_RESIDUAL,
    MIX_SHAPE,
)
from rumiai.schema.intervals import Interval, touches

WINDOW_SECONDS = (0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8)
STRIDE = 8
"""A window moves on by this part of its length."""
MIN_FRAMES, MAX_FRAMES = 4, 25
"""A window has so many frames; of a longer one, evenly spread ones are looked at."""
LOW, HIGH = 0.2, 0.8
"""The climb is timed between these values of α, and extended to 0 and 1."""
MIDDLE = 0.3
"""How far from a half α may be in the middle of a window."""
CHANGED_LEVELS = 12.0
"""A pixel changes if it moves by more levels than that."""
UNLIKE, UNLIKE_RESIDUAL, UNLIKE_CHANGED = 0.1, 0.05, 0.4
"""Pictures of little contrast that have nothing in common change fewer pixels, but mix cleanly."""
BLACK_RATIO, OWN_LEVELS, LIFTED_LEVELS = 3.0, 2.5, 6.0
"""A scene is so much brighter than black, and black has less spread and less
brightness of its own, in levels."""
MIN_CHANGE = 6.0
"""Root mean square of B - A in levels, below which nothing is called a change."""
Style = Literal["fade_in", "fade_out", "dissolve"]


class Mix(NamedTuple):
    """A gradual transition."""

    start: float
    end: float
    style: Style
    score: float


class _Climb(NamedTuple):
    """How α went from 0 to 1 in a window."""

    start: float
    end: float
    residual: float
    bend: float
    """Largest distance of α from a straight ramp."""
    change: float
    """Root mean square of B - A."""


def mixes(looks: Looks) -> list[Mix]:
    """The fades and dissolves of a stretch, the clearest of those that overlap."""
    found: list[tuple[float, Mix]] = []
    for seconds in WINDOW_SECONDS:
        length = max(MIN_FRAMES, round(seconds / looks.period))
        for first in _worthwhile(looks, length):
            climb = _climb(looks, first, first + length)
            style = climb and _style(looks, climb, first, first + length)
            if climb and style:
                clarity = climb.change * (1 - climb.bend) * (1 - climb.residual)
                score = max(0.0, min(1.0, 1 - climb.residual - climb.bend))
                mix = Mix(max(0.0, climb.start), climb.end, style, score)
                found.append((clarity, mix))
    return _clearest(found)


def _worthwhile(looks: Looks, length: int) -> list[int]:
    """Where windows begin whose middle frame already is a mixture of their ends, more or less."""
    firsts = np.arange(0, len(looks.times) - length, max(1, length // STRIDE))
    before, middle, after = (looks.tiles[firsts + d] for d in (0, length // 2, length))
    change, moved = after - before, middle - before
    power = np.einsum("ij,ij->i", change, change) + 1e-9
    alpha = np.einsum("ij,ij->i", moved, change) / power
    left = np.einsum("ij,ij->i", moved, moved) / power - alpha**2
    mixed = (np.abs(alpha - 0.5) < MIDDLE) & (left < 2 * MIX_RESIDUAL)
    return [int(first) for first in firsts[mixed & (power > change.shape[1] * MIN_CHANGE**2)]]


def _clearest(found: list[tuple[float, Mix]]) -> list[Mix]:
    kept: list[Mix] = []
    for _, mix in sorted(found, key=lambda item: -item[0]):
        if not any(_collide(mix, other) for other in kept):
            kept.append(mix)
    return sorted(kept)


def _collide(a: Mix, b: Mix) -> bool:
    """Whether two findings tell of one change; a fade in may follow a fade out closely."""
    if {a.style, b.style} == {"fade_out", "fade_in"}:
        return touches(_shrunk(a), _shrunk(b))
    return touches(a, b)


def _shrunk(mix: Mix) -> Interval:
    margin = 0.15 * (mix.end - mix.start)
    return Interval(mix.start + margin, mix.end - margin)


def _climb(looks: Looks, first: int, last: int) -> _Climb | None:
    chosen = np.linspace(first, last, min(last - first + 1, MAX_FRAMES)).round().astype(int)
    times, window = looks.times[chosen], looks.tiles[chosen]
    moved = window - window[0]
    change = moved[-1]
    power = float(change @ change)
    rms = (power / change.size) ** 0.5
    if rms < MIN_CHANGE:
        return None
    alpha = moved @ change / power
    start, end = _ramp(times, alpha)
    seconds = end - start
    hugged = 0.55 * (times[-1] - times[0]) <= seconds <= 1.25 * (times[-1] - times[0])
    if not hugged or not MIX_MIN_SECONDS <= seconds <= MIX_MAX_SECONDS:
        return None
    bend = float(np.abs(alpha - np.clip((times - start) / seconds, 0, 1)).max())
    steepest = float(np.diff(alpha).max())
    if bend > MIX_SHAPE or steepest > 2.2 * float(np.diff(times).max()) / seconds + 0.06:
        return None
    left = np.einsum("ij,ij->i", moved, moved) / power - alpha**2
    between = (alpha > 0.1) & (alpha < 0.9)
    residual = max(0.0, float(left[between].mean())) if between.any() else 1.0
    if residual > MIX_RESIDUAL:
        return None
    return _Climb(start, end, residual, bend, rms)


def _ramp(times: NDArray[np.float64], alpha: Array) -> tuple[float, float]:
    """When a straight climb through the crossings of LOW and HIGH begins and ends."""
    low = _crossing(times, alpha, int(np.flatnonzero(alpha < LOW)[-1]), LOW)
    above = np.flatnonzero(alpha >= HIGH)
    high = _crossing(times, alpha, max(0, int(above[0]) - 1), HIGH)
    slope = (high - low) / (HIGH - LOW)
    return low - LOW * slope, high + (1 - HIGH) * slope


def _crossing(times: NDArray[np.float64], alpha: Array, before: int, level: float) -> float:
    after = min(before + 1, len(alpha) - 1)
    rise = float(alpha[after] - alpha[before])
    share = (level - float(alpha[before])) / rise if rise > 0 else 0.0
    return float(times[before] + min(max(share, 0.0), 1.0) * (times[after] - times[before]))


def _style(looks: Looks, climb: _Climb, first: int, last: int) -> Style | None:
    before, after = looks.tiles[first], looks.tiles[last]
    if is_black(after, before):
        return "fade_out"
    if is_black(before, after):
        return "fade_in"
    alike, changed = likeness(before, after), _changed(before, after)
    clean = alike <= UNLIKE and climb.residual <= UNLIKE_RESIDUAL
    if changed < (UNLIKE_CHANGED if clean else DISSOLVE_CHANGED):
        return None
    if climb.residual > DISSOLVE_RESIDUAL * (DISSOLVE_LIKENESS - alike):
        return None
    return "dissolve" if _speed_outside(looks, climb) + alike <= DISSOLVE_CALM else None


def is_black(tile: Array, scene: Array) -> bool:
    """Whether a picture is black, where the scene is not: a night scene has its own details.

    What lies on top of it, such as a text, may stay visible.
    """
    dark, shown = luma(tile), luma(scene)
    below = dark <= np.percentile(dark, 80)
    if dark[below].max() > DARK_LUMA or shown.mean() < BLACK_RATIO * max(dark[below].mean(), 2.0):
        return False
    rest, given = dark[below] - dark[below].mean(), shown[below] - shown[below].mean()
    gain = max(0.0, float(rest @ given) / max(float(given @ given), 1e-6))
    lift = float(dark[below].mean() - gain * shown[below].mean())
    return float((rest - gain * given).std()) < OWN_LEVELS and lift < LIFTED_LEVELS


def _changed(before: Array, after: Array) -> float:
    """Share of the pixels that change."""
    steps = np.abs(after - before).reshape(-1, 3).max(axis=1)
    return float((steps > CHANGED_LEVELS).mean())


def likeness(before: Array, after: Array) -> float:
    """Share of a picture's variance that the other picture explains, its colours mapped freely.

    The better of both directions: a grey picture does not tell the colours that it had.
    """
    return max(_explained(before, after), _explained(after, before))


def _explained(source: Array, target: Array) -> float:
    given = np.column_stack([source.reshape(-1, 3), np.ones(source.size // 3)])
    wanted = target.reshape(-1, 3)
    spread = float(((wanted - wanted.mean(axis=0)) ** 2).sum())
    if spread < wanted.size:
        return 0.0
    solution = np.linalg.lstsq(given, wanted, rcond=None)[0]
    return 1 - float(((wanted - given @ solution) ** 2).sum()) / spread


def _speed_outside(looks: Looks, climb: _Climb) -> float:
    """How much happens before or after, as a share of what happens between: cameras move on."""
    lag = (climb.end - climb.start) / 3
    inside = _speed(looks, climb.start + lag, climb.end - lag)
    outside = [
        _speed(looks, climb.start - 1.2 * lag, climb.start - 0.2 * lag),
        _speed(looks, climb.end + 0.2 * lag, climb.end + 1.2 * lag),
    ]
    return min(outside) / max(inside, 1e-6)


def _speed(looks: Looks, start: float, end: float) -> float:
    """Change between two instants; 0 beyond the stretch."""
    last = len(looks.times) - 1
    a, b = (min(int(np.searchsorted(looks.times, t)), last) for t in (max(start, 0.0), end))
    return float(np.sqrt(np.mean((looks.tiles[b] - looks.tiles[a]) ** 2)))
