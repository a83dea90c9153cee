"""The moments that stand out in an emotional journey, and the labels for it (C9–C12)."""

from __future__ import annotations

from rumiai.constants.thresholds import (
    ARCHETYPE_PEAKS,
    EMOTION_PEAK,
    EMOTION_PEAK_REACH,
    RAPID_SHIFTS,
    RESOLUTION_SAMPLES,
    RESOLUTION_SHARE,
    VARIED_EMOTIONS,
)
from rumiai.metrics.emotion_course import NO_PEOPLE, TOO_FEW, UNPLEASANT, Course, Faces
from rumiai.schema.events import Emotion, EmotionSeen
from rumiai.schema.intervals import Interval, instant, label
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.metrics.emotional_journey import (
    Archetype,
    ContrastMoment,
    JourneyMap,
    Technique,
)

MAX_PEAKS = 5
PLEASANT: tuple[Emotion, ...] = ("joy", "surprise")
SETTLED: tuple[Emotion, ...] = ("neutral", "joy")
NONE_FOUND = Null(code=NullCode.NO_VALID_INFERENCE)
JOURNEYS: dict[Archetype, JourneyMap] = {
    "steady_state": "passive_viewing",
    "surprise_delight": "engaged_throughout",
    "problem_solution": "tension_release",
    "transformation": "emotional_investment",
    "discovery": "curiosity_driven",
    "narrative": "story_following",
}


def peaks(course: Course) -> Faces:
    """At most five very clear expressions, the clearest first (C9).

    Neutral faces are no peaks, and hide none: a short smile between sober faces is one.
    """
    shown = [face for face in course.faces if face.emotion != "neutral"]
    found = [face for face in shown if face.score >= EMOTION_PEAK and _stands_out(face, course)]
    return tuple(sorted(found, key=lambda face: (-face.score, face.start))[:MAX_PEAKS])


def _stands_out(face: EmotionSeen, course: Course) -> bool:
    """Whether no neighbour is clearer, and none before it is as clear: a plateau counts once."""
    for other in course.faces:
        distance = course.looked.periods(face, other)
        if other.emotion == "neutral" or abs(distance) > EMOTION_PEAK_REACH or not distance:
            continue
        if other.score > face.score or (other.score == face.score and distance < 0):
            return False
    return True


def climax(course: Course) -> str | Null:
    """When the highest peak is."""
    highest = peaks(course)[:1]
    return instant(highest[0].start) if highest else _none_found(course)


def resolution(course: Course) -> str | Null:
    """When the first neutral or joyful face of the last fifth of the video is seen (C11)."""
    if not course.faces:
        return NO_PEOPLE
    if len(course.faces) < RESOLUTION_SAMPLES:
        return TOO_FEW
    begins = RESOLUTION_SHARE * course.looked.duration
    calm = (f for f in course.faces if f.start >= begins and f.emotion in SETTLED)
    first = next(calm, None)
    return instant(first.start) if first else NONE_FOUND


def contrasts(course: Course) -> tuple[ContrastMoment, ...]:
    """All transitions between pleasant and unpleasant labels."""
    return tuple(
        ContrastMoment(
            timestamp=label(Interval(before.start, after.start)),
            conflict=f"{before.emotion}_to_{after.emotion}",
        )
        for before, after in course.changes
        if _opposed(before.emotion, after.emotion)
    )


def archetype(course: Course) -> Archetype | Null:
    """The first label whose rule holds (C10); null where peaks are seen but the arc is open."""
    if not course.faces:
        return NO_PEOPLE
    found, arc = peaks(course), course.arc
    if not found:
        return "steady_state"
    if isinstance(arc, Null):
        return arc
    shown = {face.emotion for face in found[:ARCHETYPE_PEAKS]}
    rules: dict[Archetype, bool] = {
        "surprise_delight": arc == "rising" and "joy" in shown,
        "problem_solution": arc == "falling" and bool(shown & {"sadness", "anger"}),
        "transformation": arc == "rollercoaster",
        "discovery": any(face.emotion == "surprise" for face in found),
        "narrative": True,
    }
    return next(name for name, holds in rules.items() if holds)


def journey_map(course: Course) -> JourneyMap | Null:
    """What the archetype is called from the viewer's side (C10)."""
    found = archetype(course)
    return found if isinstance(found, Null) else JOURNEYS[found]


def techniques(course: Course) -> tuple[Technique, ...]:
    """Which of the four techniques are used (C12)."""
    diversity = course.diversity
    used: dict[Technique, bool] = {
        "rapid_shifts": len(course.changes) > RAPID_SHIFTS,
        "emotional_variety": not isinstance(diversity, Null) and diversity > VARIED_EMOTIONS,
        "surprise_reveal": any(
            before.emotion == "neutral" and after.emotion in PLEASANT
            for before, after in course.changes
        ),
        "positive_framing": course.dominant in PLEASANT,
    }
    return tuple(name for name, found in used.items() if found)


def _opposed(one: Emotion, other: Emotion) -> bool:
    return (one in PLEASANT and other in UNPLEASANT) or (one in UNPLEASANT and other in PLEASANT)


def _none_found(course: Course) -> Null:
    return NONE_FOUND if course.faces else NO_PEOPLE
