"""Creative density where something is missing, short or odd."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import emotion, gesture, glimpse, run, said, shots, text, timeline, voice
from conformance import verdict
from densities import ALL_BUT_EFFECTS, NEEDED, TEN, measured, wire, with_effects
from rumiai.metrics import density_bins
from rumiai.metrics.creative_density import creative_density
from rumiai.schema.events import Effect, EffectKind
from rumiai.schema.intervals import Interval, seconds_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured

ZOOM = Effect(start=1.5, end=3.0, score=0.8, effect="zoom_in")


def test_effects_count_once_all_kinds_are_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zoom from 1.5 to 3 s is under way in two seconds; nothing but it happens."""
    monkeypatch.setattr(density_bins, "VALIDATED_EFFECTS", frozenset(get_args(EffectKind)))
    result = wire(with_effects(5, ZOOM))
    core, quality = result["densityCoreMetrics"], result["densityQuality"]
    assert core["elementCounts"]["effect"] == core["totalElements"] == 2
    assert result["densityDynamics"]["densityCurve"][1]["primaryElement"] == "effect"
    assert quality["detectionReliability"]["effect"] == 0.8
    assert "effect" in quality["measuredTypes"]


def test_effects_are_null_while_a_kind_is_not_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A count of some kinds is not the number of effects."""
    some = frozenset(get_args(EffectKind)) - {"blur"}
    monkeypatch.setattr(density_bins, "VALIDATED_EFFECTS", some)
    result = wire(with_effects(5, ZOOM))
    assert result["densityCoreMetrics"]["elementCounts"]["effect"] is None
    assert result["densityCoreMetrics"]["totalElements"] == 0
    for path in ("densityCoreMetrics.elementCounts", "densityQuality.detectionReliability"):
        assert result["_nulls"][f"{path}.effect"] == "effect_not_measured"


def test_unmeasured_effects_and_stickers_are_null() -> None:
    """Not 0 (E9), and with the reason, wherever they occur."""
    nulls = measured(10, *TEN)["_nulls"]
    for kind in ("effect", "sticker"):
        for path in (
            "densityCoreMetrics.elementCounts",
            "densityKeyEvents.peakMoments[].elementBreakdown",
            "densityQuality.detectionReliability",
        ):
            assert nulls[f"{path}.{kind}"] == f"{kind}_not_measured"


def test_optional_types_are_left_out_where_unmeasured() -> None:
    """Without gestures and emotions second 2 holds 4 elements; the types counted are named."""
    result = measured(10, *TEN, ran=NEEDED)
    assert result["CoreMetrics"]["totalElements"] == 10
    assert result["CoreMetrics"]["elementCounts"]["gesture"] is None
    assert result["Quality"]["measuredTypes"] == ["text", "transition", "object"]
    codes = [result["_nulls"][f"densityCoreMetrics.elementCounts.{k}"] for k in ("gesture",)]
    assert codes == ["gesture_not_measured"]
    assert result["CoreMetrics"]["confidence"] == 0.7, "of the inputs that took part"


def test_an_optional_type_that_was_looked_for_in_part_is_left_out() -> None:
    """Sums over different types cannot be compared: gestures of 9 of 10 s take no part."""
    looked = {"gestures": (Interval(0, 9),)}
    result = measured(10, *TEN, inspected=looked)
    assert result["CoreMetrics"]["totalElements"] == 12
    path = "densityCoreMetrics.elementCounts.gesture"
    assert result["_nulls"][path] == "insufficient_samples"


def test_slow_samples_of_expressions_stand_for_their_slot() -> None:
    """At 0.5 a second, faces at 2.01 and 4 s fill seconds 2 to 5: every other would be a lie."""
    bare = timeline(8, [emotion(2.01, "joy"), emotion(4.0, "joy")], ran=ALL_BUT_EFFECTS)
    others = tuple(r for r in bare.runs if r.analyzer != "emotions")
    slow = run("emotions", 8, frames_per_second=0.5)
    result = wire(bare.model_copy(update={"runs": (*others, slow)}))
    curve = result["densityDynamics"]["densityCurve"]
    assert [point["density"] for point in curve] == [0, 0, 1, 1, 1, 1, 0, 0]


def test_what_was_not_looked_at_is_not_empty() -> None:
    """Objects were looked for in 0–6 s of 10: four seconds are left out, not empty (E6).

    A cut there is part of the video's cuts, but of no sum (E8).
    """
    looked = {"objects": (Interval(0, 6),)}
    result = measured(10, *TEN, inspected=looked)
    assert [p["second"] for p in result["Dynamics"]["densityCurve"]] == list(range(6))
    assert result["Dynamics"]["emptySeconds"] == [4, 5]
    assert result["CoreMetrics"]["totalElements"] == 12
    assert result["CoreMetrics"]["elementCounts"]["transition"] == 1
    assert result["CoreMetrics"]["sceneChangeCount"] == 2
    assert result["CoreMetrics"]["elementsPerSecond"] == 2.0
    assert result["CoreMetrics"]["timelineCoverage"] == 0.667
    assert result["Quality"]["dataCompleteness"] == 0.6
    assert result["CoreMetrics"]["confidence"] == 0.42, "0.7 × 0.6"
    assert result["Dynamics"]["accelerationPattern"] is None, "nobody saw the last third"


def test_a_hole_ends_a_dead_zone_and_hides_a_shift() -> None:
    """One object in seconds 0 and 4, and nobody looked from 3 to 4 s.

    Two zones, and no shift from second 2 to second 4; what is seen in second 3 does not count.
    """
    looked = {"text": (Interval(0, 3), Interval(4, 8))}
    objects = [glimpse("cup", 0.5), *(glimpse("cup", 3.5) for _ in range(9)), glimpse("cup", 4.5)]
    events = measured(8, *objects, inspected=looked)["KeyEvents"]
    assert [(z["start"], z["end"]) for z in events["deadZones"]] == [(5, 8), (1, 3)]
    assert [s["timestamp"] for s in events["densityShifts"]] == [1, 5]


def test_quality() -> None:
    """Mean scores of what was found; a cut is arithmetic, stickers and effects are unknown."""
    quality = measured(10, *TEN)["Quality"]
    assert quality == {
        "dataCompleteness": 1.0,
        "detectionReliability": {
            "textOverlay": 0.9,
            "sticker": None,
            "effect": None,
            "transition": 1.0,
            "sceneChange": 1.0,
            "object": 0.7,
            "gesture": 0.8,
        },
        "overallConfidence": 0.7,
        "measuredTypes": ["text", "transition", "object", "gesture", "expression"],
    }


def test_nothing_on_screen() -> None:
    """Zeros and empty lists, not nulls; scores of nothing are null with the reason."""
    result = measured(6, *shots(6))
    core = result["CoreMetrics"]
    assert core["avgDensity"] == core["totalElements"] == core["timelineCoverage"] == 0
    assert core["confidence"] == 1.0
    assert result["Dynamics"]["emptySeconds"] == list(range(6))
    assert result["Interactions"]["elementCooccurrence"] == {}
    assert result["Interactions"]["dominantCombination"] == "none"
    assert result["Interactions"]["coordinationScore"] == 0.0
    assert result["KeyEvents"]["peakMoments"] == result["KeyEvents"]["densityShifts"] == []
    assert result["Patterns"]["densityClassification"] == "sparse"
    nulls = result["_nulls"]
    assert nulls["densityQuality.detectionReliability.textOverlay"] == "no_text"
    assert nulls["densityQuality.detectionReliability.sceneChange"] == "no_cuts"
    assert nulls["densityQuality.detectionReliability.object"] == "insufficient_samples"


def test_a_video_of_a_second_has_no_course() -> None:
    """0.8 s: one bin with numbers; what compares parts of the video is null."""
    result = measured(0.8, glimpse("cup", 0.1))
    assert [p["density"] for p in result["Dynamics"]["densityCurve"]] == [1]
    assert result["CoreMetrics"]["elementsPerSecond"] == 1.25
    assert result["Dynamics"]["accelerationPattern"] is None
    assert result["Dynamics"]["densityProgression"] is None
    flags = result["Patterns"]["structuralFlags"]
    assert flags.pop("finalCallToAction") is False
    assert set(flags.values()) == {None}


@pytest.mark.parametrize("missing", NEEDED)
def test_without_a_required_analyzer_no_sum_is_given(missing: str) -> None:
    """Everything that depends on density is null; the other types' counts and scores are kept."""
    ran = tuple(name for name in ALL_BUT_EFFECTS if name != missing)
    result = measured(10, *TEN, ran=ran)
    kept = {"text": ("text", 5), "objects": ("object", 3), "shots": ("transition", 2)}
    counts = result["CoreMetrics"]["elementCounts"]
    for analyzer, (element, count) in kept.items():
        assert counts[element] == (None if analyzer == missing else count)
    assert counts["gesture"] == 2
    for block, key in (
        *(("CoreMetrics", k) for k in ("avgDensity", "totalElements", "confidence")),
        *(("Dynamics", k) for k in ("densityCurve", "emptySeconds", "volatility")),
        *(("Interactions", k) for k in ("multiModalPeaks", "elementCooccurrence")),
        *(("KeyEvents", k) for k in ("peakMoments", "deadZones", "densityShifts")),
        *(("Patterns", k) for k in ("densityClassification", "mlTags", "confidence")),
        *(("Quality", k) for k in ("dataCompleteness", "overallConfidence")),
    ):
        assert result[block][key] is None
        assert result["_nulls"][f"density{block}.{key}"] == "not_measured"
    assert result["CoreMetrics"]["sceneChangeCount"] == (None if missing == "shots" else 2)
    assert result["Quality"]["detectionReliability"]["gesture"] == 0.8
    assert result["Patterns"]["structuralFlags"]["finalCallToAction"] is False


