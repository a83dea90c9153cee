"""The scoreboard counts right, and the validated kinds still deserve it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluate import effect_clips
from evaluation.effect_clips import HELD_OUT_SEEDS, TUNING_SEEDS, effect_clip
from evaluation.scoring import Score, overlap_of, score_instants, score_samples, score_spans
from rumiai.constants.thresholds import VALIDATED_EFFECTS


def test_spans() -> None:
    """[0,2] and [1,2] share half; [5,6] is false, [8,9] missed: precision and recall 1/2."""
    score = score_spans([(0, 2), (5, 6)], [(1, 2), (8, 9)])
    assert overlap_of((0, 2), (1, 2)) == 0.5
    assert (score.precision, score.recall, score.timing_error) == (0.5, 0.5, 0.5)


def test_one_finding_counts_once() -> None:
    """Two findings of one truth: the better one hits, the other is false."""
    score = score_spans([(0, 1), (0, 0.9)], [(0, 1)])
    assert (score.hits, score.false, score.missed) == (1, 1, 0)


def test_instants_and_samples() -> None:
    """Instants match within a distance; samples are true inside a span."""
    instants = score_instants([1.0, 2.0], [1.05, 3.0], 0.1)
    assert (instants.hits, instants.false, instants.missed) == (1, 1, 1)
    samples = score_samples([0.0, 2.0], [(0, 1.5)], [0.0, 1.0, 2.0])
    assert (samples.hits, samples.false, samples.missed) == (1, 1, 1)


def test_nothing_to_find_is_no_score() -> None:
    """Without findings there is no precision, without truth no recall, and neither is enough."""
    assert (Score().precision, Score().recall) == (None, None)
    assert not Score().reaches(0.0001)


def test_a_seed_gives_one_clip() -> None:
    """Clips are the same every time, and no seed is both tuned on and held out."""
    assert effect_clip(3) == effect_clip(3)
    assert not set(TUNING_SEEDS) & set(HELD_OUT_SEEDS)


@pytest.mark.slow
def test_validated_kinds_reach_nine_tenths(tmp_path: Path) -> None:
    """Precision and recall of each validated kind on the held-out clips."""
    scores = effect_clips(tmp_path, HELD_OUT_SEEDS)
    failed = {
        key.kind: score.as_json()
        for key, score in scores.items()
        if key.kind in VALIDATED_EFFECTS and not score.reaches(0.9)
    }
    assert not failed
