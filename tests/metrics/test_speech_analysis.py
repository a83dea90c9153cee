"""Speech, by values computed by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import EVERYTHING, gesture, loudness, said, text, timeline, voice
from conformance import verdict
from rumiai.metrics.speech_analysis import speech_analysis
from rumiai.schema.events import Loudness, VoiceActivity
from rumiai.schema.intervals import Interval, overlap
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from talking import (
    CARRIED,
    PERMANENT,
    SILENT_PICTURES,
    SOUND,
    TALK,
    VOICE,
    loud,
    measured,
    values,
    whole,
)


def test_how_much_is_said() -> None:
    """Eight words, six different; 8/12 a second; S = 2 + 1.8 + 3 = 6.8 s, so 480/6.8 a minute.

    Coverage 6.8/12; segments 1–5 s and 8–11 s, for 0.2 s end none: mean 3.5 s.
    """
    assert measured(12, *TALK)["CoreMetrics"] == {
        "totalWords": 8,
        "speechDensity": 0.667,
        "wordsPerMinute": 70.6,
        "vocabularyDiversity": 0.75,
        "silenceRatio": 0.433,
        "speechCoverage": 0.567,
        "avgSegmentDuration": 3.5,
        "uniqueWords": 6,
        "confidence": 0.9,
    }


def test_confidence_is_computed() -> None:
    """The least of voice 0.7 and words 0.9, times the inspected share 0.5; no constant (E12)."""
    events = (voice(0, 2, score=0.7), said(0, "So"))
    assert measured(4, *events)["CoreMetrics"]["confidence"] == 0.7
    half = {"speech": (Interval(0, 2),)}
    assert measured(4, *events, inspected=half)["CoreMetrics"]["confidence"] == 0.45


def test_voice_that_overlaps_counts_once() -> None:
    """0–3 s and 2–4 s are 4 of 10 s."""
    core = measured(10, voice(0, 3), voice(2, 4))["CoreMetrics"]
    assert (core["speechCoverage"], core["silenceRatio"]) == (0.4, 0.6)


def test_pace() -> None:
    """Words by their middle: 6, 2 and 0 in 5, 5 and 2 s; SD of 72 and 24 is 24."""
    dynamics = measured(12, *TALK)["Dynamics"]
    assert dynamics["wpmProgression"] == [72.0, 24.0, 0.0]
    assert dynamics["pacingVariation"] == 24.0


def test_one_window_of_words_has_no_variation() -> None:
    """A deviation needs two windows with words."""
    assert measured(12, said(1, "So"), voice(1, 2))["_nulls"]["speechDynamics.pacingVariation"] == (
        "insufficient_samples"
    )


def test_a_last_window_of_a_tenth_of_a_second_has_no_pace() -> None:
    """One word in the last 0.1 s of 10.1 s would be 600 a minute: null, and no variation of it."""
    events = (said(1, "So"), said(10.02, "yes", each=0.06), voice(1, 2), voice(10.02, 10.1))
    result = measured(10.1, *events)
    assert result["Dynamics"]["wpmProgression"] == [12.0, 0.0, None]
    path = "speechDynamics.wpmProgression[]"
    assert result["_nulls"][path] == "insufficient_samples"
    assert result["_nulls"]["speechDynamics.pacingVariation"] == "insufficient_samples"


def test_a_video_shorter_than_a_window() -> None:
    """Two words in half a second are no pace; two in two seconds are 60 a minute."""
    longer = measured(2, voice(0, 0.5), said(0, "Oh", "no", each=0.2))
    assert longer["Dynamics"]["wpmProgression"] == [60.0]
    result = measured(0.5, voice(0, 0.5), said(0, "Oh", "no", each=0.2))
    assert result["Dynamics"]["wpmProgression"] == [None]
    assert result["KeyEvents"]["longestSegment"] == {
        "duration": 0.5,
        "timestamp": "0-1s",
        "words": 2,
    }


def test_a_word_beyond_the_end_is_cut_off() -> None:
    """The last begins at 9.8 of 10 s, so it counts in the second window; the next is out."""
    words = said(9.3, "the", "end", "dear")
    result = measured(10, voice(9, 10), words)
    assert result["CoreMetrics"]["totalWords"] == 2
    assert result["Dynamics"]["wpmProgression"] == [0.0, 24.0]
    assert result["KeyEvents"]["longestSegment"]["words"] == 2


@pytest.mark.parametrize(
    ("length", "kind"),
    [
        (1.0, None),
        (1.01, "strategic"),
        (1.99, "strategic"),
        (2.0, "dramatic"),
        (3.0, "dramatic"),
        (3.01, "awkward"),
    ],
)
def test_silence(length: float, kind: str | None) -> None:
    """More than 1 s, from 2 s on, more than 3 s; 4.4 - 1.4 is 3 but for rounding."""
    spoken = (voice(0, 1.4), voice(1.4 + length, 10))
    periods = measured(10, *spoken)["Dynamics"]["silencePeriods"]
    assert [p["type"] for p in periods] == ([kind] if kind else [])
    assert all(p["duration"] == length for p in periods)


def test_silence_before_and_after_the_speech() -> None:
    """The silences add up to what the ratio says: 4 + 3 of 10 s; both are moments."""
    result = measured(10, voice(4, 7))
    assert result["Dynamics"]["silencePeriods"] == [
        {"start": 0.0, "end": 4.0, "duration": 4.0, "type": "awkward"},
        {"start": 7.0, "end": 10.0, "duration": 3.0, "type": "dramatic"},
    ]
    assert result["CoreMetrics"]["silenceRatio"] == 0.7
    assert result["KeyEvents"]["silentMoments"][1] == {"start": 7.0, "end": 10.0, "duration": 3.0}


def test_short_silences_are_no_moments() -> None:
    """1.9 s is a period, but no moment; 2 s is both."""
    result = measured(10, voice(0, 2), voice(3.9, 5), voice(7, 10))
    assert len(result["Dynamics"]["silencePeriods"]) == 2
    assert [moment["start"] for moment in result["KeyEvents"]["silentMoments"]] == [5.0]


def test_bursts_are_loud_and_spoken() -> None:
    """Above 0.9 with voice in it: not the one at 0.9, not the loud one without voice."""
    windows = (loud(0, 5, 0.2, 0.95), loud(5, 10, 0.2, 0.9), loud(10, 12, 0.2, 1.0))
    result = measured(12, voice(1, 9), *windows)
    assert result["Dynamics"]["speechBursts"] == [
        {"start": 0.0, "end": 5.0, "duration": 5.0, "energy": 0.95, "type": "high_energy"}
    ]


def test_loudness() -> None:
    """RMS 0.2, 0.1, 0.1: the first third is loudest; variance (0.0044 + 2 × 0.0011) / 3."""
    windows = (loud(0, 5, 0.2), loud(5, 10, 0.1), loud(10, 15, 0.1))
    dynamics = measured(15, *windows)["Dynamics"]
    assert dynamics["burstPattern"] == "front_loaded"
    assert dynamics["energyVariance"] == pytest.approx(0.002222222, abs=1e-9)
    assert dynamics["hasAudioEnergy"] is True


def test_one_window_of_loudness_has_no_pattern() -> None:
    """Neither thirds nor variance of a single window."""
    result = measured(4, loud(0, 4, 0.2))
    for field in ("burstPattern", "energyVariance"):
        assert result["Dynamics"][field] is None
        assert result["_nulls"][f"speechDynamics.{field}"] == "insufficient_samples"


def test_longest_segment() -> None:
    """1–5 s, with the six words whose middle lies in it."""
    longest = measured(12, *TALK)["KeyEvents"]["longestSegment"]
    assert longest == {"duration": 4.0, "timestamp": "1-5s", "words": 6}


def test_climax_is_in_the_speech() -> None:
    """Loudness 0.1, 0.3 at 2 s, 0.5 at 8 s outside the speech (every 0.5 s).

    The 95th percentile of twenty values lies at 18.05: 0.3 + 0.05 × 0.2 = 0.31; 0.3/0.31 = 0.968.
    The legacy climax was D/2 = 5 with intensity 0 (E33).
    """
    curve = [0.1] * 20
    curve[4], curve[16] = 0.3, 0.5
    climax = measured(10, voice(1.5, 3), loudness(10, *curve))["KeyEvents"]["climaxMoment"]
    assert climax == {"timestamp": 2.0, "intensity": 0.968}


def test_a_climax_in_almost_silence() -> None:
    """Where less than 5 % of the video sounds, there is no loud level to compare with."""
    curve = [0.0] * 100
    curve[4] = 0.3
    result = measured(50, voice(1.5, 3), loudness(50, *curve))
    assert result["KeyEvents"]["climaxMoment"]["timestamp"] == 2.0
    path = "speechKeyEvents.climaxMoment.intensity"
    assert result["_nulls"][path] == "no_valid_inference"


def test_silence_comes_from_the_voice() -> None:
    """Whisper's segments abut, but nobody speaks for 3 of 10 s; the legacy ratio was 0.0 (E32)."""
    segments = (said(0, "a", "b", each=2.5), said(5, "c", "d", each=2.5))
    result = measured(10, *segments, voice(0, 4), voice(7, 10))
    assert result["CoreMetrics"]["silenceRatio"] == 0.3
    assert [p["start"] for p in result["Dynamics"]["silencePeriods"]] == [4.0]


