"""Zooms: for a while the whole picture grows or shrinks, step by step in one direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from rumiai.analyzers.effects_looks import Looks
from rumiai.constants.thresholds import ZOOM_MIN_RATE, ZOOM_MIN_SECONDS, ZOOM_MIN_TOTAL

FULL_SCORE_TOTAL = 0.2
"""A zoom that changes the scale by e to this power or more has the score 1."""
GAP_STEPS = 2
"""So many steps in a row may be unreadable, or at rest, within a zoom."""

Step = tuple[float, float, float]
"""Since when, until when, logarithm of the scale."""


class Zoom(NamedTuple):
    """A zoom; the score grows with what it did to the scale."""

    start: float
    end: float
    effect: Literal["zoom_in", "zoom_out"]
    score: float


def zooms(looks: Looks) -> list[Zoom]:
    """The zooms of a stretch."""
    found: list[Zoom] = []
    for direction in (1, -1):
        run: list[Step] = []
        for step in looks.scalings:
            since, until, scale = step
            if direction * scale < ZOOM_MIN_RATE * (until - since):
                continue
            if run and since - run[-1][1] > GAP_STEPS * (until - since) + 1e-6:
                found += _zoom(run)
                run = []
            run.append(step)
        found += _zoom(run)
    return sorted(found)


def _zoom(run: Sequence[Step]) -> list[Zoom]:
    total = sum(scale for _, _, scale in run)
    seconds = run[-1][1] - run[0][0] if run else 0.0
    if abs(total) < ZOOM_MIN_TOTAL or seconds < ZOOM_MIN_SECONDS:
        return []
    start, end = _trimmed(run)
    score = min(1.0, abs(total) / FULL_SCORE_TOTAL)
    return [Zoom(start, end, "zoom_in" if total > 0 else "zoom_out", score)]


def _trimmed(run: Sequence[Step]) -> tuple[float, float]:
    """A zoom begins and ends inside its outer steps: as far as their share of the usual rate."""
    rates = sorted(abs(scale) / (until - since) for since, until, scale in run)
    usual = rates[len(rates) // 2]
    first, last = run[0], run[-1]
    start = first[1] - min(first[1] - first[0], abs(first[2]) / usual)
    end = last[0] + min(last[1] - last[0], abs(last[2]) / usual)
    return start, end
