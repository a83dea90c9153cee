"""What goes with the expressions: gestures, and the caption's mood (METRICS_CONTRACT B2)."""

from __future__ import annotations

from statistics import fmean
from typing import NamedTuple

from rumiai.constants.thresholds import EMOTION_GESTURE_SECONDS, NEUTRAL_VALENCE
from rumiai.metrics.emotion_course import NO_PEOPLE, Course
from rumiai.metrics.sentiment import caption_sentiment
from rumiai.schema.events import GestureSeen
from rumiai.schema.intervals import touches
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics.emotional_journey import Sentiment
from rumiai.schema.timeline import Timeline


class Company(NamedTuple):
    """How well the caption and the gestures go with the faces, 0–1."""

    caption: Sentiment | Null
    gesture_share: float | Null
    caption_share: float | Null

    @property
    def coherence(self) -> float | Null:
        """Mean of both; with only one of them there is nothing to average."""
        if isinstance(self.gesture_share, Null):
            return self.gesture_share
        if isinstance(self.caption_share, Null):
            return self.caption_share
        return (self.gesture_share + self.caption_share) / 2


def company(timeline: Timeline, metadata: VideoMetadata, course: Course) -> Company:
    """What goes with the faces of one video."""
    caption = caption_sentiment(metadata).category
    return Company(caption, _gestured(timeline, course), _agreement(caption, course.mood))


def _gestured(timeline: Timeline, course: Course) -> float | Null:
    """Share of the faces with a gesture within one second."""
    if not course.faces:
        return NO_PEOPLE
    missing = timeline.missing("gestures", NullCode.GESTURE_NOT_MEASURED)
    gestures = timeline.of(GestureSeen)
    near = (any(touches(f, g, EMOTION_GESTURE_SECONDS) for g in gestures) for f in course.faces)
    return missing or fmean(near)


def _agreement(caption: Sentiment | Null, mood: float | Null) -> float | Null:
    """1 for the same class, 0 for opposite ones, else one half."""
    if isinstance(mood, Null):
        return mood
    if isinstance(caption, Null):
        return caption
    shown = _class(mood)
    if shown == caption:
        return 1.0
    return 0.5 if "neutral" in (shown, caption) else 0.0


def _class(mood: float) -> Sentiment:
    if abs(mood) <= NEUTRAL_VALENCE:
        return "neutral"
    return "positive" if mood > 0 else "negative"