def test_pace_covers_the_whole_video() -> None:
    """A word every 2 s of 80: 3 and 2 in turn in sixteen windows (E34: ten values, 180 or 240)."""
    words = [said(2.0 * i, "so") for i in range(40)]
    pace = measured(80, *words)["Dynamics"]["wpmProgression"]
    assert pace == [36.0, 24.0] * 8


def test_what_was_always_zero_is_computed() -> None:
    """Gestures, pace, repetition and hooks come from events (E35: keys that nobody wrote)."""
    result = measured(12, *TALK, said(11, "amazing"), gesture(2))
    assert result["Interactions"]["speechGestureSync"] == 0.5
    assert result["Dynamics"]["pacingVariation"] > 0
    assert result["Patterns"]["repetitionRate"] > 0
    assert result["Patterns"]["verbalHooks"] != []


def test_what_nobody_defined_stays_null() -> None:
    """The legacy constants 0.8, 0.7, 0.5, "natural" and their like are null for good (E36)."""
    result = whole(12, *TALK, text("So", 0, 1), *(loud(5 * i, 5 * i + 5, 0.1) for i in range(3)))
    nulls = {k: v for k, v in result["_nulls"].items() if "climaxMoment" not in k}
    assert nulls == PERMANENT
    assert result["speechQuality"]["clarity"] == 0.9


