"""The Node generation's enhanced human analysis: how long faces and bodies are on the screen."""

from __future__ import annotations

from typing import Any

from rumiai.outputs.node.frames import Frames
from rumiai.outputs.node.people import Moment, moments_of
from rumiai.outputs.people import presence_of
from rumiai.outputs.wire import provenance, score, seconds
from rumiai.schema.events import GazeSeen
from rumiai.schema.measure import NullCode
from rumiai.schema.timeline import Timeline

USED = ("faces", "pose", "gaze")


def enhanced(timeline: Timeline, frames: Frames, video_id: str) -> dict[str, Any]:
    """The enhanced human analysis.

    Nobody measured what people do, what is behind them, or whether they look at the viewer: gaze is
    told in eye widths, as it was seen.
    """
    moments = moments_of(timeline)
    summary = _summary(timeline, moments)
    looked = timeline.ran("faces") or timeline.ran("pose")
    gaze = {seen.start: seen for seen in timeline.of(GazeSeen)}
    rows = [_frame(m, timeline, frames, gaze.get(m.time)) for m in moments if m.faces or m.poses]
    return {
        "video_id": video_id,
        "total_frames": len(frames.kept),
        "frame_analyses": rows if looked else None,
        "summary": summary,
        "metadata": {name: provenance(timeline.run(name)) for name in USED},
        "_nulls": _nulls(timeline, summary, rows, looked),
    }


def _summary(timeline: Timeline, moments: list[Moment]) -> dict[str, Any]:
    faces = _share(timeline, "faces", sum(bool(m.faces) for m in moments))
    bodies = _share(timeline, "pose", sum(bool(m.poses) for m in moments))
    _, present = presence_of(timeline)
    samples = max((run.samples for run in timeline.runs if run.analyzer in USED[:2]), default=0)
    crowded = sum(len(m.faces) > 1 for m in moments)
    return {
        "face_screen_time_ratio": faces,
        "person_screen_time_ratio": bodies,
        "subject_absence_count": None if present is None else samples - present,
        "multiple_person_frames": crowded if timeline.ran("faces") else None,
        "gaze_patterns": {"eye_contact_ratio": None, "primary_gaze_direction": None},
        "primary_actions": None,
        "scene_analysis": None,
    }


def _share(timeline: Timeline, analyzer: str, shown: int) -> float | None:
    """Share of the frames looked at; None where nobody looked."""
    run = timeline.run(analyzer)
    if run is None or not timeline.ran(analyzer) or not run.samples:
        return None
    return score(shown / run.samples)


def _frame(
    moment: Moment, timeline: Timeline, frames: Frames, gaze: GazeSeen | None
) -> dict[str, Any]:
    faces, bodies = timeline.ran("faces"), timeline.ran("pose")
    return {
        "frame": frames.place(moment.time) + 1,
        "timestamp": seconds(moment.time),
        "person_presence": {
            "has_face": bool(moment.faces) if faces else None,
            "has_body": bool(moment.poses) if bodies else None,
            "face_count": len(moment.faces) if faces else None,
            "is_multiple_people": len(moment.faces) > 1 if faces else None,
        },
        "gaze_analysis": gaze
        and {
            "gaze_offset_x": score(gaze.offset_x),
            "gaze_offset_y": score(gaze.offset_y),
            "gaze_magnitude": score(gaze.magnitude),
            "confidence": score(gaze.score),
        },
    }


def _nulls(
    timeline: Timeline, summary: dict[str, Any], rows: list[dict[str, Any]], looked: bool
) -> dict[str, str]:
    unknown = NullCode.NOT_MEASURED.value
    gaze = NullCode.UNCALIBRATED_GAZE.value
    nulls = {f"summary.{name}": unknown for name, value in summary.items() if value is None}
    nulls |= {
        "summary.gaze_patterns.eye_contact_ratio": gaze,
        "summary.gaze_patterns.primary_gaze_direction": gaze,
    }
    if not looked:
        return {**nulls, "frame_analyses": unknown}
    if any(row["gaze_analysis"] is None for row in rows):
        code = NullCode.NOT_DETECTABLE if timeline.ran("gaze") else NullCode.NOT_MEASURED
        nulls["frame_analyses[].gaze_analysis"] = code.value
    path = "frame_analyses[].person_presence"
    if rows and not timeline.ran("faces"):
        names = ("has_face", "face_count", "is_multiple_people")
        nulls |= {f"{path}.{name}": unknown for name in names}
    if rows and not timeline.ran("pose"):
        nulls[f"{path}.has_body"] = unknown
    return nulls
