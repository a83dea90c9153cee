"""Scene pacing (METRICS_CONTRACT B4): n scenes with lengths s, cut at c, in a video of D s."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import gt, lt
from statistics import fmean, pstdev
from typing import Literal

from rumiai.metrics.intervals import fullest, trend, unmeasured, variation
from rumiai.schema.events import AudioOnset, Shot, Transition
from rumiai.schema.intervals import Interval, clip, label, starting_in, total, union, windows
from rumiai.schema.measure import Null, NullCode
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

WINDOW_SECONDS = 10
FULL_SCORE_CUTS_PER_MINUTE = 40
PACES: tuple[tuple[float, Pace], ...] = ((10, "slow"), (20, "moderate"), (40, "fast"))
CONSISTENT, VARIED = 0.7, 0.4
REGULAR_VARIATION = 0.5
SYNC_SECONDS = 0.15
TREND_STEP = 0.3
MTV_SECONDS, CLASSIC_SECONDS = 1.5, 3.0
MIN_SCENES = 3

UNDEFINED = Null(code=NullCode.NO_VALIDATED_DEFINITION)
NO_CUTS = Null(code=NullCode.NO_CUTS)

Rhythm = Literal["consistent", "varied", "erratic"]


def scene_pacing(timeline: Timeline) -> ScenePacing | Unmeasured:
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
    cuts = shots[1:]
    return Dynamics(
        pacing_progression=tuple(
            PacingWindow(
                timestamp=label(window),
                cuts=starting_in(cuts, window),
                cuts_per_second=starting_in(cuts, window) / (window.end - window.start),
            )
            for window in windows(timeline.clip.duration, WINDOW_SECONDS)
        ),
        scene_rhythm=_regularity(shots),
        temporal_flow=Null(code=NullCode.NO_VALID_INFERENCE),
        acceleration_points=_run_starts(shots, gt),
        deceleration_points=_run_starts(shots, lt),
    )


def _interactions(timeline: Timeline, shots: Sequence[Shot]) -> Interactions:
    return Interactions(
        audio_visual_sync=_sync(timeline, shots[1:]),
        beat_matching=Null(code=NullCode.TEMPO_NOT_MEASURED),
        emotional_pacing=UNDEFINED,
        narrative_flow=UNDEFINED,
    )


def _key_events(timeline: Timeline, shots: Sequence[Shot]) -> KeyEvents:
    grid = windows(timeline.clip.duration, WINDOW_SECONDS)
    paces = [_pace(starting_in(shots[1:], window), window) for window in grid]
    return KeyEvents(
        longest_scene=_extreme(max(shots, key=_length)),
        shortest_scene=_extreme(min(shots, key=_length)),
        pacing_shifts=tuple(
            PacingShift(timestamp=int(window.start), before=before, after=after)
            for window, (before, after) in zip(grid[1:], pairwise(paces), strict=True)
            if before != after
        ),
        climax_timing=_climax(timeline, shots[1:]),
    )


def _patterns(timeline: Timeline, shots: Sequence[Shot]) -> Patterns:
    faded = bool(timeline.of(Transition))
    kinds: list[Literal["cut", "fade"]] = ["cut"] if len(shots) > 1 else []
    return Patterns(
        editing_style=_style(shots),
        transition_types=tuple([*kinds, "fade"] if faded else kinds),
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
    gradual = len(timeline.of(Transition))
    changes = gradual + len(shots) - 1
    return missing or (gradual / changes if changes else NO_CUTS)


def _run_starts(
    shots: Sequence[Shot], compare: Callable[[float, float], bool]
) -> tuple[float, ...]:
    """Where runs of three or more scenes begin, each comparing so with the one after it."""
    starts, first = [], 0
    for i in range(1, len(shots) + 1):
        goes_on = i < len(shots) and compare(_length(shots[i - 1]), _length(shots[i]))
        if not goes_on:
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


def _pace(cuts: int, window: Interval) -> Pace:
    rate = 60 * cuts / (window.end - window.start)
    return next((pace for limit, pace in PACES if rate < limit), "very_fast")


def _climax(timeline: Timeline, cuts: Sequence[Shot]) -> float | Null:
    if not cuts:
        return NO_CUTS
    duration = timeline.clip.duration
    window = fullest(windows(duration, WINDOW_SECONDS), cuts)
    return (window.start + min(window.end, duration)) / 2 / duration


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
