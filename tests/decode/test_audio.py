"""Sound comes mono, at 16 kHz, on the pictures' clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from containers import remux
from rumiai.decode.audio import read_audio
from rumiai.decode.probe import probe
from rumiai.schema.media import SAMPLE_RATE

Make = Callable[..., tuple[Path, dict[str, Any]]]
TONE = {"duration": 3.0, "texts": [], "faces": [], "shots": [{}]}


def tone(start: float, end: float) -> dict[str, Any]:
    return {"kind": "tone", "start": start, "end": end}


@pytest.mark.parametrize("offset", [0.0, 1.4])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_tone_is_heard_when_it_sounds(
    made: Make, tmp_path: Path, offset: float, suffix: str
) -> None:
    """A start offset of the file moves neither the beginning nor the end of a sound."""
    path, _ = made(f"tone{offset}", **TONE, start_offset=offset, sounds=[tone(1.0, 2.0)])
    clip = probe(path if suffix == ".mp4" else remux(path, tmp_path / "tone.mkv"), 60)
    audio = read_audio(clip)
    assert audio is not None
    loud = np.flatnonzero(np.abs(audio.samples) > 0.1) / SAMPLE_RATE
    assert loud[0] == pytest.approx(1.0, abs=0.02)
    assert loud[-1] == pytest.approx(2.0, abs=0.02)
    assert audio.samples.dtype == np.float32
    assert audio.duration == pytest.approx(3.0, abs=0.1)


def test_no_track_is_none_and_silence_is_silence(made: Make) -> None:
    """A clip without an audio track differs from one with a silent track."""
    soundless, _ = made("soundless", **TONE, sounds=None)
    silent, _ = made("silent", **TONE, sounds=[])
    assert read_audio(probe(soundless, 60)) is None
    audio = read_audio(probe(silent, 60))
    assert audio is not None
    assert np.abs(audio.samples).max() < 1e-3
