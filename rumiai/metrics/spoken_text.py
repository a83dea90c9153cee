"""Which overlays repeat what is said."""

from __future__ import annotations

from rumiai.constants.thresholds import SUBTITLE_SECONDS, SUBTITLE_SHARE
from rumiai.schema.events import SpeechSegment, TextTrack
from rumiai.schema.intervals import touches
from rumiai.schema.text import normalised
from rumiai.schema.timeline import Timeline


def is_spoken(timeline: Timeline, track: TextTrack) -> bool:
    """Whether half of an overlay's words are spoken within a second of it."""
    spoken = {
        part
        for segment in timeline.of(SpeechSegment)
        for word in segment.words
        if touches(word, track, SUBTITLE_SECONDS)
        for part in normalised(word.text).split()
    }
    words = normalised(track.text).split()
    found = sum(word in spoken for word in words)
    return found > 0 and found >= SUBTITLE_SHARE * len(words)
