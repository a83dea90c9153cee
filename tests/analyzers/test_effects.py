"""Fades, dissolves, zooms, flashes and filters are found, and what looks like them is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from evaluation.looking import here
from looking import look
from rumiai.analyzers.effects import Effects, kind_of
from rumiai.constants.thresholds import VALIDATED_EFFECTS
from rumiai.schema.events import Effect, Transition
from rumiai.schema.media import Frame

Make = Callable[..., tuple[Path, dict[str, Any]]]
SMALL: dict[str, Any] = {"width": 180, "height": 320, "sounds": None, "faces": [], "texts": []}
COFFEE = {"picture": "coffee", "drift": 10}
LABEL = {"text": "Wait for it", "start": 0.8, "end": 2.6, "size": 0.04, "at": [0.5, 0.8]}


def found(path: Path) -> list[tuple[str, float, float]]:
    timeline = look(path, ("effects",))
    events = [e for e in timeline.events if isinstance(e, (Effect, Transition))]
    return [(kind_of(e), e.start, e.end) for e in events]


def check(path: Path, truth: dict[str, Any]) -> None:
    """Exactly the true effects, by half of their united time at least."""
    events = found(path)
    true = [e for e in truth["effects"] if e["kind"] in VALIDATED_EFFECTS]
    assert [kind for kind, _, _ in events] == [e["kind"] for e in true]
    for (_, start, end), effect in zip(events, true, strict=True):
        common = min(end, effect["end"]) - max(start, effect["start"])
        assert common >= 0.5 * (max(end, effect["end"]) - min(start, effect["start"]))


@pytest.mark.parametrize(
    "effect",
    [
        {"kind": "zoom_in", "start": 0.6, "end": 2.0, "strength": 0.3},
        {"kind": "zoom_out", "start": 0.6, "end": 1.4, "strength": 0.4},
        {"kind": "flash", "start": 1.2, "end": 1.5, "strength": 0.9},
        {"kind": "colour_filter", "start": 0.8, "end": 2.0, "strength": 0.9, "colour": "cool"},
        {"kind": "fade_in", "start": 0.0, "end": 0.8},
        {"kind": "fade_out", "start": 1.6, "end": 2.6},
        {"kind": "blur", "start": 0.8, "end": 2.0, "strength": 1.5},
        {"kind": "exposure", "start": 0.6, "end": 2.0, "strength": 0.25},
    ],
    ids=lambda effect: effect["kind"],
)
def test_one_effect_below_a_text(made: Make, effect: dict[str, Any]) -> None:
    """Each effect alone, a text on top: found as what it is; what is not validated, as nothing."""
    name = f"effect_{effect['kind']}"
    path, truth = made(
        name, **{**SMALL, "texts": [LABEL]}, duration=3.0, shots=[COFFEE], effects=[effect]
    )
    check(path, truth)


def test_gradual_transitions_and_cuts(made: Make) -> None:
    """A dissolve, a fade through black as its two halves, and a cut, which is none of them."""
    path, _ = made(
        "gradual_effects",
        **SMALL,
        duration=7.0,
        shots=[
            {"picture": "coffee"},
            {"start": 1.5, "picture": "astronaut", "via": "dissolve", "via_seconds": 0.8},
            {"start": 3.0, "picture": "coffee"},
            {"start": 5.0, "picture": "chelsea", "via": "fade", "via_seconds": 1.2},
        ],
    )
    events = found(path)
    assert [kind for kind, _, _ in events] == ["dissolve", "fade_out", "fade_in"]
    spans = [time for _, start, end in events for time in (start, end)]
    assert spans == pytest.approx([1.1, 1.9, 4.4, 5.0, 5.0, 5.6], abs=0.1)


def test_what_moves_is_no_effect(made: Make) -> None:
    """A pan, cuts in quick succession, a crossing text and a growing face."""
    path, _ = made(
        "no_effects",
        **{
            **SMALL,
            "texts": [{**LABEL, "to": [0.5, 0.2]}],
            "faces": [{"start": 0.5, "end": 2.8, "height": 0.3, "to_height": 0.5}],
        },
        duration=6.0,
        shots=[
            {"picture": "stereo_motorcycle", "shake": 6},
            {"start": 3.0, "picture": "coffee", "drift": 150},
            {"start": 4.5, "picture": "astronaut"},
            {"start": 4.9, "picture": "rocket"},
            {"start": 5.2, "picture": "chelsea"},
        ],
    )
    assert found(path) == []


@pytest.mark.parametrize("variant", [{}, {"rate": "60"}])
def test_the_base_clip_has_no_effects(made: Make, variant: dict[str, Any]) -> None:
    """Four cuts, five overlays and a face that grows are no effects."""
    path, _ = made(f"base_{len(variant)}" if variant else "base", **variant)
    assert found(path) == []


@pytest.mark.parametrize(
    "name", ["single_face.mp4", "face_noface.mov", "noface_face.mov", "park.mp4", "small.mp4"]
)
def test_real_clips_have_no_effects(media: Path, name: str) -> None:
    """No false alarm on real footage without effects."""
    assert found(media / name) == []


@pytest.mark.parametrize("start", [27.4, 33.4, 39.5])
def test_a_fade_where_two_blocks_meet_is_found_once(start: float) -> None:
    """Videos are searched in blocks of 40 s that share 12 s; what is held stays bounded."""
    analyzer, rate, held = Effects(here()), 10, 0
    scene = np.random.default_rng(1).integers(40, 220, (40, 24, 3)).astype(np.float32)
    picture = cv2.resize(scene, (90, 160), interpolation=cv2.INTER_CUBIC).clip(0, 255)
    for index in range(60 * rate):
        light = min(1.0, max(0.0, 1 - (index / rate - start)))
        analyzer.see([Frame(index, index / rate, (picture * light).astype(np.uint8))])
        held = max(held, len(analyzer._looks))
    (fade,) = analyzer.finish(60.0)
    assert kind_of(fade) == "fade_out"
    assert (fade.start, fade.end) == pytest.approx((start, start + 1), abs=0.15)
    assert held <= 40 * rate + 1
