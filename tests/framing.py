"""The written form of person framing, and faces of known size."""

from __future__ import annotations

from math import sqrt
from typing import Any

from builders import clip, face, shots, timeline
from rumiai.metrics.person_framing import person_framing
from rumiai.schema.events import Box, FaceSeen
from rumiai.schema.measure import result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics.person_framing import PersonFraming

PREFIX = "personFraming"


def sized(percent: float, x: float = 0.5, y: float = 0.5) -> Box:
    """A box that covers so much of the picture, around a point."""
    side = sqrt(percent / 100)
    return Box.of_corners(x - side / 2, y - side / 2, x + side / 2, y + side / 2)


def seconds_of_faces(*percents: float | None) -> list[FaceSeen]:
    """One face in the middle of each second, none for None."""
    return [face(i + 0.5, sized(p)) for i, p in enumerate(percents) if p is not None]


def result(
    duration: float, *events: Any, size: tuple[int, int] = (540, 960), **options: Any
) -> dict[str, Any]:
    """The written form, of a video of one shot unless shots are among the events."""
    kinds = {event.kind for event in events}
    everything = [*events, *([] if "shot" in kinds else shots(duration))]
    line = timeline(duration, everything, **options)
    width, height = size
    line = line.model_copy(update={"clip": clip(duration, width=width, height=height)})
    family = person_framing(line, VideoMetadata())
    assert isinstance(family, PersonFraming)
    return result_of(family)


def measured(duration: float, *events: Any, **options: Any) -> dict[str, Any]:
    written = result(duration, *events, **options)
    return {key.removeprefix(PREFIX): value for key, value in written.items()}


def reason(written: dict[str, Any], path: str) -> str | None:
    code: str | None = written["_nulls"].get(PREFIX + path)
    return code


def spans(written: dict[str, Any]) -> list[tuple[str, int, int]]:
    rows = written["Dynamics"]["framingProgression"]
    assert all(row["duration"] == row["end"] - row["start"] for row in rows)
    return [(row["type"], row["start"], row["end"]) for row in rows]


FIVE = seconds_of_faces(36, 36, 16, None, 4)
"""Close, close, medium, none, wide."""
