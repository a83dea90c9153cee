"""Markers of the last 15 %, where calls to action are made."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from rumiai.constants.lexicon import first_hit, lexicon
from rumiai.constants.thresholds import CLOSING_SHARE
from rumiai.schema.events import SpeechSegment, TextTrack
from rumiai.schema.intervals import Interval, clip, instant, overlap, total, touches
from rumiai.schema.markers import CtaAppearance, CtaWindow, GestureSync, SpeechEmphasis
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.sure_words import sure_text
from rumiai.schema.timeline import Timeline
from rumiai.timeline.marker_items import appearances, texts, unheard, unseen, words
from rumiai.timeline.moments import Moment, speech_runs

MAX_FOCUS = 3
CONTEXT_LENGTH = 100


def closing(timeline: Timeline, found: Sequence[Moment]) -> CtaWindow:
    """What happens in the window; `found` are all moments of the video."""
    duration = timeline.clip.duration
    window = Interval(CLOSING_SHARE * duration, duration)
    objects = unseen(timeline, "objects", window)
    focus = tuple(a.label for a in appearances(timeline, window)[:MAX_FOCUS])
    unread = unseen(timeline, "text", window)
    return CtaWindow(
        time_range=f"{floor(window.start)}-{floor(window.end)}s",
        cta_appearances=_calls(timeline, window),
        gesture_sync=_gesture_sync(timeline, found, window),
        object_focus=objects or focus,
        speech_emphasis=_emphasis(timeline, window),
        text_overlays=unread or texts(timeline, window),
    )


def _calls(timeline: Timeline, window: Interval) -> tuple[CtaAppearance, ...] | Null:
    """At most one call to action for each overlay and each stretch of speech in the window.

    Where none is found, but text was not read or speech not understood, there may be one: null.
    """
    texts = [("text", t.start, t.text, t.text) for t in timeline.of(TextTrack)]
    texts += [("speech", s.start, s.text, sure_text(s)) for s in timeline.of(SpeechSegment)]
    calls = []
    for kind, start, text, searched in sorted(texts, key=lambda item: item[1]):
        hit = first_hit(searched, lexicon().temporal_cta)
        if hit is not None and window.start <= start <= window.end:
            calls.append(
                CtaAppearance(
                    timestamp=instant(start),
                    keyword=hit.phrase,
                    context=text.casefold()[:CONTEXT_LENGTH],
                    type="text" if kind == "text" else "speech",
                )
            )
    return tuple(calls) if calls else _doubt(timeline, window) or ()


def _doubt(timeline: Timeline, window: Interval) -> Null | None:
    """Why a call to action may have been missed; None where that cannot be."""
    speechless = timeline.settled("voice") and not _segments(timeline, window)
    untold = None if speechless else unheard(timeline, "speech")
    return timeline.missing("text") or untold


def _gesture_sync(timeline: Timeline, found: Sequence[Moment], window: Interval) -> GestureSync:
    ungestured = timeline.missing("gestures", NullCode.GESTURE_NOT_MEASURED)
    silent = unheard(timeline)
    segments = _segments(timeline, window)
    gestures = [m for m in found if m.kind == "gesture" and touches(m, window)]
    accompanied = sum(any(touches(segment, g) for g in gestures) for segment in segments)
    ratio = accompanied / len(segments) if segments else _speechless(timeline)
    return GestureSync(
        gesture_count=ungestured or len(gestures),
        speech_count=silent or len(segments),
        sync_ratio=ungestured or silent or ratio,
    )


def _emphasis(timeline: Timeline, window: Interval) -> SpeechEmphasis:
    silent, untold = unheard(timeline), unheard(timeline, "speech")
    segments = _segments(timeline, window)
    duration = total(segments)
    count = len(words(timeline, window))
    pace = count / duration if duration else _speechless(timeline)
    return SpeechEmphasis(
        speech_duration=silent or duration,
        word_count=untold or count,
        words_per_second=silent or untold or pace,
        segment_count=silent or len(segments),
    )


def _speechless(timeline: Timeline) -> Null:
    return Null(code=NullCode.NO_SPEECH if timeline.clip.has_audio else NullCode.NO_AUDIO)


def _segments(timeline: Timeline, window: Interval) -> tuple[Interval, ...]:
    """The stretches of speech, cut off at the window's edges."""
    inside = [run for run in speech_runs(timeline) if overlap(run, window) > 0]
    return clip(inside, window.start, window.end)
