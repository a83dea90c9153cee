"""Merges the analyzers' reports into one timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rumiai.schema.events import Event, Shot, TextSeen
from rumiai.schema.media import Clip
from rumiai.schema.timeline import AnalyzerRun, Timeline, merge_inspected
from rumiai.timeline.tracks import text_tracks


def merge(clip: Clip, runs: Sequence[AnalyzerRun]) -> Timeline:
    """One timeline of all events, in order of time and inside the clip, with text tracks."""
    events = _inside((event for run in runs for event in run.events), clip.duration)
    events += text_tracks([event for event in events if isinstance(event, TextSeen)])
    events.sort(key=lambda event: (event.start, event.end, event.kind))
    reports = tuple(
        run.model_copy(
            update={
                "events": (),
                "inspected": merge_inspected(run.inspected, clip.duration),
            }
        )
        for run in runs
    )
    return Timeline(clip=clip, runs=reports, events=tuple(events))


def _inside(events: Iterable[Event], duration: float) -> list[Event]:
    """Events cut off at the end of the video; those that begin after it are left out."""
    kept: list[Event] = []
    for event in events:
        if event.end <= duration:
            kept.append(event)
        elif event.start < duration or isinstance(event, Shot):
            kept.append(event.model_copy(update={"end": duration}))
    return kept
