"""Peaks of expression (METRICS_CONTRACT C9)."""

from __future__ import annotations

from collections.abc import Sequence

from rumiai.schema.events import EmotionSeen

PEAK_PROBABILITY, REACH, MAX_PEAKS = 0.8, 2, 5


def emotion_peaks(samples: Sequence[EmotionSeen]) -> list[EmotionSeen]:
    """The strongest peaks, the strongest first: probable, not neutral, highest among neighbours.

    Neighbours are the two samples before and after; of a plateau the first sample counts.
    """
    peaks = [s for i, s in enumerate(samples) if _strength(s) and _is_peak(samples, i)]
    return sorted(peaks, key=lambda peak: (-peak.score, peak.start))[:MAX_PEAKS]


def _strength(sample: EmotionSeen) -> float:
    wanted = sample.emotion != "neutral" and sample.score >= PEAK_PROBABILITY
    return sample.score if wanted else 0.0


def _is_peak(samples: Sequence[EmotionSeen], i: int) -> bool:
    before = [_strength(s) for s in samples[max(0, i - REACH) : i]]
    after = [_strength(s) for s in samples[i + 1 : i + 1 + REACH]]
    own = _strength(samples[i])
    return all(own > other for other in before) and all(own >= other for other in after)
