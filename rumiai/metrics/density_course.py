"""How density runs through a video: thirds, tendency, rhythm (METRICS_CONTRACT B1)."""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul
from statistics import correlation, fmean

from rumiai.constants.thresholds import (
    CONSISTENT_VARIATION,
    COURSE_SECONDS,
    CRESCENDO_FACTOR,
    ERRATIC_VARIATION,
    HOOK_FACTOR,
    HOOK_SECONDS,
    LOADED_FACTOR,
    OSCILLATING_VARIATION,
    PROGRESSION_CORRELATION,
    RHYTHM_CORRELATION,
    RHYTHM_MIN_LAG_SECONDS,
)
from rumiai.metrics.density_bins import Curve
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.metrics.creative_density import Distribution, Progression

TOO_SHORT = Null(code=NullCode.INSUFFICIENT_SAMPLES)


def distribution(curve: Curve) -> Distribution | Null:
    """Which third holds more; null unless the first and the last one were looked at."""
    first, _, last = _thirds(curve)
    if isinstance(first, Null) or isinstance(last, Null):
        return TOO_SHORT
    if first > LOADED_FACTOR * last:
        return "front_loaded"
    if last > LOADED_FACTOR * first:
        return "back_loaded"
    return "oscillating" if curve.variation > OSCILLATING_VARIATION else "even"


def progression(curve: Curve) -> Progression | Null:
    """Whether density rises or falls with time, by Pearson's r."""
    if not _seen_to_the_end(curve):
        return TOO_SHORT
    slope = _correlation(curve)
    if slope > PROGRESSION_CORRELATION:
        return "increasing"
    if slope < -PROGRESSION_CORRELATION:
        return "decreasing"
    return "erratic" if curve.variation > ERRATIC_VARIATION else "stable"


def opens_strongly(curve: Curve) -> bool | Null:
    """Whether the first three seconds are denser than the video."""
    opening = [b.density for b in curve.bins if b.second < HOOK_SECONDS]
    if not opening or not _seen_to_the_end(curve):
        return TOO_SHORT
    return fmean(opening) > HOOK_FACTOR * curve.mean


def crescendo(curve: Curve) -> bool | Null:
    """Whether density rises from third to third."""
    first, middle, last = _thirds(curve)
    if isinstance(first, Null) or isinstance(middle, Null) or isinstance(last, Null):
        return TOO_SHORT
    return first < middle < last and last > CRESCENDO_FACTOR * first


def front_loaded(curve: Curve) -> bool | Null:
    """Whether the first third is the fuller one."""
    shape = distribution(curve)
    return shape if isinstance(shape, Null) else shape == "front_loaded"


def consistent(curve: Curve) -> bool | Null:
    """Whether the seconds hold about equally much."""
    if not _seen_to_the_end(curve):
        return TOO_SHORT
    return curve.variation < CONSISTENT_VARIATION


def rhythmic(curve: Curve) -> bool | Null:
    """Whether density is like itself some seconds later; lags reach from 2 s to a third.

    Needs every second: a hole is like itself, too.
    """
    lags = range(RHYTHM_MIN_LAG_SECONDS, curve.seconds // 3 + 1)
    if not lags or len(curve.bins) < curve.seconds:
        return TOO_SHORT
    around = _deviations(curve)
    return any(_autocorrelation(around, lag) >= RHYTHM_CORRELATION for lag in lags)


def _seen_to_the_end(curve: Curve) -> bool:
    """Whether enough was looked at, of the first and of the last third as well."""
    first, _, last = _thirds(curve)
    return len(curve.bins) >= COURSE_SECONDS and not (
        isinstance(first, Null) or isinstance(last, Null)
    )


def _thirds(curve: Curve) -> tuple[float | Null, float | Null, float | Null]:
    """Mean density of each third; a bin belongs to the third in which its middle lies."""
    thirds: tuple[list[int], ...] = ([], [], [])
    for b in curve.bins:
        thirds[(6 * b.second + 3) // (2 * curve.seconds)].append(b.density)
    first, middle, last = (fmean(values) if values else TOO_SHORT for values in thirds)
    return first, middle, last


def _correlation(curve: Curve) -> float:
    """Pearson's r of time and density; 0 for a density that never changes."""
    if not curve.deviation:
        return 0.0
    return correlation([b.second for b in curve.bins], curve.densities)


def _deviations(curve: Curve) -> list[float]:
    """Distance from the mean, second by second."""
    mean = curve.mean
    return [b.density - mean for b in curve.bins]


def _autocorrelation(around: Sequence[float], lag: int) -> float:
    """The sample autocorrelation of deviations; 0 for a density that never changes."""
    spread = sum(map(mul, around, around))
    return sum(map(mul, around, around[lag:])) / spread if spread else 0.0
