"""Makes files that are harder to read out of made clips."""

from __future__ import annotations

from pathlib import Path

import av


def remux(source: Path, target: Path, video: bool = True, **options: str) -> Path:
    """Copy a clip's packets into another container, with or without its pictures."""
    with av.open(str(source)) as old, av.open(str(target), "w", options=options) as new:
        kept = [s for s in old.streams if video or s.type == "audio"]
        streams = {s.index: new.add_stream_from_template(s) for s in kept}
        for packet in old.demux(*kept):
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                new.mux(packet)
    return target


def truncated(source: Path, target: Path, share: float) -> Path:
    """The first part of a clip whose index stands at the front."""
    whole = remux(source, target.with_suffix(".whole.mp4"), movflags="faststart").read_bytes()
    target.write_bytes(whole[: int(len(whole) * share)])
    return target


def damaged(source: Path, target: Path) -> Path:
    """A clip with 3000 bytes of its pictures overwritten."""
    whole = bytearray(
        remux(source, target.with_suffix(".whole.mp4"), movflags="faststart").read_bytes()
    )
    middle = len(whole) // 2
    whole[middle : middle + 3000] = bytes((b * 7 + 13) % 256 for b in whole[middle : middle + 3000])
    target.write_bytes(whole)
    return target


def with_sound_of(pictures: Path, sound: Path, target: Path) -> Path:
    """The pictures of one clip with the sound of another."""
    with (
        av.open(str(pictures)) as seen,
        av.open(str(sound)) as heard,
        av.open(str(target), "w") as new,
    ):
        sources = (seen.streams.video[0], heard.streams.audio[0])
        for old, stream in [(old, new.add_stream_from_template(old)) for old in sources]:
            for packet in old.container.demux(old):
                if packet.dts is not None:
                    packet.stream = stream
                    new.mux(packet)
    return target


def without_pictures(source: Path, target: Path, start: float) -> Path:
    """A clip whose pictures from `start` on are noise."""
    return _noisy(source, target, "video", start, 1e9)


def without_sound(source: Path, target: Path, start: float, end: float) -> Path:
    """A clip whose sound between `start` and `end` is noise."""
    return _noisy(source, target, "audio", start, end)


def _noisy(source: Path, target: Path, kind: str, start: float, end: float) -> Path:
    """Overwrite the bytes of some packets where they lie in the file."""
    content = bytearray(source.read_bytes())
    with av.open(str(source)) as container:
        stream = next(s for s in container.streams if s.type == kind)
        for packet in container.demux(stream):
            if packet.pts is None or packet.pos is None:
                continue
            if start <= packet.pts * packet.time_base < end:
                size = packet.size
                content[packet.pos : packet.pos + size] = b"\xff" * size
    target.write_bytes(content)
    return target
