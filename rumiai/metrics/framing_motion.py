"""How fast the largest face moves within a shot of the video."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from rumiai.constants.thresholds import CONSECUTIVE_PERIODS
from rumiai.metrics.framing_bins import Sample
from rumiai.schema.events import Box
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.media import Clip
from rumiai.schema.timeline import Timeline

ROUNDING = 1e-3
"""Seconds by which the times of a cut and of its first picture may differ: less than a frame."""


def movement(timeline: Timeline, samples: Sequence[Sample]) -> float | Null:
    """Median speed of the largest face, in frame diagonals a second.

    Where cuts were not looked for it is not known: the jump of a face at a cut is no movement.
    """
    if not samples:
        return Null(code=NullCode.NO_PEOPLE)
    missing = timeline.missing("shots")
    if missing is not None:
        return missing
    speeds = list(_speeds(timeline, samples))
    return median(speeds) if speeds else Null(code=NullCode.INSUFFICIENT_SAMPLES)


def _speeds(timeline: Timeline, samples: Sequence[Sample]) -> Iterator[float]:
    """Speed between each two consecutive samples of one shot."""
    cuts, longest = timeline.cuts, CONSECUTIVE_PERIODS * _period(timeline)
    for before, after in pairwise(samples):
        seconds = after.start - before.start
        uncut = bisect(cuts, before.start + ROUNDING) == bisect(cuts, after.start + ROUNDING)
        if uncut and 0 < seconds <= longest:
            yield _shift(before, after, timeline.clip) / seconds


def _period(timeline: Timeline) -> float:
    """Seconds from sample to sample: those of the sampling, or of pictures that are rarer."""
    run = timeline.run("faces")
    rates = (run.frames_per_second if run else None, timeline.clip.frames_per_second)
    return max((1 / rate for rate in rates if rate), default=0.0)


def _shift(before: Sample, after: Sample, clip: Clip) -> float:
    """How far the largest face came, in frame diagonals.

    It is sought as the nearest face of the next sample: of two people of like size now the one,
    now the other is the largest.
    """
    return min(_distance(before.faces[0], face, clip) for face in after.faces)


def _distance(a: Box, b: Box, clip: Clip) -> float:
    """Between two centres, in diagonals of the displayed picture."""
    (ax, ay), (bx, by) = a.centre, b.centre
    across, down = (bx - ax) * clip.width, (by - ay) * clip.height
    return math.hypot(across, down) / math.hypot(clip.width, clip.height)
