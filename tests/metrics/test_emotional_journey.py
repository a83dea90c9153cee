"""Which expressions are shown and how they change, by values computed by hand."""

from __future__ import annotations

import pytest

from builders import LABELS, emotion, faces, gesture
from journeys import KIND, NO_GESTURES, SOBER, UNKIND, journey, measured, mixed

# CoreMetrics


def test_counts() -> None:
    """Three labels; joy to sadness over one faceless second, sadness to neutral; 4 of 5 faces.

    Shares 1/2, 1/4, 1/4: H = 0.5 ln 2 + 0.5 ln 4 = 1.0397, over ln 7 = 1.9459: 0.534.
    """
    core = journey("joy", "joy", None, "sadness", "neutral", caption=KIND)["CoreMetrics"]
    assert core == {
        "uniqueEmotions": 3,
        "emotionTransitions": 2,
        "dominantEmotion": "joy",
        "emotionalDiversity": 0.534,
        "gestureEmotionAlignment": 0.0,
        "audioEmotionAlignment": None,
        "captionSentiment": "positive",
        "emotionalIntensity": 0.9,
        "avgConfidence": 0.9,
        "detectionRate": 0.8,
        "confidence": 0.9,
    }


@pytest.mark.parametrize(("apart", "transitions"), [(1, 1), (2, 1), (3, 0)])
def test_transitions_bridge_at_most_two_sample_periods(apart: int, transitions: int) -> None:
    """C5: one faceless sample between two labels is bridged, two are not."""
    result = journey("joy", *[None] * (apart - 1), "anger")
    assert result["CoreMetrics"]["emotionTransitions"] == transitions
    assert len(result["KeyEvents"]["transitionPoints"]) == transitions


def test_two_periods_are_counted_in_samples_not_in_frame_times() -> None:
    """The frame of the sample due at 1.0 s may come at 1.03 s: still two periods of 0.5 s.

    One due at 0.5 s may come at 0.4999999 s where the container's clock rounds.
    """
    late = measured(2, emotion(0.0, "joy"), emotion(1.03, "anger"), rate=2.0)
    assert late["CoreMetrics"]["emotionTransitions"] == 1
    early = measured(2, emotion(0.4999999, "joy"), emotion(1.5, "anger"), rate=2.0)
    assert early["CoreMetrics"]["emotionTransitions"] == 1


def test_a_tie_for_the_dominant_label_goes_to_the_likelier_one() -> None:
    """One joy at 0.6, one sadness at 0.9: sums 0.6 + 0.017 and 0.9 + 0.067."""
    result = measured(2, emotion(0, "joy", 0.6), emotion(1, "sadness", 0.9))
    assert result["CoreMetrics"]["dominantEmotion"] == "sadness"
    assert result["CoreMetrics"]["emotionalIntensity"] == 0.75


def test_diversity_is_over_seven_labels() -> None:
    """Two labels half and half: ln 2/ln 7 = 0.356 (the seed gave 1.0); all seven: 1; one: 0."""
    assert journey("joy", "anger")["CoreMetrics"]["emotionalDiversity"] == 0.356
    assert journey(*LABELS)["CoreMetrics"]["emotionalDiversity"] == 1.0
    assert journey("joy", "joy")["CoreMetrics"]["emotionalDiversity"] == 0.0


def test_gestures_within_one_second() -> None:
    """Faces at 0, 1, 2, 3 s, a gesture at 3 s: those at 2 and 3 s go with it."""
    events = (*faces("joy", "joy", "joy", "joy"), gesture(3.0))
    result = measured(4, *events)
    assert result["CoreMetrics"]["gestureEmotionAlignment"] == 0.5
    assert result["Interactions"]["gestureReinforcement"] == 0.5


# Dynamics


def test_progression_in_five_seconds() -> None:
    """Windows without gaps, the last one to ⌈D⌉; the highest mean wins, not the most votes.

    0–5 s: joy 0.4 twice and sadness 1.0: means joy 0.267, sadness (0.1 + 0.1 + 1)/3 = 0.4.
    """
    events = (emotion(0, "joy", 0.4), emotion(1, "joy", 0.4), emotion(2, "sadness", 1.0))
    rows = measured(11.5, *events, emotion(10, "joy", 0.8))["Dynamics"]["emotionProgression"]
    assert rows == [
        {"timestamp": "0-5s", "emotion": "sadness", "intensity": 0.4},
        {"timestamp": "5-10s", "emotion": None, "intensity": None},
        {"timestamp": "10-12s", "emotion": "joy", "intensity": 0.8},
    ]


