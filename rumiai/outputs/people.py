"""Faces, bodies, hands, gaze and gestures in the legacy F shape of the human analysis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeVar

from rumiai.outputs.wire import provenance, score, seconds, share_box, why_not
from rumiai.schema.events import FaceSeen, GazeSeen, GestureSeen, HandSeen, PoseSeen
from rumiai.schema.measure import NullCode
from rumiai.schema.timeline import Timeline

Seen = TypeVar("Seen", FaceSeen, HandSeen)

FIELDS = {
    "poses": "pose",
    "faces": "faces",
    "hands": "hands",
    "gaze": "gaze",
    "gestures": "gestures",
}
"""Field of the document → analyzer that fills it."""


def people(timeline: Timeline) -> dict[str, Any]:
    """The human analysis; its presence counts frames that show a face or a body."""
    rows = {
        "poses": [_pose(seen) for seen in timeline.of(PoseSeen)],
        "faces": [_faces(group) for group in _by_sample(timeline.of(FaceSeen))],
        "hands": [_hands(group) for group in _by_sample(timeline.of(HandSeen))],
        "gaze": [_gaze(seen) for seen in timeline.of(GazeSeen)],
        "gestures": [_gesture(seen) for seen in timeline.of(GestureSeen)],
    }
    presence, present = presence_of(timeline)
    nulls = why_not(timeline, **FIELDS)
    if presence is None:
        code = NullCode.NOT_MEASURED.value
        nulls |= {"presence_percentage": code, "frames_with_people": code}
    if rows["gaze"]:
        code = NullCode.UNCALIBRATED_GAZE.value
        nulls |= {"gaze[].eye_contact": code, "gaze[].gaze_direction": code}
    return {
        **{
            field: rows[field] if timeline.settled(name) else None for field, name in FIELDS.items()
        },
        "presence_percentage": presence,
        "frames_with_people": present,
        "metadata": {
            **{name: provenance(timeline.run(name)) for name in FIELDS.values()},
            "processed": all(timeline.ran(name) for name in ("faces", "pose", "hands")),
        },
        "_nulls": nulls,
    }


def presence_of(timeline: Timeline) -> tuple[float | None, int | None]:
    """Percent and number of the sampled frames that show a face or a body."""
    faces, pose = timeline.run("faces"), timeline.run("pose")
    if faces is None or pose is None or not (timeline.ran("faces") and timeline.ran("pose")):
        return None, None
    shown = {seen.start for seen in (*timeline.of(FaceSeen), *timeline.of(PoseSeen))}
    samples = max(faces.samples, pose.samples)
    return (round(100 * len(shown) / samples, 2) if samples else None), len(shown)


def _by_sample(seen: Sequence[Seen]) -> list[list[Seen]]:
    frames: defaultdict[float, list[Seen]] = defaultdict(list)
    for one in seen:
        frames[one.start].append(one)
    return [frames[time] for time in sorted(frames)]


def _pose(seen: PoseSeen) -> dict[str, Any]:
    return {
        "timestamp": seconds(seen.start),
        "frame_number": seen.frame,
        "landmarks": seen.landmarks,
        "visibility": score(seen.score),
        "bbox": share_box(seen.box),
    }


def _faces(group: Sequence[FaceSeen]) -> dict[str, Any]:
    """One row a frame: how many faces, and the largest of them."""
    largest = max(group, key=lambda face: face.box.area)
    return {
        "timestamp": seconds(largest.start),
        "frame_number": largest.frame,
        "count": len(group),
        "confidence": score(largest.score),
        "bbox": share_box(largest.box),
    }


def _hands(group: Sequence[HandSeen]) -> dict[str, Any]:
    return {
        "timestamp": seconds(group[0].start),
        "frame_number": group[0].frame,
        "count": len(group),
    }


def _gaze(seen: GazeSeen) -> dict[str, Any]:
    """Offsets in eye widths; what they mean for eye contact is not calibrated."""
    return {
        "timestamp": seconds(seen.start),
        "eye_contact": None,
        "gaze_direction": None,
        "gaze_offset_x": score(seen.offset_x),
        "gaze_offset_y": score(seen.offset_y),
        "gaze_magnitude": score(seen.magnitude),
        "confidence": score(seen.score),
    }


def _gesture(seen: GestureSeen) -> dict[str, Any]:
    return {
        "type": seen.gesture,
        "confidence": score(seen.score),
        "hand": seen.hand,
        "timestamp": seconds(seen.start),
        "timestamp_ms": round(seen.start * 1000),
        "frame_number": seen.frame,
    }
