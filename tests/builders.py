"""Small timelines, built by hand."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from rumiai.schema.events import (
    AudioOnset,
    Box,
    Emotion,
    EmotionSeen,
    Event,
    FaceSeen,
    GestureSeen,
    Loudness,
    ObjectSeen,
    ObjectTrack,
    Shot,
    SpeechSegment,
    TextSeen,
    TextTrack,
    VoiceActivity,
    Word,
)
from rumiai.schema.intervals import Interval
from rumiai.schema.media import Clip, Transfer
from rumiai.schema.timeline import AnalyzerRun, Status, Timeline

EVERYTHING = (
    *("shots", "text", "faces", "gaze", "pose", "hands", "voice", "energy"),
    *("emotions", "objects", "gestures", "speech"),
)
LABELS: tuple[Emotion, ...] = get_args(Emotion)
CENTRE = Box(x=0.4, y=0.4, width=0.2, height=0.1)


def clip(duration: float, **changes: Any) -> Clip:
    fields: dict[str, Any] = {
        "path": Path("clip.mp4"),
        "width": 540,
        "height": 960,
        "rotation": 0,
        "duration": duration,
        "frames_per_second": 30.0,
        "start": 0.0,
        "codec": "h264",
        "transfer": Transfer.SDR,
        "has_audio": True,
    }
    return Clip(**{**fields, **changes})


def run(name: str, duration: float, status: Status = Status.OK, **changes: Any) -> AnalyzerRun:
    fields: dict[str, Any] = {
        "analyzer": name,
        "status": status,
        "reason": None if status is Status.OK else "for a test",
        "frames_per_second": 5.0,
        "samples": math.ceil(5 * duration) if status is Status.OK else 0,
        "inspected": (Interval(0.0, duration),) if status is Status.OK else (),
    }
    return AnalyzerRun(**{**fields, **changes})


def timeline(
    duration: float,
    events: Sequence[Event] = (),
    ran: Sequence[str] = EVERYTHING,
    absent: Sequence[str] = (),
    has_audio: bool = True,
    inspected: dict[str, tuple[Interval, ...]] | None = None,
) -> Timeline:
    """A timeline on which the named analyzers ran over the whole video."""
    looked = inspected or {}
    runs = [
        run(
            name,
            duration,
            Status.OK if name in ran else Status.ABSENT if name in absent else Status.UNAVAILABLE,
            **({"inspected": looked[name]} if name in looked else {}),
        )
        for name in dict.fromkeys((*EVERYTHING, *ran, *absent))
    ]
    ordered = sorted(events, key=lambda event: (event.start, event.end, event.kind))
    return Timeline(
        clip=clip(duration, has_audio=has_audio), runs=tuple(runs), events=tuple(ordered)
    )


def shots(duration: float, *cuts: float) -> list[Shot]:
    edges = [0.0, *cuts, duration]
    return [Shot(start=a, end=b, score=1.0) for a, b in itertools.pairwise(edges)]


def text(
    content: str, start: float, end: float, score: float = 0.9, box: Box = CENTRE
) -> TextTrack:
    return TextTrack(start=start, end=end, score=score, text=content, box=box, readings=1)


def seen_text(
    content: str, start: float, score: float = 0.9, box: Box = CENTRE, period: float = 0.5
) -> TextSeen:
    return TextSeen(
        start=start, end=start + period, score=score, frame=round(start * 30), text=content, box=box
    )


def voice(start: float, end: float, score: float = 1.0) -> VoiceActivity:
    return VoiceActivity(start=start, end=end, score=score)


def onset(time: float) -> AudioOnset:
    return AudioOnset(start=time, end=time, score=1.0)


def gesture(time: float, kind: Any = "victory", hand: Any = "left") -> GestureSeen:
    return GestureSeen(
        start=time, end=time, score=0.8, frame=round(time * 30), gesture=kind, hand=hand
    )


def emotion(
    time: float, label: Any, score: float = 0.9, face_score: float = 0.9, box: Box = CENTRE
) -> EmotionSeen:
    """An expression; the other six labels share what its probability leaves."""
    rest = (1 - score) / (len(LABELS) - 1)
    return EmotionSeen(
        start=time,
        end=time,
        score=score,
        frame=round(time * 30),
        emotion=label,
        probabilities={name: score if name == label else rest for name in LABELS},
        face_score=face_score,
        box=box,
    )


def glimpse(
    label: str, time: float, score: float = 0.7, box: Box = CENTRE, track: int | None = None
) -> ObjectSeen:
    """An object in one sampled frame."""
    return ObjectSeen(
        start=time,
        end=time,
        score=score,
        frame=round(time * 30),
        label=label,
        box=box,
        track=track,
    )


def loudness(duration: float, *rms: float) -> Loudness:
    """A curve of loudness, its values spread evenly over the video."""
    return Loudness(start=0.0, end=duration, score=1.0, period=duration / len(rms), rms=rms)


def face(time: float, box: Box = CENTRE, score: float = 0.9) -> FaceSeen:
    return FaceSeen(start=time, end=time, score=score, frame=round(time * 30), box=box)


def thing(label: str, start: float, end: float, track: int | None = None) -> ObjectTrack:
    return ObjectTrack(start=start, end=end, score=0.7, label=label, box=CENTRE, track=track)


def said(start: float, *words: str, each: float = 0.5) -> SpeechSegment:
    """A segment of words of equal length."""
    spoken = tuple(
        Word(text=w, start=start + i * each, end=start + (i + 1) * each, score=0.9)
        for i, w in enumerate(words)
    )
    return SpeechSegment(
        start=start,
        end=start + len(words) * each,
        score=0.9,
        text=" ".join(words),
        language="en",
        words=spoken,
    )


def watched(
    duration: float,
    *events: Event,
    rate: float = 1.0,
    samples: int | None = None,
    ran: Sequence[str] = EVERYTHING,
    inspected: tuple[Interval, ...] | None = None,
) -> Timeline:
    """A timeline on which expressions were looked for at k/rate, by default all the video long."""
    bare = timeline(duration, events, ran=ran)
    due = math.ceil(round(duration * rate, 6))
    changes: dict[str, Any] = {
        "frames_per_second": rate,
        "samples": due if samples is None else samples,
        "inspected": (Interval(0.0, duration),) if inspected is None else inspected,
    }
    runs = tuple(
        report.model_copy(update=changes)
        if report.analyzer == "emotions" and report.status is Status.OK
        else report
        for report in bare.runs
    )
    return bare.model_copy(update={"runs": runs})


def faces(*labels: Any, rate: float = 1.0, score: float = 0.9) -> list[EmotionSeen]:
    """One expression a sample, from 0 on; None for a sample without a face."""
    return [emotion(k / rate, label, score) for k, label in enumerate(labels) if label]
