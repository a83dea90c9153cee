"""Encodes the drawn frames and the rendered sound into an H.264/AAC (HDR: HEVC) MP4 file."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, Colorspace, ColorTrc, VideoReformatter

from clipmaker.picture import draw
from clipmaker.sound import SAMPLE_RATE, Samples, Span, render
from clipmaker.spec import ClipSpec

TICKS = 90_000
TRANSFERS = {"pq": ColorTrc.SMPTE2084, "hlg": ColorTrc.ARIB_STD_B67}
GAP_SECONDS = 0.4


def write(spec: ClipSpec, path: Path) -> tuple[list[float], float, list[tuple[str, Span]]]:
    """Write the clip; returns the frames' times, the end of the last frame, and the sounds."""
    ticks = frame_ticks(spec)
    samples, spans = render(spec)
    with av.open(str(path), "w") as container:
        video = _video_stream(container, spec)
        reformatter = VideoReformatter()  # one for all: it keeps the HDR look-up tables
        audio = None
        if spec.sounds is not None:
            audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        for tick, following in pairwise(ticks):
            frame = _picture(spec, tick / TICKS, reformatter)
            frame.pts, frame.time_base = tick + _offset(spec, TICKS), Fraction(1, TICKS)
            frame.duration = following - tick
            container.mux(video.encode(frame))
        container.mux(video.encode())
        if audio is not None:
            _mux_audio(container, audio, samples, _offset(spec, SAMPLE_RATE))
    return [tick / TICKS for tick in ticks[:-1]], ticks[-1] / TICKS, spans


def frame_ticks(spec: ClipSpec) -> list[int]:
    """Presentation times of all frames in ticks, and the end of the last one."""
    count = round(spec.duration * spec.rate)
    if not spec.variable_rate:
        return [round(i / spec.rate * TICKS) for i in range(count + 1)]
    step = float(TICKS / spec.rate)
    factors = np.random.default_rng(7).uniform(0.5, 2.0, count)
    factors[count // 3] = GAP_SECONDS * float(spec.rate)
    ticks = [0, *np.cumsum(np.round(factors * step)).astype(int).tolist()]
    return [
        *(tick for tick in ticks if tick < spec.duration * TICKS),
        round(spec.duration * TICKS),
    ]


def _offset(spec: ClipSpec, per_second: int) -> int:
    return round(spec.start_offset * per_second)


def _video_stream(container: av.container.OutputContainer, spec: ClipSpec) -> av.VideoStream:
    hdr = spec.transfer != "sdr"
    options = {"preset": "veryfast", "crf": "18"}
    # With macroblock trees x264 encodes the same pictures differently from run to run.
    options |= {"x265-params": "log-level=none"} if hdr else {"mbtree": "0"}
    stream = container.add_stream("libx265" if hdr else "libx264", rate=spec.rate, options=options)
    turned = spec.rotation in (90, 270)
    stream.width = spec.height if turned else spec.width
    stream.height = spec.width if turned else spec.height
    stream.pix_fmt = "yuv420p10le" if hdr else "yuv420p"
    stream.codec_context.time_base = Fraction(1, TICKS)
    stream.codec_context.color_range = 1
    stream.codec_context.color_trc = TRANSFERS.get(spec.transfer, ColorTrc.BT709)
    stream.codec_context.color_primaries = ColorPrimaries.BT2020 if hdr else ColorPrimaries.BT709
    stream.codec_context.colorspace = 9 if hdr else 1
    if spec.rotation:
        stream.set_display_rotation(-spec.rotation)
    return stream


def _picture(spec: ClipSpec, time: float, reformatter: VideoReformatter) -> av.VideoFrame:
    stored = np.rot90(draw(spec, time), k=spec.rotation // 90)
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(stored), format="rgb24")
    if spec.transfer == "sdr":
        return reformatter.reformat(frame, format="yuv420p", dst_colorspace=Colorspace.ITU709)
    frame.color_trc, frame.color_primaries = ColorTrc.BT709, ColorPrimaries.BT709
    return reformatter.reformat(
        frame,
        format="yuv420p10le",
        dst_colorspace=Colorspace.BT2020,
        dst_color_trc=TRANSFERS[spec.transfer],
        dst_color_primaries=ColorPrimaries.BT2020,
    )


def _mux_audio(
    container: av.container.OutputContainer,
    stream: av.AudioStream,
    samples: Samples,
    first: int,
) -> None:
    for at in range(0, len(samples), stream.codec_context.frame_size or 1024):
        block = samples[None, at : at + (stream.codec_context.frame_size or 1024)]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        frame.pts, frame.time_base = first + at, Fraction(1, SAMPLE_RATE)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())
