"""The moments at which something begins: what the temporal markers count.

Sampled sightings become runs first, so that a count does not depend on the sampling rate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple, TypeVar

from rumiai.constants.thresholds import SIGHTING_GAP_PERIODS, SPEECH_GAP_SECONDS
from rumiai.schema.events import (
    EmotionSeen,
    Event,
    FaceSeen,
    GestureSeen,
    ObjectTrack,
    PoseSeen,
    TextTrack,
    VoiceActivity,
)
from rumiai.schema.intervals import Interval, union
from rumiai.schema.measure import Null
from rumiai.schema.timeline import Timeline

Kind = Literal["text", "speech", "scene_change", "object", "gesture", "emotion", "face", "pose"]
SAMPLED_BY: dict[Kind, str] = {
    "gesture": "gestures",
    "emotion": "emotions",
    "face": "faces",
    "pose": "pose",
}
"""The analyzer whose samples show each kind."""

E = TypeVar("E", bound=Event)


class Moment(NamedTuple):
    """Something that begins; `label` is its text or class."""

    kind: Kind
    start: float
    end: float
    label: str = ""


def moments(timeline: Timeline) -> tuple[Moment, ...]:
    """Everything that begins in the video, in order of time."""
    found: list[Moment] = []
    found += [Moment("text", t.start, t.end, t.text) for t in timeline.of(TextTrack)]
    found += [Moment("speech", s.start, s.end) for s in speech_runs(timeline)]
    found += [Moment("scene_change", c, c) for c in timeline.cuts]
    found += [Moment("object", o.start, o.end, o.label) for o in timeline.of(ObjectTrack)]
    found += _runs(timeline, "gesture", GestureSeen, lambda g: label_of(g.gesture, g.hand))
    found += _runs(timeline, "emotion", EmotionSeen, lambda e: e.emotion)
    found += _runs(timeline, "face", FaceSeen, lambda _: "")
    found += _runs(timeline, "pose", PoseSeen, lambda _: "")
    return tuple(sorted(found, key=lambda moment: (moment.start, moment.kind, moment.label)))


def uncountable(timeline: Timeline) -> Null | None:
    """Why onsets cannot be weighed: a kind that weighs most was not measured; else None.

    Objects, gestures, emotions, faces and bodies count where they were measured.
    """
    missing = (timeline.missing(n) for n in ("text", "shots", "voice") if not timeline.settled(n))
    return next((null for null in missing if null is not None), None)


def starting(found: Iterable[Moment], window: Interval) -> list[Moment]:
    """The moments that begin in the half-open window."""
    return [moment for moment in found if window.start <= moment.start < window.end]


def speech_runs(timeline: Timeline) -> tuple[Interval, ...]:
    """Stretches of voice activity, merged over short pauses."""
    return union(timeline.of(VoiceActivity), gap=SPEECH_GAP_SECONDS)


def _runs(
    timeline: Timeline, kind: Kind, event: type[E], label: Callable[[E], str]
) -> list[Moment]:
    """Sightings of the same thing as one moment each; one missed sample does not end it."""
    run = timeline.run(SAMPLED_BY[kind])
    rate = run.frames_per_second if run is not None else None
    period = 1 / rate if rate else 0.0
    groups: defaultdict[str, list[Interval]] = defaultdict(list)
    for seen in timeline.of(event):
        groups[label(seen)].append(Interval(seen.start, seen.start + period))
    return [
        Moment(kind, span.start, min(span.end, timeline.clip.duration), name)
        for name, spans in groups.items()
        for span in union(spans, gap=(SIGHTING_GAP_PERIODS - 1) * period)
    ]


def label_of(gesture: str, hand: str) -> str:
    """The label of a gesture's moment."""
    return f"{gesture} {hand}"
