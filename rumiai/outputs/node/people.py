"""People, frame by frame, in the Node generation's shape.

A frame's number counts the folder's pictures from 1; `timestamp` is when exactly somebody was seen,
and `frame_number` counts all decoded pictures from 0.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, NamedTuple

from rumiai.outputs.node.frames import Frames
from rumiai.outputs.people import presence_of
from rumiai.outputs.wire import provenance, score, seconds, share_box, why_not
from rumiai.schema.events import EmotionSeen, FaceSeen, GestureSeen, HandSeen, PoseSeen
from rumiai.schema.measure import NullCode
from rumiai.schema.timeline import Timeline

ANALYZERS = {"faces": "faces", "hands": "hands", "poses": "pose", "gestures": "gestures"}
"""List of a frame's record → analyzer that fills it."""
COUNTS = {"face_count": "faces", "hand_count": "hands", "body_count": "pose"}
DOMINANT = 3

Person = FaceSeen | HandSeen | PoseSeen | GestureSeen


class Moment(NamedTuple):
    """All that was seen of people in one frame."""

    time: float
    faces: list[FaceSeen]
    hands: list[HandSeen]
    poses: list[PoseSeen]
    gestures: list[GestureSeen]


def moments_of(timeline: Timeline) -> list[Moment]:
    """The frames in which anything of people was seen, in order of time."""
    found: defaultdict[float, list[Person]] = defaultdict(list)
    for seen in timeline.events:
        if isinstance(seen, (FaceSeen, HandSeen, PoseSeen, GestureSeen)):
            found[seen.start].append(seen)
    return [_moment(time, found[time]) for time in sorted(found)]


def _moment(time: float, seen: list[Person]) -> Moment:
    return Moment(
        time,
        [one for one in seen if isinstance(one, FaceSeen)],
        [one for one in seen if isinstance(one, HandSeen)],
        [one for one in seen if isinstance(one, PoseSeen)],
        [one for one in seen if isinstance(one, GestureSeen)],
    )


def humans(timeline: Timeline, frames: Frames) -> dict[str, Any]:
    """The human analysis: presence, expressions and gestures in time, and a record a frame."""
    presence, _ = presence_of(timeline)
    expressions = timeline.of(EmotionSeen) if timeline.ran("emotions") else None
    lists = {name: timeline.settled(analyzer) for name, analyzer in ANALYZERS.items()}
    labels = Counter(seen.emotion for seen in expressions or ())
    details = [_frame(m, timeline, frames, lists) for m in moments_of(timeline)]
    insights = {
        "total_frames": len(frames.kept),
        "human_presence": None if presence is None else score(presence / 100),
        "dominant_expressions": (
            None if expressions is None else [name for name, _ in labels.most_common(DOMINANT)]
        ),
        "timeline": _courses(timeline, frames),
    }
    return {
        "insights": insights,
        "frame_details": details if any(lists.values()) else None,
        "metadata": _metadata(timeline),
        "_nulls": _nulls(timeline, insights, details, lists),
    }


def _courses(timeline: Timeline, frames: Frames) -> dict[str, Any]:
    expressions = [
        {**_at(e, frames), "expression": e.emotion, "confidence": score(e.score)}
        for e in timeline.of(EmotionSeen)
    ]
    gestures = [
        {**_at(g, frames), "gesture": g.gesture, "hand": g.hand, "confidence": score(g.score)}
        for g in timeline.of(GestureSeen)
    ]
    poses = [
        {**_at(p, frames), "pose": None, "actions": None, "confidence": score(p.score)}
        for p in timeline.of(PoseSeen)
    ]
    return {
        "expressions": expressions if timeline.settled("emotions") else None,
        "gestures": gestures if timeline.settled("gestures") else None,
        "poses": poses if timeline.settled("pose") else None,
        "engagement_moments": None,
    }


def _at(seen: EmotionSeen | Person, frames: Frames) -> dict[str, Any]:
    return {"frame": frames.place(seen.start) + 1, "timestamp": seconds(seen.start)}


