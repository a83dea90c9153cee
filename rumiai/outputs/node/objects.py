"""Objects in the Node generation's shape: an annotation a track, a record a sighting."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean
from typing import Any

from rumiai.outputs.node.frames import Frames
from rumiai.outputs.wire import provenance, score, seconds, why_not
from rumiai.schema.events import Box, ObjectSeen, ObjectTrack
from rumiai.schema.measure import NullCode
from rumiai.schema.timeline import Timeline

BOX_DECIMALS = 4


def objects(timeline: Timeline, frames: Frames, video_path: str) -> dict[str, Any]:
    """The object detection; a sighting that belongs to no track is an annotation by itself."""
    ran = timeline.settled("objects")
    annotations = _annotations(timeline)
    rate = timeline.clip.frames_per_second
    nulls = why_not(timeline, objectAnnotations="objects", total_tracks="objects")
    if ran and any(annotation["trackId"] is None for annotation in annotations):
        nulls["objectAnnotations[].trackId"] = NullCode.NOT_MEASURED.value
    if not rate:
        nulls["fps"] = NullCode.NOT_MEASURED.value
    return {
        "video_path": video_path,
        "total_frames": frames.total,
        "fps": score(rate) if rate else None,
        "objectAnnotations": annotations if ran else None,
        "total_tracks": len(timeline.of(ObjectTrack)) if ran else None,
        "metadata": provenance(timeline.run("objects")),
        "_nulls": nulls,
    }


def _annotations(timeline: Timeline) -> list[dict[str, Any]]:
    tracks: defaultdict[tuple[int, str], list[ObjectSeen]] = defaultdict(list)
    single: list[list[ObjectSeen]] = []
    for seen in timeline.of(ObjectSeen):
        if seen.track is None:
            single.append([seen])
        else:
            tracks[seen.track, seen.label].append(seen)
    return [_annotation(group) for group in [*tracks.values(), *single]]


def _annotation(group: list[ObjectSeen]) -> dict[str, Any]:
    first = group[0]
    return {
        "trackId": None if first.track is None else f"object_{first.track}",
        "entity": {"entityId": first.label, "description": first.label},
        "confidence": score(fmean(seen.score for seen in group)),
        "frames": [
            {
                "frame": seen.frame,
                "timestamp": seconds(seen.start),
                "bbox": _edges(seen.box),
                "confidence": score(seen.score),
            }
            for seen in group
        ],
    }


def _edges(box: Box) -> dict[str, float]:
    """A box by its edges, as shares of the picture."""
    return {
        "left": round(box.x, BOX_DECIMALS),
        "top": round(box.y, BOX_DECIMALS),
        "right": round(box.x + box.width, BOX_DECIMALS),
        "bottom": round(box.y + box.height, BOX_DECIMALS),
    }
