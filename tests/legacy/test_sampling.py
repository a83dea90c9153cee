"""Where old detectors looked (METRICS_CONTRACT D1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumiai.legacy.sampling import looked
from rumiai.schema.intervals import total, union


def test_people_were_sought_in_all_extracted_frames() -> None:
    """79.9 s × 2 frames/s = 159 frames, each half a second: 0 to 79.5 s."""
    samples = looked("people", [0.0, 5.0, 78.5], 159, 79.9, 30.0)
    assert samples.complete
    assert total(union(samples.spans, 1e-6)) == pytest.approx(79.5)
    assert samples.period == pytest.approx(0.5)


def test_the_stride_of_odd_rates() -> None:
    """At 29.97 frames/s a stride of int(29.97 / 5) = 5 frames: 50 frames end at 8.34 of 10 s."""
    samples = looked("people", [], 50, 10.0, 29.97)
    assert samples.complete
    assert samples.spans[-1].end == pytest.approx(50 * 5 / 29.97)


def test_objects_were_sought_in_a_hundred_frames() -> None:
    """Of 159 frames the first 100; of 236 every second one."""
    assert looked("objects", [], 100, 79.9, 30.0).spans[-1].end == pytest.approx(50.0)
    assert looked("objects", [], 100, 118.0, 30.0).spans[-1].start == pytest.approx(99.0)


def test_a_count_that_fits_no_plan() -> None:
    """Then only the moments with findings are known."""
    samples = looked("text", [1.0, 7.3], 33, 20.0, 30.0)
    assert not samples.complete
    assert [span.start for span in samples.spans] == [1.0, 7.3]
    assert looked("people", [], None, 20.0, None).spans == ()


def test_a_regular_grid_without_a_frame_rate() -> None:
    """Findings at 0, 0.5, 1 and 2 s in 10 frames: one each half second, 5 s in all."""
    samples = looked("people", [0.0, 0.5, 1.0, 2.0], 10, 20.0, None)
    assert samples.complete
    assert samples.spans[-1].end == pytest.approx(5.0)


def test_how_long_a_finding_stands() -> None:
    """Until the next look, and one step where the next look is far away."""
    samples = looked("text", [9.5], 60, 79.9, 30.0)
    assert samples.until(9.0) == pytest.approx(9.5)
    assert samples.until(9.5) == pytest.approx(10.0)
    assert samples.until(26.5) == pytest.approx(27.5)


@given(
    st.lists(st.floats(0, 300), max_size=30),
    st.none() | st.integers(0, 2000),
    st.floats(0.1, 300),
    st.none() | st.floats(0.1, 240),
)
def test_spans_are_in_order(
    times: list[float], analyzed: int | None, duration: float, rate: float | None
) -> None:
    """Whatever a file claims: ordered spans without overlaps, that hold every finding."""
    for detector in ("people", "objects", "text"):
        samples = looked(detector, times, analyzed, duration, rate)
        ends = [edge for span in samples.spans for edge in span]
        assert ends == sorted(ends)
        starts = [span.start for span in samples.spans]
        assert all(min(abs(start - t) for start in starts) < 0.006 for t in times)
