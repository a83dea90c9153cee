"""Timelines of whole videos, built by hand, on which every detector looked.

They hold what no detector without its weights can show on a clip.
"""

from __future__ import annotations

from builders import (
    EVERYTHING,
    emotion,
    face,
    gesture,
    glimpse,
    loudness,
    onset,
    said,
    seen_text,
    shots,
    text,
    thing,
    timeline,
    voice,
)
from rumiai.schema.events import Event
from rumiai.schema.media import VideoMetadata
from rumiai.schema.timeline import Timeline

ALL = (*EVERYTHING, "effects")
MOODS = ("neutral", "joy", "joy", "surprise", "sadness", "anger", "fear", "disgust")
ITEM = VideoMetadata(id="built", description="Wait for it! #plants 🌱 follow me", views=1000)


def people(duration: float) -> list[Event]:
    """A face that changes its expression every second, and gestures."""
    seconds = range(max(1, int(duration)))
    return [
        *(face(second * 1.0) for second in seconds),
        *(emotion(second * 1.0, MOODS[second % len(MOODS)], 0.85) for second in seconds),
        *(gesture(second + 0.2) for second in seconds[::4] if second + 0.2 < duration),
    ]


def titles(duration: float) -> list[Event]:
    starts = [5.0 * i for i in range(int(duration // 5) + 1) if 5.0 * i + 0.3 < duration]
    return [
        *(text(f"Tip {start:.0f}: follow me", start, min(start + 3, duration)) for start in starts),
        *(seen_text(f"Tip {start:.0f}: follow me", start, period=0.2) for start in starts),
    ]


def sounds(duration: float) -> list[Event]:
    starts = [float(start) for start in range(0, int(duration) - 3, 6)]
    words = ("did", "you", "know", "follow", "me")
    return [
        *(said(start, *words) for start in starts),
        *(voice(start, start + 2.5) for start in starts),
        *(onset(start) for start in starts),
        *([loudness(duration, 0.1, 0.3, 0.2)] if starts else []),
    ]


def things(duration: float) -> list[Event]:
    return [
        thing("plant", 0.0, duration),
        *(glimpse("plant", second * 1.0) for second in range(max(1, int(duration)))),
    ]


def cut(duration: float) -> list[Event]:
    return [*shots(duration, *(3.0 * i for i in range(1, int(duration / 3)) if 3 * i < duration))]


def everything(duration: float) -> list[Event]:
    makers = (cut, people, titles, sounds, things)
    return [event for make in makers for event in make(duration)]


BUILT: dict[str, Timeline] = {
    "everything": timeline(20.0, everything(20.0), ran=ALL),
    "silence": timeline(
        20.0,
        [*cut(20.0), *people(20.0), *titles(20.0), *things(20.0)],
        ran=[name for name in ALL if name not in ("voice", "energy", "speech")],
        absent=("voice", "energy", "speech"),
        has_audio=False,
    ),
    "no face": timeline(20.0, [*cut(20.0), *titles(20.0), *sounds(20.0)], ran=ALL),
    "no text": timeline(20.0, [*cut(20.0), *people(20.0), *sounds(20.0)], ran=ALL),
    "nothing at all": timeline(20.0, cut(20.0), ran=ALL),
    "0.55 s": timeline(0.55, everything(0.55), ran=ALL),
    "ten minutes": timeline(600.0, everything(600.0), ran=ALL),
}
