"""The expressions of one video and the samples in which faces were looked for (METRICS_CONTRACT C).

The metrics and the emotion file both read them from here, so that they never disagree.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import NamedTuple, Self, get_args

from rumiai.constants.thresholds import EMOTION_WINDOW_SECONDS, FACELESS_SHARE
from rumiai.schema.events import Emotion, EmotionSeen
from rumiai.schema.intervals import Interval, windows
from rumiai.schema.timeline import Timeline

ANALYZER = "emotions"
EMOTIONS: tuple[Emotion, ...] = get_args(Emotion)
ROUNDING = 1e-6


class Expression(NamedTuple):
    """A label and its mean probability, 0–1."""

    emotion: Emotion
    probability: float


class ExpressionWindow(NamedTuple):
    """A window of time, the faces in it, and whether any sample was taken there."""

    span: Interval
    faces: tuple[EmotionSeen, ...]
    sampled: bool

    @property
    def expression(self) -> Expression | None:
        """The label whose mean probability over the faces is highest (C13); None without one."""
        if not self.faces:
            return None
        means = {name: fmean(f.probabilities[name] for f in self.faces) for name in EMOTIONS}
        likeliest = max(EMOTIONS, key=means.__getitem__)
        return Expression(likeliest, means[likeliest])


@dataclass(frozen=True)
class Expressions:
    """The faces that were found, one a sample at most, and how they were looked for."""

    faces: tuple[EmotionSeen, ...]
    samples: int
    """Frames looked at, at least one."""
    rate: float
    """Samples a second."""
    duration: float
    inspected: tuple[Interval, ...]

    @classmethod
    def of(cls, timeline: Timeline) -> Self | None:
        """The expressions of a timeline; None where no frame was looked at for them."""
        run = timeline.run(ANALYZER)
        if run is None or not timeline.ran(ANALYZER):
            return None
        if not (run.samples and run.frames_per_second):
            return None
        looked = cls(
            faces=timeline.of(EmotionSeen),
            samples=run.samples,
            rate=run.frames_per_second,
            duration=timeline.clip.duration,
            inspected=run.inspected,
        )
        return looked if any(window.sampled for window in looked.windows) else None

    @property
    def detection_rate(self) -> float:
        """Share of the samples that show a face."""
        return len(self.faces) / self.samples

    @property
    def no_people(self) -> bool:
        """Whether so few samples show a face that nothing is said about emotions (C4)."""
        return (self.samples - len(self.faces)) / self.samples > FACELESS_SHARE

    @property
    def expected(self) -> int:
        """How many sampling times k/rate the video has (C2)."""
        return math.ceil(round(self.duration * self.rate, 6))

    @cached_property
    def windows(self) -> tuple[ExpressionWindow, ...]:
        """All five-second windows of the video, without gaps."""
        return tuple(map(self._window, windows(self.duration, EMOTION_WINDOW_SECONDS)))

    def periods(self, before: EmotionSeen, after: EmotionSeen) -> int:
        """Sample periods between two faces.

        A frame may come later than its sampling time by up to a frame's length: so the sampling
        times are compared, not the frames'.
        """
        return self._number(after) - self._number(before)

    def _number(self, seen: EmotionSeen) -> int:
        return math.floor(seen.start * self.rate + ROUNDING)

    def _window(self, span: Interval) -> ExpressionWindow:
        faces = tuple(f for f in self.faces if span.start <= f.start < span.end)
        return ExpressionWindow(span, faces, bool(faces) or self._sampled(span))

    def _sampled(self, span: Interval) -> bool:
        """Whether a sampling time lies in the window and was really looked at."""
        first = math.ceil(span.start * self.rate - ROUNDING)
        last = math.ceil(min(span.end, self.duration) * self.rate - ROUNDING)
        return any(_inside(self.inspected, k / self.rate) for k in range(first, last))


def _inside(spans: Sequence[Interval], time: float) -> bool:
    return any(s.start - ROUNDING <= time < s.end for s in spans)
