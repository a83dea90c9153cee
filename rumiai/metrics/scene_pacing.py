"""Scene pacing (METRICS_CONTRACT B4): n scenes with lengths s, cut at c, in a video of D s."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, pstdev
from typing import Literal

from rumiai.constants.thresholds import (
    CLASSIC_SECONDS,
    CONSISTENT,
    FAST,
    FULL_SCORE_CUTS_PER_MINUTE,
    MIN_SCENES,
    MODERATE_PACE,
    MTV_SECONDS,
    PACING_WINDOW_SECONDS,
    REGULAR_VARIATION,
    SLOW,
    SYNC_SECONDS,
    TREND_STEP,
    VARIED,
)
from rumiai.metrics.gradual import gradual_changes, hard_cuts
from rumiai.metrics.intervals import fullest, trend, unmeasured, variation, within
from rumiai.schema.events import AudioOnset, Shot, Transition
from rumiai.schema.intervals import Interval, clip, label, starting_in, total, union, windows
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.metrics.scene_pacing import (
    CoreMetrics,
    Dynamics,
    Interactions,
    KeyEvents,
    Pace,
    PacingShift,
    PacingWindow,
    Patterns,
    Quality,
    SceneExtreme,
    ScenePacing,
)
from rumiai.schema.timeline import Timeline

PACES: tuple[tuple[float, Pace], ...] = (
    (SLOW, "slow"),
    (MODERATE_PACE, "moderate"),
    (FAST, "fast"),
)
"""Fewer cuts a minute than the number have that pace."""
DEFAULT_FRAMES_PER_SECOND = 30.0

UNDEFINED = Null(code=NullCode.NO_VALIDATED_DEFINITION)
NO_CUTS = Null(code=NullCode.NO_CUTS)

Rhythm = Literal["consistent", "varied", "erratic"]


def scene_pacing(timeline: Timeline, metadata: VideoMetadata) -> ScenePacing | Unmeasured:
    """How fast the video is cut; unmeasured where shots were not detected."""
    shots = timeline.of(Shot)
    return unmeasured(timeline, ScenePacing) or ScenePacing(
        core_metrics=_core_metrics(timeline, shots),
        dynamics=_dynamics(timeline, shots),
        interactions=_interactions(timeline, shots),
        key_events=_key_events(timeline, shots),
        patterns=_patterns(timeline, shots),
        quality=Quality(
            flow_score=UNDEFINED,
            engagement_pacing=UNDEFINED,
            viewer_retention=UNDEFINED,
            editing_quality=UNDEFINED,
            overall_score=UNDEFINED,
        ),
    )


def _core_metrics(timeline: Timeline, shots: Sequence[Shot]) -> CoreMetrics:
    duration = timeline.clip.duration
    cuts_per_minute = 60 * (len(shots) - 1) / duration
    return CoreMetrics(
        total_scenes=len(shots),
        average_scene_duration=duration / len(shots),
        scenes_per_minute=60 * len(shots) / duration,
        pacing_score=min(1.0, cuts_per_minute / FULL_SCORE_CUTS_PER_MINUTE),
        rhythm_consistency=_rhythm(shots),
        transition_smoothing=_smoothing(timeline, shots),
    )


def _dynamics(timeline: Timeline, shots: Sequence[Shot]) -> Dynamics:
    cuts, duration = shots[1:], timeline.clip.duration
    return Dynamics(
        pacing_progression=tuple(
            PacingWindow(
                timestamp=label(window),
                cuts=starting_in(cuts, window),
                cuts_per_second=starting_in(cuts, window) / within(window, duration),
            )
            for window in windows(duration, PACING_WINDOW_SECONDS)
        ),
        scene_rhythm=_regularity(shots),
        temporal_flow=Null(code=NullCode.NO_VALID_INFERENCE),
        acceleration_points=_run_starts(timeline, -1),
        deceleration_points=_run_starts(timeline, 1),
    )


def _interactions(timeline: Timeline, shots: Sequence[Shot]) -> Interactions:
    return Interactions(
        audio_visual_sync=_sync(timeline, shots[1:]),
        beat_matching=Null(code=NullCode.TEMPO_NOT_MEASURED),
        emotional_pacing=UNDEFINED,
        narrative_flow=UNDEFINED,
    )


def _key_events(timeline: Timeline, shots: Sequence[Shot]) -> KeyEvents:
    return KeyEvents(
        longest_scene=_extreme(max(shots, key=_length)),
        shortest_scene=_extreme(min(shots, key=_length)),
        pacing_shifts=_shifts(timeline, shots[1:]),
        climax_timing=_climax(timeline, shots[1:]),
    )


def _shifts(timeline: Timeline, cuts: Sequence[Shot]) -> tuple[PacingShift, ...]:
    """Changes of pace between neighbouring windows; a last one below half length is left out."""
    duration = timeline.clip.duration
    paces = [
        (int(window.start), _pace(60 * starting_in(cuts, window) / within(window, duration)))
        for window in windows(duration, PACING_WINDOW_SECONDS)
        if within(window, duration) >= PACING_WINDOW_SECONDS / 2
    ]
    return tuple(
        PacingShift(timestamp=second, before=before, after=after)
        for (_, before), (second, after) in pairwise(paces)
        if before != after
    )


def _patterns(timeline: Timeline, shots: Sequence[Shot]) -> Patterns:
    return Patterns(
        editing_style=_style(shots),
        transition_types=_types(timeline, shots),
        pacing_pattern=_pattern(timeline, shots[1:]),
        rhythm_structure=Null(code=NullCode.NOT_MEASURED),
    )


def _length(shot: Shot) -> float:
    return shot.end - shot.start


def _too_few(shots: Sequence[Shot]) -> Null:
    return NO_CUTS if len(shots) == 1 else Null(code=NullCode.INSUFFICIENT_SAMPLES)


def _rhythm(shots: Sequence[Shot]) -> Rhythm | Null:
    if len(shots) < MIN_SCENES:
        return _too_few(shots)
    evenness = 1 / (1 + pstdev(map(_length, shots)))
    if evenness > CONSISTENT:
        return "consistent"
    return "varied" if evenness > VARIED else "erratic"


def _regularity(shots: Sequence[Shot]) -> Literal["regular", "irregular"] | Null:
    if len(shots) == 1:
        return NO_CUTS
    lengths = [_length(shot) for shot in shots]
    return "regular" if variation(lengths) < REGULAR_VARIATION else "irregular"


def _smoothing(timeline: Timeline, shots: Sequence[Shot]) -> float | Null:
    missing = timeline.missing("effects", NullCode.EFFECT_NOT_MEASURED)
    gradual = gradual_changes(timeline)
    changes = len(gradual) + len(hard_cuts(shots, gradual))
    return missing or (len(gradual) / changes if changes else NO_CUTS)


def _types(timeline: Timeline, shots: Sequence[Shot]) -> tuple[Literal["cut", "fade"], ...] | Null:
    """What was found; an opening or closing fade counts here, though it joins no two scenes."""
    missing = timeline.missing("effects", NullCode.EFFECT_NOT_MEASURED)
    if missing is not None:
        return missing
    kinds: list[Literal["cut", "fade"]] = []
    if hard_cuts(shots, timeline.of(Transition)):
        kinds.append("cut")
    if timeline.of(Transition):
        kinds.append("fade")
    return tuple(kinds)


def _run_starts(timeline: Timeline, direction: Literal[-1, 1]) -> tuple[float, ...]:
    """Where runs of three or more ever shorter (-1) or ever longer (1) scenes begin.

    Lengths that differ by half a frame or less are equal: that much is rounding.
    """
    shots = timeline.of(Shot)
    step = 0.5 / (timeline.clip.frames_per_second or DEFAULT_FRAMES_PER_SECOND)
    starts, first = [], 0
    for i in range(1, len(shots) + 1):
        change = _length(shots[i]) - _length(shots[i - 1]) if i < len(shots) else 0.0
        if direction * change <= step:
            if i - first >= MIN_SCENES:
                starts.append(shots[first].start)
            first = i
    return tuple(starts)


def _sync(timeline: Timeline, cuts: Sequence[Shot]) -> float | Null:
    """Share of cuts close to an onset, corrected for the share to be expected by chance."""
    missing = timeline.missing("energy")
    if missing is not None or not cuts:
        return missing or NO_CUTS
    onsets = timeline.of(AudioOnset)
    near = [Interval(o.start - SYNC_SECONDS, o.start + SYNC_SECONDS) for o in onsets]
    zones = clip(union(near), 0.0, timeline.clip.duration)
    chance = total(zones) / timeline.clip.duration
    if chance >= 1:
        return Null(code=NullCode.NO_VALID_INFERENCE)
    hits = sum(any(zone.start <= cut.start <= zone.end for zone in zones) for cut in cuts)
    return max(0.0, (hits / len(cuts) - chance) / (1 - chance))


def _extreme(shot: Shot) -> SceneExtreme:
    return SceneExtreme(duration=_length(shot), timestamp=label(shot))


def _pace(cuts_per_minute: float) -> Pace:
    return next((pace for limit, pace in PACES if cuts_per_minute < limit), "very_fast")


def _climax(timeline: Timeline, cuts: Sequence[Shot]) -> float | Null:
    """Middle of the window with most cuts; a single window would always give its own middle."""
    duration = timeline.clip.duration
    grid = windows(duration, PACING_WINDOW_SECONDS)
    if not cuts or len(grid) == 1:
        return Null(code=NullCode.INSUFFICIENT_SAMPLES) if cuts else NO_CUTS
    window = fullest(grid, cuts)
    return (window.start + within(window, duration) / 2) / duration


def _style(
    shots: Sequence[Shot],
) -> Literal["mtv_style", "classic_narrative", "rhythmic", "experimental"] | Null:
    rhythm = _rhythm(shots)
    if isinstance(rhythm, Null):
        return rhythm
    mean = fmean(map(_length, shots))
    if mean < MTV_SECONDS:
        return "mtv_style"
    if rhythm != "consistent":
        return "experimental"
    return "classic_narrative" if mean > CLASSIC_SECONDS else "rhythmic"


def _pattern(
    timeline: Timeline, cuts: Sequence[Shot]
) -> Literal["accelerating", "decelerating", "steady"] | Null:
    if not cuts:
        return NO_CUTS
    change = trend([cut.start for cut in cuts], timeline.clip.duration, TREND_STEP)
    return "accelerating" if change > 0 else "decelerating" if change < 0 else "steady"
