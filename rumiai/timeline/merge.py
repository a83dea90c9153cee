"""Merges the analyzers' reports into one timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rumiai.schema.events import Event, ObjectSeen, Shot, SpeechSegment, TextSeen
from rumiai.schema.media import Clip
from rumiai.schema.timeline import AnalyzerRun, Timeline, merge_inspected
from rumiai.timeline.object_tracks import object_tracks
from rumiai.timeline.tracks import text_tracks


def merge(clip: Clip, runs: Sequence[AnalyzerRun]) -> Timeline:
    """One timeline of all events, in order of time and inside the clip, with tracks."""
    events = _inside((event for run in runs for event in run.events), clip.duration)
    events += text_tracks([event for event in events if isinstance(event, TextSeen)])
    events = _with_object_tracks(events, runs, clip.duration)
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
            kept.append(event.model_copy(update={"end": duration, **_said(event, duration)}))
    return kept


def _said(event: Event, duration: float) -> dict[str, object]:
    """What else changes where speech is cut off: its words, and the text that they make."""
    if not isinstance(event, SpeechSegment) or not event.words:
        return {}
    inside = [word for word in event.words if word.start < duration]
    words = tuple(w.model_copy(update={"end": min(w.end, duration)}) for w in inside)
    if len(words) == len(event.words):
        return {"words": words}
    return {"words": words, "text": " ".join(word.text for word in words)}


def _with_object_tracks(
    events: Sequence[Event], runs: Sequence[AnalyzerRun], duration: float
) -> list[Event]:
    """The events, with the tracks of the objects whose sightings were linked."""
    linked = [e for e in events if isinstance(e, ObjectSeen) and e.track is not None]
    others = [e for e in events if not (isinstance(e, ObjectSeen) and e.track is not None)]
    cuts = sorted(e.start for e in events if isinstance(e, Shot) and 0 < e.start < duration)
    rate = next((run.frames_per_second for run in runs if run.analyzer == "objects"), None)
    seen, tracks = object_tracks(linked, cuts, 1 / rate if rate else 0.0)
    return [*others, *seen, *_inside(tracks, duration)]
