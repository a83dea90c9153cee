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
from rumiai.schema.intervals import total
from rumiai.schema.media import Audio, Clip, Frame


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
    """Iterates over the pictures of a clip; afterwards `measured` is the clip as it really is."""

    def __init__(self, clip: Clip, audio: Audio | None = None) -> None:
        self._clip = clip
        self._audio = audio
        self._last = -1.0
        self._lengths: dict[int, float] = {}
        self._length: float | None = None
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

        Where the pictures end as they should and the sound goes on, the last one is held.
        """
        sound = self._audio.duration if self._audio is not None else 0.0
        whole = not self._damaged and self._missing < CUT_OFF_SECONDS
        held = whole and sound > self._pictures_end + HELD_SECONDS
        return sound if held else self._pictures_end

    @property
    def measured(self) -> Clip:
        """The clip with the duration that was decoded, and with what was wrong with the file."""
        faults = []
        if self._missing >= CUT_OFF_SECONDS:
            whole = self._pictures_end + self._missing
            faults.append(f"cut off: the last {self._missing:.2f} s of {whole:.2f} s are missing")
        if self._damaged:
            faults.append(f"{self._damaged} damaged packets or frames were left out")
        holes = self._audio.holes if self._audio is not None else ()
        if holes:
            faults.append(f"{total(holes):.2f} s of the sound could not be decoded")
        return self._clip.model_copy(update={"duration": self.end, "faults": tuple(faults)})

    @property
    def _missing(self) -> float:
        """Seconds between the end of the pictures and the end that the file states for them.

        A file that states none for its pictures may have been as long as its sound.
        """
        if self._stated_end is not None:
            return self._stated_end - self._pictures_end
        sound = self._audio.duration if self._audio is not None else 0.0
        return self._clip.duration - max(self._pictures_end, sound)

    @property
    def _pictures_end(self) -> float:
        """The last frame's time and length; what the stream states, where it cuts that short."""
        rate = self._clip.frames_per_second
        usual = 1 / rate if rate else 0.0
        end = self._last + (usual if self._length is None else self._length)
        stated = self._stated_end
        return stated if stated is not None and self._last < stated < end else end

    def _end_of(self, stream: VideoStream) -> float | None:
        if stream.duration is None or stream.start_time is None or stream.time_base is None:
            return None
        return float((stream.start_time + stream.duration) * stream.time_base) - self._clip.start

    def _decoded(self, container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
        packets = container.demux(stream)
        while (packet := self._next(packets)) is not None:
            if packet.pts is not None and packet.duration:
                self._lengths[packet.pts] = float(packet.duration * packet.time_base)
            try:
                yield from packet.decode()
            except av.FFmpegError:
                self._damaged += 1

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
        self._length = self._lengths.pop(frame.pts, None) if frame.pts is not None else None
        return time
