"""Creative density, by values computed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from builders import emotion, gesture, glimpse, said, text
from densities import ALL_BUT_EFFECTS, SOUND, TEN, measured, of_densities
from rumiai.schema.intervals import Interval


def test_core_metrics() -> None:
    """14 elements in ten seconds, in six of them; text 1+1+2+1, objects 2+1, gestures 2."""
    assert measured(10, *TEN)["CoreMetrics"] == {
        "avgDensity": 1.4,
        "maxDensity": 7.0,
        "minDensity": 0.0,
        "stdDeviation": 2.059,
        "totalElements": 14,
        "elementsPerSecond": 1.4,
        "elementCounts": {
            "text": 5,
            "sticker": None,
            "effect": None,
            "transition": 2,
            "object": 3,
            "gesture": 2,
            "expression": 2,
        },
        "sceneChangeCount": 2,
        "timelineCoverage": 0.6,
        "confidence": 0.7,
    }


def test_elements_per_second_is_no_copy_of_the_mean() -> None:
    """2 elements in 1.6 s: 1.25 a second, 1 in each of the two bins."""
    core = measured(1.6, glimpse("cup", 0.2), glimpse("cup", 1.2))["CoreMetrics"]
    assert (core["avgDensity"], core["elementsPerSecond"]) == (1.0, 1.25)


def test_texts_are_tracks_not_keys() -> None:
    """One overlay from 0.5 to 3 s counts once in each of three seconds (E4: four keys each)."""
    assert measured(5, text("Hi", 0.5, 3.0))["CoreMetrics"]["elementCounts"]["text"] == 3


def test_objects_are_the_most_at_once() -> None:
    """17 in one frame and 17 in the next are 17, not 34 (E5); scores below 0.25 do not count."""
    frames = [glimpse("cup", time) for time in (0.0, 0.5) for _ in range(17)]
    weak = [glimpse("cup", 1.0, score=0.24), glimpse("cup", 1.5, score=0.25)]
    result = measured(2, *frames, *weak)
    assert result["CoreMetrics"]["elementCounts"]["object"] == 18
    assert result["CoreMetrics"]["maxDensity"] == 17.0
    score = result["Quality"]["detectionReliability"]["object"]
    assert score == 0.687, "(34 × 0.7 + 0.25) / 35"


def test_curve() -> None:
    """Each second with its type of most elements; ties by the contract's order."""
    curve = measured(10, *TEN)["Dynamics"]["densityCurve"]
    assert [point["second"] for point in curve] == list(range(10))
    assert [point["density"] for point in curve] == [3, 1, 7, 1, 0, 0, 1, 0, 1, 0]
    names = ["object", "text", "text", "text", "none", "none", "expression", "none"]
    assert [point["primaryElement"] for point in curve] == [*names, "scene_change", "none"]


def test_dynamics() -> None:
    """CV 2.059/1.4; thirds 11/3 and 1/3; r = −31/√(82.5·42.4) = −0.52 (E11: always stable)."""
    dynamics = measured(10, *TEN)["Dynamics"]
    assert dynamics["volatility"] == 1.471
    assert dynamics["accelerationPattern"] == "front_loaded"
    assert dynamics["densityProgression"] == "decreasing"
    assert dynamics["emptySeconds"] == [4, 5, 7, 9]


@pytest.mark.parametrize(
    ("densities", "pattern", "progression"),
    [
        ((1, 1, 1, 2, 2, 2), "back_loaded", "increasing"),  # 1 and 2; r = 0.88
        ((4, 0, 0, 0, 0, 4), "oscillating", "erratic"),  # 2 and 2; CV 1.41; r = 0
        ((2, 0, 2, 2, 0, 2), "oscillating", "stable"),  # 1 and 1; CV 0.71; r = 0
        ((3, 3, 3, 3, 3, 3), "even", "stable"),  # r undefined: nothing changes
        ((2, 2, 9, 9, 3, 3), "oscillating", "stable"),  # 3 is not above 1.5 × 2; r = 0.12
        ((0, 0, 0, 0, 0, 0), "even", "stable"),
        ((1, 9, 9, 1), "oscillating", "erratic"),  # the middle third is seconds 1 and 2
    ],
)
def test_pattern_and_progression(
    densities: tuple[int, ...], pattern: str, progression: str
) -> None:
    """Thirds first, then the variation; correlation first, then the variation."""
    result = of_densities(*densities)
    assert result["Dynamics"]["accelerationPattern"] == pattern
    assert result["Patterns"]["pacingStyle"] == pattern
    assert result["Dynamics"]["densityProgression"] == progression