SPANS = st.lists(st.tuples(st.floats(0, 0.99), st.floats(0.001, 1)), max_size=12)


@given(
    st.one_of(st.floats(0.4, 600), st.integers(1, 60).map(float)),
    SPANS,
    SPANS,
    st.sets(st.sampled_from(EVERYTHING)).map(lambda left: set(EVERYTHING) - left),
)
def test_whatever_is_heard_the_numbers_are_possible(
    duration: float,
    spoken: list[tuple[float, float]],
    words: list[tuple[float, float]],
    ran: set[str],
) -> None:
    """Shares in range, words counted once, silence beside the voice, for any voice and words."""
    voices = [voice(s * duration, min(duration, (s + n) * duration)) for s, n in spoken]
    segments = [said(s * duration, "go", "on", each=n) for s, n in words]
    curve = Loudness(start=0, end=duration, score=1, period=0.1, rms=(0.1, 0.2, 0.0))
    events = [*(voices if "voice" in ran else []), *(segments if "speech" in ran else []), curve]
    family = speech_analysis(timeline(duration, events, ran=tuple(ran)), VideoMetadata())
    if isinstance(family, Unmeasured):
        assert not ran & set(SOUND)
        return
    result = measured(duration, *events, ran=tuple(ran))
    _possible(result, duration, voices if "voice" in ran else [])


def _possible(result: dict[str, Any], duration: float, voices: list[VoiceActivity]) -> None:
    for path, value in values(result):
        assert value is None or not isinstance(value, float) or math.isfinite(value), path
    core, dynamics = result["CoreMetrics"], result["Dynamics"]
    if core["speechCoverage"] is not None:
        assert 0 <= core["speechCoverage"] <= 1
        assert core["speechCoverage"] + core["silenceRatio"] == pytest.approx(1, abs=0.0011)
    for period in dynamics["silencePeriods"] or ():
        silence = Interval(period["start"], period["end"])
        assert silence.end <= duration + 0.005
        assert all(overlap(silence, seen) < 0.011 for seen in voices)
    pace = dynamics["wpmProgression"]
    if pace is not None:
        lengths = [min(5 * i + 5, duration) - 5 * i for i in range(len(pace))]
        assert [rate is None for rate in pace] == [length < 1 for length in lengths]
        known = [(r, length) for r, length in zip(pace, lengths, strict=True) if r is not None]
        counted = sum(rate * length / 60 for rate, length in known)
        if len(known) == len(pace):
            assert counted == pytest.approx(core["totalWords"], abs=0.5 + 0.001 * duration)
        else:
            assert counted <= core["totalWords"] + 0.5 + 0.001 * duration


@pytest.mark.parametrize("kind", ["talk", "no_speech", "no_audio", "default"])
def test_the_result_conforms(kind: str, contract: Path, tmp_path: Path) -> None:
    """The contract's checker passes, whatever is missing."""
    windows = (loud(0, 5, 0.1, 1.0), loud(5, 10, 0.2, 1.0), loud(10, 12, 0.1))
    result = {
        "talk": lambda: whole(12, *TALK, *windows, gesture(2), text("You know", 1, 2)),
        "no_speech": lambda: whole(12),
        "no_audio": lambda: whole(12, ran=SILENT_PICTURES, absent=SOUND, has_audio=False),
        "default": lambda: whole(12, *VOICE, *windows, ran=CARRIED),
    }[kind]()
    path = tmp_path / "result.json"
    path.write_text(json.dumps(result), encoding="utf-8")
    assert verdict(contract, "speech_analysis", path) == "conforms"
