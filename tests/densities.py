"""Timelines whose density is known, and their result."""

from __future__ import annotations

from typing import Any

from builders import EVERYTHING, emotion, gesture, glimpse, run, shots, text, timeline
from rumiai.metrics.creative_density import creative_density
from rumiai.schema.measure import result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics.creative_density import CreativeDensity
from rumiai.schema.timeline import Timeline

ALL_BUT_EFFECTS = tuple(name for name in EVERYTHING if name != "effects")
NEEDED = ("text", "objects", "shots")
SOUND = ("voice", "energy", "speech")

TEN = (
    *(text("A", 0.0, 3.0), text("B", 2.0, 4.0)),
    *(glimpse("person", 0.0), glimpse("cup", 0.0), glimpse("person", 0.5), glimpse("dog", 2.0)),
    *shots(10, 2.5, 8.0),
    *(gesture(2.1), gesture(2.6), gesture(2.8, hand="right")),
    *(emotion(2.2, "joy"), emotion(2.4, "fear"), emotion(6.0, "neutral", score=0.5)),
)
"""Ten seconds with 3, 1, 7, 1, 0, 0, 1, 0, 1 and 0 elements: μ = 1.4, σ = √4.24 = 2.059.

Second 2 holds two overlays, a cut, an object, a gesture of each hand and an expression.
"""


def wire(moments: Timeline) -> dict[str, Any]:
    family = creative_density(moments, VideoMetadata())
    assert isinstance(family, CreativeDensity)
    return result_of(family)


def measured(duration: float, *events: Any, **options: Any) -> dict[str, Any]:
    result = wire(timeline(duration, events, **{"ran": ALL_BUT_EFFECTS, **options}))
    return {k.removeprefix("density"): v for k, v in result.items()}


def of_densities(*densities: int, duration: float | None = None) -> dict[str, Any]:
    """A video with that many objects in each second."""
    objects = [glimpse("cup", b + 0.5) for b, d in enumerate(densities) for _ in range(d)]
    return measured(duration or len(densities), *objects)


def with_effects(duration: float, *events: Any) -> Timeline:
    bare = timeline(duration, events, ran=ALL_BUT_EFFECTS)
    others = tuple(r for r in bare.runs if r.analyzer != "effects")
    return bare.model_copy(update={"runs": (*others, run("effects", duration))})
