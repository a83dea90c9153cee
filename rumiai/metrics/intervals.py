"""The arithmetic that families share: spread, trends, and how surely the inputs were seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import fmean, pstdev
from typing import Literal

from rumiai.schema.intervals import Interval, Spanning, overlap, seconds_of, starting_in
from rumiai.schema.measure import Family, Null, NullCode
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.timeline import Status, Timeline


def variation(values: Sequence[float]) -> float:
    """Coefficient of variation σ/μ with the population's σ; 0 for values whose mean is 0."""
    mean = fmean(values)
    return pstdev(values) / mean if mean else 0.0


def gaps(times: Iterable[float]) -> list[float]:
    """Distances between neighbouring times."""
    return [after - before for before, after in pairwise(sorted(times))]


def trend(times: Sequence[float], duration: float, step: float) -> Literal[-1, 0, 1]:
    """Whether times become denser in the second half of the video.

    1 if it holds more than (1 + `step`) times as many as the first half, -1 if less than
    (1 - `step`) times as many, else 0. An empty first half before a filled second one gives 1.
    """
    first = sum(time < duration / 2 for time in times)
    second = len(times) - first
    if second > first * (1 + step):
        return 1
    return -1 if second < first * (1 - step) else 0


def covered_bins(spans: Iterable[Spanning], duration: float) -> int:
    """How many one-second bins of the video the spans cover in part."""
    held = list(spans)
    bins = (Interval(b, b + 1) for b in range(seconds_of(duration)))
    return sum(any(overlap(span, b) > 0 for span in held) for b in bins)


def within(window: Interval, duration: float) -> float:
    """Seconds of a window that the video fills; the last window may reach beyond its end."""
    return min(window.end, duration) - window.start


def fullest(windows: Sequence[Interval], spans: Sequence[Spanning]) -> Interval:
    """The window in which most spans start, the first of equals."""
    return max(windows, key=lambda window: starting_in(spans, window))


def confidence(timeline: Timeline, inputs: dict[str, Sequence[float]]) -> float | Null:
    """How surely the inputs were seen (METRICS_CONTRACT A5).

    `inputs` maps an analyzer to the scores of what it found. The value is the least of (mean
    score, 1 if nothing was found) × (inspected share of the video); null if an input is missing.
    """
    values = []
    for analyzer, scores in inputs.items():
        missing = timeline.missing(analyzer)
        if missing is not None:
            return missing
        values.append((fmean(scores) if scores else 1.0) * timeline.inspected_share(analyzer))
    return min(values)


def overall_confidence(blocks: Sequence[float | Null]) -> float | Null:
    """The mean of the blocks' confidences that are known (METRICS_CONTRACT A5)."""
    known = [value for value in blocks if not isinstance(value, Null)]
    return fmean(known) if known else Null(code=NullCode.NOT_MEASURED)


def unmeasured(timeline: Timeline, family: type[Family]) -> Unmeasured | None:
    """Why nothing of a family can be computed; None where one of what it requires is settled."""
    if not family.REQUIRED or any(timeline.settled(name) for name in family.REQUIRED):
        return None
    reason = "; ".join(timeline.account(name) for name in family.REQUIRED)
    runs = [timeline.run(name) for name in family.REQUIRED]
    off = all(run is not None and run.status is Status.SKIPPED for run in runs)
    return Unmeasured(name=family.NAME, reason=reason, asked_for=not off)
