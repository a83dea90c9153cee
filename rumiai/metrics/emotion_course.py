"""How expressions change over a video: transitions, diversity, arc, steadiness (C5–C8, C13)."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log
from statistics import fmean, pstdev
from typing import Literal, NamedTuple

from rumiai.constants.thresholds import (
    ARC_SAMPLES,
    ARC_SPREAD,
    ARC_STEP,
    QUICK_SHIFTS,
    TRANSITION_PERIODS,
)
from rumiai.schema.events import Emotion, EmotionSeen
from rumiai.schema.expressions import EMOTIONS, Expressions, ExpressionWindow
from rumiai.schema.intervals import label
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.metrics.emotional_journey import Arc, ProgressionWindow

NO_PEOPLE = Null(code=NullCode.NO_PEOPLE)
TOO_FEW = Null(code=NullCode.INSUFFICIENT_SAMPLES)
UNPLEASANT: tuple[Emotion, ...] = ("sadness", "anger", "fear", "disgust")

Faces = tuple[EmotionSeen, ...]


class Change(NamedTuple):
    """Two neighbouring faces whose labels differ."""

    before: EmotionSeen
    after: EmotionSeen


class Course:
    """What the faces of one video show in order of time; no faces where nobody is shown (C4)."""

    def __init__(self, looked: Expressions) -> None:
        self.looked = looked
        self.faces: Faces = () if looked.no_people else looked.faces
        self.changes = tuple(
            Change(before, after)
            for before, after in pairwise(self.faces)
            if before.emotion != after.emotion
            and looked.periods(before, after) <= TRANSITION_PERIODS
        )

    @property
    def emotions(self) -> Counter[Emotion]:
        """How often each label is seen."""
        return Counter(face.emotion for face in self.faces)

    @property
    def dominant(self) -> Emotion | Null:
        """The most frequent label; of equals, the one with the higher summed probability."""
        if not self.faces:
            return NO_PEOPLE
        seen = self.emotions
        sums = {name: sum(f.probabilities[name] for f in self.faces) for name in EMOTIONS}
        return max(EMOTIONS, key=lambda name: (seen[name], sums[name]))

    @property
    def diversity(self) -> float | Null:
        """Entropy of the labels over that of seven equally frequent ones (C6)."""
        if not self.faces:
            return NO_PEOPLE
        shares = [count / len(self.faces) for count in self.emotions.values()]
        return min(1.0, sum(p * log(1 / p) for p in shares) / log(len(EMOTIONS)))

    @property
    def surety(self) -> float | Null:
        """Mean probability of the labels."""
        return fmean(face.score for face in self.faces) if self.faces else NO_PEOPLE

    @property
    def mood(self) -> float | Null:
        """Mean valence (C7)."""
        return _settled(fmean(map(valence, self.faces))) if self.faces else NO_PEOPLE

    @property
    def progression(self) -> tuple[ProgressionWindow, ...]:
        """The expressions of each five seconds."""
        return tuple(map(_progress, self.looked.windows)) if self.faces else ()

    @property
    def arc(self) -> Arc | Null:
        """From the mean valence of the first and the last third of the time (C7)."""
        third = self.looked.duration / 3
        first = [valence(face) for face in self.faces if face.start < third]
        last = [valence(face) for face in self.faces if face.start >= 2 * third]
        if min(len(first), len(last)) < ARC_SAMPLES:
            return self._too_few()
        step = _settled(fmean(last) - fmean(first))
        if abs(step) > ARC_STEP:
            return "rising" if step > 0 else "falling"
        spread = _settled(pstdev(map(valence, self.faces)))
        return "rollercoaster" if spread > ARC_SPREAD else "stable"

    @property
    def stability(self) -> float | Null:
        """One less the share of neighbouring faces with a transition (C8)."""
        if len(self.faces) < 2:
            return self._too_few()
        return 1 - len(self.changes) / (len(self.faces) - 1)

    @property
    def smoothness(self) -> float | Null:
        """One less the mean total-variation distance of neighbouring faces (C8)."""
        if len(self.faces) < 2:
            return self._too_few()
        # rounding may carry a sum of probabilities beyond 1
        return max(0.0, 1 - fmean(_distance(a, b) for a, b in pairwise(self.faces)))

    @property
    def pacing(self) -> Literal["gradual_build", "quick_shifts", "steady_state"] | Null:
        """By the share of neighbouring faces with a transition; it needs two faces."""
        stability = self.stability
        if isinstance(stability, Null):
            return stability
        if not self.changes:
            return "steady_state"
        changing = len(self.changes) / (len(self.faces) - 1)
        return "quick_shifts" if changing > QUICK_SHIFTS else "gradual_build"

    def _too_few(self) -> Null:
        return TOO_FEW if self.faces else NO_PEOPLE


def valence(face: EmotionSeen) -> float:
    """Joy less all that is unpleasant, -1 to 1; surprise and neutral count as neither (C7)."""
    return face.probabilities["joy"] - sum(face.probabilities[name] for name in UNPLEASANT)


def _settled(value: float) -> float:
    """A value that is compared with a threshold, without the rounding errors of its sums."""
    return round(value, 6)


def _distance(a: EmotionSeen, b: EmotionSeen) -> float:
    return sum(abs(a.probabilities[name] - b.probabilities[name]) for name in EMOTIONS) / 2


def _progress(window: ExpressionWindow) -> ProgressionWindow:
    shown = window.expression
    unseen = NO_PEOPLE if window.sampled else TOO_FEW
    return ProgressionWindow(
        timestamp=label(window.span),
        emotion=shown.emotion if shown else unseen,
        intensity=shown.probability if shown else unseen,
    )
