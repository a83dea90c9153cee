"""What the windows of loudness say together (METRICS_CONTRACT D4)."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import pvariance
from typing import Literal

from rumiai.constants.thresholds import STEADY_SHARE
from rumiai.schema.events import AudioEnergy
from rumiai.schema.intervals import Interval, overlap

BurstPattern = Literal["front_loaded", "middle_peak", "back_loaded", "steady"]
THIRDS: tuple[BurstPattern, ...] = ("front_loaded", "middle_peak", "back_loaded")


def burst_pattern(windows: Sequence[AudioEnergy], duration: float) -> BurstPattern | None:
    """Which third of the time is loudest; None for fewer than three windows."""
    if len(windows) < len(THIRDS):
        return None
    length = duration / len(THIRDS)
    thirds = [Interval(i * length, (i + 1) * length) for i in range(len(THIRDS))]
    means = [sum(w.rms * overlap(w, third) for w in windows) / length for third in thirds]
    if max(means) - min(means) <= STEADY_SHARE * max(means):
        return "steady"
    return THIRDS[means.index(max(means))]


def energy_variance(windows: Sequence[AudioEnergy]) -> float | None:
    """Variance of the windows' RMS in full scale; None for fewer than two windows."""
    return pvariance([w.rms for w in windows]) if len(windows) > 1 else None
