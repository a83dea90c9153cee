"""Opens media files, and nothing that they point to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from rumiai.errors import MLInputError

FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,asf,mpeg,mpegts,mpegvideo,h264,hevc,ivf,"
    "ogg,mp3,aac,flac,wav,aiff,caf,amr"
)
"""Demuxers that may be tried: none of them opens a second file (as HLS, DASH, concat do)."""


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """Open a local media file; raises MLInputError where it is none."""
    options = {"protocol_whitelist": "file", "format_whitelist": FORMATS}
    try:
        container = av.open(str(path.absolute()), options=options)
    except (av.FFmpegError, OSError) as error:
        raise MLInputError(
            f"{path}: not a video, or cut off before its index ({_plain(error)})"
        ) from error
    try:
        yield container
    finally:
        container.close()


def video_stream(container: InputContainer, path: Path) -> VideoStream:
    """The first video stream that is not a cover picture; raises MLInputError without one."""
    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            return stream
    kinds = sorted({stream.type for stream in container.streams})
    raise MLInputError(f"{path}: no video stream, only {', '.join(kinds) or 'nothing'}")


def _plain(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).rstrip(".").lower()
