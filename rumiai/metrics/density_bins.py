"""Elements counted second by second: what creative density is made of (METRICS_CONTRACT B1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor
from statistics import fmean, pstdev
from typing import NamedTuple, get_args

from rumiai.constants.thresholds import COUNTED_OBJECT_SCORE, VALIDATED_EFFECTS
from rumiai.metrics.intervals import variation
from rumiai.schema.events import (
    Effect,
    EffectKind,
    EmotionSeen,
    GestureSeen,
    ObjectSeen,
    TextTrack,
)
from rumiai.schema.intervals import Interval, Spanning, seconds_of
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.metrics.creative_density import CreativeDensity, Element
from rumiai.schema.timeline import Timeline

ELEMENTS: tuple[Element, ...] = get_args(Element)
"""In the contract's order, by which ties are broken."""
ANALYZERS: dict[Element, str] = {
    "text": "text",
    "effect": "effects",
    "transition": "shots",
    "object": "objects",
    "gesture": "gestures",
    "expression": "emotions",
}
"""Who sees each type; nobody sees stickers."""
CODES: dict[Element, NullCode] = {
    "sticker": NullCode.STICKER_NOT_MEASURED,
    "effect": NullCode.EFFECT_NOT_MEASURED,
    "gesture": NullCode.GESTURE_NOT_MEASURED,
}
DECIMALS = 6
"""Times closer together than this many decimals of a second are one."""


class Bin(NamedTuple):
    """One second of the video and the elements of each measured type in it."""

    second: int
    counts: Mapping[Element, int]

    @property
    def density(self) -> int:
        """All elements in it."""
        return sum(self.counts.values())

    @property
    def present(self) -> tuple[Element, ...]:
        """The types in it."""
        return tuple(element for element, count in self.counts.items() if count)

    @property
    def span(self) -> Interval:
        """The second as an interval."""
        return Interval(self.second, self.second + 1)


class Curve(NamedTuple):
    """Density along a video of `seconds` bins; the bins looked at, at least one."""

    bins: tuple[Bin, ...]
    seconds: int

    @property
    def densities(self) -> list[int]:
        """Elements in each bin."""
        return [b.density for b in self.bins]

    @property
    def mean(self) -> float:
        """Elements in a mean bin."""
        return fmean(self.densities)

    @property
    def deviation(self) -> float:
        """Their standard deviation, the population's."""
        return pstdev(self.densities)

    @property
    def variation(self) -> float:
        """Deviation divided by mean; 0 if there are no elements."""
        return variation(self.densities)

    @property
    def filled(self) -> list[Bin]:
        """The bins that hold any element."""
        return [b for b in self.bins if b.density]


class Counted(NamedTuple):
    """What was counted in the bins looked at, and why some types were not."""

    bins: tuple[Bin, ...]
    seconds: int
    unknown: Mapping[Element, Null]

    def total(self, element: Element) -> int | Null:
        """Elements of one type over all bins."""
        return self.unknown.get(element) or sum(b.counts[element] for b in self.bins)

    @property
    def measured(self) -> tuple[Element, ...]:
        """The types that were counted."""
        return tuple(element for element in ELEMENTS if element not in self.unknown)

    @property
    def curve(self) -> Curve | Null:
        """The density; null unless text, objects and cuts were all looked for."""
        missing = (self.unknown.get(e) for e in ELEMENTS if _required(e))
        doubt = next((null for null in missing if null is not None), None)
        return doubt or Curve(self.bins, self.seconds)


def count_elements(timeline: Timeline) -> Counted:
    """Count each type in the bins that the required analyzers looked at.

    An optional type takes part if its analyzer looked at every one of these bins: densities that
    are sums over different types cannot be compared.
    """
    looked = _inspected(timeline)
    unknown = {
        element: null for element in ELEMENTS if (null := _why_not(timeline, element, looked))
    }
    found = {e: _counts(timeline, e) for e in ELEMENTS if e not in unknown}
    bins = (Bin(b, {e: counts[b] for e, counts in found.items()}) for b in looked)
    return Counted(tuple(bins), seconds_of(timeline.clip.duration), unknown)


