"""Creative density (METRICS_CONTRACT B1): d elements in each of the seconds looked at.

Stickers have no validated detector: they are null and take part in no sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Literal, TypeVar

from rumiai.constants.thresholds import (
    DENSE_DENSITY,
    MINIMAL_LOAD,
    OPTIMAL_LOAD,
    SPARSE_DENSITY,
)
from rumiai.metrics import density_course as course
from rumiai.metrics import density_events as events
from rumiai.metrics.density_bins import (
    ANALYZERS,
    ELEMENTS,
    Bin,
    Curve,
    accepted_objects,
    count_elements,
    unseen,
)
from rumiai.metrics.intervals import confidence, overall_confidence, unmeasured, within
from rumiai.metrics.spoken_requests import asked_at_the_end
from rumiai.schema.events import Effect, EmotionSeen, GestureSeen, Shot, SpeechSegment, TextTrack
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.metrics.creative_density import (
    CoreMetrics,
    CreativeDensity,
    CurvePoint,
    DetectionReliability,
    Dynamics,
    Element,
    ElementCounts,
    Interactions,
    KeyEvents,
    Patterns,
    Primary,
    Quality,
    StructuralFlags,
)
from rumiai.schema.timeline import Timeline

T = TypeVar("T")


def creative_density(timeline: Timeline, metadata: VideoMetadata) -> CreativeDensity | Unmeasured:
    """How much happens on screen; unmeasured where nothing of what it requires was looked for."""
    missing = unmeasured(timeline, CreativeDensity)
    return missing or _Measurement(timeline).family()


class _Measurement:
    """The elements of one video and what several blocks need to know about them."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.counted = count_elements(timeline)
        self.curve = self.counted.curve
        self.scores = _scores(timeline)
        self.seen = self._sureness()
        self.distribution = self._of(course.distribution)

    def family(self) -> CreativeDensity:
        core, dynamics = self._core_metrics(), self._dynamics()
        interactions, events_block = self._interactions(), self._key_events()
        patterns = self._patterns()
        blocks = (core, dynamics, interactions, events_block, patterns)
        return CreativeDensity(
            core_metrics=core,
            dynamics=dynamics,
            interactions=interactions,
            key_events=events_block,
            patterns=patterns,
            quality=self._quality([block.confidence for block in blocks]),
        )

    def _of(self, read: Callable[[Curve], T]) -> T | Null:
        """What can be read off the curve, where there is one."""
        return self.curve if isinstance(self.curve, Null) else read(self.curve)

    def _sureness(self, *others: str) -> float | Null:
        """A block's confidence, from the analyzers whose elements were counted and others."""
        if isinstance(self.curve, Null):
            return self.curve
        names = [*(ANALYZERS[element] for element in self.counted.measured), *others]
        return confidence(self.timeline, {name: self.scores[name] for name in names})

    def _core_metrics(self) -> CoreMetrics:
        return CoreMetrics(
            avg_density=self._of(lambda curve: curve.mean),
            max_density=self._of(lambda curve: float(max(curve.densities))),
            min_density=self._of(lambda curve: float(min(curve.densities))),
            std_deviation=self._of(lambda curve: curve.deviation),
            total_elements=self._of(lambda curve: sum(curve.densities)),
            elements_per_second=self._of(self._rate),
            element_counts=ElementCounts.model_validate(
                {element: self.counted.total(element) for element in ELEMENTS}
            ),
            scene_change_count=self.timeline.missing("shots") or len(self.timeline.cuts),
            timeline_coverage=self._of(lambda curve: len(curve.filled) / len(curve.bins)),
            confidence=self.seen,
        )

    def _rate(self, curve: Curve) -> float:
        """Elements a second of the video looked at: all of it, unless frames are missing."""
        looked = sum(within(b.span, self.timeline.clip.duration) for b in curve.bins)
        return sum(curve.densities) / looked

    def _dynamics(self) -> Dynamics:
        return Dynamics(
            density_curve=self._of(lambda curve: tuple(_point(b) for b in curve.bins)),
            volatility=self._of(lambda curve: curve.variation),
            acceleration_pattern=self.distribution,
            density_progression=self._of(course.progression),
            empty_seconds=self._of(
                lambda curve: tuple(b.second for b in curve.bins if not b.density)
            ),
            confidence=self.seen,
        )

    def _interactions(self) -> Interactions:
        return Interactions(
            multi_modal_peaks=self._of(events.multimodal),
            element_cooccurrence=self._of(events.cooccurrence),
            dominant_combination=self._of(events.dominant),
            coordination_score=self._of(events.coordination),
            confidence=self.seen,
        )

    def _key_events(self) -> KeyEvents:
        return KeyEvents(
            peak_moments=self._of(lambda curve: events.peaks(self.counted, curve)),
            dead_zones=self._of(events.dead_zones),
            density_shifts=self._of(events.shifts),
            confidence=self.seen,
        )

    def _patterns(self) -> Patterns:
        heard = ("speech",) if self.timeline.ran("speech") else ()
        return Patterns(
            structural_flags=StructuralFlags(
                strong_opening_hook=self._of(course.opens_strongly),
                crescendo_pattern=self._of(course.crescendo),
                front_loaded=self._of(course.front_loaded),
                consistent_pacing=self._of(course.consistent),
                final_call_to_action=asked_at_the_end(self.timeline),
                rhythmic_pattern=self._of(course.rhythmic),
            ),
            density_classification=self._of(_classification),
            pacing_style=self.distribution,
            cognitive_load_category=self._of(_load),
            ml_tags=self._of(lambda curve: ("density_computed", f"avg_{curve.mean:.1f}")),
            confidence=self._sureness(*heard),
        )

    def _quality(self, confidences: Sequence[float | Null]) -> Quality:
        return Quality(
            data_completeness=self._completeness(),
            detection_reliability=self._reliability(),
            overall_confidence=overall_confidence(confidences),
            measured_types=self.counted.measured,
        )

    def _completeness(self) -> float | Null:
        missing = (self.timeline.missing(name) for name in CreativeDensity.REQUIRED)
        doubt = next((null for null in missing if null is not None), None)
        return doubt or len(self.counted.bins) / self.counted.seconds

    def _reliability(self) -> DetectionReliability:
        changes = self._mean_score("transition", NullCode.NO_CUTS)
        return DetectionReliability(
            text_overlay=self._mean_score("text", NullCode.NO_TEXT),
            sticker=self._mean_score("sticker"),
            effect=self._mean_score("effect"),
            transition=changes,
            scene_change=changes,
            object=self._mean_score("object"),
            gesture=self._mean_score("gesture"),
        )

    def _mean_score(
        self, element: Element, empty: NullCode = NullCode.INSUFFICIENT_SAMPLES
    ) -> float | Null:
        missing = unseen(self.timeline, element)
        if missing is not None:
            return missing
        found = self.scores[ANALYZERS[element]]
        return fmean(found) if found else Null(code=empty)


