"""Person framing: how large, where and how steadily faces are shown (METRICS_CONTRACT B3)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PlainSerializer

from rumiai.schema.measure import Camel, Count, Family, Null, Percent, Ratio, Score

ShotSize = Literal["close", "medium", "wide", "none"]
Movement = Literal["static", "gradual", "dynamic"]
Composition = Literal["center", "thirds", "other"]
Spread = Annotated[Score, Field(ge=0)]
KeptObject = Annotated[Null, PlainSerializer(lambda _: {}, return_type=dict[str, str])]
"""Not known, but written as {}: the contract keeps the shape and lists the reason."""
KeptList = Annotated[Null, PlainSerializer(lambda _: [], return_type=list[str])]
"""Not known, but written as []."""

UNDEFINED = "Always null: no validated definition."


class FramingRun(Camel):
    """Neighbouring seconds of one shot size."""

    shot: ShotSize = Field(alias="type", description="The shot size; none without a face.")
    start: Count = Field(description="The first second.")
    end: Count = Field(description="The second after the last one.")
    duration: Count = Field(description="Their number.")


class CloseUp(Camel):
    """Neighbouring seconds in close-up."""

    timestamp: str = Field(description='The seconds, as in "2-5s".')
    duration: Count = Field(description="Their number.")


class GroupShot(Camel):
    """Neighbouring seconds that each show several people at once."""

    timestamp: str = Field(description='The seconds, as in "2-5s".')
    face_count: Count = Field(description="Most faces seen at once.")


class FramingChange(Camel):
    """A change of shot size from one second to the next."""

    timestamp: Count = Field(description="The second in which the new shot size begins.")
    before: ShotSize = Field(alias="from", description="Shot size before.")
    after: ShotSize = Field(alias="to", description="Shot size after.")


class SubjectMoment(Camel):
    """People come into the picture, or leave it."""

    timestamp: Count = Field(
        description="The first second with a face (entry) or without one (exit)."
    )
    event: Literal["entry", "exit"] = Field(description="Which of both.")


class MultiPersonDynamics(Camel):
    """How much of the video shows several people at once."""

    ratio: Ratio = Field(description="Share of the seconds looked at that do.")
    max_simultaneous: Count = Field(description="Most faces in one picture.")
    seconds: Count = Field(description="Number of seconds that do.")


class FramingDistribution(Camel):
    """Shot sizes as shares of the seconds that show a face; together 1."""

    extreme_close: Ratio | Null = Field(
        alias="extreme_close", description="The largest face covers more than 50 % of the picture."
    )
    close: Ratio | Null = Field(description="More than 25 %, up to 50 %.")
    medium: Ratio | Null = Field(description="More than 8 %, up to 25 %.")
    full: Ratio | Null = Field(description="Up to 8 %: the shot size called wide elsewhere.")


class CoreMetrics(Camel):
    """Who is shown, how large and how long."""

    primary_subject: Literal["none", "single", "multiple"] = Field(
        description="No face, one, or several at once."
    )
    average_face_size: Percent | Null = Field(
        description="Mean size of the largest face in percent of the picture, where there is one."
    )
    face_visibility_rate: Ratio = Field(
        description="Seconds with a face as a share of the seconds looked at."
    )
    framing_consistency: Ratio | Null = Field(
        description="1 if all seconds with a face have one shot size, 0 if it changes each time; "
        "needs two such seconds."
    )
    subject_count: Count = Field(description="Most faces in one picture.")
    dominant_framing: ShotSize = Field(
        description="The shot size of most seconds with a face, the earlier of equals."
    )
    eye_contact_rate: Ratio | Null = Field(
        description="Null until gaze is calibrated on labelled data."
    )


class Dynamics(Camel):
    """How the framing changes and the faces move."""

    gaze_steadiness: Literal["high", "medium", "low", "unknown"] | Null = Field(
        description="Null until gaze is calibrated: the known limits are for offsets as shares of "
        "the picture and mean nothing for the offsets in eye widths that are measured."
    )
    framing_progression: tuple[FramingRun, ...] = Field(
        description="Runs of seconds of one shot size; seconds not looked at are in none."
    )
    distance_variation: Spread | Null = Field(
        description="Standard deviation of the largest face's size, divided by its mean; needs two "
        "samples with a face.",
    )
    framing_transitions: Count = Field(
        description="Changes of shot size from one second with a face to the next such second."
    )
    movement_pattern: Movement | Null = Field(
        description="How fast the largest face moves within a scene, by the median in frame "
        "diagonals a second: below 0.02, below 0.08, more. Null where cuts were not looked for."
    )
    stability_score: Ratio | Null = Field(
        description="1 for a face that stands still, 0 at 0.1 frame diagonals a second or more."
    )


class Interactions(Camel):
    """How people are shown together."""

    multi_person_dynamics: MultiPersonDynamics = Field(description="Several people at once.")
    speaker_framing: KeptObject = Field(
        description="Always empty: nobody measures which face speaks."
    )
    interaction_zones: KeptList = Field(
        description="Always empty: nobody measures where people act on each other."
    )
    social_distance: str | Null = Field(
        description="Always null: the size of a face does not tell how close people feel."
    )


class KeyEvents(Camel):
    """The moments that stand out."""

    close_up_moments: tuple[CloseUp, ...] = Field(description="Runs of seconds in close-up.")
    group_shots: tuple[GroupShot, ...] = Field(
        description="Runs of seconds with two or more faces at once."
    )
    framing_changes: tuple[FramingChange, ...] = Field(
        description="Changes of shot size between neighbouring seconds, to and from none too."
    )
    key_subject_moments: tuple[SubjectMoment, ...] = Field(
        description="When people come and leave, where both sides of the moment were looked at."
    )


class Patterns(Camel):
    """Which framing prevails."""

    framing_distribution: FramingDistribution = Field(description="Share of each shot size.")
    composition_rule: Composition | Null = Field(
        description="Where the largest face mostly stands across the picture: in the middle, at a "
        "third of the width, elsewhere."
    )
    cinematic_style: str | Null = Field(description=UNDEFINED)
    framing_technique: str | Null = Field(description=UNDEFINED)


class Quality(Camel):
    """Scores that nobody has validated: always null."""

    composition_score: float | Null = Field(description=UNDEFINED)
    framing_appropriate: float | Null = Field(description=UNDEFINED)
    visual_engagement: float | Null = Field(description=UNDEFINED)
    professional_level: float | Null = Field(description=UNDEFINED)
    overall_score: float | Null = Field(description=UNDEFINED)


class PersonFraming(Family):
    """How large, where and how steadily faces are shown."""

    NAME = "person_framing"
    PREFIX = "personFraming"
    REQUIRED = ("faces",)
    USED = ("gaze", "shots")

    core_metrics: CoreMetrics
    dynamics: Dynamics
    interactions: Interactions
    key_events: KeyEvents
    patterns: Patterns
    quality: Quality
