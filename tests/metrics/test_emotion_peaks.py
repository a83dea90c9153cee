"""The moments that stand out in an emotional journey, and its labels (C9–C12)."""

from __future__ import annotations

from typing import Any

import pytest

from builders import emotion, faces
from journeys import journey, measured, mixed

# KeyEvents


def peak_times(*rated: Any) -> list[str]:
    """Where the peaks are among joyful faces of the given probabilities, one a second."""
    events = [emotion(t, "joy", score) for t, score in enumerate(rated) if score is not None]
    found = measured(len(rated), *events)["KeyEvents"]["emotionalPeaks"]
    return [peak["timestamp"] for peak in found]


def test_peaks_are_sure_and_not_neutral() -> None:
    """0.8 is enough, 0.79 is not, and a neutral face is none however sure."""
    assert peak_times(0.8) == ["0s"]
    assert peak_times(0.79) == []
    assert journey("neutral", "neutral", score=0.99)["KeyEvents"]["emotionalPeaks"] == []


def test_a_peak_is_the_highest_within_two_samples() -> None:
    """0.85 yields to 0.9 two samples on, not to 0.9 three samples on."""
    assert peak_times(0.85, 0.5, 0.9) == ["2s"]
    assert peak_times(0.85, 0.5, 0.5, 0.9) == ["3s", "0s"]


def test_faceless_samples_count_as_distance() -> None:
    """Two faces three samples apart are not neighbours, though no face lies between them."""
    assert peak_times(0.85, None, None, 0.9) == ["3s", "0s"]
    assert peak_times(0.85, None, 0.9) == ["2s"]


def test_a_plateau_is_one_peak_at_its_beginning() -> None:
    """Six equal samples."""
    assert peak_times(0.5, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9) == ["1s"]


def test_a_neutral_face_hides_no_peak() -> None:
    """A smile of 0.85 between neutral faces of 0.99 is a peak."""
    events = (
        emotion(0, "neutral", 0.99),
        emotion(1, "joy", 0.85),
        emotion(2, "neutral", 0.99),
    )
    assert measured(3, *events)["KeyEvents"]["climaxMoment"] == "1s"


def test_the_five_highest_peaks_the_highest_first() -> None:
    """Seven peaks three samples apart; the climax is the highest, three are named again."""
    scores = (0.81, 0.95, 0.83, 0.97, 0.85, 0.91, 0.87)
    events = [emotion(3 * i, "joy", score) for i, score in enumerate(scores)]
    result = measured(21, *events)
    found = result["KeyEvents"]["emotionalPeaks"]
    assert [p["timestamp"] for p in found] == ["9s", "3s", "15s", "18s", "12s"]
    assert [p["intensity"] for p in found] == [0.97, 0.95, 0.91, 0.87, 0.85]
    assert result["KeyEvents"]["climaxMoment"] == "9s"
    assert result["Dynamics"]["peakEmotionMoments"] == [
        {"timestamp": "9s", "emotion": "joy", "intensity": 0.97},
        {"timestamp": "3s", "emotion": "joy", "intensity": 0.95},
        {"timestamp": "15s", "emotion": "joy", "intensity": 0.91},
    ]


def test_nothing_tells_what_caused_a_moment() -> None:
    """Triggers are null for good, in peaks and in transitions."""
    result = journey("joy", "anger")
    assert result["KeyEvents"]["emotionalPeaks"][0]["trigger"] is None
    for name in ("emotionalPeaks", "transitionPoints"):
        path = f"emotionalKeyEvents.{name}[].trigger"
        assert result["_nulls"][path] == "not_detectable"


def test_transition_points_have_from_and_to() -> None:
    """All of them, at the second in which the new label is first seen."""
    points = journey("joy", "anger", None, "neutral")["KeyEvents"]["transitionPoints"]
    assert points == [
        {"timestamp": "1s", "from": "joy", "to": "anger", "trigger": None},
        {"timestamp": "3s", "from": "anger", "to": "neutral", "trigger": None},
    ]


def test_no_peak_no_climax() -> None:
    """The legacy file names 28 s for a video without any peak."""
    result = journey("joy", "joy", score=0.7)
    assert result["KeyEvents"]["climaxMoment"] is None
    assert result["_nulls"]["emotionalKeyEvents.climaxMoment"] == "no_valid_inference"


@pytest.mark.parametrize(
    ("last", "moment"),
    [
        (("neutral", "anger"), "8s"),
        (("anger", "joy"), "9s"),
        (("anger", "anger"), None),
        ((None, None), None),
    ],
)
def test_resolution(last: tuple[str, ...], moment: str | None) -> None:
    """First neutral or joyful face from 0.8 × 10 s on; the joy at 7 s is too early."""
    result = journey(*["anger"] * 7, "joy", *last)
    assert result["KeyEvents"]["resolutionMoment"] == moment
    path = "emotionalKeyEvents.resolutionMoment"
    assert result["_nulls"].get(path) == (None if moment else "no_valid_inference")


def test_resolution_is_of_the_video_not_of_the_faces() -> None:
    """Faces end at 5 s of 20 s: the last fifth of the faces is not the end of the video."""
    result = measured(20, *faces("joy", "joy", "joy", "joy", "joy"))
    assert result["KeyEvents"]["resolutionMoment"] is None


