"""Arithmetic on intervals."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumiai.schema.intervals import (
    Interval,
    clip,
    instant,
    label,
    overlap,
    seconds_of,
    total,
    touches,
    union,
    windows,
)

times = st.floats(0, 100, allow_nan=False)
spans = st.lists(st.tuples(times, times).map(lambda p: Interval(min(p), max(p))), max_size=20)


def test_union_merges_overlaps_and_short_gaps() -> None:
    """Spans that overlap or lie at most `gap` apart become one."""
    spans = [Interval(3, 4), Interval(0, 1), Interval(0.5, 2), Interval(4.25, 5)]
    assert union(spans) == ((0, 2), (3, 4), (4.25, 5))
    assert union(spans, gap=0.25) == ((0, 2), (3, 5))


@given(spans)
def test_union_keeps_every_point_and_overlaps_nothing(spans: list[Interval]) -> None:
    """A union is in order, without overlaps, and covers each span."""
    merged = union(spans)
    assert all(a.end < b.start for a, b in itertools.pairwise(merged))
    assert all(any(m.start <= s.start and s.end <= m.end for m in merged) for s in spans)
    assert total(merged) <= sum(s.end - s.start for s in spans) + 1e-6


def test_clip_cuts_at_both_edges_and_drops_what_is_outside() -> None:
    """Only the parts inside the window stay."""
    assert clip([Interval(0, 2), Interval(3, 9), Interval(10, 11)], 1, 5) == ((1, 2), (3, 5))


def test_overlap_and_touch() -> None:
    """Touching spans share no time but touch; distance counts in `touches`."""
    assert overlap(Interval(0, 1), Interval(1, 2)) == 0
    assert overlap(Interval(0, 3), Interval(1, 2)) == 1
    assert touches(Interval(0, 1), Interval(1, 2))
    assert not touches(Interval(0, 1), Interval(1.5, 2))
    assert touches(Interval(0, 1), Interval(1.5, 2), within=0.5)


@pytest.mark.parametrize(
    ("duration", "bins"), [(0.55, 1), (1.0, 1), (12.0, 12), (12.012, 13), (12.0000000001, 12)]
)
def test_bins_of_a_duration(duration: float, bins: int) -> None:
    """N is the duration rounded up, but float dust makes no bin of its own."""
    assert seconds_of(duration) == bins


@given(st.floats(0.01, 700), st.integers(1, 20))
def test_windows_have_no_gaps(duration: float, length: int) -> None:
    """Windows follow one another from 0 to ⌈D⌉, none longer than asked."""
    grid = windows(duration, length)
    assert grid[0].start == 0
    assert grid[-1].end == seconds_of(duration)
    assert all(a.end == b.start for a, b in itertools.pairwise(grid))
    assert all(0 < w.end - w.start <= length for w in grid)


def test_labels() -> None:
    """Window strings enclose, instant strings round down."""
    assert label(Interval(5.0, 7.6)) == "5-8s"
    assert label(Interval(0.2, 2.0)) == "0-2s"
    assert instant(12.99) == "12s"
