"""What keeps a recogniser to speech: it hears voice alone, and its words stay inside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

import numpy as np

from rumiai.analyzers.speech_engine import Heard, HeardWord, Piece, Samples
from rumiai.constants.thresholds import (
    PIECE_SECONDS,
    WHISPER_COMPRESSION,
    WHISPER_LOG_PROBABILITY,
    WHISPER_NO_SPEECH,
)
from rumiai.schema.events import SpeechRejected, SpeechSegment, Word
from rumiai.schema.intervals import Interval, Spanning, overlap
from rumiai.schema.media import SAMPLE_RATE, Audio

JOIN_SECONDS = 1.0
"""Pauses up to this stay inside a piece: recognisers need what stands around a word."""
PAD_SECONDS = 0.3
"""Sound before and after a piece (PocketSphinx on jfk.flac: 14 % word errors, 36 % with 0.1 s)."""
CUT_SEARCH_SECONDS = 5.0
CUT_WINDOW = SAMPLE_RATE // 10
SHORTEST_WORD = 0.001
OUTSIDE = "no word of it lies in voice activity"


def pieces(audio: Audio, voice: Iterable[Spanning]) -> tuple[Piece, ...]:
    """The stretches of voice, joined over pauses and cut at silences where they are too long."""
    groups: list[list[Interval]] = []
    for span in _short_enough(audio.samples, voice):
        if groups and _fits(groups[-1], span):
            groups[-1].append(span)
        else:
            groups.append([span])
    return tuple(_piece(audio, group) for group in groups)


def _fits(group: Sequence[Interval], span: Interval) -> bool:
    pause, length = span.start - group[-1].end, span.end - group[0].start
    # two halves of one stretch touch; they were cut because together they are too long
    return pause <= JOIN_SECONDS and length <= PIECE_SECONDS - 2 * PAD_SECONDS


def _short_enough(samples: Samples, voice: Iterable[Spanning]) -> list[Interval]:
    """The stretches, those that fill more than a piece cut where they are quietest."""
    limit = PIECE_SECONDS - 2 * PAD_SECONDS
    found: list[Interval] = []
    for span in voice:
        start = span.start
        while span.end - start > limit:
            cut = _quietest(samples, start + limit - CUT_SEARCH_SECONDS, start + limit)
            found.append(Interval(start, cut))
            start = cut
        found.append(Interval(start, span.end))
    return found


def _quietest(samples: Samples, start: float, end: float) -> float:
    """The middle of the quietest tenth of a second."""
    first = round(start * SAMPLE_RATE)
    count = (round(end * SAMPLE_RATE) - first) // CUT_WINDOW
    windows = samples[first : first + count * CUT_WINDOW].reshape(count, CUT_WINDOW)
    quietest = int(np.argmin(np.square(windows).mean(axis=1)))
    return (first + (quietest + 0.5) * CUT_WINDOW) / SAMPLE_RATE


def _piece(audio: Audio, voice: Sequence[Interval]) -> Piece:
    first = max(0, round((voice[0].start - PAD_SECONDS) * SAMPLE_RATE))
    last = round((voice[-1].end + PAD_SECONDS) * SAMPLE_RATE)
    return Piece(audio.samples[first:last], first / SAMPLE_RATE, tuple(voice))


def doubt(no_speech: float, log_probability: float, compression: float) -> str | None:
    """Why Whisper's own measures of a segment say that it made it up; None where they do not."""
    if compression > WHISPER_COMPRESSION:
        return f"it repeats itself: compression ratio {compression:.1f}"
    if log_probability >= WHISPER_LOG_PROBABILITY:
        return None
    sureness = f"mean log probability {log_probability:.2f}"
    if no_speech > WHISPER_NO_SPEECH:
        return f"no speech, with probability {no_speech:.2f}; {sureness}"
    return f"too improbable: {sureness}"


def event_of(
    heard: Heard, voice: Sequence[Interval], end: float
) -> SpeechSegment | SpeechRejected | None:
    """A segment cut down to voice activity before `end` s, or what is rejected and why.

    None for what lies wholly after the end.
    """
    if heard.doubt is not None:
        return rejected(heard, heard.doubt, end)
    kept = [(word, inside) for word in heard.words if (inside := _inside(word, voice, end))]
    if not kept:
        return rejected(heard, OUTSIDE, end)
    words = tuple(
        Word(text=w.text.strip(), start=i.start, end=i.end, score=min(1.0, max(0.0, w.score)))
        for w, i in kept
    )
    return SpeechSegment(
        start=words[0].start,
        end=max(word.end for word in words),
        score=fmean(word.score for word in words),
        text="".join(word.text for word, _ in kept).strip(),
        language=heard.language,
        words=words,
    )


def rejected(heard: Heard, reason: str, end: float) -> SpeechRejected | None:
    """The record of words that count nowhere."""
    if heard.start >= end:
        return None
    return SpeechRejected(
        start=max(0.0, heard.start),
        end=min(max(heard.start, heard.end), end),
        score=min(1.0, max(0.0, heard.score)),
        text=heard.text.strip(),
        reason=reason,
    )


def _inside(word: HeardWord, voice: Sequence[Interval], end: float) -> Interval | None:
    """The word's time in the stretch that holds most of it; None where that is nothing."""
    if not word.text.strip():
        return None
    held = Interval(word.start, min(word.end, end))
    stretch = max(voice, key=lambda span: overlap(held, span))
    if overlap(held, stretch) < SHORTEST_WORD:
        return None
    return Interval(max(held.start, stretch.start), min(held.end, stretch.end))
