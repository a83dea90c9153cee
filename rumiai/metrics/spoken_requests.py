"""Calls to action that are spoken at the end of a video (METRICS_CONTRACT B1)."""

from __future__ import annotations

from math import floor

from rumiai.constants.lexicon import lexicon
from rumiai.constants.thresholds import CLOSING_SHARE
from rumiai.metrics.speech_words import Transcript, foreign, transcript
from rumiai.schema.events import SpeechSegment
from rumiai.schema.intervals import Interval, overlap, seconds_of
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.timeline import Timeline


def asked_at_the_end(timeline: Timeline) -> bool | Null:
    """Whether a call to action begins in the last 15 % of the video.

    A video without sound has none. Null where speech was not understood there.
    """
    duration = timeline.clip.duration
    closing = Interval(CLOSING_SHARE * duration, duration)
    if not timeline.clip.has_audio:
        return False
    if not timeline.settled("speech"):
        return Null(code=NullCode.NOT_MEASURED)
    spoken = transcript(timeline)
    if isinstance(spoken, Transcript) and _asks(spoken, closing):
        return True
    return _doubt(timeline, closing) or False


def _asks(spoken: Transcript, closing: Interval) -> bool:
    listed = [phrase for group in lexicon().speech_cta.values() for phrase in group]
    return any(spoken.words[i].start >= closing.start for i, _ in spoken.phrases(listed))


def _doubt(timeline: Timeline, closing: Interval) -> Null | None:
    """Why a call may have been missed; None where that cannot be."""
    if not timeline.ran("speech"):
        return None
    heard = timeline.inspected_bins("speech")
    if not set(range(floor(closing.start), seconds_of(closing.end))) <= set(heard):
        return Null(code=NullCode.INSUFFICIENT_SAMPLES)
    return foreign(s for s in timeline.of(SpeechSegment) if overlap(s, closing) > 0)
