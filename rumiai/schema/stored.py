"""A timeline as it stands in the unified analysis, so that its metrics can be computed again.

What is measured is rounded once, before anything is computed from it. So the numbers in the file
are the very numbers that the analyses were computed from.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rumiai.schema.timeline import Timeline

DECIMALS = 6
"""Microseconds of time, millionths of the picture: metrics are given with three at most."""


def rounded(timeline: Timeline) -> Timeline:
    """The timeline with every number rounded as the unified analysis holds it."""
    return Timeline.model_validate(_rounded(timeline.model_dump()))


def measured_block(timeline: Timeline) -> dict[str, Any]:
    """A rounded timeline for the unified analysis: the clip, the runs and the events.

    Without folders and without what a run took, which say nothing about the video.
    """
    clip = timeline.clip.model_copy(update={"path": Path(timeline.clip.path.name)})
    runs = tuple(
        run.model_copy(update={"seconds": 0.0, "load_seconds": 0.0}) for run in timeline.runs
    )
    plain = Timeline(clip=clip, runs=runs, events=timeline.events)
    document: dict[str, Any] = plain.model_dump(mode="json")
    for run in document["runs"]:
        for field in ("events", "seconds", "load_seconds"):
            del run[field]
    return document


def timeline_of(block: object) -> Timeline:
    """The timeline that a block holds; raises pydantic's ValidationError for a broken one."""
    return Timeline.model_validate(block)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return value
