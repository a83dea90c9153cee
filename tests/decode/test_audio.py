"""Sound comes mono, at 16 kHz, on the pictures' clock."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from containers import remux, without_sound
from looking import look
from rumiai.decode.audio import read_audio
from rumiai.decode.frames import VideoReader
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
    audio = read_audio(clip, 60)
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
    assert read_audio(probe(soundless, 60), 60) is None
    audio = read_audio(probe(silent, 60), 60)
    assert audio is not None
    assert np.abs(audio.samples).max() < 1e-3


def test_sound_that_cannot_be_decoded_is_a_hole_not_silence(made: Make, tmp_path: Path) -> None:
    """The hole is remembered, and the clip's faults name it."""
    path, _ = made("base")
    deaf = without_sound(path, tmp_path / "deaf.mp4", 4.5, 8.0)
    clip = probe(deaf, 60)
    audio = read_audio(clip, 60)
    assert audio is not None
    (hole,) = audio.holes
    assert (hole.start, hole.end) == (pytest.approx(4.5, abs=0.1), pytest.approx(8.0, abs=0.1))
    reader = VideoReader(clip, audio)
    assert len(list(reader)) == 360
    assert any("of the sound could not be decoded" in fault for fault in reader.measured.faults)
    voice = look(deaf, ("voice",)).run("voice")
    assert voice is not None
    assert [span.start for span in voice.inspected] == [0.0, pytest.approx(8.0, abs=0.1)]


def test_sound_ends_where_the_file_says(made: Make) -> None:
    """The padding of the last AAC block is no sound."""
    path, _ = made("base")
    audio = read_audio(probe(path, 60), 60)
    assert audio is not None
    assert audio.duration == pytest.approx(12.0, abs=1e-3)
    assert audio.holes == ()


def test_no_more_sound_is_read_than_asked(made: Make) -> None:
    """The limit holds for the sound, too."""
    path, _ = made("base")
    audio = read_audio(probe(path, 60), 3.0)
    assert audio is not None
    assert audio.duration == 3.0


def test_a_track_may_change_its_form(tmp_path: Path) -> None:
    """Mono that becomes stereo half-way is one track."""
    path = tmp_path / "change.ts"
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=10)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        audio = container.add_stream("aac", rate=16000, layout="mono")
        stereo = av.CodecContext.create("aac", "w")
        stereo.sample_rate, stereo.layout, stereo.format = 16000, "stereo", "fltp"
        stereo.time_base = Fraction(1, 16000)
        for i in range(40):
            picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
            container.mux(video.encode(picture.reformat(format="yuv420p")))
            mono = i < 20
            shape, layout = ((1, 1024), "mono") if mono else ((2, 1024), "stereo")
            sound = av.AudioFrame.from_ndarray(
                np.full(shape, 0.2, np.float32), "fltp", layout=layout
            )
            sound.sample_rate, sound.pts, sound.time_base = 16000, i * 1024, Fraction(1, 16000)
            for packet in (audio if mono else stereo).encode(sound):
                packet.stream = audio
                container.mux(packet)
        container.mux(video.encode())
    heard = read_audio(probe(path, 60), 60)
    assert heard is not None
    assert heard.duration > 2.0
