"""Creative density: how much happens on screen, second by second (METRICS_CONTRACT B1)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rumiai.schema.measure import Camel, Count, Family, Null, Ratio, Score

Element = Literal["text", "sticker", "effect", "transition", "object", "gesture", "expression"]
Primary = Literal[
    "text", "sticker", "effect", "scene_change", "object", "gesture", "expression", "none"
]
Level = Literal["none", "low", "medium", "high"]
Distribution = Literal["front_loaded", "back_loaded", "oscillating", "even"]
Progression = Literal["increasing", "decreasing", "stable", "erratic"]
CONFIDENCE = (
    "How surely the inputs were seen: mean detector score times the inspected share of the "
    "video. It says nothing about correctness and is not calibrated."
)


class ElementCounts(Camel):
    """Elements of each type, summed over the seconds that were looked at."""

    text: Count | Null = Field(description="Overlays visible in each second, summed.")
    sticker: Count | Null = Field(description="Stickers; null until a detector exists.")
    effect: Count | Null = Field(description="Effects under way in each second, summed.")
    transition: Count | Null = Field(description="Cuts.")
    object: Count | Null = Field(
        description="Most objects seen at once in each second, summed over the seconds."
    )
    gesture: Count | Null = Field(description="Different gestures of each hand, summed.")
    expression: Count | Null = Field(description="Seconds that show a facial expression.")


class ElementBreakdown(Camel):
    """What makes up one second."""

    text: Count = Field(description="Overlays visible in it.")
    sticker: Count | Null = Field(description="Stickers; null until a detector exists.")
    effect: Count | Null = Field(description="Effects under way in it.")
    transition: Count = Field(description="Cuts in it.")
    scene_change: Count = Field(
        alias="scene_change", description="The same as transition; not part of the sum."
    )
    object: Count = Field(description="Most objects seen at once in it.")
    gesture: Count | Null = Field(description="Different gestures of each hand.")
    expression: Count | Null = Field(description="1 if it shows a facial expression.")


class CurvePoint(Camel):
    """One second of the video."""

    second: Count = Field(description="The second at which it begins.")
    density: Count = Field(description="Elements in it.")
    primary_element: Primary = Field(description="The type with most of them.")


class MultiModalPeak(Camel):
    """A second in which several types come together."""

    timestamp: str = Field(description='The second, as in "5-6s".')
    elements: tuple[Element, ...] = Field(description="The types in it.")
    sync_type: Literal["complementary", "reinforcing"] = Field(
        description="Complementary with three types, reinforcing with more."
    )


class PeakMoment(Camel):
    """A second with unusually many elements."""

    timestamp: str = Field(description='The second, as in "5-6s".')
    total_elements: Count = Field(description="Elements in it.")
    surprise_score: Score = Field(
        description="How far they lie above the mean, in standard deviations."
    )
    element_breakdown: ElementBreakdown = Field(description="What they are.")


class DeadZone(Camel):
    """Seconds in a row without any element."""

    start: Count = Field(description="First second without.")
    end: Count = Field(description="The second at which it is over.")
    duration: int = Field(ge=1, description="Length in seconds.")


class DensityShift(Camel):
    """A sudden change from one second to the next."""

    timestamp: Count = Field(description="The second at which the new level begins.")
    before: Level = Field(alias="from", description="Level before.")
    after: Level = Field(alias="to", description="Level after.")
    magnitude: Ratio = Field(description="The change as a share of the larger of both seconds.")


class CoreMetrics(Camel):
    """How many elements."""

    avg_density: Score | Null = Field(description="Mean number of elements in a second.")
    max_density: Score | Null = Field(description="Elements in the fullest second.")
    min_density: Score | Null = Field(description="Elements in the emptiest second.")
    std_deviation: Score | Null = Field(description="Standard deviation over the seconds.")
    total_elements: Count | Null = Field(description="All elements: the sum of elementCounts.")
    elements_per_second: Score | Null = Field(
        description="All elements divided by the seconds of video looked at."
    )
    element_counts: ElementCounts = Field(description="Elements by type.")
    scene_change_count: Count | Null = Field(description="Cuts in the whole video.")
    timeline_coverage: Ratio | Null = Field(description="Share of seconds with any element.")
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class Dynamics(Camel):
    """How density changes over time."""

    density_curve: tuple[CurvePoint, ...] | Null = Field(
        description="Every second that was looked at."
    )
    volatility: Score | Null = Field(description="Standard deviation divided by the mean.")
    acceleration_pattern: Distribution | Null = Field(
        description="Which third is the fuller one, or whether density goes up and down."
    )
    density_progression: Progression | Null = Field(
        description="Whether density rises or falls with time; needs three seconds."
    )
    empty_seconds: tuple[Count, ...] | Null = Field(
        description="Seconds that were looked at and hold no element."
    )
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class Interactions(Camel):
    """Which types come together."""

    multi_modal_peaks: tuple[MultiModalPeak, ...] | Null = Field(
        description="Seconds with three types or more."
    )
    element_cooccurrence: dict[str, Count] | Null = Field(
        description="Seconds that hold both types, for each pair that occurs."
    )
    dominant_combination: str | Null = Field(description='The most frequent pair, or "none".')
    coordination_score: Ratio | Null = Field(
        description="Seconds with three types or more as a share of those with any; 0 if none has."
    )
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class KeyEvents(Camel):
    """The seconds that stand out."""

    peak_moments: tuple[PeakMoment, ...] | Null = Field(
        description="The ten fullest seconds more than a standard deviation above the mean."
    )
    dead_zones: tuple[DeadZone, ...] | Null = Field(
        description="The five longest stretches of two or more empty seconds."
    )
    density_shifts: tuple[DensityShift, ...] | Null = Field(
        description="The ten greatest changes of level from one second to the next."
    )
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class StructuralFlags(Camel):
    """Traits of the course; those of density need three seconds."""

    strong_opening_hook: bool | Null = Field(
        description="The first three seconds hold over 1.2 times the mean."
    )
    crescendo_pattern: bool | Null = Field(
        description="Density rises from third to third, by more than a fifth in all."
    )
    front_loaded: bool | Null = Field(
        description="The first third holds over 1.5 times as much as the last."
    )
    consistent_pacing: bool | Null = Field(description="Volatility is below 0.3.")
    final_call_to_action: bool | Null = Field(
        description="A call to action is spoken in the last 15 % of the video."
    )
    rhythmic_pattern: bool | Null = Field(
        description="Density repeats itself at a distance of two seconds or more; needs six."
    )


class Patterns(Camel):
    """What kind of course it is."""

    structural_flags: StructuralFlags = Field(description="Traits of the course.")
    density_classification: Literal["sparse", "moderate", "dense"] | Null = Field(
        description="By mean elements a second: below 1, up to 5, more."
    )
    pacing_style: Distribution | Null = Field(description="The same as accelerationPattern.")
    cognitive_load_category: Literal["minimal", "optimal", "challenging"] | Null = Field(
        description="By mean elements a second: below 2, up to 4, more. A label, no measurement."
    )
    ml_tags: tuple[str, ...] | Null = Field(description="The mean as a tag.")
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class DetectionReliability(Camel):
    """Mean score of what each detector found; null where it found nothing."""

    text_overlay: Ratio | Null = Field(description="Of the overlays.")
    sticker: Ratio | Null = Field(description="Null until a detector exists.")
    effect: Ratio | Null = Field(description="Of the effects.")
    transition: Ratio | Null = Field(description="Of the cuts; 1 as they are arithmetic.")
    scene_change: Ratio | Null = Field(description="The same as transition.")
    object: Ratio | Null = Field(description="Of the objects.")
    gesture: Ratio | Null = Field(description="Of the gestures.")


class Quality(Camel):
    """How well the elements were seen."""

    data_completeness: Ratio | Null = Field(
        description="Share of the video's seconds that text, objects and cuts were looked for in."
    )
    detection_reliability: DetectionReliability = Field(description="Mean scores by type.")
    overall_confidence: Ratio | Null = Field(description="Mean of the blocks' confidences.")
    measured_types: tuple[Element, ...] = Field(
        description="The types that were counted: the sums are over these."
    )


class CreativeDensity(Family):
    """How much happens on screen, second by second."""

    NAME = "creative_density"
    PREFIX = "density"
    REQUIRED = ("text", "objects", "shots")
    USED = ("gestures", "emotions", "effects", "speech")

    core_metrics: CoreMetrics
    dynamics: Dynamics
    interactions: Interactions
    key_events: KeyEvents
    patterns: Patterns
    quality: Quality