def test_nothing_required_ran() -> None:
    """The whole family is unmeasured, with the account of each analyzer."""
    family = creative_density(timeline(10, TEN, ran=("gestures",)), VideoMetadata())
    assert isinstance(family, Unmeasured)
    assert family.reason.startswith("text unavailable: for a test; objects unavailable")


def test_a_rhythm_needs_every_second() -> None:
    """0 2 0 2 0 2 repeats itself after 2 s; with seconds 1 and 2 unseen nobody knows."""
    objects = [glimpse("cup", b + 0.5) for b in (1, 3, 5) for _ in range(2)]
    looked = {"text": (Interval(0, 1), Interval(3, 6))}
    whole, holed = measured(6, *objects), measured(6, *objects, inspected=looked)
    assert whole["Patterns"]["structuralFlags"]["rhythmicPattern"] is True
    assert holed["Patterns"]["structuralFlags"]["rhythmicPattern"] is None
    path = "densityPatterns.structuralFlags.rhythmicPattern"
    assert holed["_nulls"][path] == "insufficient_samples"


def test_a_beginning_says_nothing_about_the_course() -> None:
    """Of 12 s the first six were looked at: neither tendency, hook nor evenness is known."""
    objects = [glimpse("cup", 0.5 + b) for b in range(6)]
    result = measured(12, *objects, inspected={"objects": (Interval(0, 6),)})
    assert result["Dynamics"]["densityProgression"] is None
    flags = result["Patterns"]["structuralFlags"]
    assert flags["strongOpeningHook"] is flags["consistentPacing"] is None


