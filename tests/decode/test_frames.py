"""Frames come upright, once each, in order, at the times the file gives them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from clipmaker.mux import TICKS, frame_ticks
from clipmaker.picture import draw
from clipmaker.spec import ClipSpec
from clips import BASE
from containers import damaged, remux, truncated, with_sound_of, without_pictures
from rumiai.decode.audio import read_audio
from rumiai.decode.frames import VideoReader
from rumiai.decode.probe import probe
from rumiai.schema.media import Clip, Frame, Transfer

Make = Callable[..., tuple[Path, dict[str, Any]]]
SHORT = {"duration": 3.0, "texts": BASE["texts"][:1], "sounds": BASE["sounds"][:1]}


def frames_of(path: Path, max_side: int = 2000) -> tuple[list[Frame], Clip]:
    clip = probe(path, 3000)
    reader = VideoReader(clip, read_audio(clip, 3000))
    frames = [picture.frame(max_side) for picture in reader]
    return frames, reader.measured


@pytest.mark.parametrize(
    "changes",
    [
        {"rate": "24000/1001"},
        {"rate": "30000/1001"},
        {"rate": "60"},
        {"variable_rate": True},
        {"start_offset": 1.4},
        {"rotation": 90},
    ],
    ids=lambda changes: "-".join(map(str, *changes.items())).replace("/", "_"),
)
def test_every_frame_at_its_own_time(made: Make, changes: dict[str, Any]) -> None:
    """Times are the presentation times less the first one's, whatever the rate."""
    name = "short" + "".join(map(str, *changes.items())).replace("/", "_")
    path, truth = made(name, **SHORT, **changes)
    spec = ClipSpec.model_validate({**BASE, **SHORT, **changes})
    frames, clip = frames_of(path, 64)
    expected = [tick / TICKS for tick in frame_ticks(spec)[:-1]]
    assert [frame.time for frame in frames] == pytest.approx(expected, abs=1e-3)
    assert [frame.index for frame in frames] == list(range(len(expected)))
    assert clip.duration == pytest.approx(truth["duration"], abs=truth["longest_frame"] / 2)
    assert clip.faults == ()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_pictures_stand_upright(made: Make, rotation: int) -> None:
    """The metadata's rotation is applied: the decoded picture is the drawn one."""
    path, _ = made(f"upright{rotation}", **SHORT, rotation=rotation)
    frames, clip = frames_of(path)
    drawn = draw(ClipSpec.model_validate({**BASE, **SHORT}), frames[30].time)
    assert (clip.width, clip.height, clip.rotation) == (360, 640, rotation)
    assert frames[30].image.shape == drawn.shape == (640, 360, 3)
    assert np.abs(frames[30].image.astype(int) - drawn).mean() < 4


def test_pictures_are_scaled_down_never_up(made: Make) -> None:
    """The longer side is at most what is asked for; a small picture stays as it is."""
    path, _ = made("upright0", **SHORT, rotation=0)
    reader = iter(VideoReader(probe(path, 60)))
    picture = next(reader)
    assert picture.frame(320).image.shape == (320, 180, 3)
    assert picture.frame(5000).image.shape == (640, 360, 3)
    assert picture.frame(5000) is picture.frame(640), "converted once for each size"


def test_pixels_that_are_not_square_are_stretched(tmp_path: Path) -> None:
    """Pixels twice as wide as high: the picture is shown, and analysed, twice as wide as stored."""
    path = tmp_path / "anamorphic.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 120, 200, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(2)
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((200, 120, 3), np.uint8), "rgb24")
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode())
    frames, clip = frames_of(path, 120)
    assert (clip.width, clip.height) == (240, 200)
    assert frames[0].image.shape == (100, 120, 3)


@pytest.mark.parametrize("transfer", [pytest.param("pq", marks=pytest.mark.slow), "hlg"])
def test_hdr_is_tone_mapped_not_washed_out(made: Make, transfer: str) -> None:
    """HDR pictures come out with the contrast and the colours of the SDR original.

    Decoded without tone mapping they would be grey: PQ halves the contrast and the saturation.
    """
    path, _ = made(f"hdr_{transfer}", **SHORT, transfer=transfer)
    frames, clip = frames_of(path)
    drawn = draw(ClipSpec.model_validate({**BASE, **SHORT}), frames[30].time)
    assert clip.transfer is Transfer(transfer)
    seen, original = (
        cv2.cvtColor(i, cv2.COLOR_RGB2HSV)[..., 1].mean() for i in (frames[30].image, drawn)
    )
    assert seen > 0.8 * original, "saturation"
    grey, drawn_grey = (i.astype(float).mean(axis=2) for i in (frames[30].image, drawn))
    assert np.corrcoef(grey.ravel(), drawn_grey.ravel())[0, 1] > 0.97
    assert grey.std() > 0.6 * drawn_grey.std(), "contrast"