def _scores(timeline: Timeline) -> dict[str, list[float]]:
    """How sure each analyzer was of what it found.

    An expression counts as an element whatever its label, so its face's score is the one to ask.
    """
    inside = set(timeline.cuts)
    return {
        "text": [track.score for track in timeline.of(TextTrack)],
        "objects": [seen.score for seen in accepted_objects(timeline)],
        "shots": [shot.score for shot in timeline.of(Shot) if shot.start in inside],
        "gestures": [seen.score for seen in timeline.of(GestureSeen)],
        "emotions": [seen.face_score for seen in timeline.of(EmotionSeen)],
        "effects": [effect.score for effect in timeline.of(Effect)],
        "speech": [word.score for s in timeline.of(SpeechSegment) for word in s.words],
    }


def _point(b: Bin) -> CurvePoint:
    return CurvePoint(second=b.second, density=b.density, primary_element=_primary(b))


def _primary(b: Bin) -> Primary:
    """The type with most elements, of equals the first; a cut is named scene_change here."""
    if not b.density:
        return "none"
    most = max(b.present, key=lambda element: b.counts[element])
    return "scene_change" if most == "transition" else most


def _classification(curve: Curve) -> Literal["sparse", "moderate", "dense"]:
    if curve.mean < SPARSE_DENSITY:
        return "sparse"
    return "moderate" if curve.mean <= DENSE_DENSITY else "dense"


def _load(curve: Curve) -> Literal["minimal", "optimal", "challenging"]:
    if curve.mean < MINIMAL_LOAD:
        return "minimal"
    return "optimal" if curve.mean <= OPTIMAL_LOAD else "challenging"