def unseen(timeline: Timeline, element: Element) -> Null | None:
    """Why nothing is known of a type; None where its analyzer looked.

    Effects are known only once all their kinds are validated: a count of some is another number.
    """
    code = CODES.get(element, NullCode.NOT_MEASURED)
    analyzer = ANALYZERS.get(element)
    incomplete = element == "effect" and not VALIDATED_EFFECTS.issuperset(get_args(EffectKind))
    if analyzer is None or incomplete:
        return Null(code=code)
    return timeline.missing(analyzer, code)


def _required(element: Element) -> bool:
    return ANALYZERS.get(element) in CreativeDensity.REQUIRED


def _inspected(timeline: Timeline) -> Sequence[int]:
    """The bins that all of the required analyzers that ran looked at."""
    shared = set(range(seconds_of(timeline.clip.duration)))
    for name in CreativeDensity.REQUIRED:
        if timeline.ran(name):
            shared &= set(timeline.inspected_bins(name))
    return sorted(shared)


def _why_not(timeline: Timeline, element: Element, looked: Sequence[int]) -> Null | None:
    """Why a type does not take part; None where it does."""
    missing = unseen(timeline, element)
    if missing is not None:
        return missing
    whole = bool(looked) and set(looked) <= set(timeline.inspected_bins(ANALYZERS[element]))
    return None if whole else Null(code=NullCode.INSUFFICIENT_SAMPLES)


def _counts(timeline: Timeline, element: Element) -> Counter[int]:
    """Elements of one type in each bin."""
    if element == "text":
        return _visible(timeline.of(TextTrack))
    if element == "effect":
        return _visible(timeline.of(Effect))
    if element == "transition":
        return _visible(Interval(time, time) for time in timeline.cuts)
    if element == "object":
        return _most_at_once(accepted_objects(timeline))
    if element == "gesture":
        return _gestures(timeline)
    return Counter(dict.fromkeys(_visible(_expressions(timeline)), 1))


def accepted_objects(timeline: Timeline) -> list[ObjectSeen]:
    """The objects that are sure enough to count."""
    return [seen for seen in timeline.of(ObjectSeen) if seen.score >= COUNTED_OBJECT_SCORE]


def _visible(spans: Iterable[Spanning]) -> Counter[int]:
    """How many of the spans each bin shows in part; an instant lies in one bin."""
    return Counter(b for span in spans for b in _bins(span))


def _bins(span: Spanning) -> range:
    first = floor(round(span.start, DECIMALS))
    return range(first, max(first + 1, ceil(round(span.end, DECIMALS))))


def _most_at_once(objects: Iterable[ObjectSeen]) -> Counter[int]:
    """The most objects in one sampled frame of each bin; a frame's objects share their time."""
    frames = Counter(seen.start for seen in objects)
    most: Counter[int] = Counter()
    for time, count in frames.items():
        (b,) = _bins(Interval(time, time))
        most[b] = max(most[b], count)
    return most


def _gestures(timeline: Timeline) -> Counter[int]:
    """Different gestures of each hand in each bin."""
    seen = timeline.of(GestureSeen)
    kinds = {(b, g.hand, g.gesture) for g in seen for b in _bins(Interval(g.start, g.start))}
    return Counter(b for b, _, _ in kinds)


def _expressions(timeline: Timeline) -> list[Interval]:
    """When each expression was seen.

    With less than one sample a second, each stands for its whole slot: else the seconds between
    samples would look empty.
    """
    run = timeline.run(ANALYZERS["expression"])
    rate = run.frames_per_second if run is not None else None
    times = [seen.start for seen in timeline.of(EmotionSeen)]
    if not rate or rate >= 1:
        return [Interval(time, time) for time in times]
    slots = [floor(time * rate + 1e-6) for time in times]
    return [Interval(slot / rate, (slot + 1) / rate) for slot in slots]
