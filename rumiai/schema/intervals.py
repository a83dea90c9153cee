"""Intervals of time and their arithmetic, in float seconds from the first frame."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol


class Interval(NamedTuple):
    """A span of time, `start` ≤ `end`, in seconds."""

    start: float
    end: float


class Spanning(Protocol):
    """Anything with a start and an end in seconds: an interval, an event."""

    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...


def union(spans: Iterable[Spanning], gap: float = 0.0) -> tuple[Interval, ...]:
    """Merge overlapping spans, and those whose distance is at most `gap` seconds."""
    merged: list[Interval] = []
    for span in sorted(Interval(s.start, s.end) for s in spans):
        if merged and span.start <= merged[-1].end + gap:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def clip(spans: Iterable[Spanning], start: float, end: float) -> tuple[Interval, ...]:
    """The parts of the spans inside [start, end]; spans wholly outside are left out."""
    return tuple(
        Interval(max(s.start, start), min(s.end, end))
        for s in spans
        if s.start <= end and s.end >= start
    )


def without(span: Interval, holes: Iterable[Spanning]) -> tuple[Interval, ...]:
    """What is left of a span when the holes are cut out of it."""
    left, at = [], span.start
    for hole in clip(union(holes), span.start, span.end):
        if hole.start > at:
            left.append(Interval(at, hole.start))
        at = hole.end
    return (*left, Interval(at, span.end)) if at < span.end else tuple(left)


def total(spans: Iterable[Spanning]) -> float:
    """Seconds covered by spans that do not overlap one another."""
    return sum(s.end - s.start for s in spans)


def overlap(a: Spanning, b: Spanning) -> float:
    """Seconds that two spans have in common; 0.0 where they only touch or lie apart."""
    return max(0.0, min(a.end, b.end) - max(a.start, b.start))


def touches(a: Spanning, b: Spanning, within: float = 0.0) -> bool:
    """Whether two spans overlap, touch, or lie at most `within` seconds apart."""
    return a.start <= b.end + within and b.start <= a.end + within


def seconds_of(duration: float) -> int:
    """The number N of one-second bins [b, b+1) that a duration spans."""
    return math.ceil(round(duration, 6))


def windows(duration: float, length: int) -> tuple[Interval, ...]:
    """Half-open windows of `length` whole seconds without gaps; the last one ends at ⌈D⌉."""
    end = seconds_of(duration)
    return tuple(Interval(at, min(at + length, end)) for at in range(0, end, length))


def starting_in(spans: Sequence[Spanning], window: Interval) -> int:
    """How many spans start inside the half-open window."""
    return sum(window.start <= s.start < window.end for s in spans)


def label(span: Spanning) -> str:
    """The contract's window string: whole seconds that enclose the span, as in ``"12-13s"``."""
    return f"{math.floor(span.start)}-{math.ceil(round(span.end, 6))}s"


def instant(time: float) -> str:
    """The contract's instant string: the second in which a time lies, as in ``"12s"``."""
    return f"{math.floor(time)}s"
