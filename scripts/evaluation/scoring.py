"""Precision, recall and timing error of what was found, against what is true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

Span = tuple[float, float]
OVERLAP = 0.5


@dataclass
class Score:
    """How well the findings of one kind fit the truth; scores of several clips are added up."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    errors: list[float] = field(default_factory=list)
    """Distance of each hit from the truth, in seconds."""

    @property
    def precision(self) -> float | None:
        """Share of the findings that are true; None where nothing was found."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else None

    @property
    def recall(self) -> float | None:
        """Share of the truth that was found; None where nothing is true."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else None

    @property
    def timing_error(self) -> float | None:
        """Median distance in seconds; None without a hit."""
        return median(self.errors) if self.errors else None

    def add(self, other: Score) -> None:
        """Count another clip's findings too."""
        self.hits += other.hits
        self.false += other.false
        self.missed += other.missed
        self.errors += other.errors

    def reaches(self, least: float) -> bool:
        """Whether precision and recall are both known and high enough."""
        return min(self.precision or 0.0, self.recall or 0.0) >= least

    def as_json(self) -> dict[str, Any]:
        """The score as plain values."""
        values = (self.precision, self.recall, self.timing_error)
        names = ("precision", "recall", "timing_error")
        return {
            "true": self.hits + self.missed,
            "found": self.hits + self.false,
            **{n: None if v is None else round(v, 3) for n, v in zip(names, values, strict=True)},
        }


def overlap_of(a: Span, b: Span) -> float:
    """Intersection over union."""
    common = max(0.0, min(a[1], b[1]) - max(a[0], b[0]))
    union = max(a[1], b[1]) - min(a[0], b[0])
    return common / union if union else 0.0


def score_spans(found: Sequence[Span], true: Sequence[Span], least: float = OVERLAP) -> Score:
    """Each true span is matched with the finding that overlaps it most, by `least` or more."""
    pairs = sorted(
        ((overlap_of(f, t), i, j) for i, f in enumerate(found) for j, t in enumerate(true)),
        reverse=True,
    )
    return _matched(
        ((i, j) for overlap, i, j in pairs if overlap >= least),
        len(found),
        len(true),
        lambda i, j: (abs(found[i][0] - true[j][0]) + abs(found[i][1] - true[j][1])) / 2,
    )


def score_instants(found: Sequence[float], true: Sequence[float], within: float) -> Score:
    """Each true instant is matched with the nearest finding at most `within` seconds away."""
    pairs = sorted((abs(f - t), i, j) for i, f in enumerate(found) for j, t in enumerate(true))
    return _matched(
        ((i, j) for distance, i, j in pairs if distance <= within),
        len(found),
        len(true),
        lambda i, j: abs(found[i] - true[j]),
    )


def score_samples(found: Iterable[float], true: Sequence[Span], looked: Sequence[float]) -> Score:
    """Each sampled instant counts for itself: it is true inside a true span."""
    seen, score = {round(time, 3) for time in found}, Score()
    for time in looked:
        shown, told = any(a <= time < b for a, b in true), round(time, 3) in seen
        score.hits += shown and told
        score.false += told and not shown
        score.missed += shown and not told
    return score


def _matched(pairs: Iterable[tuple[int, int]], found: int, true: int, error: Any) -> Score:
    score, used_found, used_true = Score(), set[int](), set[int]()
    for i, j in pairs:
        if i in used_found or j in used_true:
            continue
        used_found.add(i)
        used_true.add(j)
        score.errors.append(error(i, j))
    score.hits = len(used_true)
    score.false, score.missed = found - score.hits, true - score.hits
    return score
