"""Visual overlays, by values computed by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import EVERYTHING, gesture, said, text, timeline, voice
from rumiai.metrics.visual_overlay import visual_overlay
from rumiai.schema.intervals import Interval
from rumiai.schema.measure import result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.metrics.visual_overlay import VisualOverlay

CARRIED = tuple(n for n in EVERYTHING if n not in ("emotions", "objects", "gestures", "speech"))
SOUND = ("voice", "energy", "speech")


def measured(duration: float, *events: Any, **options: Any) -> dict[str, Any]:
    family = visual_overlay(timeline(duration, events, **options), VideoMetadata())
    assert isinstance(family, VisualOverlay)
    return {k.removeprefix("visualOverlay"): v for k, v in result_of(family).items()}


FOUR = (
    text("First", 1.0, 3.0, score=0.8),
    text("Second", 4.0, 6.0, score=0.9),
    text("first!", 7.0, 9.0, score=1.0),
    text("Third", 16.0, 18.0, score=0.9),
)


def test_counts() -> None:
    """Four overlays in 20 s, three different texts (case and punctuation aside)."""
    core = measured(20, *FOUR)["CoreMetrics"]
    assert core == {
        "totalOverlays": 4,
        "totalTextOverlays": 4,
        "totalStickers": None,
        "uniqueOverlayCount": 3,
        "overlayDensity": 0.2,
        "uniqueOverlayRatio": 0.75,
        "timeToFirstOverlay": 1.0,
        "avgOverlayDuration": 2.0,
        "overlayFrequency": 12.0,
        "confidence": 0.9,
    }


def test_progression_in_tenths() -> None:
    """Windows of ⌈N/10⌉ s; onsets only."""
    rows = measured(20, *FOUR)["Dynamics"]["overlayProgression"]
    assert [row["timestamp"] for row in rows][:2] == ["0-2s", "2-4s"]
    assert [row["overlayCount"] for row in rows] == [1, 0, 1, 1, 0, 0, 0, 0, 1, 0]
    assert [row["density"] for row in rows][:2] == [0.5, 0.0]


def test_rhythm_is_never_negative() -> None:
    """Gaps 3, 3, 9: CV 0.5657 → 1/1.5657 (the legacy formula gave negative values)."""
    assert measured(20, *FOUR)["Dynamics"]["rhythmConsistency"] == 0.639
    even = [text(str(i), 2.0 * i, 2 * i + 1) for i in range(5)]
    assert measured(20, *even)["Dynamics"]["rhythmConsistency"] == 1.0


@pytest.mark.parametrize(
    ("onsets", "trend", "distribution"),
    [
        ((1, 6, 8, 9), "accelerating", "back_loaded"),
        ((1, 2, 3, 6), "decelerating", "front_loaded"),
        ((1, 9), "stable", "balanced"),
        ((4, 6), "stable", "balanced"),
        ((9,), "accelerating", "back_loaded"),
    ],
)
def test_trend_and_distribution(onsets: tuple[float, ...], trend: str, distribution: str) -> None:
    """Halves that differ by more than 30 %; thirds that hold half of the onsets."""
    tracks = [text(f"text {t}", t, t + 0.5) for t in onsets]
    result = measured(10, *tracks)
    assert result["Dynamics"]["overlayAcceleration"] == trend
    assert result["Patterns"]["pacingPattern"] == trend
    assert result["Dynamics"]["temporalDistribution"] == distribution


def test_bursts() -> None:
    """Gaps below two seconds."""
    tracks = [text(f"text {t}", t, t + 0.5) for t in (1, 2.9, 4.9, 5)]
    assert measured(10, *tracks)["Dynamics"]["burstPatterns"] == 2


def test_speech_and_gestures_beside_overlays() -> None:
    """Overlap counts for speech, one second of distance for gestures."""
    events = (*FOUR, voice(2.9, 3.5), voice(6.0, 7.5), gesture(5.0), gesture(9.9))
    result = measured(20, *events)["Interactions"]
    assert result["overlaySpeechAlignment"] == 0.5  # First, first!; Second only touches
    assert result["overlayGestureSync"] == 0.5  # Second, first!
    assert result["multimodalReinforcementCount"] == 3
    assert result["crossModalCoherence"] == 0.5
    assert result["multimodalMoments"] == [
        {"timestamp": "1s", "textContent": "First", "hasSpeech": True, "hasGesture": False},
        {"timestamp": "4s", "textContent": "Second", "hasSpeech": False, "hasGesture": True},
        {"timestamp": "7s", "textContent": "first!", "hasSpeech": True, "hasGesture": True},
    ]
    assert result["confidence"] == 0.8, "the least of text 0.9, voice 1.0 and gestures 0.8"


def test_moments_are_five_with_short_texts() -> None:
    """At most five moments, texts of at most 50 characters."""
    tracks = [text("x" * 60 + str(i), i, i + 1) for i in range(8)]
    moments = measured(10, *tracks, voice(0, 10))["Interactions"]["multimodalMoments"]
    assert len(moments) == 5
    assert moments[0]["textContent"] == "x" * 50 + "..."


def test_unmeasured_gestures_leave_open_what_depends_on_them() -> None:
    """A count is certain where speech alone decides it, else null; shares of gestures are null."""
    spoken = measured(20, *FOUR, voice(0, 20), ran=CARRIED)
    silent = measured(20, *FOUR, ran=CARRIED)
    assert spoken["Interactions"]["overlaySpeechAlignment"] == 1.0
    assert spoken["Interactions"]["multimodalReinforcementCount"] == 4
    assert spoken["Interactions"]["multimodalMoments"] is None
    assert silent["Interactions"]["overlaySpeechAlignment"] == 0.0
    assert silent["Interactions"]["multimodalReinforcementCount"] is None
    for result in (spoken, silent):
        assert result["Interactions"]["overlayGestureSync"] is None
        assert result["Interactions"]["crossModalCoherence"] is None
        assert result["Interactions"]["confidence"] is None
        nulls = result["_nulls"]
        assert nulls["visualOverlayInteractions.overlayGestureSync"] == "gesture_not_measured"
        assert nulls["visualOverlayInteractions.multimodalMoments"] == "gesture_not_measured"


def test_without_an_audio_track_nothing_is_spoken() -> None:
    """The share is null (no_audio), but that no overlay goes with speech is known."""
    ran = tuple(n for n in EVERYTHING if n not in SOUND)
    result = measured(20, *FOUR, gesture(5.0), ran=ran, absent=SOUND, has_audio=False)
    assert result["Interactions"]["overlaySpeechAlignment"] is None
    assert result["_nulls"]["visualOverlayInteractions.overlaySpeechAlignment"] == "no_audio"
    assert result["Interactions"]["multimodalReinforcementCount"] == 1
    assert result["Interactions"]["multimodalMoments"][0]["hasSpeech"] is False


def test_peaks_and_climax() -> None:
    """Windows above one and a half times the mean; intensity relative to the fullest."""
    tracks = [text(f"text {i}", t, t + 0.2) for i, t in enumerate((0.1, 0.5, 1.2, 6.0, 6.5))]
    events = measured(20, *tracks)["KeyEvents"]
    assert events["overlayPeaks"] == [
        {"timestamp": "0-2s", "overlayCount": 3, "intensity": 1.0},
        {"timestamp": "6-8s", "overlayCount": 2, "intensity": 0.667},
    ]
    assert events["climaxMoment"] == "0-2s"


def test_quiet_means_looked_at_and_empty() -> None:
    """A window is quiet if all of it was inspected and no overlay is visible in it."""
    looked = {"text": (Interval(0, 6), Interval(8, 10))}
    events = measured(10, text("Hi", 1.5, 3.2), inspected=looked)["KeyEvents"]
    assert events["quietMoments"] == ["0-1s", "4-5s", "5-6s", "8-9s", "9-10s"]


def test_calls_to_action_are_whole_words_once_an_overlay() -> None:
    """The first word that asks; "forget" is no "get", "where I get" asks for nothing."""
    tracks = (
        text("Don't forget the soil", 1, 2),
        text("where I get mine", 2, 3),
        text("Click the LINK now", 3, 4),
        text("Get yours", 4, 5),
    )
    result = measured(20, *tracks)
    assert result["KeyEvents"]["ctaMoments"] == [
        {"timestamp": "3s", "ctaType": "click", "textContent": "Click the LINK now"},
        {"timestamp": "4s", "ctaType": "get", "textContent": "Get yours"},
    ]
    assert "direct_cta" in result["Patterns"]["overlayTechniques"]


def test_subtitles_ask_for_nothing() -> None:
    """An overlay of which half the words are spoken within a second is a subtitle."""
    tracks = (text("follow the river", 2, 4), text("Follow for more", 10, 12))
    words = said(2.0, "follow", "the", "river")
    moments = measured(20, *tracks, voice(2, 4), words)["KeyEvents"]["ctaMoments"]
    assert [m["timestamp"] for m in moments] == ["10s"]


def test_without_a_transcript_only_silence_tells() -> None:
    """A request under speech may be a subtitle: null. One in silence, or without sound, is none."""
    track = text("Follow for more", 10, 12)
    doubtful = measured(20, track, voice(9, 13), ran=CARRIED)
    certain = measured(20, track, voice(1, 3), ran=CARRIED)
    soundless = measured(20, track, ran=("text",), absent=SOUND, has_audio=False)
    assert doubtful["KeyEvents"]["ctaMoments"] is None
    assert doubtful["_nulls"]["visualOverlayPatterns.engagementArchetype"] == "not_measured"
    assert [m["ctaType"] for m in certain["KeyEvents"]["ctaMoments"]] == ["follow"]
    assert [m["ctaType"] for m in soundless["KeyEvents"]["ctaMoments"]] == ["follow"]


def test_purpose() -> None:
    """More than two requests convert, two of commerce sell; density alone catches attention."""
    shop = [text(t, i, i + 0.5) for i, t in enumerate(("Buy it", "Shop now", "Order today"))]
    dense = [text(f"text {i}", i, i + 0.5) for i in range(10)]
    assert measured(20, *shop)["Patterns"]["engagementArchetype"] == "conversion_focused"
    assert measured(20, *shop)["Patterns"]["contentFocus"] == "product_focused"
    assert measured(10, *dense)["Patterns"]["engagementArchetype"] == "attention_grabbing"
    assert measured(20, *FOUR)["Patterns"]["engagementArchetype"] == "informational"
    assert measured(20, *FOUR)["Patterns"]["contentFocus"] == "informational"


@pytest.mark.parametrize(("count", "strategy"), [(5, "minimal"), (6, "moderate"), (11, "heavy")])
def test_strategy(count: int, strategy: str) -> None:
    """At most 0.5, at most 1, more overlays a second."""
    tracks = [text(f"text {i}", 10 * i / count, 10 * i / count + 0.1) for i in range(count)]
    assert measured(10, *tracks)["Patterns"]["overlayStrategy"] == strategy


def test_techniques() -> None:
    """Even rhythm, change of pace, and reinforcement of more than 30 %."""
    even = [text(f"text {i}", 2.0 * i + 0.5, 2 * i + 1) for i in range(5)]
    assert measured(10, *even)["Patterns"]["overlayTechniques"] == [
        "rhythmic_timing",
        "dynamic_pacing",
    ]
    spoken = measured(10, *even, voice(0, 3))["Patterns"]["overlayTechniques"]
    assert "multimodal_reinforcement" in spoken


def test_techniques_are_open_while_reinforcement_is() -> None:
    """Without gestures the list is null, unless speech alone settles the question."""
    assert measured(20, *FOUR, ran=CARRIED)["Patterns"]["overlayTechniques"] is None
    assert (
        measured(20, *FOUR, voice(0, 20), ran=CARRIED)["Patterns"]["overlayTechniques"] is not None
    )


def test_quality() -> None:
    """Mean score, inspected share, reliability from both, and the share of covered seconds."""
    looked = {"text": (Interval(0, 14),)}
    quality = measured(20, *FOUR[:3], inspected=looked)["Quality"]
    assert quality["detectionConfidence"] == 0.9
    assert quality["dataCompleteness"] == 0.7
    assert quality["analysisReliability"] == "medium"
    assert quality["timelineCoverage"] == 0.3
    assert quality["missingDataPoints"] == ["sticker_not_measured"]


def test_low_variety_is_said() -> None:
    """The same text over and over."""
    tracks = [text("Sale", 2 * i, 2 * i + 1) for i in range(5)]
    assert "low_text_variety" in measured(20, *tracks)["Quality"]["missingDataPoints"]


def test_no_overlay_at_all() -> None:
    """Zeros and empty lists where counting is possible, null with no_text elsewhere."""
    result = measured(20)
    assert result["CoreMetrics"]["totalOverlays"] == 0
    assert result["CoreMetrics"]["confidence"] == 1.0
    assert result["KeyEvents"]["ctaMoments"] == result["KeyEvents"]["overlayPeaks"] == []
    assert len(result["KeyEvents"]["quietMoments"]) == 10
    assert result["Quality"]["missingDataPoints"][0] == "no_overlays_detected"
    assert result["Interactions"]["multimodalReinforcementCount"] == 0
    for path in (
        "CoreMetrics.timeToFirstOverlay",
        "CoreMetrics.avgOverlayDuration",
        "Dynamics.rhythmConsistency",
        "Interactions.overlaySpeechAlignment",
        "KeyEvents.climaxMoment",
        "Patterns.contentFocus",
        "Quality.detectionConfidence",
    ):
        assert result["_nulls"][f"visualOverlay{path}"] == "no_text"


def test_without_text_recognition_there_is_no_analysis() -> None:
    """The whole family is unmeasured."""
    family = visual_overlay(timeline(10, [], ran=("shots",)), VideoMetadata())
    assert isinstance(family, Unmeasured)
    assert family.reason.startswith("text unavailable")


@given(
    st.floats(0.4, 600),
    st.lists(st.tuples(st.floats(0, 0.99), st.floats(0.001, 1)), max_size=30),
    st.booleans(),
)
def test_whatever_the_overlays_the_numbers_are_possible(
    duration: float, spans: list[tuple[float, float]], gestures: bool
) -> None:
    """Counts add up and shares stay in range, for any overlays."""
    tracks = [
        text(f"text {i}", s * duration, min(duration, s * duration + length))
        for i, (s, length) in enumerate(spans)
    ]
    result = measured(duration, *tracks, ran=EVERYTHING if gestures else CARRIED)
    rows = result["Dynamics"]["overlayProgression"]
    assert sum(row["overlayCount"] for row in rows) == len(tracks)
    assert len(rows) <= 10
    assert 0 <= result["Quality"]["timelineCoverage"] <= 1
