"""Decodes every frame once, in order of presentation, on the clip's clock."""

from __future__ import annotations

from collections.abc import Iterator

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from rumiai.decode.container import opened, video_stream
from rumiai.decode.convert import Converter
from rumiai.decode.probe import frame_time
from rumiai.schema.media import Clip, Frame


class DecodedPicture:
    """A decoded frame that is converted on demand, once for each size."""

    def __init__(self, index: int, time: float, source: VideoFrame, converter: Converter) -> None:
        self.index = index
        self.time = time
        self._source = source
        self._converter = converter
        self._frames: dict[int, Frame] = {}

    def frame(self, max_side: int) -> Frame:
        """The picture upright, its longer side at most `max_side` pixels."""
        side = min(max_side, self._converter.longest_side)
        if side not in self._frames:
            image = self._converter.convert(self._source, side)
            self._frames[side] = Frame(self.index, self.time, image)
        return self._frames[side]


HELD_SECONDS = 1.0
"""Sound that outlasts the pictures by more than this is content; less is encoder padding."""
CUT_OFF_SECONDS = 0.5
"""A file that ends this much before its stated duration counts as cut off."""


class VideoReader:
    """Iterates over the pictures of a clip; afterwards `measured` is the clip as it really is.

    `sound_end` is where the clip's sound ends, in seconds on the clip's clock.
    """

    def __init__(self, clip: Clip, sound_end: float = 0.0) -> None:
        self._clip = clip
        self._sound_end = sound_end
        self._last = -1.0
        self._packets_end = 0.0
        self._stated_end: float | None = None
        self._count = 0
        self._damaged = 0

    def __iter__(self) -> Iterator[DecodedPicture]:
        converter = Converter(self._clip)
        with opened(self._clip.path) as container:
            stream = video_stream(container, self._clip.path)
            stream.thread_type = "AUTO"
            self._stated_end = self._end_of(stream)
            for frame in self._decoded(container, stream):
                time = self._place(frame)
                if time is not None:
                    yield DecodedPicture(self._count, time, frame, converter)
                    self._count += 1

    @property
    def end(self) -> float:
        """When the last decoded picture leaves the screen, in seconds on the clip's clock.

        Where the sound goes on, the last picture is held until the sound ends.
        """
        held = self._sound_end > self._pictures_end + HELD_SECONDS
        return self._sound_end if held else self._pictures_end

    @property
    def measured(self) -> Clip:
        """The clip with the duration that was decoded, and with what was wrong with the file."""
        faults = []
        missing = self._clip.duration - max(self._pictures_end, self._sound_end)
        if missing >= CUT_OFF_SECONDS:
            faults.append(
                f"cut off: the last {missing:.2f} s of {self._clip.duration:.2f} s are missing"
            )
        if self._damaged:
            faults.append(f"{self._damaged} damaged packets or frames were left out")
        return self._clip.model_copy(update={"duration": self.end, "faults": tuple(faults)})

    @property
    def _pictures_end(self) -> float:
        rate = self._clip.frames_per_second
        end = max(self._packets_end, self._last + (1 / rate if rate else 0.0))
        stated = self._stated_end
        return stated if stated is not None and self._last < stated < end else end

    def _end_of(self, stream: VideoStream) -> float | None:
        if stream.duration is None or stream.start_time is None or stream.time_base is None:
            return None
        return float((stream.start_time + stream.duration) * stream.time_base) - self._clip.start

    def _decoded(self, container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
        packets = container.demux(stream)
        while (packet := self._next(packets)) is not None:
            try:
                frames = packet.decode()
            except av.FFmpegError:
                self._damaged += 1
                continue
            if frames and packet.pts is not None and packet.duration:
                end = float((packet.pts + packet.duration) * packet.time_base)
                self._packets_end = max(self._packets_end, end - self._clip.start)
            yield from frames

    def _next(self, packets: Iterator[Packet[VideoStream]]) -> Packet[VideoStream] | None:
        try:
            return next(packets, None)
        except av.FFmpegError:
            self._damaged += 1
            return None

    def _place(self, frame: VideoFrame) -> float | None:
        """The frame's time on the clip's clock; None for one that cannot be placed in order."""
        stamp = frame_time(frame)
        time = -1.0 if stamp is None else stamp - self._clip.start
        if time <= self._last:
            self._damaged += 1
            return None
        self._last = time
        return time
