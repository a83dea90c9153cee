"""What cannot be analysed is refused with one clear line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from containers import remux, with_sound_of
from rumiai.decode.probe import probe
from rumiai.errors import MLInputError

Make = Callable[..., tuple[Path, dict[str, Any]]]


def refused(path: Path, limit: float = 300) -> str:
    with pytest.raises(MLInputError) as caught:
        probe(path, limit)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"just some text\n" * 100, "not a video"),
        (os.urandom(5000), "not a video"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a video"),
    ],
    ids=["empty", "text", "noise", "png"],
)
def test_no_video(tmp_path: Path, content: bytes, said: str) -> None:
    """Files of other kinds under a video's name."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    assert said in refused(path)


@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:4.0,\n{target}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {target}\n",
        '<?xml version="1.0"?><MPD><Period><BaseURL>{target}</BaseURL></Period></MPD>',
    ],
    ids=["hls", "concat", "dash"],
)
def test_playlists_reach_nothing(made: Make, tmp_path: Path, playlist: str) -> None:
    """A playlist is refused even where the file that it points to is a fine video."""
    target, _ = made("base")
    path = tmp_path / "clip.mp4"
    path.write_text(playlist.format(target=target))
    assert "not a video" in refused(path)


def test_sound_alone_is_no_video(made: Make, media: Path, tmp_path: Path) -> None:
    """An audio file says that it has no video stream."""
    path, _ = made("base")
    only_audio = remux(path, tmp_path / "audio.mp4", video=False)
    assert "no video stream, only audio" in refused(only_audio)
    assert "no video stream, only audio" in refused(media / "crowd.mp3")


def test_a_cover_picture_is_no_video(tmp_path: Path) -> None:
    """A song whose cover is stored as a video stream has no video."""
    path = tmp_path / "song.m4a"
    with av.open(str(path), "w", format="mp4") as container:
        audio = container.add_stream("aac", rate=16000, layout="mono")
        cover = container.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 64, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", layout="mono")
        sound.sample_rate = 16000
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
        container.mux(cover.encode(picture.reformat(format="yuvj420p")))
        container.mux(cover.encode())
        container.mux(audio.encode(sound))
        container.mux(audio.encode())
    assert "no video stream" in refused(path)


def test_too_long(made: Make) -> None:
    """The limit and the setting that raises it are named."""
    path, _ = made("base")
    message = refused(path, limit=10)
    assert "12.0 s is longer than the limit of 10 s" in message
    assert "RUMIAI_MAX_VIDEO_DURATION" in message


def test_too_long_a_sound(made: Make, tmp_path: Path) -> None:
    """Three seconds of pictures under twelve of sound are as long as the sound."""
    short, _ = made("short3", duration=3.0, shots=[{}], texts=[], faces=[], sounds=[])
    long, _ = made("base")
    path = with_sound_of(short, long, tmp_path / "held.mp4")
    assert "longer than the limit of 5 s" in refused(path, limit=5)


def test_too_large(tmp_path: Path) -> None:
    """More than 8192 pixels a side."""
    path = tmp_path / "wide.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 8194, 64, "yuv420p"
        for _ in range(3):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 8194, 3), np.uint8), "rgb24")
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode())
    assert "8194×64 pixels; at most 8192 a side" in refused(path)


def test_unknown_duration(made: Make, tmp_path: Path) -> None:
    """A file that states no duration is refused (decision 21)."""
    path, _ = made("base")
    live = remux(path, tmp_path / "live.mkv", live="1")
    assert "duration unknown or zero" in refused(live)


def test_index_cut_off(made: Make, tmp_path: Path) -> None:
    """A file that lost its index at the end says so."""
    path, _ = made("base")
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(path.read_bytes()[:-20_000])
    assert "cut off before its index" in refused(cut)
