"""What goes with speech: gestures, expressions, overlays, loudness (METRICS_CONTRACT B5)."""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from statistics import quantiles
from typing import NamedTuple

from rumiai.constants.thresholds import EMPHASIS_GESTURE_SECONDS, LOUD_LEVEL, SIGHTING_GAP_PERIODS
from rumiai.metrics.emotion_course import Course
from rumiai.metrics.emotion_peaks import peaks
from rumiai.metrics.speech_silence import Voice, unheard
from rumiai.metrics.speech_words import NO_SPEECH, SpokenWord, Transcript
from rumiai.metrics.spoken_text import is_spoken
from rumiai.schema.events import (
    AudioEnergy,
    GestureSeen,
    GestureType,
    Loudness,
    TextTrack,
)
from rumiai.schema.expressions import Expressions
from rumiai.schema.intervals import Interval, overlap, touches, union
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.metrics.speech_analysis import (
    ClimaxMoment,
    ExpressionPeak,
    GestureEmphasis,
    SpeechBurst,
)
from rumiai.schema.timeline import Timeline


class Gesture(NamedTuple):
    """A gesture from its first to its last sighting."""

    start: float
    end: float
    kind: GestureType
    hand: str


def gestures(timeline: Timeline) -> tuple[Gesture, ...]:
    """Sightings as gestures: one that is held counts once, one missed sample does not end it."""
    run = timeline.run("gestures")
    rate = run.frames_per_second if run is not None else None
    seen: defaultdict[tuple[GestureType, str], list[GestureSeen]] = defaultdict(list)
    for sighting in timeline.of(GestureSeen):
        seen[sighting.gesture, sighting.hand].append(sighting)
    found = [
        Gesture(span.start, span.end, kind, hand)
        for (kind, hand), sightings in seen.items()
        for span in union(sightings, gap=SIGHTING_GAP_PERIODS / rate if rate else 0.0)
    ]
    return tuple(sorted(found))


def gesture_sync(timeline: Timeline, voice: Voice) -> float | Null:
    """Share of the stretches of speech during which a gesture is made."""
    if not voice.spans:
        return NO_SPEECH
    made = gestures(timeline)
    accompanied = sum(any(touches(s, g) for g in made) for s in voice.segments)
    missing = timeline.missing("gestures", NullCode.GESTURE_NOT_MEASURED)
    return missing or accompanied / len(voice.segments)


def emphases(timeline: Timeline, transcript: Transcript) -> tuple[GestureEmphasis, ...] | Null:
    """The gestures made close to a word, each with the word closest to its beginning."""
    missing = timeline.missing("gestures", NullCode.GESTURE_NOT_MEASURED)
    if missing is not None and transcript.words:
        return missing
    near = [
        (gesture, [w for w in transcript.words if touches(w, gesture, EMPHASIS_GESTURE_SECONDS)])
        for gesture in gestures(timeline)
    ]
    return tuple(_emphasis(gesture, words) for gesture, words in near if words)


def _emphasis(gesture: Gesture, words: list[SpokenWord]) -> GestureEmphasis:
    def distance(word: SpokenWord) -> float:
        return max(word.start - gesture.start, gesture.start - word.end, 0.0)

    return GestureEmphasis(
        timestamp=gesture.start,
        gesture=gesture.kind,
        hand="left" if gesture.hand == "left" else "right",
        word=min(words, key=distance).bare,
    )


def expressions(timeline: Timeline, voice: Voice) -> tuple[ExpressionPeak, ...] | Null:
    """The video's peaks of expression that fall into speech, in order of time."""
    missing = timeline.missing("emotions")
    if missing is not None and voice.spans:
        return missing
    looked = Expressions.of(timeline)
    shown = peaks(Course(looked)) if looked is not None else ()
    return tuple(
        ExpressionPeak(timestamp=peak.start, emotion=peak.emotion, intensity=peak.score)
        for peak in sorted(shown, key=lambda peak: peak.start)
        if any(touches(peak, segment) for segment in voice.segments)
    )


def text_overlap(timeline: Timeline) -> float | Null:
    """Share of the overlays that are spoken, given that speech was transcribed."""
    missing = timeline.missing("text")
    if missing is not None:
        return missing
    tracks = timeline.of(TextTrack)
    if not tracks:
        return Null(code=NullCode.NO_TEXT)
    return sum(is_spoken(timeline, track) for track in tracks) / len(tracks)


def bursts(timeline: Timeline, voice: Voice) -> tuple[SpeechBurst, ...] | Null:
    """The loud windows in which somebody speaks."""
    missing = unheard(timeline, "energy")
    if missing is not None and voice.spans:
        return missing
    return tuple(
        SpeechBurst(
            start=window.start,
            end=window.end,
            duration=window.end - window.start,
            energy=window.level,
            type="high_energy",
        )
        for window in timeline.of(AudioEnergy)
        if window.level > LOUD_LEVEL and any(overlap(window, span) > 0 for span in voice.spans)
    )


def climax(timeline: Timeline, voice: Voice) -> ClimaxMoment:
    """The loudest instant of speech, against the level that 5 % of the sound exceeds (D4)."""
    missing = unheard(timeline, "energy")
    if missing is not None or not voice.spans:
        return no_climax(missing or NO_SPEECH)
    curve = next(iter(timeline.of(Loudness)), None)
    inside = _inside(curve, voice.spans) if curve is not None else []
    if curve is None or not inside:
        return no_climax(Null(code=NullCode.INSUFFICIENT_SAMPLES))
    rms, time = max(inside, key=lambda sample: (sample[0], -sample[1]))
    loud = _loud_level(curve.rms)
    # where sound fills less than 5 % of the time, the level is 0 and nothing can be compared
    intensity = rms / loud if loud > 0 else Null(code=NullCode.NO_VALID_INFERENCE)
    return ClimaxMoment(timestamp=time, intensity=intensity)


def no_climax(reason: Null) -> ClimaxMoment:
    """A climax that is not known, and why."""
    return ClimaxMoment(timestamp=reason, intensity=reason)


def _inside(curve: Loudness, spans: tuple[Interval, ...]) -> list[tuple[float, float]]:
    """The curve's values inside the spans, each with its time."""
    samples = (
        range(ceil(span.start / curve.period), ceil(span.end / curve.period)) for span in spans
    )
    return [
        (curve.rms[i], i * curve.period) for held in samples for i in held if i < len(curve.rms)
    ]


def _loud_level(rms: tuple[float, ...]) -> float:
    """The 95th percentile."""
    return quantiles(rms, n=20, method="inclusive")[-1] if len(rms) > 1 else rms[0]
