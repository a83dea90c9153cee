"""Loudness and onsets of sounds with known truth."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.looking import here
from rumiai.analyzers.energy import Energy
from rumiai.schema.events import AudioEnergy, AudioOnset, AudioPeak, Loudness
from rumiai.schema.media import SAMPLE_RATE, Audio


def tones(duration: float, *spans: tuple[float, float], level: float = 0.5) -> Audio:
    times = np.arange(round(duration * SAMPLE_RATE)) / SAMPLE_RATE
    wave = np.sin(2 * np.pi * 440 * times)
    on = sum(((times >= a) & (times < b)).astype(float) for a, b in spans) if spans else 0 * times
    return Audio((level * wave * on).astype(np.float32))


def heard(audio: Audio, kind: type) -> list:
    return [event for event in Energy(here()).hear(audio) if isinstance(event, kind)]


def test_onsets_are_where_sounds_begin() -> None:
    """Each tone has one onset within 20 ms of its beginning."""
    audio = tones(8.0, (1.0, 1.5), (3.0, 3.2), (6.25, 7.0))
    onsets = [o.start for o in heard(audio, AudioOnset) if o.score > 0.5]
    assert onsets == pytest.approx([1.0, 3.0, 6.25], abs=0.02)


def test_the_edges_of_a_file_are_no_onsets() -> None:
    """A sound that is there from the first to the last sample begins nowhere."""
    assert not heard(tones(3.0, (0.0, 3.0)), AudioOnset)


def test_quiet_onsets_count_beside_loud_ones() -> None:
    """An onset 20 dB below another one is still found."""
    loud, quiet = tones(4.0, (1.0, 1.5)), tones(4.0, (3.0, 3.5), level=0.05)
    audio = Audio(loud.samples + quiet.samples)
    onsets = [o.start for o in heard(audio, AudioOnset)]
    assert any(abs(time - 1.0) < 0.02 for time in onsets)
    assert any(abs(time - 3.0) < 0.02 for time in onsets)


def test_windows_of_five_seconds() -> None:
    """Levels are relative to the 95th percentile: a window half full of tone has half of it."""
    windows = heard(tones(12.0, (0.0, 5.0), (5.0, 7.5)), AudioEnergy)
    assert [(w.start, w.end) for w in windows] == [(0, 5), (5, 10), (10, 12)]
    assert [w.level for w in windows] == pytest.approx([1.0, 0.5, 0.0], abs=0.03)
    assert windows[0].rms == pytest.approx(0.5 / np.sqrt(2), abs=0.01)


def test_the_loudest_instant() -> None:
    """The peak lies in the loudest tone."""
    audio = Audio(tones(6.0, (1, 2), level=0.2).samples + tones(6.0, (4, 5), level=0.6).samples)
    (peak,) = heard(audio, AudioPeak)
    assert 4 <= peak.start <= 5


def test_digital_silence_has_no_peak_and_no_onset() -> None:
    """All zeros: windows of level 0 and a flat curve, nothing else, no division by zero."""
    events = Energy(here()).hear(tones(6.0))
    assert [type(e) for e in events] == [AudioEnergy, AudioEnergy, Loudness]
    assert all(e.level == 0 for e in events if isinstance(e, AudioEnergy))


def test_very_short_sound() -> None:
    """Fifty milliseconds of sound are analysed without an error."""
    assert heard(tones(0.05, (0.0, 0.05)), AudioEnergy)


def test_the_curve_of_loudness() -> None:
    """One value every 32 ms over the whole sound; a sine's RMS where it sounds, 0 elsewhere."""
    (curve,) = heard(tones(6.0, (2, 4)), Loudness)
    assert (curve.start, curve.end, curve.period) == (0.0, 6.0, pytest.approx(0.032))
    assert len(curve.rms) == pytest.approx(6.0 / curve.period, abs=1)
    assert curve.rms[round(3 / curve.period)] == pytest.approx(0.5 / np.sqrt(2), abs=0.01)
    assert curve.rms[round(1 / curve.period)] == 0.0
