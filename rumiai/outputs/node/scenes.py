"""Shots in the Node generation's shape."""

from __future__ import annotations

from typing import Any

from rumiai.outputs.node.frames import Frames
from rumiai.outputs.wire import provenance, score, seconds, why_not
from rumiai.schema.events import Shot
from rumiai.schema.measure import NullCode
from rumiai.schema.timeline import Timeline


def scenes(timeline: Timeline, frames: Frames, video_path: str) -> dict[str, Any]:
    """The scene detection.

    Frames are numbers of decoded pictures from 0, counted and never computed from a rate; where a
    shot ends, the next one's first picture stands.
    """
    ran = timeline.settled("shots")
    rate = timeline.clip.frames_per_second
    shots = [_shot(number, shot, frames) for number, shot in enumerate(timeline.of(Shot), 1)]
    nulls = why_not(timeline, total_scenes="shots", shots="shots")
    if not rate:
        nulls["fps"] = NullCode.NOT_MEASURED.value
    return {
        "video_path": video_path,
        "fps": score(rate) if rate else None,
        "total_scenes": len(shots) if ran else None,
        "shots": shots if ran else None,
        "metadata": provenance(timeline.run("shots")),
        "_nulls": nulls,
    }


def _shot(number: int, shot: Shot, frames: Frames) -> dict[str, Any]:
    return {
        "scene_id": number,
        "start_time": seconds(shot.start),
        "end_time": seconds(shot.end),
        "start_frame": frames.number(shot.start),
        "end_frame": frames.number(shot.end),
        "duration": seconds(shot.end - shot.start),
    }
