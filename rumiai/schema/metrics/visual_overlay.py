"""Visual overlays: the text laid over the picture, its rhythm and purpose (METRICS_CONTRACT B6)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rumiai.schema.measure import (
    Camel,
    Count,
    Family,
    Null,
    PerSecond,
    Rate,
    Ratio,
    Seconds,
)

Trend = Literal["accelerating", "decelerating", "stable"]
CtaType = Literal[
    "buy",
    "shop",
    "click",
    "link",
    "follow",
    "subscribe",
    "comment",
    "share",
    "order",
    "get",
]
CONFIDENCE = (
    "How surely the inputs were seen: mean detector score times the inspected share of the "
    "video. It says nothing about correctness and is not calibrated; null where an input was not "
    "looked for."
)


class OverlayWindow(Camel):
    """Overlays that begin in one window."""

    timestamp: str = Field(description='The window, as in "0-2s".')
    overlay_count: Count = Field(description="Overlays that begin in it.")
    density: PerSecond = Field(description="Their number divided by the window's length.")


class MultimodalMoment(Camel):
    """An overlay that goes with speech or a gesture."""

    timestamp: str = Field(description="The second at which it begins.")
    text_content: str = Field(description="Its text, at most 50 characters.")
    has_speech: bool = Field(description="Somebody speaks while it is shown.")
    has_gesture: bool = Field(description="A gesture is made within one second of it.")


class OverlayPeak(Camel):
    """A window with many overlays."""

    timestamp: str = Field(description="The window.")
    overlay_count: Count = Field(description="Overlays that begin in it.")
    intensity: Ratio = Field(description="Their number as a share of the fullest window's.")


class CtaMoment(Camel):
    """An overlay that asks the viewer to do something."""

    timestamp: str = Field(description="The second at which it begins.")
    cta_type: CtaType = Field(description="The word that asks.")
    text_content: str = Field(description="Its text.")


class CoreMetrics(Camel):
    """How many overlays, and how long."""

    total_overlays: Count = Field(description="Text overlays and stickers that were measured.")
    total_text_overlays: Count = Field(description="Text overlays.")
    total_stickers: Count | Null = Field(description="Stickers; null until a detector exists.")
    unique_overlay_count: Count = Field(description="Different texts.")
    overlay_density: PerSecond = Field(description="Overlays a second.")
    unique_overlay_ratio: Ratio | Null = Field(
        description="Different texts as a share of all text overlays; null without text."
    )
    time_to_first_overlay: Seconds | Null = Field(
        description="When the first overlay appears; null without text."
    )
    avg_overlay_duration: Seconds | Null = Field(
        description="Mean time on screen in seconds; null without text."
    )
    overlay_frequency: Rate = Field(description="Overlays a minute.")
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class Dynamics(Camel):
    """How overlays are spread over time."""

    overlay_progression: tuple[OverlayWindow, ...] = Field(
        description="Overlays that begin in each tenth of the video."
    )
    rhythm_consistency: Ratio | Null = Field(
        description="1 if overlays begin at even distances; needs three overlays."
    )
    overlay_acceleration: Trend | Null = Field(
        description="Whether more overlays begin in the second half, by more than 30 %; "
        "null without text."
    )
    temporal_distribution: Literal["front_loaded", "back_loaded", "balanced"] | Null = Field(
        description="Whether half of the overlays begin in the first or in the last third; "
        "null without text."
    )
    burst_patterns: Count = Field(description="Times two overlays begin within two seconds.")
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class Interactions(Camel):
    """How overlays go with speech and gestures."""

    overlay_speech_alignment: Ratio | Null = Field(
        description="Share of overlays during which somebody speaks; null without text."
    )
    overlay_gesture_sync: Ratio | Null = Field(
        description="Share of overlays with a gesture within one second; null without text, and "
        "until gestures are measured."
    )
    multimodal_reinforcement_count: Count | Null = Field(
        description="Overlays that go with speech or a gesture; null where that is open for one."
    )
    multimodal_moments: tuple[MultimodalMoment, ...] | Null = Field(
        description="The first five of them; null where either is unknown for an overlay."
    )
    cross_modal_coherence: Ratio | Null = Field(
        description="Mean of the speech and the gesture share; null without either."
    )
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class KeyEvents(Camel):
    """The overlays that stand out."""

    overlay_peaks: tuple[OverlayPeak, ...] = Field(
        description="Windows with more than one and a half times the mean number of overlays."
    )
    cta_moments: tuple[CtaMoment, ...] | Null = Field(
        description="Overlays with a call to action that are not subtitles; null where one may be "
        "a subtitle, since speech was not transcribed."
    )
    climax_moment: str | Null = Field(
        description="The window with most overlays; null without text, or where no "
        "window stands out."
    )
    quiet_moments: tuple[str, ...] = Field(
        description="Windows that were looked at and show no overlay."
    )
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class Patterns(Camel):
    """What the overlays are used for."""

    overlay_strategy: Literal["minimal", "moderate", "heavy"] = Field(
        description="By overlays a second: at most 0.5, at most 1, more."
    )
    overlay_techniques: (
        tuple[
            Literal[
                "direct_cta",
                "rhythmic_timing",
                "dynamic_pacing",
                "multimodal_reinforcement",
            ],
            ...,
        ]
        | Null
    ) = Field(
        description="Which of four techniques are found; null where one of them cannot be known."
    )
    engagement_archetype: (
        Literal["informational", "attention_grabbing", "conversion_focused"] | Null
    ) = Field(
        description="More than two calls to action, dense overlays, else informational; null "
        "where ctaMoments is."
    )
    pacing_pattern: Trend | Null = Field(
        description="The same as overlayAcceleration; null without text."
    )
    content_focus: Literal["product_focused", "informational"] | Null = Field(
        description="Product focused with two or more calls to buy; null without text, or where "
        "ctaMoments is."
    )
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class Quality(Camel):
    """How well the overlays were seen."""

    detection_confidence: Ratio | Null = Field(
        description="Mean score of the text readings; null without text."
    )
    data_completeness: Ratio = Field(description="Share of the video's seconds looked at.")
    analysis_reliability: Literal["high", "medium", "low"] = Field(
        description="From the two values above."
    )
    missing_data_points: tuple[
        Literal["no_overlays_detected", "low_text_variety", "sticker_not_measured"], ...
    ] = Field(description="What is missing.")
    timeline_coverage: Ratio = Field(description="Share of seconds that show an overlay.")
    overall_confidence: Ratio | Null = Field(
        description="Mean of the blocks' confidences; null where none is known."
    )


class VisualOverlay(Family):
    """The text laid over the picture: how much, when, and to what end."""

    NAME = "visual_overlay_analysis"
    PREFIX = "visualOverlay"
    REQUIRED = ("text",)
    USED = ("voice", "gestures", "speech")

    core_metrics: CoreMetrics
    dynamics: Dynamics
    interactions: Interactions
    key_events: KeyEvents
    patterns: Patterns
    quality: Quality
