"""Decodes the sound as a whole: mono, 16 kHz, on the clip's clock."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer
from numpy.typing import NDArray

from rumiai.decode.container import opened
from rumiai.schema.media import SAMPLE_RATE, Audio, Clip

GAP_SECONDS = 0.05
"""Holes in the sound's time stamps longer than this are filled with silence."""


def read_audio(clip: Clip) -> Audio | None:
    """The clip's first audio track; None without one, or where nothing of it can be decoded."""
    if not clip.has_audio:
        return None
    with opened(clip.path) as container:
        track = _Track(clip.start)
        for frame in _decoded(container):
            track.add(frame)
    return track.audio()


class _Track:
    """Places decoded blocks one after the other, with sample 0 at the first video frame."""

    def __init__(self, start: float) -> None:
        self._start = start
        self._resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE)
        self._blocks: list[NDArray[np.float32]] = []
        self._length = 0
        self._skip = 0
        self._empty = True

    def add(self, frame: AudioFrame) -> None:
        if frame.time is not None:
            self._align(round((frame.time - self._start) * SAMPLE_RATE))
        self._empty = False
        self._append(self._resampler.resample(frame))

    def audio(self) -> Audio | None:
        if self._empty:
            return None
        self._append(self._resampler.resample(None))
        samples = np.concatenate([*self._blocks, np.zeros(0, np.float32)])
        return Audio(np.clip(samples, -1.0, 1.0))

    def _align(self, position: int) -> None:
        """Fill up with silence to a block's position, or skip what lies before the picture."""
        if self._empty and position < 0:
            self._skip = -position
        hole = position - self._length
        if hole > (0 if self._empty else GAP_SECONDS * SAMPLE_RATE):
            self._store(np.zeros(hole, np.float32))

    def _append(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            samples = np.asarray(frame.to_ndarray()[0], np.float32)
            skipped = min(self._skip, len(samples))
            self._skip -= skipped
            self._store(samples[skipped:])

    def _store(self, samples: NDArray[np.float32]) -> None:
        self._blocks.append(samples)
        self._length += len(samples)


def _decoded(container: InputContainer) -> Iterator[AudioFrame]:
    """All blocks that can be decoded; damaged ones leave a hole in the time stamps."""
    packets = container.demux(container.streams.audio[0])
    while True:
        try:
            packet = next(packets, None)
        except av.FFmpegError:
            return
        if packet is None:
            return
        try:
            yield from packet.decode()
        except av.FFmpegError:
            continue
