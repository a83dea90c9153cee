"""Events keep their own order and stay inside the picture."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from rumiai.schema.events import Box, Event, Shot, VoiceActivity


def test_an_event_cannot_end_before_it_starts() -> None:
    """The end is at or after the start."""
    assert Shot(start=1, end=1, score=1).end == 1
    with pytest.raises(ValidationError, match="before start"):
        Shot(start=2, end=1, score=1)


def test_kind_tells_events_apart_when_they_are_read() -> None:
    """A dumped event becomes the same class again."""
    event = VoiceActivity(start=0, end=1, score=0.5)
    assert TypeAdapter(Event).validate_python(event.model_dump()) == event


def test_boxes_are_cut_off_at_the_pictures_borders() -> None:
    """Detectors may point outside; a box does not."""
    box = Box.of_corners(-0.2, 0.5, 0.5, 1.7)
    assert (box.x, box.y, box.width, box.height) == (0, 0.5, 0.5, 0.5)
    assert box.area == 0.25
    assert box.centre == (0.25, 0.75)


def test_intersection_of_boxes() -> None:
    """The shared area; none for boxes that only touch."""
    left = Box(x=0, y=0, width=0.5, height=1)
    assert left.intersection(Box(x=0.25, y=0.5, width=0.5, height=0.5)) == pytest.approx(0.125)
    assert left.intersection(Box(x=0.5, y=0, width=0.5, height=1)) == 0
