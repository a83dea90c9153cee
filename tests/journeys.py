"""Emotional journeys measured on small timelines.

Unless said otherwise one sample a second is taken, and an expression of probability s leaves
(1 - s)/6 to each other label.
"""

from __future__ import annotations

from typing import Any

from builders import EVERYTHING, LABELS, emotion, faces, watched
from rumiai.metrics.emotional_journey import emotional_journey
from rumiai.schema.events import EmotionSeen
from rumiai.schema.measure import result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics.emotional_journey import EmotionalJourney
from rumiai.schema.timeline import Timeline

NO_GESTURES = tuple(name for name in EVERYTHING if name != "gestures")
KIND = "This is the best day and I love it so much"
UNKIND = "What a terrible and awful day this was"
SOBER = "We walk to the park with the dog"


def told(of: Timeline, caption: str | None = None) -> dict[str, Any]:
    family = emotional_journey(of, VideoMetadata(description=caption))
    assert isinstance(family, EmotionalJourney)
    return {k.removeprefix("emotional"): v for k, v in result_of(family).items()}


def measured(
    duration: float, *events: Any, caption: str | None = None, **options: Any
) -> dict[str, Any]:
    return told(watched(duration, *events, **options), caption)


def journey(*labels: Any, score: float = 0.9, **options: Any) -> dict[str, Any]:
    """One sample a second, all the video long; None is a sample without a face."""
    return measured(float(len(labels)), *faces(*labels, score=score), **options)


def mixed(time: float, **probabilities: float) -> EmotionSeen:
    """A face with some labels' probabilities; all that is left is neutral."""
    every = dict.fromkeys(LABELS, 0.0) | probabilities
    every["neutral"] = 1.0 - sum(probabilities.values())
    label = max(every, key=lambda name: every[name])
    plain = emotion(time, label, every[label])
    return plain.model_copy(update={"probabilities": every})