def test_a_faceless_window_is_null_and_says_so() -> None:
    """Not neutral at 0.0, which is the wire format of expression_timeline alone."""
    nulls = journey(*["joy"] * 5, *[None] * 5)["_nulls"]
    assert nulls["emotionalDynamics.emotionProgression[].emotion"] == "no_people"
    assert nulls["emotionalDynamics.emotionProgression[].intensity"] == "no_people"


def test_a_face_on_a_windows_edge_belongs_to_the_later_window() -> None:
    """[0, 5) and [5, 10); a video of exactly 10 s has two windows."""
    rows = measured(10, emotion(0, "joy"), emotion(5, "anger"), samples=5)["Dynamics"]
    shown = [(row["timestamp"], row["emotion"]) for row in rows["emotionProgression"]]
    assert shown == [("0-5s", "joy"), ("5-10s", "anger")]


@pytest.mark.parametrize(
    ("labels", "arc"),
    [
        (("neutral", "neutral", "anger", "joy", "joy", "joy"), "rising"),
        (("joy", "joy", "neutral", "neutral", "fear", "disgust"), "falling"),
        (("joy", "sadness", "joy", "sadness", "joy", "sadness"), "rollercoaster"),
        (("surprise", "neutral", "neutral", "neutral", "neutral", "surprise"), "stable"),
    ],
)
def test_arc(labels: tuple[str, ...], arc: str) -> None:
    """Valence 1 for joy, -1 for what is unpleasant, 0 else; thirds of two samples each.

    0 → 1 rises; 1 → -1 falls; 0 → 0 with SD 1 is a rollercoaster; 0 → 0 with SD 0 is stable.
    """
    assert journey(*labels, score=1.0)["Dynamics"]["emotionalArc"] == arc


@pytest.mark.parametrize(
    ("joys", "arc"),
    [
        ((0.0, 0.3), "stable"),
        ((0.3, 0.0), "stable"),
        ((0.1, 0.4), "stable"),
        ((0.0, 0.31), "rising"),
        ((0.31, 0.0), "falling"),
    ],
)
def test_the_arc_needs_a_step_of_three_tenths(joys: tuple[float, float], arc: str) -> None:
    """Mean valences of the outer thirds 0.3 apart are stable, 0.31 apart are not."""
    values = (joys[0], joys[0], 0.0, 0.0, joys[1], joys[1])
    events = [mixed(t, joy=value) for t, value in enumerate(values)]
    assert measured(6, *events)["Dynamics"]["emotionalArc"] == arc


def test_a_spread_of_one_half_is_no_rollercoaster() -> None:
    """Valences ±0.5 in turn: SD exactly 0.5, and more than that is needed."""
    events = [mixed(t, **{("joy", "fear")[t % 2]: 0.5}) for t in range(6)]
    assert measured(6, *events)["Dynamics"]["emotionalArc"] == "stable"


def test_thirds_are_of_time_not_of_faces() -> None:
    """Six faces in the first half of 12 s: the last third has none, so there is no arc."""
    result = measured(12, *faces(*["sadness"] * 3, *["joy"] * 3))
    assert result["Dynamics"]["emotionalArc"] is None
    assert result["_nulls"]["emotionalDynamics.emotionalArc"] == "insufficient_samples"


@pytest.mark.parametrize("labels", [("joy",) * 5, ("joy", None, "joy", "joy", "joy", "joy")])
def test_a_third_with_one_face_gives_no_arc(labels: tuple[str | None, ...]) -> None:
    """5 s: the last third holds 4 s alone; 6 s: the first third 0 s alone. Never NaN."""
    assert journey(*labels)["Dynamics"]["emotionalArc"] is None


