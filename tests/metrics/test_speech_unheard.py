"""Speech where something was not heard, not understood, or not there."""

from __future__ import annotations

import pytest

from builders import EVERYTHING, loudness, said, text, timeline, voice
from rumiai.metrics.speech_analysis import speech_analysis
from rumiai.schema.intervals import Interval
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from talking import (
    CARRIED,
    PERMANENT,
    SILENT_PICTURES,
    SOUND,
    TALK,
    VOICE,
    WORDS,
    loud,
    measured,
    values,
    whole,
)


def test_nobody_speaks() -> None:
    """With sound but no speech: counts 0, shares 0 and 1, empty lists; means are null."""
    result = measured(10, loudness(10, 0.1, 0.2), text("Hi", 0, 1))
    core = result["CoreMetrics"]
    assert (core["totalWords"], core["uniqueWords"], core["speechDensity"]) == (0, 0, 0.0)
    assert (core["speechCoverage"], core["silenceRatio"]) == (0.0, 1.0)
    assert result["Dynamics"]["wpmProgression"] == [0.0, 0.0]
    assert [p["duration"] for p in result["Dynamics"]["silencePeriods"]] == [10.0]
    assert result["Interactions"]["speechTextOverlap"] == 0.0
    for block, field in (
        ("Dynamics", "speechBursts"),
        ("Patterns", "verbalHooks"),
        ("Patterns", "emphasisTechniques"),
    ):
        assert result[block][field] == []
    longest = result["KeyEvents"]["longestSegment"]
    assert longest == {"duration": 0.0, "timestamp": None, "words": 0}
    for path in (
        "CoreMetrics.wordsPerMinute",
        "CoreMetrics.vocabularyDiversity",
        "CoreMetrics.avgSegmentDuration",
        "Dynamics.pacingVariation",
        "Interactions.speechGestureSync",
        "KeyEvents.longestSegment.timestamp",
        "KeyEvents.climaxMoment.timestamp",
        "KeyEvents.climaxMoment.intensity",
        "Patterns.repetitionRate",
        "Quality.clarity",
    ):
        assert result["_nulls"][f"speech{path}"] == "no_speech", path


@pytest.mark.parametrize("absent", [SOUND, ("energy",)])
def test_without_an_audio_track(absent: tuple[str, ...]) -> None:
    """Counts are 0, everything else is null with no_audio, whatever else was switched off."""
    result = whole(10, ran=SILENT_PICTURES, absent=absent, has_audio=False)
    known = {path: value for path, value in values(result) if value is not None}
    assert known == {
        "speechCoreMetrics.totalWords": 0,
        "speechCoreMetrics.uniqueWords": 0,
        "speechDynamics.hasAudioEnergy": False,
        "speechKeyEvents.longestSegment.words": 0,
    }
    assert {k: v for k, v in result["_nulls"].items() if v != "no_audio"} == PERMANENT


def test_without_a_transcript() -> None:
    """What needs words is null; voice and loudness are given all the same."""
    curve = (loudness(12, *([0.1] * 12)), *(loud(5 * i, 5 * i + 5, 0.1, 0.95) for i in range(3)))
    result = measured(12, *VOICE, *curve, text("Hi", 0, 1), ran=CARRIED)
    unknown = {k for k, code in result["_nulls"].items() if code == "not_measured"}
    assert unknown == {
        *(f"speechCoreMetrics.{f}" for f in ("totalWords", "uniqueWords", "speechDensity")),
        *(f"speechCoreMetrics.{f}" for f in ("wordsPerMinute", "vocabularyDiversity")),
        "speechCoreMetrics.confidence",
        *(f"speechDynamics.{f}" for f in ("wpmProgression", "pacingVariation")),
        "speechDynamics.temporalAlignment.gesture_emphasis_moments",
        "speechDynamics.temporalAlignment.expression_peaks_during_speech",
        "speechDynamics.temporalAlignment.lip_sync_quality",
        "speechInteractions.speechTextOverlap",
        "speechKeyEvents.longestSegment.words",
        *(f"speechPatterns.{f}" for f in ("repetitionRate", "emphasisTechniques", "verbalHooks")),
        "speechQuality.clarity",
    }
    for field in ("speechGestureSync", "multiModalCoherence"):
        assert result["_nulls"][f"speechInteractions.{field}"] == "gesture_not_measured"
    assert result["CoreMetrics"]["speechCoverage"] == 0.567
    assert result["Dynamics"]["burstPattern"] == "steady"
    assert len(result["Dynamics"]["speechBursts"]) == 3
    assert result["KeyEvents"]["longestSegment"]["timestamp"] == "1-5s"
    assert result["KeyEvents"]["climaxMoment"] == {"timestamp": 1.0, "intensity": 1.0}