def test_no_second_that_all_looked_at() -> None:
    """Text saw one half, objects the other: no density, and no count, is known."""
    looked = {"text": (Interval(0, 5),), "objects": (Interval(5, 10),)}
    result = measured(10, *TEN, inspected=looked)
    assert result["Dynamics"]["densityCurve"] is None
    assert result["_nulls"]["densityCoreMetrics.avgDensity"] == "insufficient_samples"
    assert set(result["CoreMetrics"]["elementCounts"].values()) == {None}
    assert result["CoreMetrics"]["confidence"] is None
    assert result["Quality"]["dataCompleteness"] == 0.0


@pytest.mark.parametrize("case", ["all", "effects", "empty", "short", "holes", *NEEDED])
def test_results_conform_to_the_contract(contract: Path, tmp_path: Path, case: str) -> None:
    """The contract's own checker passes, whatever is missing."""
    without = tuple(name for name in ALL_BUT_EFFECTS if name != case)
    line = {
        "all": timeline(10, TEN, ran=ALL_BUT_EFFECTS),
        "effects": with_effects(10, *TEN, Effect(start=1, end=2, score=0.8, effect="blur")),
        "empty": timeline(10, (), ran=NEEDED),
        "short": timeline(0.5, (), ran=NEEDED),
        "holes": timeline(10, TEN, inspected={"text": (Interval(2, 3), Interval(6, 7))}),
    }.get(case, timeline(10, TEN, ran=without))
    path = tmp_path / "creative_density_result.json"
    path.write_text(json.dumps(wire(line)), encoding="utf-8")
    assert verdict(contract, "creative_density", path) == "conforms"