def _frame(
    moment: Moment, timeline: Timeline, frames: Frames, lists: dict[str, bool]
) -> dict[str, Any]:
    rows = {
        "faces": [_face(seen) for seen in moment.faces],
        "hands": [_hand(seen) for seen in moment.hands],
        "poses": [_pose(seen) for seen in moment.poses],
        "gestures": [_gesture(seen) for seen in moment.gestures],
    }
    counts = {
        "face_count": len(moment.faces),
        "hand_count": len(moment.hands),
        "body_count": len(moment.poses),
    }
    return {
        "frame": frames.place(moment.time) + 1,
        "timestamp": seconds(moment.time),
        **{name: found if lists[name] else None for name, found in rows.items()},
        "summary": {
            name: counts[name] if timeline.ran(analyzer) else None
            for name, analyzer in COUNTS.items()
        },
    }


def _seen(seen: Person) -> dict[str, Any]:
    return {"timestamp": seconds(seen.start), "frame_number": seen.frame}


def _face(seen: FaceSeen) -> dict[str, Any]:
    return {**_seen(seen), "bbox": share_box(seen.box), "confidence": score(seen.score)}


def _hand(seen: HandSeen) -> dict[str, Any]:
    box = share_box(seen.box)
    return {**_seen(seen), "hand": seen.hand, "bbox": box, "confidence": score(seen.score)}


def _pose(seen: PoseSeen) -> dict[str, Any]:
    box = share_box(seen.box)
    return {
        **_seen(seen),
        "landmarks": seen.landmarks,
        "visibility": score(seen.score),
        "bbox": box,
    }


def _gesture(seen: GestureSeen) -> dict[str, Any]:
    sure = {"type": seen.gesture, "hand": seen.hand, "confidence": score(seen.score)}
    return {**_seen(seen), **sure}


def _metadata(timeline: Timeline) -> dict[str, Any]:
    """How everything was looked for, and the counts by which readers tell that it was."""
    found = {
        "faces": len(timeline.of(FaceSeen)),
        "hands": len(timeline.of(HandSeen)),
        "poses": len(timeline.of(PoseSeen)),
        "gestures": len(timeline.of(GestureSeen)),
    }
    samples = [run.samples for run in timeline.runs if run.analyzer in ("faces", "pose", "hands")]
    names = dict.fromkeys((*ANALYZERS.values(), "emotions"))
    return {
        **{name: provenance(timeline.run(name)) for name in names},
        **{
            f"{name}_detected": found[name]
            for name, analyzer in ANALYZERS.items()
            if timeline.ran(analyzer)
        },
        "processed": all(timeline.ran(name) for name in COUNTS.values()),
        "frames_analyzed": max(samples, default=0),
    }


def _nulls(
    timeline: Timeline,
    insights: dict[str, Any],
    details: list[dict[str, Any]],
    lists: dict[str, bool],
) -> dict[str, str]:
    unknown = NullCode.NOT_MEASURED.value
    undefined = NullCode.NO_VALIDATED_DEFINITION.value
    nulls = {"insights.timeline.engagement_moments": undefined}
    names = ("human_presence", "dominant_expressions")
    nulls |= {f"insights.{name}": unknown for name in names if insights[name] is None}
    courses = {"expressions": "emotions", "gestures": "gestures", "poses": "pose"}
    within = {f"insights.timeline.{name}": analyzer for name, analyzer in courses.items()}
    nulls |= why_not(timeline, **within)
    if insights["timeline"]["poses"]:
        path = "insights.timeline.poses[]"
        nulls |= {f"{path}.pose": unknown, f"{path}.actions": unknown}
    if not any(lists.values()):
        return {**nulls, "frame_details": unknown}
    if details:
        nulls |= why_not(timeline, **{f"frame_details[].{k}": v for k, v in ANALYZERS.items()})
        nulls |= {
            f"frame_details[].summary.{name}": unknown
            for name, analyzer in COUNTS.items()
            if not timeline.ran(analyzer)
        }
    return nulls
