"""When somebody speaks, and the silence between (METRICS_CONTRACT A, "V", and B5)."""

from __future__ import annotations

from typing import NamedTuple

from rumiai.constants.thresholds import (
    AWKWARD_SILENCE_SECONDS,
    DRAMATIC_SILENCE_SECONDS,
    SILENCE_SECONDS,
    SPEECH_GAP_SECONDS,
)
from rumiai.schema.events import SpeechSegment, VoiceActivity
from rumiai.schema.intervals import Interval, clip, total, union, without
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.metrics.speech_analysis import SilencePeriod, SilenceType
from rumiai.schema.timeline import Timeline


class Voice(NamedTuple):
    """The stretches in which somebody speaks, and those that were listened to."""

    spans: tuple[Interval, ...]
    """Disjoint, inside the video."""
    heard: tuple[Interval, ...]

    @property
    def segments(self) -> tuple[Interval, ...]:
        """The stretches, merged over pauses that do not end one."""
        return union(self.spans, gap=SPEECH_GAP_SECONDS)

    @property
    def seconds(self) -> float:
        """Speech time S."""
        return total(self.spans)

    @property
    def coverage(self) -> float:
        """S as a share of the time that was listened to, which is D for any sound file."""
        return min(1.0, self.seconds / total(self.heard))

    @property
    def silences(self) -> tuple[SilencePeriod, ...]:
        """All silence of more than a second that was listened to."""
        holes = [gap for span in self.heard for gap in without(span, self.spans)]
        return tuple(_period(gap) for gap in holes if _length(gap) > SILENCE_SECONDS)

    @property
    def pauses(self) -> tuple[SilencePeriod, ...]:
        """The silences that have speech before and after them."""
        if not self.spans:
            return ()
        first, last = self.spans[0], self.spans[-1]
        return tuple(s for s in self.silences if first.start < s.start and s.end < last.end)


def voice(timeline: Timeline) -> Voice | Null:
    """Who speaks when: from voice activity, or where that is missing from the words."""
    missing = unheard(timeline, "voice")
    if missing is None:
        return _voice(timeline, "voice", union(timeline.of(VoiceActivity)))
    if unheard(timeline, "speech") is not None:
        return missing
    words = [word for segment in timeline.of(SpeechSegment) for word in segment.words]
    return _voice(timeline, "speech", union(words, gap=SPEECH_GAP_SECONDS))


def unheard(timeline: Timeline, analyzer: str) -> Null | None:
    """Why nothing is known from an analyzer of sound; None where it ran.

    A video without an audio track says so whatever became of the analyzer.
    """
    if not timeline.clip.has_audio:
        return Null(code=NullCode.NO_AUDIO)
    return timeline.missing(analyzer)


def listened(timeline: Timeline, analyzer: str) -> tuple[Interval, ...]:
    """The parts of the video that an analyzer of sound heard."""
    run = timeline.run(analyzer)
    return clip(run.inspected, 0.0, timeline.clip.duration) if run is not None else ()


def _voice(timeline: Timeline, analyzer: str, spans: tuple[Interval, ...]) -> Voice | Null:
    heard = listened(timeline, analyzer)
    if total(heard) <= 0:
        return Null(code=NullCode.NOT_MEASURED)
    inside = clip(spans, 0.0, timeline.clip.duration)
    return Voice(tuple(span for span in inside if span.end > span.start), heard)


def _period(gap: Interval) -> SilencePeriod:
    length = _length(gap)
    return SilencePeriod(start=gap.start, end=gap.end, duration=length, type=_kind(length))


def _length(gap: Interval) -> float:
    """Rounded to the microsecond, so that 4.1 - 1.1 is 3."""
    return round(gap.end - gap.start, 6)


def _kind(length: float) -> SilenceType:
    if length < DRAMATIC_SILENCE_SECONDS:
        return "strategic"
    return "dramatic" if length <= AWKWARD_SILENCE_SECONDS else "awkward"