MOMENTS = st.floats(0, 0.999)
SPANS = st.lists(st.tuples(MOMENTS, st.floats(0, 5)), max_size=12)
POINTS = st.lists(MOMENTS, max_size=20)


@st.composite
def videos(draw: st.DrawFn) -> tuple[float, list[Any], tuple[str, ...], dict[str, Any]]:
    """A duration, whole seconds too, events of every kind, who ran, and where text was read."""
    duration = draw(st.one_of(st.floats(0.3, 90), st.integers(1, 90).map(float)))
    times = {name: [at * duration for at in draw(POINTS)] for name in ("cut", "object", "hand")}
    events: list[Any] = [
        *(text("Hi", at * duration, min(duration, at * duration + d)) for at, d in draw(SPANS)),
        *(voice(at * duration, at * duration + d) for at, d in draw(SPANS)),
        *(glimpse("cup", t) for t in times["object"]),
        *(gesture(t) for t in times["hand"]),
        *(emotion(t, "joy") for t in times["hand"]),
        *shots(duration, *sorted(t for t in set(times["cut"]) if t > 0)),
        *(said(at * duration, "follow", "me") for at in draw(st.lists(MOMENTS, max_size=2))),
    ]
    absent = draw(st.sets(st.sampled_from(("gestures", "emotions", "speech"))))
    ran = tuple(name for name in ALL_BUT_EFFECTS if name not in absent)
    seen = draw(st.floats(0.01, 1)) * duration
    holes = draw(st.sampled_from(({}, {"text": (Interval(0, seen),)})))
    return duration, events, ran, holes


@settings(deadline=None)
@given(videos())
def test_whatever_happens_the_sums_agree(video: tuple[Any, ...]) -> None:
    """The curve, the counts and the total are one number; what was looked at has no gaps."""
    duration, events, ran, inspected = video
    result = measured(duration, *events, ran=ran, inspected=inspected)
    core, curve = result["CoreMetrics"], result["Dynamics"]["densityCurve"]
    counts = [count for count in core["elementCounts"].values() if count is not None]
    assert core["totalElements"] == sum(counts) == sum(point["density"] for point in curve)
    end = seconds_of(min(duration, inspected["text"][0].end) if inspected else duration)
    assert [point["second"] for point in curve] == list(range(end))
    assert core["minDensity"] <= core["avgDensity"] + 0.001 <= core["maxDensity"] + 0.002


@settings(deadline=None)
@given(videos())
def test_whatever_happens_the_lists_are_possible(video: tuple[Any, ...]) -> None:
    """Peaks stand out and add up, zones are empty and apart, the result is plain JSON."""
    duration, events, ran, inspected = video
    result = measured(duration, *events, ran=ran, inspected=inspected)
    core, key = result["CoreMetrics"], result["KeyEvents"]
    for peak in key["peakMoments"]:
        parts = {k: v for k, v in peak["elementBreakdown"].items() if k != "scene_change"}
        assert peak["totalElements"] == sum(v for v in parts.values() if v is not None)
        assert peak["totalElements"] > core["avgDensity"]
        assert peak["surpriseScore"] >= 1
    empty = result["Dynamics"]["emptySeconds"]
    dead = [b for zone in key["deadZones"] for b in range(zone["start"], zone["end"])]
    assert len(set(dead)) == len(dead)
    assert set(dead) <= set(empty)
    assert len(empty) == len(result["Dynamics"]["densityCurve"]) - round(
        core["timelineCoverage"] * len(result["Dynamics"]["densityCurve"])
    )
    assert json.loads(json.dumps(result, allow_nan=False)) == result
