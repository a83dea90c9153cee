"""Gradual changes of scenes, and the cuts that are none of them (docs/decisions/0008)."""

from __future__ import annotations

from collections.abc import Sequence

from rumiai.constants.thresholds import FADE_GAP_SECONDS, GRADUAL_CUT_SECONDS
from rumiai.schema.events import Shot, Transition
from rumiai.schema.intervals import Interval, Spanning, touches
from rumiai.schema.timeline import Timeline


def gradual_changes(timeline: Timeline) -> tuple[Interval, ...]:
    """Every gradual change from one scene to the next, in order of time.

    A fade out and the fade in that follows it are one. A fade in that opens the video and a fade
    out that closes it join no two scenes and are left out.
    """
    changes: list[list[Transition]] = []
    for transition in timeline.of(Transition):
        if changes and _continues(changes[-1][-1], transition):
            changes[-1].append(transition)
        else:
            changes.append([transition])
    return tuple(
        Interval(change[0].start, change[-1].end)
        for change in changes
        if not _at_an_end(change[0], change[-1], timeline.clip.duration)
    )


def hard_cuts(shots: Sequence[Shot], gradual: Sequence[Spanning]) -> tuple[Shot, ...]:
    """The shots that begin with a cut which is not part of a gradual change.

    Shot detection sees a fade through black as one cut, where it is darkest.
    """
    return tuple(
        shot
        for shot in shots[1:]
        if not any(
            touches(Interval(shot.start, shot.start), g, GRADUAL_CUT_SECONDS) for g in gradual
        )
    )


def _continues(before: Transition, after: Transition) -> bool:
    through_black = before.style == "fade_out" and after.style == "fade_in"
    return through_black and after.start - before.end <= FADE_GAP_SECONDS


def _at_an_end(first: Transition, last: Transition, duration: float) -> bool:
    opens = first.style == "fade_in" and first.start <= FADE_GAP_SECONDS
    closes = last.style == "fade_out" and last.end >= duration - FADE_GAP_SECONDS
    return opens or closes
