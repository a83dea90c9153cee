"""What is true of a made clip, on the grid of the frames that were really written."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from clipmaker.picture import face_box, shot_at, text_box
from clipmaker.sound import Span
from clipmaker.spec import ClipSpec, Effect, Face, Text


def describe(
    spec: ClipSpec, times: list[float], end: float, sounds: list[tuple[str, Span]]
) -> dict[str, Any]:
    """The truth about a clip: seconds from its first frame, boxes as shares of the picture.

    `times` are the presentation times of the frames, `end` is the end of the last one.
    """
    return {
        "width": spec.width,
        "height": spec.height,
        "duration": _seconds(end),
        "frames": len(times),
        "longest_frame": _seconds(max(b - a for a, b in _pairs([*times, end]))),
        "cuts": _cuts(spec, times),
        "transitions": [
            {
                "kind": shot.via,
                "start": _seconds(max(0.0, shot.start - shot.via_seconds / 2)),
                "end": _seconds(min(end, shot.start + shot.via_seconds / 2)),
            }
            for shot in spec.shots[1:]
            if shot.via != "cut"
        ],
        "effects": [
            {"kind": effect.kind, "start": start, "end": stop}
            for effect in spec.effects
            if effect.kind != "exposure"
            for start, stop in [_visible(effect, times, end)]
        ],
        "texts": [_overlay(spec, text, times, end) for text in spec.texts],
        "faces": [_face(spec, face, times, end) for face in spec.faces],
        "has_audio": spec.sounds is not None,
        "speech": _spans("speech", sounds),
        "tones": _spans("tone", sounds),
        "silences": _gaps([span for _, span in sounds], spec.duration) if sounds else [],
    }


def _seconds(value: float) -> float:
    return round(value, 6)


def _pairs(values: list[float]) -> list[tuple[float, float]]:
    return list(pairwise(values))


def _cuts(spec: ClipSpec, times: list[float]) -> list[float]:
    shown = [shot_at(spec, time) for time in times]
    return [
        _seconds(times[i])
        for i in range(1, len(times))
        if shown[i] != shown[i - 1] and spec.shots[shown[i]].via == "cut"
    ]


def _visible(part: Text | Face | Effect, times: list[float], end: float) -> tuple[float, float]:
    on = [time for time in times if part.start <= time < part.end]
    if not on:
        raise ValueError(f"no frame shows {part!r}")
    after = [time for time in times if time >= part.end]
    return _seconds(on[0]), _seconds(after[0] if after else end)


def _overlay(spec: ClipSpec, text: Text, times: list[float], end: float) -> dict[str, Any]:
    start, stop = _visible(text, times, end)
    return {
        "text": text.text,
        "start": start,
        "end": stop,
        "size": text.size,
        "colour": text.colour,
        "background": text.background,
        "box": [round(v, 4) for v in text_box(spec, text, text.start)],
    }


def _face(spec: ClipSpec, face: Face, times: list[float], end: float) -> dict[str, Any]:
    start, stop = _visible(face, times, end)
    return {
        "start": start,
        "end": stop,
        "box": [round(v, 4) for v in face_box(spec, face, face.start)],
    }


def _spans(kind: str, sounds: list[tuple[str, Span]]) -> list[list[float]]:
    return [[_seconds(a), _seconds(b)] for name, (a, b) in sounds if name == kind]


def _gaps(spans: list[Span], duration: float) -> list[list[float]]:
    gaps, at = [], 0.0
    for start, end in sorted(spans):
        if start > at:
            gaps.append([_seconds(at), _seconds(start)])
        at = max(at, end)
    return gaps + ([[_seconds(at), _seconds(duration)]] if at < duration else [])
