"""What each second shows of people, and the runs of seconds that show the same."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from rumiai.constants.thresholds import CLOSE_FACE, MEDIUM_FACE
from rumiai.schema.events import Box, FaceSeen
from rumiai.schema.metrics.person_framing import ShotSize
from rumiai.schema.timeline import Timeline

AREA_DECIMALS = 6
"""A face of 0.4 × 0.2 covers 8 %, not 8.000000000000002."""


class Sample(NamedTuple):
    """A sampled picture with at least one face, the largest first."""

    start: float
    end: float
    faces: tuple[Box, ...]

    @property
    def area(self) -> float:
        """Percent of the picture that the largest face covers."""
        return round(100 * self.faces[0].area, AREA_DECIMALS)

    @property
    def seconds(self) -> range:
        """The bins in which it is seen: that of an instant, or all that a span reaches into."""
        first = math.floor(self.start)
        return range(first, max(first + 1, math.ceil(self.end)))


class Bin(NamedTuple):
    """One inspected second: the median size of its samples' largest faces, and most at once."""

    second: int
    area: float
    faces: int

    @property
    def shot(self) -> ShotSize:
        """Its shot size; none without a face."""
        if not self.faces:
            return "none"
        if self.area > CLOSE_FACE:
            return "close"
        return "medium" if self.area > MEDIUM_FACE else "wide"


class Run(NamedTuple):
    """Neighbouring bins that have something in common, none of them left out."""

    bins: tuple[Bin, ...]

    @property
    def first(self) -> Bin:
        """The first bin, whose key all share."""
        return self.bins[0]

    @property
    def start(self) -> int:
        """The first second."""
        return self.first.second

    @property
    def end(self) -> int:
        """The second after the last one."""
        return self.bins[-1].second + 1


def samples_of(timeline: Timeline) -> tuple[Sample, ...]:
    """The samples with faces, in order of time; faces wholly outside the picture do not count."""
    inspected = set(timeline.inspected_bins("faces"))
    samples: defaultdict[float, list[FaceSeen]] = defaultdict(list)
    for face in timeline.of(FaceSeen):
        if face.box.area > 0 and math.floor(face.start) in inspected:
            samples[face.start].append(face)
    return tuple(_sample(faces) for faces in samples.values())


def bins_of(timeline: Timeline, samples: Iterable[Sample]) -> tuple[Bin, ...]:
    """All seconds that were looked at for faces."""
    seen: defaultdict[int, list[Sample]] = defaultdict(list)
    for sample in samples:
        for second in sample.seconds:
            seen[second].append(sample)
    return tuple(_bin(second, seen[second]) for second in timeline.inspected_bins("faces"))


def runs_of(bins: Sequence[Bin], key: Callable[[Bin], Hashable]) -> tuple[Run, ...]:
    """Runs of neighbouring bins with equal keys; a second not looked at ends a run."""
    groups = groupby(enumerate(bins), lambda item: (key(item[1]), item[1].second - item[0]))
    return tuple(Run(tuple(b for _, b in group)) for _, group in groups)


def borders(runs: Sequence[Run]) -> list[tuple[Run, Run]]:
    """Runs that follow on each other without a gap."""
    return [(before, after) for before, after in pairwise(runs) if before.end == after.start]


def changes(bins: Sequence[Bin]) -> int:
    """How often the shot size differs from one bin of the sequence to the next."""
    return sum(before.shot != after.shot for before, after in pairwise(bins))


def _sample(faces: Sequence[FaceSeen]) -> Sample:
    boxes = sorted((face.box for face in faces), key=lambda box: -box.area)
    return Sample(faces[0].start, faces[0].end, tuple(boxes))


def _bin(second: int, samples: Sequence[Sample]) -> Bin:
    if not samples:
        return Bin(second, 0.0, 0)
    return Bin(second, median(s.area for s in samples), max(len(s.faces) for s in samples))
