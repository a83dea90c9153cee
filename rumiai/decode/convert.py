"""Turns a decoded frame into an upright RGB picture of the wanted size.

HDR is tone-mapped by libswscale (perceptual intent) to BT.709 in the same step.
"""

from __future__ import annotations

from typing import Protocol

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from rumiai.errors import MLInputError
from rumiai.schema.media import Clip, Transfer


class Scaler(Protocol):
    """Scales frames and converts them to 24-bit RGB."""

    def __call__(self, frame: VideoFrame, width: int, height: int) -> NDArray[np.uint8]: ...


class Converter:
    """Converts the frames of one clip; scaling state is kept for each size asked for."""

    def __init__(self, clip: Clip) -> None:
        self._clip = clip
        self._scalers: dict[int, Scaler] = {}

    @property
    def longest_side(self) -> int:
        """Pixels of the longer side at full size."""
        return max(self._clip.width, self._clip.height)

    def convert(self, frame: VideoFrame, max_side: int) -> NDArray[np.uint8]:
        """The frame upright, its longer side at most `max_side` pixels: uint8 H×W×3 RGB."""
        clip = self._clip
        turned = clip.rotation in (90, 270)
        shown = (clip.height, clip.width) if turned else (clip.width, clip.height)
        share = min(1.0, max_side / max(shown))
        width, height = (max(1, round(side * share)) for side in shown)
        try:
            image = self._scaler(max_side)(frame, width, height)
        except (av.FFmpegError, ValueError) as error:
            raise MLInputError(
                f"{clip.path}: a {frame.format.name} picture cannot be converted ({error})"
            ) from error
        return np.ascontiguousarray(np.rot90(image, k=-clip.rotation // 90))

    def _scaler(self, max_side: int) -> Scaler:
        if max_side not in self._scalers:
            sdr = self._clip.transfer is Transfer.SDR
            self._scalers[max_side] = _SdrScaler() if sdr else _ToneMapper()
        return self._scalers[max_side]


class _SdrScaler:
    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def __call__(self, frame: VideoFrame, width: int, height: int) -> NDArray[np.uint8]:
        scaled = self._reformatter.reformat(
            frame,
            width,
            height,
            "rgb24",
            interpolation="AREA" if width < frame.width else None,
        )
        return _pixels(scaled)


class _ToneMapper:
    """A filter graph, because only the scale filter takes a rendering intent."""

    def __init__(self) -> None:
        self._graph: av.filter.Graph | None = None
        self._shape: tuple[object, ...] | None = None

    def __call__(self, frame: VideoFrame, width: int, height: int) -> NDArray[np.uint8]:
        shape = (frame.width, frame.height, frame.format.name, width, height)
        if self._graph is None or shape != self._shape:
            self._graph, self._shape = self._build(frame, width, height), shape
        self._graph.push(frame)
        mapped = self._graph.pull()
        if not isinstance(mapped, VideoFrame):
            raise TypeError(f"tone mapping gave {type(mapped).__name__}, not a picture")
        return _pixels(mapped)

    @staticmethod
    def _build(frame: VideoFrame, width: int, height: int) -> av.filter.Graph:
        graph = av.filter.Graph()
        source = graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format,
            time_base=frame.time_base,
        )
        scale = graph.add(
            "scale",
            f"{width}:{height}:out_transfer=bt709:out_primaries=bt709:intent=perceptual",
        )
        rgb = graph.add("format", "rgb24")
        graph.link_nodes(source, scale, rgb, graph.add("buffersink")).configure()
        return graph


def _pixels(frame: VideoFrame) -> NDArray[np.uint8]:
    return np.asarray(frame.to_ndarray(), np.uint8)
