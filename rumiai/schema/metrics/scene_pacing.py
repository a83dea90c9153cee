"""Scene pacing: how fast the picture is cut, and in which rhythm (METRICS_CONTRACT B4)."""

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
    Second,
    Seconds,
)

Pace = Literal["slow", "moderate", "fast", "very_fast"]


class PacingWindow(Camel):
    """Cuts in ten seconds."""

    timestamp: str = Field(description='The window, as in "10-20s".')
    cuts: Count = Field(description="Cuts inside it.")
    cuts_per_second: PerSecond = Field(description="Cuts divided by its length in seconds.")


class SceneExtreme(Camel):
    """The longest or the shortest scene."""

    duration: Seconds = Field(description="Its length in seconds.")
    timestamp: str = Field(description="Whole seconds that enclose it.")


class PacingShift(Camel):
    """A change of pace between two neighbouring ten-second windows."""

    timestamp: Second = Field(description="The second at which the new window begins.")
    before: Pace = Field(alias="from", description="Pace before.")
    after: Pace = Field(alias="to", description="Pace after.")


class CoreMetrics(Camel):
    """How many scenes, and how long."""

    total_scenes: int = Field(ge=1, description="Scenes: cuts plus one.")
    average_scene_duration: Seconds = Field(description="Mean scene length in seconds.")
    scenes_per_minute: Rate = Field(description="Scenes in a minute.")
    pacing_score: Ratio = Field(
        description="Cuts a minute divided by 40, at most 1. A speed, not a quality."
    )
    rhythm_consistency: Literal["consistent", "varied", "erratic"] | Null = Field(
        description="How alike the scene lengths are; needs three scenes."
    )
    transition_smoothing: Ratio | Null = Field(
        description="Fades and dissolves between scenes as a share of all changes of scenes; null "
        "without any change."
    )


class Dynamics(Camel):
    """How the pace changes."""

    pacing_progression: tuple[PacingWindow, ...] = Field(description="Cuts in each ten seconds.")
    scene_rhythm: Literal["regular", "irregular"] | Null = Field(
        description="Regular if scene lengths vary by less than half their mean; needs two scenes."
    )
    temporal_flow: str | Null = Field(
        description="Always null: cuts do not tell the story's order."
    )
    acceleration_points: tuple[Seconds, ...] = Field(
        description="Where runs of three or more ever shorter scenes begin, in seconds."
    )
    deceleration_points: tuple[Seconds, ...] = Field(
        description="Where runs of three or more ever longer scenes begin, in seconds."
    )


class Interactions(Camel):
    """How cuts and sound go together."""

    audio_visual_sync: Ratio | Null = Field(
        description="How much more often cuts fall within 0.15 s of a sound's onset than by "
        "chance; null without cuts, without sound, or where onsets lie everywhere."
    )
    beat_matching: Ratio | Null = Field(
        description="The same for musical beats; null until a beat tracker exists."
    )
    emotional_pacing: float | Null = Field(description="Always null: no validated definition.")
    narrative_flow: float | Null = Field(description="Always null: no validated definition.")


class KeyEvents(Camel):
    """The scenes that stand out."""

    longest_scene: SceneExtreme = Field(description="The longest scene.")
    shortest_scene: SceneExtreme = Field(description="The shortest scene.")
    pacing_shifts: tuple[PacingShift, ...] = Field(
        description="Changes of pace between ten-second windows."
    )
    climax_timing: Ratio | Null = Field(
        description="Middle of the ten seconds with most cuts, as a share of the video; null "
        "without cuts, or where the video is a single window."
    )


class Patterns(Camel):
    """Which style of editing the lengths suggest."""

    editing_style: Literal["mtv_style", "classic_narrative", "rhythmic", "experimental"] | Null = (
        Field(description="A label for the scene lengths; needs three scenes.")
    )
    transition_types: tuple[Literal["cut", "fade"], ...] | Null = Field(
        description="Kinds of transitions found; every gradual one, a dissolve too, is a fade; "
        "null where effects were not looked for."
    )
    pacing_pattern: Literal["accelerating", "decelerating", "steady"] | Null = Field(
        description="Whether the second half is cut faster than the first, by more than 30 %; "
        "null without cuts."
    )
    rhythm_structure: str | Null = Field(description="Always null: no metre is measured.")


class Quality(Camel):
    """Scores that nobody has validated: always null."""

    flow_score: float | Null = Field(description="Always null: no validated definition.")
    engagement_pacing: float | Null = Field(description="Always null: no validated definition.")
    viewer_retention: float | Null = Field(description="Always null: no validated definition.")
    editing_quality: float | Null = Field(description="Always null: no validated definition.")
    overall_score: float | Null = Field(description="Always null: no validated definition.")


class ScenePacing(Family):
    """How fast a video is cut, and in which rhythm."""

    NAME = "scene_pacing"
    PREFIX = "scenePacing"
    REQUIRED = ("shots",)
    USED = ("energy", "effects")

    core_metrics: CoreMetrics
    dynamics: Dynamics
    interactions: Interactions
    key_events: KeyEvents
    patterns: Patterns
    quality: Quality