def test_interactions() -> None:
    """Second 2 alone holds three types or more: five; objects and text meet in second 0 too."""
    result = measured(10, *TEN)["Interactions"]
    types = ["text", "transition", "object", "gesture", "expression"]
    assert result["multiModalPeaks"] == [
        {"timestamp": "2-3s", "elements": types, "syncType": "reinforcing"}
    ]
    assert result["elementCooccurrence"].pop("object_text") == 2
    assert set(result["elementCooccurrence"].values()) == {1}
    assert len(result["elementCooccurrence"]) == 9, "ten pairs of five types"
    assert "expression_gesture" in result["elementCooccurrence"]
    assert result["dominantCombination"] == "object_text"
    assert result["coordinationScore"] == 0.167, "one of the six seconds that hold anything"


def test_three_types_complement_one_another() -> None:
    """A text, an object and a gesture in one second; every such second is listed."""
    events = [
        event
        for b in range(12)
        for event in (text(str(b), b, b + 1), glimpse("cup", b), gesture(b))
    ]
    result = measured(13, *events)["Interactions"]
    assert len(result["multiModalPeaks"]) == 12
    assert result["multiModalPeaks"][0]["syncType"] == "complementary"
    assert result["coordinationScore"] == 1.0


def test_peaks() -> None:
    """7 > 1.4 + 2.059, z = 5.6/2.059; the breakdown adds up without scene_change (E10)."""
    (peak,) = measured(10, *TEN)["KeyEvents"]["peakMoments"]
    parts = {"text": 2, "transition": 1, "object": 1, "gesture": 2, "expression": 1}
    unknown = {"sticker": None, "effect": None}
    assert peak == {
        "timestamp": "2-3s",
        "totalElements": 7,
        "surpriseScore": 2.72,
        "elementBreakdown": {**parts, **unknown, "scene_change": 1},
    }
    assert sum(parts.values()) == peak["totalElements"]


def test_peaks_are_the_highest_not_the_first() -> None:
    """Eleven seconds of 5 to 15 among 50 empty ones: the ten fullest, fullest first (E15)."""
    peaks = of_densities(*range(5, 16), *[0] * 50)["KeyEvents"]["peakMoments"]
    assert [peak["totalElements"] for peak in peaks] == list(range(15, 5, -1))


def test_dead_zones() -> None:
    """Two empty seconds are one, one is none; the five longest, the longest first (E15)."""
    assert measured(10, *TEN)["KeyEvents"]["deadZones"] == [{"start": 4, "end": 6, "duration": 2}]
    gaps = [d for length in (2, 1, 3, 2, 4, 2, 2) for d in (*[0] * length, 1)]
    zones = of_densities(*gaps)["KeyEvents"]["deadZones"]
    assert [(zone["start"], zone["duration"]) for zone in zones] == [
        *((12, 4), (5, 3), (0, 2), (9, 2), (17, 2)),
    ]


def test_shifts() -> None:
    """Changes of level by more than half of the larger second, the greatest first.

    Six changes are from or to nothing, two are 6/7, one is 2/3; 3 to 5 is no change of level.
    """
    shifts = measured(10, *TEN)["KeyEvents"]["densityShifts"]
    assert [shift["timestamp"] for shift in shifts] == [4, 6, 7, 8, 9, 2, 3, 1]
    assert [shift["magnitude"] for shift in shifts] == [*[1.0] * 5, 0.857, 0.857, 0.667]
    assert shifts[5] == {"timestamp": 2, "from": "low", "to": "high", "magnitude": 0.857}
    levels = of_densities(3, 5, 6, 2, 1, 0)["KeyEvents"]["densityShifts"]
    assert [(s["from"], s["to"]) for s in levels] == [("low", "none"), ("high", "low")]
    from_five = of_densities(5, 2)["KeyEvents"]["densityShifts"]
    assert from_five == [{"timestamp": 1, "from": "medium", "to": "low", "magnitude": 0.6}]


def test_of_equal_shares_the_larger_change_comes_first() -> None:
    """6 to 0 before 0 to 1; at most ten."""
    shifts = of_densities(1, 0, 1, 0, 6, 0)["KeyEvents"]["densityShifts"]
    assert [s["timestamp"] for s in shifts] == [4, 5, 1, 2, 3]
    assert len(of_densities(*[1, 0] * 10)["KeyEvents"]["densityShifts"]) == 10


def test_patterns() -> None:
    """Opening 11/3 > 1.2 · 1.4; autocorrelation 6.48/42.4 at 2 s and less at 3 s."""
    patterns = measured(10, *TEN)["Patterns"]
    assert patterns["structuralFlags"] == {
        "strongOpeningHook": True,
        "crescendoPattern": False,
        "frontLoaded": True,
        "consistentPacing": False,
        "finalCallToAction": False,
        "rhythmicPattern": False,
    }
    assert patterns["densityClassification"] == "moderate"
    assert patterns["cognitiveLoadCategory"] == "minimal"
    assert patterns["mlTags"] == ["density_computed", "avg_1.4"]