def test_without_voice_activity_the_words_tell() -> None:
    """Words 1–3, 3.2–4.2 and 8–10 s, merged over 0.2 s: 3.2 + 2 = 5.2 of 12 s; no confidence."""
    ran = tuple(name for name in EVERYTHING if name != "voice")
    result = measured(12, *WORDS, ran=ran)
    assert result["CoreMetrics"]["speechCoverage"] == 0.433
    assert result["KeyEvents"]["longestSegment"]["duration"] == 3.2
    assert result["_nulls"]["speechCoreMetrics.confidence"] == "not_measured"


def test_loudness_alone_is_something() -> None:
    """Without voice and words nothing is said about speech, but loudness is."""
    result = measured(15, *(loud(5 * i, 5 * i + 5, 0.1) for i in range(3)), ran=("energy",))
    assert result["Dynamics"]["burstPattern"] == "steady"
    assert result["CoreMetrics"]["silenceRatio"] is None
    assert result["_nulls"]["speechDynamics.speechBursts"] == "not_measured"


def test_without_loudness_words_and_voice_are_measured() -> None:
    """Bursts and the climax are null, and hasAudioEnergy says why."""
    ran = tuple(name for name in EVERYTHING if name != "energy")
    result = measured(12, *TALK, ran=ran)
    assert result["Dynamics"]["hasAudioEnergy"] is False
    assert result["Dynamics"]["speechBursts"] is None
    assert result["_nulls"]["speechKeyEvents.climaxMoment.timestamp"] == "not_measured"
    assert result["CoreMetrics"]["totalWords"] == 8


def test_where_nobody_speaks_nothing_goes_with_speech() -> None:
    """Voice activity alone settles that no burst and no expression falls into speech."""
    dynamics = measured(12, ran=("voice",))["Dynamics"]
    assert dynamics["speechBursts"] == []
    assert dynamics["temporalAlignment"]["expression_peaks_during_speech"] == []
    spoken = measured(12, voice(1, 2), ran=("voice",))["Dynamics"]
    assert spoken["speechBursts"] is None
    assert spoken["temporalAlignment"]["expression_peaks_during_speech"] is None


def test_without_any_of_the_three_there_is_no_analysis() -> None:
    """The whole family is unmeasured, and says what was missing."""
    family = speech_analysis(timeline(10, ran=("shots",)), VideoMetadata())
    assert isinstance(family, Unmeasured)
    assert "speech unavailable" in family.reason
    assert "energy unavailable" in family.reason


def test_sound_that_breaks_off_is_not_silence() -> None:
    """Heard 0–5 of 10 s with voice at 1–3: coverage 2/5, silence 3–5 s, no pace after 5 s."""
    heard = {name: (Interval(0, 5),) for name in ("voice", "speech")}
    result = measured(10, voice(1, 3), said(1, "so", "it", "is"), inspected=heard)
    assert result["CoreMetrics"]["speechCoverage"] == 0.4
    assert result["CoreMetrics"]["speechDensity"] == 0.6
    assert [p["end"] for p in result["Dynamics"]["silencePeriods"]] == [5.0]
    assert result["Dynamics"]["wpmProgression"] == [36.0, None]
    assert result["_nulls"]["speechDynamics.wpmProgression[]"] == "not_measured"