def test_resolution_needs_five_faces() -> None:
    """Four are too few."""
    nulls = journey("anger", "anger", "anger", "joy")["_nulls"]
    assert nulls["emotionalKeyEvents.resolutionMoment"] == "insufficient_samples"
    assert journey("anger", "anger", "anger", "anger", "joy")["KeyEvents"]["resolutionMoment"]


def test_the_legacy_resolution_five_seconds_before_the_end() -> None:
    """79.9 s, faces all along, calm only at 70 s: 70 s (the legacy file says ⌊79.9 - 5⌋ = 74)."""
    labels = [*["anger"] * 70, "neutral", *["anger"] * 9]
    result = measured(79.9, *faces(*labels))
    assert result["KeyEvents"]["resolutionMoment"] == "70s"


# Patterns


@pytest.mark.parametrize(
    ("labels", "score", "archetype", "map_"),
    [
        (("neutral",) * 6, 0.9, "steady_state", "passive_viewing"),
        (
            ("sadness", "sadness", "joy", "joy", "joy", "joy"),
            0.7,
            "steady_state",
            "passive_viewing",
        ),
        (
            ("neutral", "neutral", "neutral", "joy", "joy", "joy"),
            0.9,
            "surprise_delight",
            "engaged_throughout",
        ),
        (
            ("joy", "joy", "neutral", "neutral", "anger", "anger"),
            0.9,
            "problem_solution",
            "tension_release",
        ),
        (
            ("joy", "sadness", "joy", "sadness", "joy", "sadness"),
            0.95,
            "transformation",
            "emotional_investment",
        ),
        (
            ("neutral", "neutral", "surprise", "neutral", "neutral", "neutral"),
            0.9,
            "discovery",
            "curiosity_driven",
        ),
        (
            ("neutral", "neutral", "joy", "neutral", "neutral", "neutral"),
            0.9,
            "narrative",
            "story_following",
        ),
        (
            ("neutral", "neutral", "fear", "fear", "fear", "fear"),
            0.9,
            "narrative",
            "story_following",
        ),
    ],
)
def test_archetypes(labels: tuple[str, ...], score: float, archetype: str, map_: str) -> None:
    """C10, the first rule that holds; a fall into fear alone is no problem_solution."""
    patterns = journey(*labels, score=score)["Patterns"]
    assert (patterns["journeyArchetype"], patterns["viewerJourneyMap"]) == (archetype, map_)


def test_only_the_three_highest_peaks_shape_the_archetype() -> None:
    """The valence rises by 0.35, but joy is only the fourth peak after three of surprise."""
    surprised = [emotion(3 * i, "surprise", 0.95) for i in range(3)]
    rise = [mixed(t, joy=0.7) for t in (10, 11, 13, 14)]
    joyful = emotion(12, "joy", 0.85)
    result = measured(15, *surprised, emotion(1, "neutral"), *rise, joyful)
    assert result["Dynamics"]["emotionalArc"] == "rising"
    assert result["Patterns"]["journeyArchetype"] == "discovery"


def test_peaks_without_an_arc_have_no_archetype() -> None:
    """Which rule would hold is open; without peaks the first rule holds whatever the arc."""
    result = journey("joy", "anger")
    for name in ("journeyArchetype", "viewerJourneyMap"):
        assert result["_nulls"][f"emotionalPatterns.{name}"] == "insufficient_samples"
    assert journey("joy", score=0.5)["Patterns"]["journeyArchetype"] == "steady_state"


@pytest.mark.parametrize(
    ("labels", "techniques"),
    [
        (("anger", "anger"), []),
        (("anger", "fear") * 3, []),
        (("anger", "fear") * 3 + ("anger",), ["rapid_shifts"]),
        (("anger", "fear", "sadness"), []),
        (("anger", "fear", "sadness", "disgust"), ["emotional_variety"]),
        (("neutral", "joy", "neutral", "neutral"), ["surprise_reveal"]),
        (("neutral", "surprise", "neutral", "neutral"), ["surprise_reveal"]),
        (("neutral", None, None, "joy", "neutral"), []),
        (("anger", "joy", "anger"), []),
        (("joy", "joy", "neutral"), ["positive_framing"]),
        (("surprise",), ["positive_framing"]),
    ],
)
def test_techniques(labels: tuple[str | None, ...], techniques: list[str]) -> None:
    """C12: five transitions are not rapid, six are.

    Three labels are no variety, ln 3/ln 7 = 0.56; four are, ln 4/ln 7 = 0.71.
    """
    assert journey(*labels)["Patterns"]["emotionalTechniques"] == techniques


@pytest.mark.parametrize(
    ("labels", "pacing"),
    [
        (("anger",) * 3, "steady_state"),
        (("anger", "fear", "fear", "anger", "anger", "anger"), "gradual_build"),
        (("anger", "fear", "anger", "anger"), "quick_shifts"),
    ],
)
def test_pacing(labels: tuple[str, ...], pacing: str) -> None:
    """No transition; two among five pairs are 0.4, not more; two among three."""
    assert journey(*labels)["Patterns"]["pacingStrategy"] == pacing


def test_hooks_are_always_empty() -> None:
    """The legacy code copied the peaks."""
    assert journey("joy", "anger")["Patterns"]["engagementHooks"] == []
