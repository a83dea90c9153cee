"""How well faces were seen, what cannot be measured, and what holds for all journeys."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import EVERYTHING, LABELS, emotion, face, faces, gesture, timeline, watched
from conformance import verdict
from journeys import KIND, NO_GESTURES, SOBER, UNKIND, journey, measured, told
from rumiai.metrics.emotional_journey import emotional_journey
from rumiai.schema.intervals import Interval, seconds_of
from rumiai.schema.measure import result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.metrics.emotional_journey import EmotionalJourney
from rumiai.schema.timeline import Timeline

BLOCKS = ("CoreMetrics", "Dynamics", "Interactions", "KeyEvents", "Patterns", "Quality")


# Quality


def test_quality() -> None:
    """Face scores 0.6 and 0.8: mean 0.7; one of two windows; 10 of 10 samples; all of it fair."""
    events = [emotion(t, "joy", face_score=score) for t, score in ((0, 0.6), (1, 0.8))]
    quality = measured(10, *events)["Quality"]
    assert quality == {
        "detectionConfidence": 0.7,
        "timelineCoverage": 0.5,
        "emotionalDataCompleteness": 1.0,
        "analysisReliability": "medium",
        "missingDataPoints": [
            "limited_emotional_range",
            "audio_emotion_not_measured",
            "tempo_not_measured",
            "caption_missing",
        ],
        "overallConfidence": 0.7,
    }


@pytest.mark.parametrize(
    ("shown", "score", "reliability"),
    [
        (3, 0.7, "high"),
        (2, 0.9, "medium"),
        (3, 0.6, "medium"),
        (3, 0.4, "low"),
        (1, 0.9, "low"),
    ],
)
def test_reliability(shown: int, score: float, reliability: str) -> None:
    """Coverage n/5 and face score: both at least 0.6 and 0.7, or 0.3 and 0.5."""
    events = [emotion(5 * i, "joy", face_score=score) for i in range(shown)]
    quality = measured(25, *events, rate=0.2)["Quality"]
    assert quality["timelineCoverage"] == shown / 5
    assert quality["analysisReliability"] == reliability


def test_completeness_is_samples_over_sampling_times() -> None:
    """At 2 a second 10 s have 20 sampling times; 15 frames were looked at."""
    events = faces(*["joy"] * 10)
    quality = measured(10, *events, rate=2.0, samples=15)["Quality"]
    assert quality["emotionalDataCompleteness"] == 0.75


def test_confidence_is_the_least_of_the_inputs() -> None:
    """A5: faces 0.9, gestures 0.8; blocks that need both have 0.8, the others 0.9."""
    result = measured(2, *faces("joy", "joy"), gesture(0.0))
    blocks = ("CoreMetrics", "Dynamics", "Interactions", "KeyEvents", "Patterns")
    assert [result[name]["confidence"] for name in blocks] == [0.8, 0.9, 0.8, 0.9, 0.9]
    assert result["Quality"]["overallConfidence"] == 0.86
    legacy = [0.85, 0.8, 0.75, 0.88, 0.82]
    assert [result[name]["confidence"] for name in blocks] != legacy


def test_confidence_shrinks_with_what_was_looked_at() -> None:
    """Half of the seconds inspected: half of the score, and the other window says nothing."""
    half = (Interval(0.0, 5.0),)
    result = measured(10, *faces(*["joy"] * 5), samples=5, inspected=half)
    assert result["Dynamics"]["confidence"] == 0.45
    path = "emotionalDynamics.emotionProgression[].emotion"
    assert result["_nulls"][path] == "insufficient_samples"
    assert result["Quality"]["timelineCoverage"] == 1.0, "uninspected windows are left out"


# What cannot be measured


def test_unmeasured_gestures_leave_the_rest_alone() -> None:
    """Only what needs gestures is null, with that reason."""
    result = journey("joy", "joy", caption=KIND, ran=NO_GESTURES)
    for path in (
        "CoreMetrics.gestureEmotionAlignment",
        "Interactions.gestureReinforcement",
        "Interactions.multimodalCoherence",
    ):
        assert result["_nulls"][f"emotional{path}"] == "gesture_not_measured"
    assert result["Interactions"]["captionEmotionAlignment"] == 1.0
    assert result["Interactions"]["confidence"] is None
    assert "gesture_not_measured" in result["Quality"]["missingDataPoints"]


def test_what_no_detector_measures_is_null_for_good() -> None:
    """The legacy constants 0.0."""
    nulls = journey("joy", caption=KIND)["_nulls"]
    assert nulls["emotionalCoreMetrics.audioEmotionAlignment"] == "audio_emotion_not_measured"
    assert nulls["emotionalInteractions.audioMoodCongruence"] == "audio_emotion_not_measured"
    assert nulls["emotionalDynamics.tempoEmotionSync"] == "tempo_not_measured"


@pytest.mark.parametrize(("shown", "peopled"), [(1, False), (2, True)])
def test_nobody_is_shown_above_four_fifths_faceless_samples(shown: int, peopled: bool) -> None:
    """9 of 10 faceless are more than 0.8; 8 of 10 are exactly 0.8 and not more."""
    core = journey(*["joy"] * shown, *[None] * (10 - shown))["CoreMetrics"]
    assert (core["dominantEmotion"] == "joy") is peopled
    assert core["detectionRate"] == shown / 10


def test_no_people_is_a_success_without_values() -> None:
    """C4: counts 0, lists empty, everything that faces should tell null; the true rate stays."""
    result = journey("joy", *[None] * 9, caption=KIND)
    core = result["CoreMetrics"]
    assert (core["uniqueEmotions"], core["emotionTransitions"], core["detectionRate"]) == (
        0,
        0,
        0.1,
    )
    assert core["captionSentiment"] == "positive", "the caption needs no face"
    nulls = {path for path, code in result["_nulls"].items() if code == "no_people"}
    assert nulls == {
        *(f"emotionalCoreMetrics.{n}" for n in ("dominantEmotion", "emotionalDiversity")),
        *(f"emotionalCoreMetrics.{n}" for n in ("gestureEmotionAlignment", "emotionalIntensity")),
        "emotionalCoreMetrics.avgConfidence",
        *(f"emotionalDynamics.{n}" for n in ("transitionSmoothness", "emotionalArc")),
        "emotionalDynamics.stabilityScore",
        *(f"emotionalInteractions.{n}" for n in ("gestureReinforcement", "multimodalCoherence")),
        "emotionalInteractions.captionEmotionAlignment",
        *(f"emotionalKeyEvents.{n}" for n in ("climaxMoment", "resolutionMoment")),
        *(f"emotionalPatterns.{n}" for n in ("journeyArchetype", "viewerJourneyMap")),
        "emotionalPatterns.pacingStrategy",
        "emotionalQuality.detectionConfidence",
    }
    lists = {
        name: value
        for block in ("Dynamics", "Interactions", "KeyEvents", "Patterns")
        for name, value in result[block].items()
        if isinstance(value, list)
    }
    assert len(lists) == 7
    assert not any(lists.values())
    assert result["Quality"]["analysisReliability"] == "low"
    assert "no_people" in result["Quality"]["missingDataPoints"]


def test_no_face_at_all() -> None:
    """No emotion is invented (legacy: 0 faces, 6 emotions, 12 transitions; at least 1 label)."""
    result = journey(*[None] * 10)
    assert result["CoreMetrics"]["uniqueEmotions"] == 0
    assert result["CoreMetrics"]["emotionTransitions"] == 0
    assert result["CoreMetrics"]["dominantEmotion"] is None
    assert result["Quality"]["missingDataPoints"][:2] == ["no_people", "no_emotions_detected"]
    assert result["Quality"]["timelineCoverage"] == 0


def test_one_expression_all_along_is_a_limited_range() -> None:
    """Said for one label, not for two, and not where nobody is shown."""
    limited = "limited_emotional_range"
    assert limited in journey("neutral", "neutral")["Quality"]["missingDataPoints"]
    assert limited not in journey("neutral", "joy")["Quality"]["missingDataPoints"]
    assert limited not in journey(None, None)["Quality"]["missingDataPoints"]


@pytest.mark.parametrize("ran", [("text", "faces", "gestures"), ()])
def test_emotions_are_never_inferred(ran: tuple[str, ...]) -> None:
    """Decision 3: without the emotion model there is no analysis, whatever else was seen."""
    family = emotional_journey(
        timeline(10, [gesture(1.0)], ran=ran), VideoMetadata(description=KIND)
    )
    assert isinstance(family, Unmeasured)
    assert family.reason == "emotions unavailable: for a test"


def test_a_model_that_saw_no_frame_measured_nothing() -> None:
    """It ran, but took no sample: nothing is known, which is not the same as nobody shown."""
    family = emotional_journey(watched(10, samples=0), VideoMetadata())
    assert isinstance(family, Unmeasured)
    assert family.reason == "emotions looked at no frame"


def test_faces_of_other_detectors_do_not_count() -> None:
    """A face that the emotion model did not rate has no emotion."""
    result = measured(3, *faces(None, None, None), face(0.0), face(1.0), face(2.0))
    assert result["CoreMetrics"]["detectionRate"] == 0
    assert result["CoreMetrics"]["dominantEmotion"] is None


def test_long_videos_may_end_in_a_window_without_a_sample() -> None:
    """121 s at 60/121 a second: the 60 samples end at 118.98 s, before the window 120-121 s."""
    rate = 60 / 121
    result = measured(121, *faces(*["joy"] * 60, rate=rate), rate=rate)
    rows = result["Dynamics"]["emotionProgression"]
    assert [row["emotion"] for row in rows] == ["joy"] * 24 + [None]
    path = "emotionalDynamics.emotionProgression[].emotion"
    assert result["_nulls"][path] == "insufficient_samples", "nobody looked: not no_people"
    assert result["Quality"]["timelineCoverage"] == 1.0
    assert result["Quality"]["emotionalDataCompleteness"] == 1.0


def test_faces_after_the_sixtieth_sample_count() -> None:
    """The legacy code stopped at frame 60; at 0.2 a second 400 s have 80 samples."""
    labels = [*["joy"] * 60, *["anger"] * 20]
    result = measured(400, *faces(*labels, rate=0.2), rate=0.2)
    assert result["CoreMetrics"]["uniqueEmotions"] == 2
    assert result["CoreMetrics"]["emotionTransitions"] == 1
    assert len(result["Dynamics"]["emotionProgression"]) == 80


def test_two_samples_a_second_do_not_overwrite_each_other() -> None:
    """At 0.0 and 0.5 s: two faces, one transition in the first second."""
    result = measured(2, emotion(0.0, "joy"), emotion(0.5, "fear"), rate=2.0)
    assert result["CoreMetrics"]["uniqueEmotions"] == 2
    assert result["KeyEvents"]["transitionPoints"][0]["timestamp"] == "0s"


@st.composite
def watchings(draw: st.DrawFn) -> Timeline:
    """Any faces in the samples of any video, at the contract's rates, with or without gestures."""
    duration = draw(st.one_of(st.floats(0.4, 400), st.sampled_from([5.0, 10.0, 60.0, 120.0])))
    rate = 2.0 if duration <= 30 else 1.0 if duration <= 60 else max(60 / duration, 0.2)
    due = math.ceil(round(duration * rate, 6))
    face_ = st.none() | st.tuples(st.sampled_from(LABELS), st.floats(0.15, 1), st.floats(0.5, 1))
    pattern = draw(st.lists(face_, min_size=1, max_size=20))
    shown = [(k / rate, pattern[k % len(pattern)]) for k in range(due)]
    events = [emotion(t, *seen) for t, seen in shown if seen is not None and t < duration]
    waved = [gesture(share * duration) for share in draw(st.lists(st.floats(0, 0.99), max_size=5))]
    ran = draw(st.sampled_from([EVERYTHING, NO_GESTURES]))
    extra = waved if ran is EVERYTHING else []
    return watched(duration, *events, *extra, rate=rate, ran=ran)


