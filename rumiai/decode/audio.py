"""Decodes the sound as a whole: mono, 16 kHz, on the clip's clock."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from rumiai.decode.container import opened
from rumiai.schema.intervals import Interval, union
from rumiai.schema.media import SAMPLE_RATE, Audio, Clip

GAP_SECONDS = 0.05
"""Holes in the sound's time stamps longer than this are filled with silence, and remembered."""
TAIL_SECONDS = 0.5
"""Sound that ends this much before its stated end was cut off."""


def read_audio(clip: Clip, max_duration: float) -> Audio | None:
    """The clip's first audio track, at most `max_duration` seconds of it.

    None without a track, or where nothing of it can be decoded.
    """
    if not clip.has_audio:
        return None
    with opened(clip.path) as container:
        stream = container.streams.audio[0]
        track = _Track(clip.start, _stated_end(stream, clip.start), max_duration)
        for frame in _decoded(container, stream):
            track.add(frame)
            if track.full:
                break
    return track.audio()


def _stated_end(stream: AudioStream, start: float) -> float | None:
    if stream.duration is None or stream.start_time is None or stream.time_base is None:
        return None
    return float((stream.start_time + stream.duration) * stream.time_base) - start


class _Track:
    """Places decoded blocks one after the other, with sample 0 at the first video frame."""

    def __init__(self, start: float, stated_end: float | None, max_duration: float) -> None:
        self._start = start
        self._stated_end = stated_end
        self._limit = round(max_duration * SAMPLE_RATE)
        self._form: tuple[str, str, int] | None = None
        self._resampler: av.AudioResampler | None = None
        self._blocks: list[NDArray[np.float32]] = []
        self._holes: list[Interval] = []
        self._length = 0
        self._skip = 0

    @property
    def full(self) -> bool:
        """Whether the longest duration is reached."""
        return self._length >= self._limit

    def add(self, frame: AudioFrame) -> None:
        """Append the next block where its time stamp says."""
        first, form = self._form is None, (frame.format.name, frame.layout.name, frame.sample_rate)
        if form != self._form:
            self._append(self._flushed())
            self._form = form
            self._resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE)
        if frame.time is not None:
            self._align(round((frame.time - self._start) * SAMPLE_RATE), first)
        if self._resampler is not None:
            self._append(self._resampler.resample(frame))

    def audio(self) -> Audio | None:
        """All blocks, cut off where the file states that its sound ends."""
        if self._form is None:
            return None
        self._append(self._flushed())
        samples = np.concatenate([*self._blocks, np.zeros(0, np.float32)])[: self._limit]
        end = self._stated_end
        if end is not None and not self.full:
            if end - self._length / SAMPLE_RATE >= TAIL_SECONDS:
                self._holes.append(Interval(self._length / SAMPLE_RATE, end))
            samples = samples[: max(0, round(end * SAMPLE_RATE))]
        return Audio(np.clip(samples, -1.0, 1.0), union(self._holes))

    def _flushed(self) -> list[AudioFrame]:
        return [] if self._resampler is None else self._resampler.resample(None)

    def _align(self, position: int, first: bool) -> None:
        """Fill up with silence to a block's position, or skip what lies before the picture."""
        if first and position < 0:
            self._skip = -position
        hole = min(position, self._limit) - self._length
        if hole > (0 if first else GAP_SECONDS * SAMPLE_RATE):
            if not first:
                at = self._length / SAMPLE_RATE
                self._holes.append(Interval(at, at + hole / SAMPLE_RATE))
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


def _decoded(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """All blocks that can be decoded; damaged ones leave a hole in the time stamps."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                return
        except av.FFmpegError:
            return  # the rest is missing: the stated end tells
        try:
            yield from packet.decode()
        except av.FFmpegError:
            continue  # its place stays empty: the next time stamp tells
