"""Calls to action that are spoken at the end of a video (METRICS_CONTRACT B1)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import floor

from rumiai.constants.lexicon import hits, lexicon
from rumiai.constants.thresholds import CLOSING_SHARE
from rumiai.schema.events import SpeechSegment, Word
from rumiai.schema.intervals import Interval, overlap, seconds_of
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.timeline import Timeline

LANGUAGE = "en"
"""Of the phrase lists."""


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
    if any(time >= closing.start for time in _requests(timeline)):
        return True
    return _doubt(timeline, closing) or False


def _doubt(timeline: Timeline, closing: Interval) -> Null | None:
    """Why a call may have been missed; None where that cannot be."""
    if not timeline.ran("speech"):
        return None
    heard = timeline.inspected_bins("speech")
    if not set(range(floor(closing.start), seconds_of(closing.end))) <= set(heard):
        return Null(code=NullCode.INSUFFICIENT_SAMPLES)
    spoken = (s for s in timeline.of(SpeechSegment) if overlap(s, closing) > 0)
    foreign = any(segment.language != LANGUAGE for segment in spoken)
    return Null(code=NullCode.NON_ENGLISH) if foreign else None


def _requests(timeline: Timeline) -> Iterator[float]:
    """When each call to action begins, in seconds."""
    phrases = [phrase for group in lexicon().speech_cta.values() for phrase in group]
    for segment in timeline.of(SpeechSegment):
        texts = [word.text.strip().casefold() for word in segment.words]
        for hit in hits(" ".join(texts), phrases):
            yield _word_at(segment.words, texts, hit.at).start


def _word_at(words: Sequence[Word], texts: Sequence[str], at: int) -> Word:
    """The word that holds a character of the texts joined by single spaces."""
    ends = accumulate(len(text) + 1 for text in texts)
    return words[bisect_right(list(ends), at)]
