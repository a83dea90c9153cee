"""Markers of the first five seconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import floor

from rumiai.constants.thresholds import OPENING_SECONDS
from rumiai.schema.events import Emotion, EmotionSeen, GestureSeen
from rumiai.schema.intervals import Interval, instant, seconds_of
from rumiai.schema.markers import FirstFiveSeconds, GestureMoment, SpokenSegment
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.text import shortened
from rumiai.schema.timeline import Timeline
from rumiai.timeline.marker_items import MAX_ITEMS, appearances, texts, unheard, unseen, words
from rumiai.timeline.moments import Kind, Moment, label_of, speech_runs, starting, uncountable

DENSITY_WEIGHTS: dict[Kind, int] = {"text": 3, "speech": 2}
DENSITY_CAP = 10
TEXT_LENGTH = 50


def opening(timeline: Timeline, found: Sequence[Moment]) -> FirstFiveSeconds:
    """What begins in [0, 5) s; `found` are all moments of the video."""
    window = Interval(0.0, OPENING_SECONDS)
    early = [cut for cut in timeline.cuts if cut < OPENING_SECONDS]
    return FirstFiveSeconds(
        density_progression=_density(timeline, found),
        text_moments=unseen(timeline, "text", window) or texts(timeline, window),
        emotion_sequence=_emotions(timeline),
        gesture_moments=timeline.missing("gestures", NullCode.GESTURE_NOT_MEASURED)
        or _gestures(timeline, found),
        object_appearances=unseen(timeline, "objects", window) or appearances(timeline, window),
        speech_segments=unheard(timeline) or _spoken(timeline, window),
        scene_changes=timeline.missing("shots") or tuple(early),
    )


def _density(timeline: Timeline, found: Sequence[Moment]) -> tuple[int | Null, ...]:
    """Weighted onsets in each of the first five seconds; null for seconds the video lacks."""
    values: list[int | Null] = []
    for second in range(OPENING_SECONDS):
        items = starting(found, Interval(second, second + 1))
        weight = sum(DENSITY_WEIGHTS.get(item.kind, 1) for item in items)
        exists = second < seconds_of(timeline.clip.duration)
        known = min(DENSITY_CAP, weight) if exists else Null(code=NullCode.INSUFFICIENT_SAMPLES)
        values.append(uncountable(timeline) or known)
    return tuple(values)


def _emotions(timeline: Timeline) -> tuple[Emotion | Null, ...]:
    """The likeliest label of each of the first five seconds."""
    missing = timeline.missing("emotions")
    sequence: list[Emotion | Null] = []
    for second in range(OPENING_SECONDS):
        weights: defaultdict[Emotion, float] = defaultdict(float)
        for seen in timeline.of(EmotionSeen):
            if floor(seen.start) == second:
                weights[seen.emotion] += seen.score
        exists = second < seconds_of(timeline.clip.duration)
        likeliest = max(weights.items(), key=lambda item: item[1], default=None)
        code = NullCode.NO_PEOPLE if exists else NullCode.INSUFFICIENT_SAMPLES
        sequence.append(missing or (likeliest[0] if likeliest else Null(code=code)))
    return tuple(sequence)


def _gestures(timeline: Timeline, found: Sequence[Moment]) -> tuple[GestureMoment, ...]:
    """The first frame of each gesture that begins in the first five seconds."""
    begun = {(moment.start, moment.label) for moment in found if moment.kind == "gesture"}
    first = [
        seen
        for seen in timeline.of(GestureSeen)
        if (seen.start, label_of(seen.gesture, seen.hand)) in begun and seen.start < OPENING_SECONDS
    ]
    return tuple(
        GestureMoment(timestamp=instant(g.start), time=g.start, type=g.gesture, confidence=g.score)
        for g in first[:MAX_ITEMS]
    )


def _spoken(timeline: Timeline, window: Interval) -> tuple[SpokenSegment, ...]:
    runs = [run for run in speech_runs(timeline) if window.start <= run.start < window.end]
    return tuple(
        SpokenSegment(
            start=instant(run.start),
            end=instant(run.end),
            text=timeline.missing("speech") or _words_text(timeline, run),
        )
        for run in runs[:MAX_ITEMS]
    )


def _words_text(timeline: Timeline, run: Interval) -> str:
    return shortened(" ".join(word.text for word in words(timeline, run)), TEXT_LENGTH)