def test_stability_and_smoothness_are_two_things() -> None:
    """Joy at 0.9, 0.6, 0.9: no transition; distances ½(0.3 + 6 × 0.05) = 0.3 each."""
    events = [emotion(t, "joy", score) for t, score in enumerate((0.9, 0.6, 0.9))]
    dynamics = measured(3, *events)["Dynamics"]
    assert (dynamics["stabilityScore"], dynamics["transitionSmoothness"]) == (1.0, 0.7)


def test_stability_counts_transitions_over_neighbours() -> None:
    """One transition among four pairs; sure labels are a whole distance of 1 apart."""
    dynamics = journey("joy", "joy", "joy", "fear", "fear", score=1.0)["Dynamics"]
    assert (dynamics["stabilityScore"], dynamics["transitionSmoothness"]) == (0.75, 0.75)


def test_one_face_has_no_neighbour() -> None:
    """What needs two faces is null: steadiness, smoothness, pacing."""
    result = journey("joy")
    for path in (
        "Dynamics.stabilityScore",
        "Dynamics.transitionSmoothness",
        "Dynamics.emotionalArc",
        "Patterns.pacingStrategy",
    ):
        assert result["_nulls"][f"emotional{path}"] == "insufficient_samples"
    assert result["CoreMetrics"]["dominantEmotion"] == "joy"


# Interactions


@pytest.mark.parametrize(
    ("label", "caption", "alignment"),
    [
        ("joy", KIND, 1.0),
        ("joy", UNKIND, 0.0),
        ("joy", SOBER, 0.5),
        ("anger", UNKIND, 1.0),
        ("anger", KIND, 0.0),
        ("neutral", SOBER, 1.0),
        ("neutral", UNKIND, 0.5),
    ],
)
def test_caption_and_faces(label: str, caption: str, alignment: float) -> None:
    """The same mood 1, opposite moods 0, else one half."""
    result = journey(label, label, caption=caption)["Interactions"]
    assert result["captionEmotionAlignment"] == alignment


def test_a_mood_within_a_tenth_is_neutral() -> None:
    """Mean valence 0.1 is neutral, 0.2 is positive."""
    faint = measured(1, mixed(0, joy=0.1), caption=SOBER)["Interactions"]
    clear = measured(1, mixed(0, joy=0.2), caption=SOBER)["Interactions"]
    assert (faint["captionEmotionAlignment"], clear["captionEmotionAlignment"]) == (1.0, 0.5)


def test_without_a_caption_there_is_no_agreement() -> None:
    """Null with the caption's own reason, and said among the missing data."""
    result = journey("joy", "joy")
    assert result["_nulls"]["emotionalCoreMetrics.captionSentiment"] == "platform_missing"
    assert result["_nulls"]["emotionalInteractions.captionEmotionAlignment"] == "platform_missing"
    assert "caption_missing" in result["Quality"]["missingDataPoints"]
    assert "caption_missing" not in journey("joy", caption=KIND)["Quality"]["missingDataPoints"]


def test_coherence_needs_two_alignments() -> None:
    """Gestures 0.5 and caption 1: 0.75. One of them alone is no mean (the seed copied it)."""
    events = (*faces("joy", "joy", "joy", "joy"), gesture(3.0))
    both = measured(4, *events, caption=KIND)
    assert both["Interactions"]["multimodalCoherence"] == 0.75
    no_caption = measured(4, *events)
    assert no_caption["Interactions"]["multimodalCoherence"] is None
    path = "emotionalInteractions.multimodalCoherence"
    assert no_caption["_nulls"][path] == "platform_missing"
    no_gestures = measured(4, *events[:4], caption=KIND, ran=NO_GESTURES)
    assert no_gestures["_nulls"][path] == "gesture_not_measured"


def test_contrasts() -> None:
    """Only transitions between {joy, surprise} and the four unpleasant labels, all of them."""
    labels = ("joy", "surprise", "fear", "anger", "neutral", "joy", "disgust", "surprise")
    rows = journey(*labels)["Interactions"]["emotionalContrastMoments"]
    assert rows == [
        {"timestamp": "1-2s", "conflict": "surprise_to_fear"},
        {"timestamp": "5-6s", "conflict": "joy_to_disgust"},
        {"timestamp": "6-7s", "conflict": "disgust_to_surprise"},
    ]
