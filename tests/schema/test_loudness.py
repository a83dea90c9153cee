"""Which third of a video is loudest, and how much loudness varies."""

from __future__ import annotations

import pytest

from rumiai.schema.loudness import burst_pattern, energy_variance
from talking import loud


@pytest.mark.parametrize(
    ("levels", "pattern"),
    [
        ((0.2, 0.1, 0.1), "front_loaded"),
        ((0.1, 0.2, 0.1), "middle_peak"),
        ((0.1, 0.1, 0.2), "back_loaded"),
        ((0.25, 0.25, 0.2), "steady"),
        ((0.25, 0.25, 0.19), "front_loaded"),
        ((0.0, 0.0, 0.0), "steady"),
    ],
)
def test_the_loudest_third(levels: tuple[float, ...], pattern: str) -> None:
    """Steady up to 20 % of the loudest: 0.25 - 0.2 is just that; of equals the first."""
    windows = [loud(5 * i, 5 * i + 5, rms) for i, rms in enumerate(levels)]
    assert burst_pattern(windows, 15) == pattern


def test_windows_lie_across_thirds() -> None:
    """12 s: thirds of 4 s hold 4 s, 1 s and none of the loud window: the first is loudest."""
    windows = [loud(0, 5, 0.1), loud(5, 10, 0.0), loud(10, 12, 0.0)]
    assert burst_pattern(windows, 12) == "front_loaded"


def test_too_few_windows_say_nothing() -> None:
    """Two windows have no thirds; one has no variance, two of 0.1 and 0.3 have 0.01."""
    windows = [loud(0, 5, 0.1), loud(5, 10, 0.3)]
    assert burst_pattern(windows, 10) is None
    assert energy_variance(windows) == pytest.approx(0.01)
    assert energy_variance(windows[:1]) is None