@given(watchings(), st.sampled_from([None, KIND, UNKIND, SOBER]))
def test_whatever_is_shown_the_numbers_are_possible(of: Timeline, caption: str | None) -> None:
    """No NaN, shares in 0–1, windows without gaps, counts that agree, every null explained."""
    result = told(of, caption)
    json.dumps(result, allow_nan=False)
    for block in BLOCKS:
        for name, value in result[block].items():
            if isinstance(value, float):
                assert 0 <= value <= 1, f"{block}.{name}: {value}"
            if value is None:
                assert f"emotional{block}.{name}" in result["_nulls"], f"{block}.{name}"
    core, events = result["CoreMetrics"], result["KeyEvents"]
    assert core["emotionTransitions"] == len(events["transitionPoints"])
    found = events["emotionalPeaks"]
    assert result["Dynamics"]["peakEmotionMoments"] == [
        {k: v for k, v in peak.items() if k != "trigger"} for peak in found[:3]
    ]
    assert (events["climaxMoment"] is None) == (not found)
    rows = result["Dynamics"]["emotionProgression"]
    assert bool(rows) == (core["dominantEmotion"] is not None)
    if rows:
        edges = [tuple(map(int, row["timestamp"][:-1].split("-"))) for row in rows]
        assert edges[0][0] == 0
        assert edges[-1][1] == seconds_of(of.clip.duration)
        assert all(a[1] == b[0] for a, b in itertools.pairwise(edges))


@pytest.mark.parametrize("kind", ["full", "bare", "nobody", "no_gestures", "one", "long"])
def test_results_conform(contract: Path, tmp_path: Path, kind: str) -> None:
    """The contract's own checker passes, whatever was seen."""
    mixture = ("joy", "anger", None, "neutral", "surprise", "joy", "neutral")
    looked = {
        "full": watched(7, *faces(*mixture), gesture(1.0)),
        "bare": watched(7, *faces(*mixture)),
        "nobody": watched(7),
        "no_gestures": watched(7, *faces(*mixture), ran=NO_GESTURES),
        "one": watched(0.4, *faces("joy")),
        "long": watched(121, *faces(*["joy"] * 60, rate=60 / 121), rate=60 / 121),
    }[kind]
    caption = KIND if kind == "full" else None
    family = emotional_journey(looked, VideoMetadata(description=caption))
    assert isinstance(family, EmotionalJourney)
    path = tmp_path / "result.json"
    path.write_text(json.dumps(result_of(family)))
    assert verdict(contract, "emotional_journey", path) == "conforms"
