"""A gesture that is held is one gesture, whatever the frame rate and one missed sample."""

from __future__ import annotations

import math

import pytest

from builders import gesture, timeline
from rumiai.metrics.speech_company import gestures
from rumiai.timeline.moments import moments

RATE = 5.0


def sampled(fps: float, duration: float) -> list[float]:
    """When the samples are taken: at the first frame of each slot."""
    found: dict[int, float] = {}
    for frame in range(int(duration * fps)):
        found.setdefault(math.floor(frame / fps * RATE + 1e-6), frame / fps)
    return list(found.values())


@pytest.mark.parametrize("fps", [23.976, 25.0, 30000 / 1001, 30.0, 60.0])
@pytest.mark.parametrize("missed", [0, 1, 2])
def test_one_missed_sample_does_not_end_it(fps: float, missed: int) -> None:
    """Wherever in the video a sample is missed; after two in a row it is another gesture."""
    times = sampled(fps, 40.0)
    for lost in range(1, len(times) - 3, 7):
        seen = times[lost - 1 : lost] + times[lost + missed : lost + missed + 1]
        line = timeline(40.0, [gesture(time) for time in seen])
        counts = (len([m for m in moments(line) if m.kind == "gesture"]), len(gestures(line)))
        assert counts == ((1, 1) if missed < 2 else (2, 2)), (seen, missed)


def test_each_hand_and_each_gesture_is_its_own() -> None:
    """The same sign of the other hand, or another sign of the same hand, begins something."""
    events = [gesture(0.0), gesture(0.0, hand="right"), gesture(0.2), gesture(0.4, "pointing")]
    line = timeline(3.0, events)
    found = [(m.start, round(m.end, 6), m.label) for m in moments(line) if m.kind == "gesture"]
    assert found == [
        (0.0, 0.4, "victory left"),
        (0.0, 0.2, "victory right"),
        (0.4, 0.6, "pointing left"),
    ]
