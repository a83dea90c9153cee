"""The seconds that stand out in a curve of density (METRICS_CONTRACT B1)."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

from rumiai.constants.thresholds import (
    DEAD_SECONDS,
    LOW_LEVEL,
    MEDIUM_LEVEL,
    MULTIMODAL_TYPES,
    REINFORCING_TYPES,
    SHIFT_MAGNITUDE,
)
from rumiai.metrics.density_bins import ELEMENTS, Bin, Counted, Curve
from rumiai.schema.intervals import label, union
from rumiai.schema.measure import Null
from rumiai.schema.metrics.creative_density import (
    DeadZone,
    DensityShift,
    Element,
    ElementBreakdown,
    Level,
    MultiModalPeak,
    PeakMoment,
)

MAX_PEAKS, MAX_SHIFTS, MAX_ZONES = 10, 10, 5
NO_PAIR = "none"


def multimodal(curve: Curve) -> tuple[MultiModalPeak, ...]:
    """The bins with three types or more, in order of time."""
    return tuple(
        MultiModalPeak(
            timestamp=label(b.span),
            elements=b.present,
            sync_type="reinforcing" if len(b.present) >= REINFORCING_TYPES else "complementary",
        )
        for b in _multimodal(curve)
    )


def coordination(curve: Curve) -> float:
    """Bins with three types or more as a share of those with any; 0 if none has."""
    return len(_multimodal(curve)) / len(curve.filled) if curve.filled else 0.0


def cooccurrence(curve: Curve) -> dict[str, int]:
    """How many bins hold both types of each pair that occurs; names in alphabetical order."""
    pairs = Counter(
        f"{a}_{b}" for each in curve.bins for a, b in combinations(sorted(each.present), 2)
    )
    return dict(sorted(pairs.items()))


def dominant(curve: Curve) -> str:
    """The pair that occurs most, of equals the first by name; "none" without a pair."""
    pairs = cooccurrence(curve)
    return max(pairs, key=lambda pair: pairs[pair], default=NO_PAIR)


def peaks(counted: Counted, curve: Curve) -> tuple[PeakMoment, ...]:
    """The fullest bins more than a standard deviation above the mean, the fullest first."""
    mean, deviation = curve.mean, curve.deviation
    high = [b for b in curve.bins if b.density > mean + deviation]
    ranked = sorted(high, key=lambda b: (-b.density, b.second))
    return tuple(
        PeakMoment(
            timestamp=label(b.span),
            total_elements=b.density,
            surprise_score=(b.density - mean) / deviation,
            element_breakdown=_breakdown(counted, b),
        )
        for b in ranked[:MAX_PEAKS]
    )


def dead_zones(curve: Curve) -> tuple[DeadZone, ...]:
    """The longest stretches of empty bins, the longest first; a bin not looked at ends one."""
    stretches = union(b.span for b in curve.bins if not b.density)
    zones = [(int(start), int(end)) for start, end in stretches if end - start >= DEAD_SECONDS]
    ranked = sorted(zones, key=lambda zone: (zone[0] - zone[1], zone[0]))
    return tuple(
        DeadZone(start=start, end=end, duration=end - start) for start, end in ranked[:MAX_ZONES]
    )


def shifts(curve: Curve) -> tuple[DensityShift, ...]:
    """The greatest changes of level between neighbouring bins.

    By share of the larger one, then by number of elements: every change to or from 0 is 100 %.
    """
    found = [
        (abs(after.density - before.density), before, after)
        for before, after in pairwise(curve.bins)
        if after.second == before.second + 1 and _level(before) != _level(after)
    ]
    great = [
        (change / max(before.density, after.density), change, before, after)
        for change, before, after in found
        if change > SHIFT_MAGNITUDE * max(before.density, after.density)
    ]
    ranked = sorted(great, key=lambda shift: (-shift[0], -shift[1], shift[3].second))
    return tuple(
        DensityShift(
            timestamp=after.second, before=_level(before), after=_level(after), magnitude=share
        )
        for share, _, before, after in ranked[:MAX_SHIFTS]
    )


def _multimodal(curve: Curve) -> list[Bin]:
    return [b for b in curve.bins if len(b.present) >= MULTIMODAL_TYPES]


def _level(b: Bin) -> Level:
    if not b.density:
        return "none"
    if b.density <= LOW_LEVEL:
        return "low"
    return "medium" if b.density <= MEDIUM_LEVEL else "high"


def _breakdown(counted: Counted, b: Bin) -> ElementBreakdown:
    found: dict[Element, int | Null] = {
        element: counted.unknown.get(element) or b.counts[element] for element in ELEMENTS
    }
    return ElementBreakdown.model_validate({**found, "scene_change": found["transition"]})
