"""Where an old detector looked, as far as its file proves it (METRICS_CONTRACT D1).

Old files say how many frames were looked at, and when something was found. If both fit the way in
which the old programs chose their frames, all moments are known. Else only those are on which
something was found.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import Literal, NamedTuple

from rumiai.schema.intervals import Interval

EXTRACTION = ((30.0, 5), (60.0, 3), (120.0, 2))
"""Videos shorter than so many seconds were sampled so often a second, longer ones once."""
MAX_OBJECT_FRAMES = 100
TEXT_BLOCK = 20
"""Text was read in as many first, middle and last frames."""
NEAR = 0.005
SHORTEST = 0.001
MIN_TIMES = 3

Detector = Literal["people", "objects", "text"]


class Samples(NamedTuple):
    """The moments at which a detector looked, each with how long it stands for."""

    spans: tuple[Interval, ...]
    period: float | None
    """Distance of neighbouring samples; None where it is not known."""
    complete: bool
    """Whether the spans are all moments, and not only those with findings."""

    def until(self, time: float) -> float:
        """How long what was seen at a time stands: until the next look."""
        span = next((s for s in self.spans if abs(s.start - time) < NEAR), None)
        return max(time, span.end) if span else time


def looked(
    detector: Detector,
    times: Sequence[float],
    analyzed: int | None,
    duration: float,
    frames_per_second: float | None,
) -> Samples:
    """Where a detector looked that found something at `times` in `analyzed` frames."""
    frames = _extracted(duration, frames_per_second)
    plan = _PLANS[detector](frames)
    step = frames[1] - frames[0] if len(frames) > 1 else None
    if step is not None and analyzed == len(plan) and _on(plan, times):
        return Samples(_spans(plan, step), _rate_period(plan), complete=True)
    found = sorted({round(time, 3) for time in times})
    period = _usual_gap(found)
    if period is not None and analyzed is not None and analyzed * period < duration + period:
        grid = [i * period for i in range(analyzed)]
        if _on(grid, times):
            return Samples(_spans(grid, period), period, complete=True)
    stand = period or (1 / frames_per_second if frames_per_second else SHORTEST)
    return Samples(_spans(found, stand), period, complete=False)


def every(period: float, analyzed: int) -> Samples:
    """A detector that looked at so many frames, one a period from the start."""
    grid = [i * period for i in range(analyzed)]
    return Samples(_spans(grid, period), period, complete=True)


def _extracted(duration: float, frames_per_second: float | None) -> list[float]:
    """Times of the frames that all detectors shared."""
    if not frames_per_second:
        return []
    target = next((rate for limit, rate in EXTRACTION if duration < limit), 1)
    stride = max(1, int(frames_per_second / target))
    times = [i * stride / frames_per_second for i in range(int(duration * target))]
    return [time for time in times if time < duration]


def _object_frames(frames: list[float]) -> list[float]:
    return frames[:: max(1, len(frames) // MAX_OBJECT_FRAMES)][:MAX_OBJECT_FRAMES]


def _text_frames(frames: list[float]) -> list[float]:
    if len(frames) <= 3 * TEXT_BLOCK:
        return frames
    third = len(frames) // 3
    middle = frames[third : 2 * third : max(1, third // TEXT_BLOCK)][:TEXT_BLOCK]
    return [*frames[:TEXT_BLOCK], *middle, *frames[-TEXT_BLOCK:]]


_PLANS = {"people": lambda frames: frames, "objects": _object_frames, "text": _text_frames}


def _on(grid: Sequence[float], times: Sequence[float]) -> bool:
    """Whether every time is a moment of the grid."""
    return all(_nearest(grid, time) < NEAR for time in times)


def _nearest(grid: Sequence[float], time: float) -> float:
    """Distance from a time to the nearest moment of an ordered grid."""
    at = bisect(grid, time)
    return min((abs(time - moment) for moment in grid[max(0, at - 1) : at + 1]), default=inf)


def _spans(times: Sequence[float], step: float) -> tuple[Interval, ...]:
    """Each moment until the next one; across a gap, only as long as one step."""
    spans = [
        Interval(time, after if after - time <= 2 * step + NEAR else time + step)
        for time, after in pairwise(times)
    ]
    return (*spans, Interval(times[-1], times[-1] + step)) if times else ()


def _rate_period(times: Sequence[float]) -> float | None:
    gaps = [after - time for time, after in pairwise(times)]
    return min(gaps) if gaps else None


def _usual_gap(times: Sequence[float]) -> float | None:
    """The smallest distance of neighbouring times, if it is also the most frequent one."""
    gaps = Counter(round(after - time, 2) for time, after in pairwise(times))
    if len(times) < MIN_TIMES or not gaps:
        return None
    usual = min(gaps)
    exact = [after - time for time, after in pairwise(times) if round(after - time, 2) == usual]
    common = gaps[usual] == max(gaps.values())
    return sum(exact) / len(exact) if common and usual > 0 else None
