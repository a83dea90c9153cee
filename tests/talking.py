"""A small speech whose numbers can be worked out by hand, and how it is measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builders import EVERYTHING, said, timeline, voice
from rumiai.metrics.speech_analysis import speech_analysis
from rumiai.schema.events import AudioEnergy, Event
from rumiai.schema.measure import result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics.speech_analysis import SpeechAnalysis

SOUND = ("voice", "energy", "speech")
CARRIED = tuple(n for n in EVERYTHING if n not in ("emotions", "objects", "gestures", "speech"))
SILENT_PICTURES = tuple(name for name in EVERYTHING if name not in SOUND)
PERMANENT = {
    "speechDynamics.temporalAlignment.lip_sync_quality": "not_measured",
    "speechInteractions.speechEmotionAlignment": "speech_emotion_not_measured",
    "speechPatterns.narrativeStyle": "no_validated_definition",
    "speechQuality.engagement": "no_validated_definition",
    "speechQuality.emotionalRange": "no_validated_definition",
    "speechQuality.deliveryStyle": "no_validated_definition",
    "speechQuality.overallScore": "no_validated_definition",
}
"""Null whatever is measured."""

VOICE = (voice(1, 3), voice(3.2, 5), voice(8, 11))
WORDS = (
    said(1.0, "You", "know", "the", "plan."),
    said(3.2, "you", "know?"),
    said(8.0, "It", "works", each=1.0),
)
TALK: tuple[Event, ...] = (*VOICE, *WORDS)
"""In 12 s: 6.8 s of voice in two segments, 1–5 s and 8–11 s; eight words."""


def whole(duration: float, *events: Event, **options: Any) -> dict[str, Any]:
    """The family in its wire form."""
    family = speech_analysis(timeline(duration, events, **options), VideoMetadata())
    assert isinstance(family, SpeechAnalysis)
    return result_of(family)


def measured(duration: float, *events: Event, **options: Any) -> dict[str, Any]:
    """The blocks by their names without the prefix."""
    result = whole(duration, *events, **options)
    return {name.removeprefix("speech"): block for name, block in result.items()}


def loud(start: float, end: float, rms: float, level: float = 0.5) -> AudioEnergy:
    """A window of loudness."""
    return AudioEnergy(start=start, end=end, score=1.0, rms=rms, level=level)


def values(result: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value outside `_nulls` with its path."""
    for key, value in result.items():
        if isinstance(value, dict) and key != "_nulls":
            yield from values(value, f"{path}{key}.")
        elif key != "_nulls":
            yield f"{path}{key}", value