def test_a_file_that_is_cut_off_gives_what_is_there(made: Make, tmp_path: Path) -> None:
    """The duration is that of the decoded frames, and the clip says how much is missing."""
    path, _ = made("base")
    frames, clip = frames_of(truncated(path, tmp_path / "cut.mp4", 0.5))
    assert 0 < len(frames) < 360
    assert clip.duration == pytest.approx(frames[-1].time, abs=0.2)
    assert "cut off" in clip.faults[0]
    assert "of 12.00 s are missing" in clip.faults[0]


def test_damaged_packets_are_counted_and_left_out(made: Make, tmp_path: Path) -> None:
    """Frames behind the damage keep their own times."""
    path, _ = made("base")
    frames, clip = frames_of(damaged(path, tmp_path / "damaged.mp4"), 64)
    assert clip.duration == pytest.approx(12.0)
    assert "damaged packets" in clip.faults[0]
    assert all(a.time < b.time for a, b in pairwise(frames))
    assert frames[-1].time == pytest.approx(12 - 1 / 30, abs=1e-3)


def test_pictures_that_break_off_are_not_held(made: Make, tmp_path: Path) -> None:
    """Pictures that cannot be decoded from 5.5 s on are missing, whatever the sound goes on to."""
    path, _ = made("base")
    frames, clip = frames_of(without_pictures(path, tmp_path / "blind.mp4", 5.5), 64)
    assert clip.duration == pytest.approx(frames[-1].time, abs=0.1)
    assert clip.duration < 6
    assert any("cut off: the last 6" in fault for fault in clip.faults)


@pytest.mark.parametrize("suffix", [".mkv", ".ts", ".mov"])
def test_other_containers_have_the_same_clock(made: Make, tmp_path: Path, suffix: str) -> None:
    """A start offset in Matroska, MPEG-TS or QuickTime changes neither times nor duration."""
    path, _ = made("shortstart_offset1.4", **SHORT, start_offset=1.4)
    frames, clip = frames_of(remux(path, tmp_path / f"other{suffix}"), 64)
    assert frames[0].time == 0.0
    assert frames[-1].time == pytest.approx(3 - 1 / 30, abs=2e-3)
    assert clip.duration == pytest.approx(3.0, abs=0.02)
    assert clip.faults == ()


def test_the_last_picture_is_held_while_sound_goes_on(made: Make, tmp_path: Path) -> None:
    """Sound that outlasts the pictures by more than padding makes the video as long as itself."""
    short, _ = made("upright0", **SHORT, rotation=0)
    long, _ = made("base")
    path = with_sound_of(short, long, tmp_path / "held.mp4")
    clip = probe(path, 60)
    audio = read_audio(clip, 60)
    assert audio is not None
    reader = VideoReader(clip, audio)
    assert list(reader)[-1].time == pytest.approx(3 - 1 / 30, abs=1e-3)
    assert reader.end == reader.measured.duration == pytest.approx(12, abs=0.1)


def test_real_clips_decode_to_their_end(media: Path) -> None:
    """The odd clips of the shared media: every frame, and the duration that the stream states."""
    known = {
        "face_noface.mov": (169, 6.402),
        "noface_face.mov": (169, 6.379),
        "no_face.mp4": (95, 3.945),
        "park.mp4": (17, 0.553),
        "single_face.mp4": (72, 2.4),
        "small.mp4": (166, 5.533),
    }
    for name, (count, duration) in known.items():
        frames, clip = frames_of(media / name, 64)
        assert (len(frames), clip.duration) == (count, pytest.approx(duration, abs=1e-3)), name
        assert clip.faults == (), name


def test_sound_is_placed_on_the_pictures_clock(media: Path) -> None:
    """In face_noface.mov the sound begins 2.43 s after the pictures: before it there is silence."""
    clip = probe(media / "face_noface.mov", 60)
    audio = read_audio(clip, 60)
    assert audio is not None
    assert not audio.samples[: int(2.40 * 16_000)].any()
    assert np.abs(audio.samples[int(2.43 * 16_000) :]).max() > 0.05