@pytest.mark.parametrize(
    ("densities", "flags"),
    [
        ((0, 2, 0, 2, 0, 2), {"rhythmicPattern"}),  # at 2 s: 4/6
        ((1, 1, 2, 2, 3, 3), {"crescendoPattern"}),  # at 2 s: 0, CV 0.41
        ((5, 5, 4, 5, 6, 5), {"consistentPacing"}),  # CV 0.12; at 2 s: −1/2
        ((9, 9, 9, 9, 9, 1, 1, 1, 1, 1), {"strongOpeningHook", "frontLoaded", "rhythmicPattern"}),
        ((1, 0, 2, 2, 0, 1), set()),  # thirds 1/2, 2, 1/2; at 2 s: −2/4
        ((0, 6, 6, 1, 1, 1), {"strongOpeningHook", "frontLoaded"}),  # 4 > 1.2 × 2.5; 3 and 1
        ((6, 5, 5, 5, 5, 5), {"consistentPacing"}),  # 5.33 is not above 1.2 × 5.17
        ((10, 10, 10, 11, 11, 11), {"consistentPacing"}),  # 11 is not above 1.2 × 10
        ((2, 2, 1, 1, 3, 3), set()),  # 3 is above 1.2 × 2, but the middle third sinks
        ((0, 0, 2, 0, 0, 2), set()),  # repeats itself after 3 s, more than a third
    ],
)
def test_structural_flags(densities: tuple[int, ...], flags: set[str]) -> None:
    """Each flag by its rule alone."""
    found = of_densities(*densities)["Patterns"]["structuralFlags"]
    assert {name for name, value in found.items() if value} == flags


@pytest.mark.parametrize(
    ("density", "classification", "load"),
    [
        (0, "sparse", "minimal"),
        (1, "moderate", "minimal"),
        (2, "moderate", "optimal"),
        (4, "moderate", "optimal"),
        (5, "moderate", "challenging"),
        (6, "dense", "challenging"),
    ],
)
def test_classes(density: int, classification: str, load: str) -> None:
    """Below 1, up to 5, more; below 2, up to 4, more."""
    patterns = of_densities(density, density)["Patterns"]
    assert patterns["densityClassification"] == classification
    assert patterns["cognitiveLoadCategory"] == load
    assert patterns["mlTags"][1] == f"avg_{density}.0"


@pytest.mark.parametrize(
    ("spoken", "asked"),
    [
        (said(17.0, "Please", "follow", "me"), True),  # "follow" at 17.5 s
        (said(16.5, "link", "in", "bio"), False),  # begins before 17 s
        (said(17.0, "a", "follower"), False),  # a longer word
        (said(17.0, "I", "remember", "when"), False),  # a statement
        (said(18.0, "Link", "in", "bio!"), True),
        (said(16.0, "ßßßßßßß", "follow", "us"), False),  # casefolded, ß is two letters long
    ],
)
def test_final_call_to_action_is_spoken(spoken: Any, asked: bool) -> None:
    """A phrase of the list that begins in the last 3 of 20 s, and no mere density (E14)."""
    dense_end = [glimpse("cup", 18.0) for _ in range(30)]
    flags = measured(20, spoken, *dense_end)["Patterns"]["structuralFlags"]
    assert flags["finalCallToAction"] is asked


def test_final_call_to_action_may_be_open() -> None:
    """Null without a transcript of the end or in another language; false without sound."""
    path = "Patterns.structuralFlags.finalCallToAction"
    ran = tuple(name for name in ALL_BUT_EFFECTS if name != "speech")
    foreign = said(18.0, "folgt", "mir").model_copy(update={"language": "de"})
    for result, code in (
        (measured(20, ran=ran), "not_measured"),
        (measured(20, foreign), "non_english"),
        (measured(20, inspected={"speech": (Interval(0, 17),)}), "insufficient_samples"),
    ):
        assert result["Patterns"]["structuralFlags"]["finalCallToAction"] is None
        assert result["_nulls"][f"density{path}"] == code
    silent = measured(20, ran=ran, absent=SOUND, has_audio=False)
    assert silent["Patterns"]["structuralFlags"]["finalCallToAction"] is False


def test_the_patterns_confidence_asks_speech_too() -> None:
    """Words of 0.9 where the rest was empty; without speech, of the inputs that took part."""
    spoken = measured(20, said(3.0, "hello"))
    assert (spoken["CoreMetrics"]["confidence"], spoken["Patterns"]["confidence"]) == (1.0, 0.9)
    silent = tuple(name for name in ALL_BUT_EFFECTS if name != "speech")
    assert measured(20, ran=silent)["Patterns"]["confidence"] == 1.0
    assert spoken["Quality"]["overallConfidence"] == 0.98, "four times 1 and 0.9"


def test_an_expressions_confidence_is_its_faces() -> None:
    """A face of 0.6 counts whatever its label, of which the detector is sure by 0.3 only."""
    result = measured(3, emotion(1.0, "joy", score=0.3, face_score=0.6))
    assert result["CoreMetrics"]["totalElements"] == 1
    assert result["CoreMetrics"]["confidence"] == 0.6
