"""Person framing (METRICS_CONTRACT B3): the faces of a video, second by second.

The shot size of a second comes from the median size of its largest faces. Only seconds that were
looked at count; no run reaches across one that was not.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, mode
from typing import Literal

from rumiai.constants.thresholds import (
    CENTRE_REACH,
    EXTREME_CLOSE_FACE,
    GRADUAL_SPEED,
    GROUP_FACES,
    STATIC_SPEED,
    THIRD_REACH,
    UNSTABLE_SPEED,
)
from rumiai.metrics.framing_bins import (
    Bin,
    Sample,
    bins_of,
    borders,
    changes,
    runs_of,
    samples_of,
)
from rumiai.metrics.framing_motion import movement
from rumiai.metrics.intervals import unmeasured, variation
from rumiai.schema.intervals import label
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.metrics.person_framing import (
    CloseUp,
    Composition,
    CoreMetrics,
    Dynamics,
    FramingChange,
    FramingDistribution,
    FramingRun,
    GroupShot,
    Interactions,
    KeyEvents,
    Movement,
    MultiPersonDynamics,
    Patterns,
    PersonFraming,
    Quality,
    SubjectMoment,
)
from rumiai.schema.timeline import Timeline

NO_PEOPLE = Null(code=NullCode.NO_PEOPLE)
TOO_FEW = Null(code=NullCode.INSUFFICIENT_SAMPLES)
UNDEFINED = Null(code=NullCode.NO_VALIDATED_DEFINITION)
NOT_MEASURED = Null(code=NullCode.NOT_MEASURED)


def person_framing(timeline: Timeline, metadata: VideoMetadata) -> PersonFraming | Unmeasured:
    """How people are framed; unmeasured where faces were not looked for."""
    missing = unmeasured(timeline, PersonFraming)
    if missing is not None:
        return missing
    samples = samples_of(timeline)
    bins = bins_of(timeline, samples)
    if not bins:
        return Unmeasured(name=PersonFraming.NAME, reason="faces looked at no part of the video")
    visible = [b for b in bins if b.faces]
    return PersonFraming(
        core_metrics=_core_metrics(timeline, samples, bins, visible),
        dynamics=_dynamics(timeline, samples, bins, visible),
        interactions=_interactions(bins),
        key_events=_key_events(bins),
        patterns=_patterns(samples, visible),
        quality=Quality(
            composition_score=UNDEFINED,
            framing_appropriate=UNDEFINED,
            visual_engagement=UNDEFINED,
            professional_level=UNDEFINED,
            overall_score=UNDEFINED,
        ),
    )


def _core_metrics(
    timeline: Timeline, samples: Sequence[Sample], bins: Sequence[Bin], visible: Sequence[Bin]
) -> CoreMetrics:
    most = _most(bins)
    return CoreMetrics(
        primary_subject=_subject(most),
        average_face_size=fmean(s.area for s in samples) if samples else NO_PEOPLE,
        face_visibility_rate=len(visible) / len(bins),
        framing_consistency=_consistency(visible),
        subject_count=most,
        dominant_framing=mode(b.shot for b in visible) if visible else "none",
        eye_contact_rate=_gaze(timeline),
    )


def _dynamics(
    timeline: Timeline, samples: Sequence[Sample], bins: Sequence[Bin], visible: Sequence[Bin]
) -> Dynamics:
    speed = movement(timeline, samples)
    return Dynamics(
        gaze_steadiness=_gaze(timeline),
        framing_progression=tuple(
            FramingRun(
                shot=run.first.shot, start=run.start, end=run.end, duration=run.end - run.start
            )
            for run in runs_of(bins, lambda b: b.shot)
        ),
        distance_variation=_variation(samples),
        framing_transitions=changes(visible),
        movement_pattern=speed if isinstance(speed, Null) else _pattern(speed),
        stability_score=speed if isinstance(speed, Null) else max(0.0, 1 - speed / UNSTABLE_SPEED),
    )


def _interactions(bins: Sequence[Bin]) -> Interactions:
    several = sum(b.faces >= GROUP_FACES for b in bins)
    return Interactions(
        multi_person_dynamics=MultiPersonDynamics(
            ratio=several / len(bins), max_simultaneous=_most(bins), seconds=several
        ),
        speaker_framing=NOT_MEASURED,
        interaction_zones=NOT_MEASURED,
        social_distance=Null(code=NullCode.NO_VALID_INFERENCE),
    )


def _key_events(bins: Sequence[Bin]) -> KeyEvents:
    sizes = runs_of(bins, lambda b: b.shot)
    groups = runs_of(bins, lambda b: b.faces >= GROUP_FACES)
    presences = runs_of(bins, lambda b: b.faces > 0)
    return KeyEvents(
        close_up_moments=tuple(
            CloseUp(timestamp=label(run), duration=run.end - run.start)
            for run in sizes
            if run.first.shot == "close"
        ),
        group_shots=tuple(
            GroupShot(timestamp=label(run), face_count=_most(run.bins))
            for run in groups
            if run.first.faces >= GROUP_FACES
        ),
        framing_changes=tuple(
            FramingChange(timestamp=after.start, before=before.first.shot, after=after.first.shot)
            for before, after in borders(sizes)
        ),
        key_subject_moments=tuple(
            SubjectMoment(timestamp=after.start, event="entry" if after.first.faces else "exit")
            for _, after in borders(presences)
        ),
    )


def _patterns(samples: Sequence[Sample], visible: Sequence[Bin]) -> Patterns:
    return Patterns(
        framing_distribution=_distribution(visible),
        composition_rule=mode(map(_zone, samples)) if samples else NO_PEOPLE,
        cinematic_style=UNDEFINED,
        framing_technique=UNDEFINED,
    )


def _most(bins: Sequence[Bin]) -> int:
    return max(b.faces for b in bins)


def _subject(most: int) -> Literal["none", "single", "multiple"]:
    if not most:
        return "none"
    return "multiple" if most >= GROUP_FACES else "single"


def _gaze(timeline: Timeline) -> Null:
    """Why nothing is said about gaze: it was not looked for, or its offsets have no scale."""
    return timeline.missing("gaze") or Null(code=NullCode.UNCALIBRATED_GAZE)


def _consistency(visible: Sequence[Bin]) -> float | Null:
    if len(visible) < 2:
        return TOO_FEW if visible else NO_PEOPLE
    return 1 - changes(visible) / (len(visible) - 1)


def _variation(samples: Sequence[Sample]) -> float | Null:
    if len(samples) < 2:
        return TOO_FEW if samples else NO_PEOPLE
    return variation([sample.area for sample in samples])


def _pattern(speed: float) -> Movement:
    if speed < STATIC_SPEED:
        return "static"
    return "gradual" if speed < GRADUAL_SPEED else "dynamic"


def _distribution(visible: Sequence[Bin]) -> FramingDistribution:
    """Shares of four classes that exclude one another: an extreme close-up is not close too."""
    if not visible:
        return FramingDistribution(
            extreme_close=NO_PEOPLE, close=NO_PEOPLE, medium=NO_PEOPLE, full=NO_PEOPLE
        )
    count = len(visible)
    extreme = sum(b.area > EXTREME_CLOSE_FACE for b in visible)
    shots = [b.shot for b in visible]
    return FramingDistribution(
        extreme_close=extreme / count,
        close=(shots.count("close") - extreme) / count,
        medium=shots.count("medium") / count,
        full=shots.count("wide") / count,
    )


def _zone(sample: Sample) -> Composition:
    """Where the largest face stands across the picture; the middle first, where zones overlap."""
    x, _ = sample.faces[0].centre
    if abs(x - 1 / 2) <= CENTRE_REACH:
        return "center"
    return "thirds" if min(abs(x - 1 / 3), abs(x - 2 / 3)) <= THIRD_REACH else "other"
