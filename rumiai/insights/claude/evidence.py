"""What was seen and heard, as short items with ids that a judgement can cite.

Ids count the items of a kind from 1 in order of time. They are the same whichever of the items
are sent, so that a thinned question and a whole one mean the same by ``text:3``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from rumiai.insights.claude.quoting import CAPTION_CHARACTERS, bounded, encode, size
from rumiai.schema.events import (
    AudioEnergy,
    AudioPeak,
    Effect,
    EmotionSeen,
    Event,
    FaceSeen,
    GestureSeen,
    ObjectSeen,
    ObjectTrack,
    Shot,
    SpeechSegment,
    TextSeen,
    TextTrack,
    Transition,
    VoiceActivity,
)
from rumiai.schema.intervals import Interval, union
from rumiai.schema.media import VideoMetadata
from rumiai.schema.timeline import Timeline

E = TypeVar("E", bound=Event)

CLOCK_DECIMALS = 2
SCORE_DECIMALS = 2
RUN_GAP_PERIODS = 1
"""Sightings this many sampling periods apart still belong together: one may be missed."""

HEADINGS = {
    "caption": "caption",
    "hashtag": "hashtags",
    "shot": "shots",
    "transition": "gradual transitions",
    "effect": "effects",
    "text": "texts on the screen",
    "speech": "stretches of speech",
    "voice": "stretches of voice",
    "expression": "runs of one expression",
    "gesture": "gestures",
    "face": "runs with a face",
    "object": "objects",
    "sound": "windows of loudness",
    "peak": "loudest moments",
}
"""The kinds in the order in which a question lists them, in words."""


@dataclass(frozen=True)
class Item:
    """One piece of evidence; `start` and `end` in seconds, None for what has no time."""

    kind: str
    number: int
    start: float | None
    end: float | None
    fields: tuple[tuple[str, Any], ...]
    """What else is known of it; texts are cleaned and bounded."""

    @property
    def id(self) -> str:
        """What a judgement cites it by."""
        return f"{self.kind}:{self.number}"

    @property
    def wire(self) -> dict[str, Any]:
        """The item as it is sent."""
        times = {"start": self.start, "end": self.end}
        given = {key: value for key, value in times.items() if value is not None}
        return {"id": self.id, **given, **dict(self.fields)}

    @property
    def bytes(self) -> int:
        """What it takes of a request, with the end of its line."""
        return size(encode(self.wire)) + len("\\n")

    @property
    def characters(self) -> int:
        """The length of its text, which came out of the video."""
        return sum(len(value) for _, value in self.fields if isinstance(value, str))


def evidence(timeline: Timeline, metadata: VideoMetadata) -> list[Item]:
    """Everything that may be sent of a video, kind by kind, each in order of time."""
    found = [*_platform(metadata), *_cutting(timeline), *_wording(timeline), *_people(timeline)]
    found += [*_objects(timeline), *_sound(timeline)]
    order = list(HEADINGS)
    return sorted(found, key=lambda item: (order.index(item.kind), item.number))


def _platform(metadata: VideoMetadata) -> Iterator[Item]:
    if metadata.description:
        text = bounded(metadata.description, CAPTION_CHARACTERS)
        yield Item("caption", 1, None, None, (("text", text),))
    for number, tag in enumerate(metadata.hashtags or (), 1):
        yield Item("hashtag", number, None, None, (("text", bounded(tag.name, 60)),))


def _cutting(timeline: Timeline) -> Iterator[Item]:
    yield from _items("shot", timeline.of(Shot), lambda _: {})
    yield from _items("transition", timeline.of(Transition), lambda t: {"style": t.style})
    yield from _items("effect", timeline.of(Effect), lambda e: {"effect": e.effect})


def _wording(timeline: Timeline) -> Iterator[Item]:
    tracks: tuple[TextTrack | TextSeen, ...] = timeline.of(TextTrack) or timeline.of(TextSeen)
    yield from _items("text", tracks, _written)
    yield from _items("speech", timeline.of(SpeechSegment), _spoken)


def _written(track: TextTrack | TextSeen) -> dict[str, Any]:
    _, y = track.box.centre
    height = "top" if y < 1 / 3 else "bottom" if y > 2 / 3 else "middle"
    return {"text": bounded(track.text), "place": f"{height} {track.box.side}", **_sure(track)}


def _spoken(segment: SpeechSegment) -> dict[str, Any]:
    language = bounded(segment.language, 20)
    return {"text": bounded(segment.text), "language": language, **_sure(segment)}


def _people(timeline: Timeline) -> Iterator[Item]:
    yield from _runs(timeline, "emotions", "expression", EmotionSeen, lambda e: e.emotion)
    yield from _runs(
        timeline, "gestures", "gesture", GestureSeen, lambda g: f"{g.gesture} ({g.hand} hand)"
    )
    crowds = Counter(face.frame for face in timeline.of(FaceSeen))
    yield from _runs(
        timeline, "faces", "face", FaceSeen, lambda f: "one" if crowds[f.frame] == 1 else "several"
    )


def _objects(timeline: Timeline) -> Iterator[Item]:
    tracks = timeline.of(ObjectTrack)
    yield from _items("object", tracks, lambda o: {"what": bounded(o.label, 60), **_sure(o)})
    if not tracks:
        yield from _runs(timeline, "objects", "object", ObjectSeen, lambda o: bounded(o.label, 60))


def _sound(timeline: Timeline) -> Iterator[Item]:
    voices = union(timeline.of(VoiceActivity))
    for number, span in enumerate(voices, 1):
        yield Item("voice", number, _clock(span.start), _clock(span.end), ())
    levels = timeline.of(AudioEnergy)
    yield from _items("sound", levels, lambda a: {"level": round(a.level, SCORE_DECIMALS)})
    yield from _items("peak", timeline.of(AudioPeak), lambda _: {})


def _items(kind: str, events: Iterable[E], fields: Callable[[E], dict[str, Any]]) -> Iterator[Item]:
    for number, event in enumerate(events, 1):
        start, end = _clock(event.start), _clock(event.end)
        yield Item(kind, number, start, end, tuple(fields(event).items()))


def _runs(
    timeline: Timeline, analyzer: str, kind: str, event: type[E], what: Callable[[E], str]
) -> Iterator[Item]:
    """Sightings of the same in samples that follow one another, as one item each."""
    run = timeline.run(analyzer)
    rate = run.frames_per_second if run is not None else None
    period = 1 / rate if rate else 0.0
    groups: defaultdict[str, list[Interval]] = defaultdict(list)
    for seen in timeline.of(event):
        groups[what(seen)].append(Interval(seen.start, seen.start + period))
    spans = sorted(
        (span.start, min(span.end, timeline.clip.duration), name)
        for name, found in groups.items()
        for span in union(found, gap=RUN_GAP_PERIODS * period)
    )
    for number, (start, end, name) in enumerate(spans, 1):
        yield Item(kind, number, _clock(start), _clock(max(start, end)), (("what", name),))


def _sure(event: Event) -> dict[str, float]:
    """How sure the detector was; nothing where it did not tell, as some old files do not."""
    if not event.score:
        return {}
    return {"score": round(event.score, SCORE_DECIMALS)}


def _clock(time: float) -> float:
    return round(time, CLOCK_DECIMALS)
