"""Measures a video file before it is decoded as a whole, and refuses what cannot be analysed."""

from __future__ import annotations

from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from rumiai.decode.container import opened, video_stream
from rumiai.errors import MLInputError
from rumiai.schema.media import Clip, Transfer

MAX_SIDE = 8192
"""Pixels; a larger picture is refused."""
TRANSFERS = {16: Transfer.PQ, 18: Transfer.HLG}
"""Codes of ITU-T H.273 for the two HDR curves."""


def probe(path: Path, max_duration: float) -> Clip:
    """Read the properties of a video file, which must exist.

    Raises MLInputError for a file that is no video, has no frame, has no known duration, or is
    longer than `max_duration` seconds or larger than 8192 pixels a side.
    """
    if path.stat().st_size == 0:
        raise MLInputError(f"{path}: the file is empty")
    with opened(path) as container:
        stream = video_stream(container, path)
        _check_size(path, stream)
        first = _first_frame(path, container, stream)
        duration = _duration(container, stream, first)
        if duration <= 0:
            raise MLInputError(f"{path}: duration unknown or zero; remux the file to repair it")
        _check_limit(path, max(duration, _whole(container, stream, first)), max_duration)
        return _clip(path, container, stream, first, duration)


def frame_time(frame: VideoFrame) -> float | None:
    """A frame's presentation time in the file in seconds; None where the file gives none."""
    stamp = frame.pts if frame.pts is not None else frame.dts
    return None if stamp is None or frame.time_base is None else float(stamp * frame.time_base)


def _clip(
    path: Path,
    container: InputContainer,
    stream: VideoStream,
    first: VideoFrame,
    duration: float,
) -> Clip:
    rotation = round(-first.rotation / 90) * 90 % 360
    turned = rotation in (90, 270)
    aspect = stream.sample_aspect_ratio or 1
    width, height = max(1, round(first.width * aspect)), first.height
    rate = stream.average_rate
    return Clip(
        path=path,
        width=height if turned else width,
        height=width if turned else height,
        rotation=rotation,
        duration=duration,
        frames_per_second=float(rate) if rate else None,
        start=frame_time(first) or 0.0,
        codec=stream.codec_context.name,
        transfer=TRANSFERS.get(first.color_trc, Transfer.SDR),
        has_audio=bool(container.streams.audio),
    )


def _check_size(path: Path, stream: VideoStream) -> None:
    width, height = stream.codec_context.width, stream.codec_context.height
    if max(width, height) > MAX_SIDE:
        raise MLInputError(
            f"{path}: {width}×{height} pixels; at most {MAX_SIDE} a side can be analysed"
        )


def _check_limit(path: Path, duration: float, max_duration: float) -> None:
    if duration > max_duration:
        raise MLInputError(
            f"{path}: {duration:.1f} s is longer than the limit of {max_duration:g} s; "
            "raise RUMIAI_MAX_VIDEO_DURATION to analyse it"
        )


def _duration(container: InputContainer, stream: VideoStream, first: VideoFrame) -> float:
    """Seconds that the file states for its pictures; 0.0 where it states nothing."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return _whole(container, stream, first)


def _whole(container: InputContainer, stream: VideoStream, first: VideoFrame) -> float:
    """Seconds that the file states for all that is in it; 0.0 where it states nothing.

    Matroska, which states no length for a stream, counts the file's from zero.
    """
    if container.duration is None:
        return 0.0
    start = 0.0 if stream.duration is not None else frame_time(first) or 0.0
    return container.duration / av.time_base - start


def _first_frame(path: Path, container: InputContainer, stream: VideoStream) -> VideoFrame:
    for packet in container.demux(stream):
        try:
            for frame in packet.decode():
                return frame
        except av.FFmpegError:
            continue
    raise MLInputError(f"{path}: no frame can be decoded")
