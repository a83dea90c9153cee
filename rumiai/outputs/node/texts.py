"""Text on the screen, frame by frame, in the Node generation's shape."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from rumiai.outputs.node.frames import Frames
from rumiai.outputs.wire import provenance, score, seconds, why_not
from rumiai.schema.events import Box, ObjectSeen, TextSeen
from rumiai.schema.measure import NullCode
from rumiai.schema.media import Clip
from rumiai.schema.timeline import Timeline

Found = tuple[list[TextSeen], list[ObjectSeen]]
PIXEL_DECIMALS = 1


def texts(timeline: Timeline, frames: Frames, video_id: str) -> dict[str, Any]:
    """The creative analysis: a record for each frame that shows a text.

    `frame` names the picture of the folder that was on the screen, `timestamp` is when exactly the
    text was read. Which kind of text it is, nobody measured; nor stickers and the app's own signs.
    """
    ran = timeline.settled("text")
    with_objects = _same_samples(timeline)
    moments = _moments(timeline, with_objects)
    run = timeline.run("text")
    shown = sum(bool(read) for read, _ in moments.values())
    share = score(shown / run.samples) if ran and run and run.samples else None
    details = [
        _frame(time, found, frames, timeline.clip, with_objects)
        for time, found in sorted(moments.items())
    ]
    nulls = why_not(timeline, frame_details="text")
    if share is None:
        nulls["insights.text_coverage"] = NullCode.NOT_MEASURED.value
    return {
        "insights": {
            "video_id": video_id,
            "total_frames": len(frames.kept),
            "text_coverage": share,
        },
        "frame_details": details if ran else None,
        "metadata": provenance(run),
        "_nulls": {**nulls, **(_reasons(with_objects) if ran and details else {})},
    }


def _reasons(with_objects: bool) -> dict[str, str]:
    unknown = NullCode.NOT_MEASURED.value
    objects = {} if with_objects else {"frame_details[].yolo_objects": unknown}
    return {
        "frame_details[].text_elements[].category": NullCode.NO_VALIDATED_DEFINITION.value,
        "frame_details[].creative_elements": NullCode.STICKER_NOT_MEASURED.value,
        "frame_details[].ui_elements": unknown,
        **objects,
    }


def _same_samples(timeline: Timeline) -> bool:
    """Whether objects were looked for in the very frames in which text was read."""
    text, objects = timeline.run("text"), timeline.run("objects")
    both = timeline.ran("text") and timeline.ran("objects")
    return bool(both and text and objects and text.frames_per_second == objects.frames_per_second)


def _moments(timeline: Timeline, with_objects: bool) -> dict[float, Found]:
    moments: defaultdict[float, Found] = defaultdict(lambda: ([], []))
    for reading in timeline.of(TextSeen):
        moments[reading.start][0].append(reading)
    for seen in timeline.of(ObjectSeen) if with_objects else ():
        moments[seen.start][1].append(seen)
    return moments


def _frame(
    time: float, found: Found, frames: Frames, clip: Clip, with_objects: bool
) -> dict[str, Any]:
    readings, objects = found
    return {
        "frame": frames.kept[frames.place(time)].file,
        "timestamp": seconds(time),
        "text_elements": [_text(reading, clip) for reading in readings],
        "creative_elements": None,
        "ui_elements": None,
        "yolo_objects": [_object(seen, clip) for seen in objects] if with_objects else None,
        "summary": {"has_text": bool(readings)},
    }


def _text(reading: TextSeen, clip: Clip) -> dict[str, Any]:
    return {
        "text": reading.text,
        "category": None,
        "confidence": score(reading.score),
        "bbox": _pixels(reading.box, clip),
        "timestamp": seconds(reading.start),
        "frame_number": reading.frame,
    }


def _object(seen: ObjectSeen, clip: Clip) -> dict[str, Any]:
    return {
        "label": seen.label,
        "confidence": score(seen.score),
        "bbox": _pixels(seen.box, clip),
    }


def _pixels(box: Box, clip: Clip) -> dict[str, float]:
    return {
        "x1": round(box.x * clip.width, PIXEL_DECIMALS),
        "y1": round(box.y * clip.height, PIXEL_DECIMALS),
        "x2": round((box.x + box.width) * clip.width, PIXEL_DECIMALS),
        "y2": round((box.y + box.height) * clip.height, PIXEL_DECIMALS),
    }
