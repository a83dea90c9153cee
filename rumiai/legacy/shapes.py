"""The four shapes of a unified analysis, brought to one: detector documents and entries.

IO_CONTRACT section 4: F (Python only), P (with Claude), N (Node), and S with its fixture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from rumiai.errors import MLInputError
from rumiai.legacy.records import Item, Size, items, part
from rumiai.legacy.timestamps import parse_timestamp

DETECTORS: dict[str, tuple[str, ...]] = {
    "yolo": ("yolo", "objectDetection", "object_detection"),
    "whisper": ("whisper", "speechTranscription", "speechTranscriptions", "speech_recognition"),
    "mediapipe": ("mediapipe", "humanAnalysis", "human_analysis"),
    "ocr": ("ocr", "creativeAnalysis", "creative_analysis", "text_recognition"),
    "scene_detection": ("scene_detection", "sceneDetection", "scene"),
    "emotion": ("emotion", "emotions", "emotion_detection", "feat"),
}
"""Legacy detector → the names under which its document is found."""
TIMELINES = {
    "gestureTimeline": "gesture",
    "expressionTimeline": "emotion",
    "objectTimeline": "object",
    "textOverlayTimeline": "text",
    "sceneChangeTimeline": "scene_change",
    "speechTimeline": "speech",
}
"""The Node generation's timelines → entry type."""
EDGE_HITS = 3
"""So many boxes that end at the very same pixel were cut off there."""


@dataclass(frozen=True)
class Stored:
    """What a unified analysis of an old system holds, in one shape."""

    root: Item
    documents: Mapping[str, Item]
    entries: tuple[Item, ...]
    """Rows of `start`, `end`, `entry_type` and their data, all on one level."""
    duration: float
    """Seconds."""
    frames_per_second: float | None
    size: Size | None
    sampled_frames: int | None
    """How many frames all detectors of the Node generation looked at, `sampled_rate` a second."""
    sampled_rate: float | None
    faults: tuple[str, ...]

    def of_type(self, *types: str) -> list[Item]:
        """The entries of these types."""
        return [entry for entry in self.entries if entry.get("entry_type") in types]


def is_unified(root: Item) -> bool:
    """Whether a document has any part that only unified analyses have."""
    names = {name for aliases in DETECTORS.values() for name in aliases}
    shelves = ("ml_data", "ml_results", "timeline", "timelines", "measured")
    return any(isinstance(root.get(key), dict) for key in (*shelves, *names))


def stored(root: Item) -> Stored:
    """The parts of a unified analysis; raises MLInputError where no duration is known."""
    documents = _documents(root)
    about = _about(root)
    node = isinstance(root.get("timelines"), dict) and "duration_seconds" in root
    rate = _positive(about.get("fps")) or _positive(root.get("fps"))
    size, faults = _size(about, documents.get("yolo", {}))
    frames = root.get("total_frames") if node else None
    return Stored(
        root=root,
        documents=documents,
        entries=tuple(_entries(root)),
        duration=_duration(root),
        frames_per_second=None if node else rate,
        size=size,
        sampled_frames=frames if isinstance(frames, int) and frames > 0 else None,
        sampled_rate=rate if node else None,
        faults=faults,
    )


def _about(root: Item) -> Item:
    """What a file says about its video, under any of the names for that."""
    names = ("static_metadata", "metadata_summary", "video_metadata", "metadata")
    return {key: value for name in names for key, value in part(root, name).items()}


def _documents(root: Item) -> dict[str, Item]:
    shelves: list[Item] = [part(root, "ml_data"), part(root, "ml_results"), root]
    found = {}
    for detector, names in DETECTORS.items():
        candidates = (part(shelf, name) for name in names for shelf in shelves)
        document = next((_unwrapped(c) for c in candidates if c), None)
        if document is not None:
            found[detector] = document
    return found


def _unwrapped(document: Item) -> Item:
    """A document without the `data` around it, which has its own account of how it went."""
    inner = document.get("data")
    if not isinstance(inner, dict):
        return document
    about = {key: document[key] for key in ("success", "error") if key in document}
    metadata = {**part(document, "metadata"), **part(inner, "metadata")}
    return {**about, **inner, "metadata": metadata}


def _duration(root: Item) -> float:
    about = _about(root)
    named = ("duration", "duration_seconds", "video_duration")
    places = (root, about, part(root, "timeline"), part(root, "processing_metadata"))
    for place in places:
        for name in named:
            duration = _positive(place.get(name))
            if duration is not None:
                return duration
    raise MLInputError("the file does not say how long the video is: nothing can be measured on it")


def _positive(value: object) -> float | None:
    number = parse_timestamp(value)
    return number if number else None


def _size(about: Item, objects: Item) -> tuple[Size | None, tuple[str, ...]]:
    """The picture's size, and what is wrong with what the file says about it.

    Old programs wrote 1920×1080 where they could not tell. The object detector cuts boxes off at
    the picture's edges, so where several end at the very same pixel, there is the edge.
    """
    width, height = (_positive(about.get(name)) for name in ("width", "height"))
    said = Size(round(width), round(height)) if width and height else None
    seen = _edges(objects)
    if seen is None or seen == said:
        return said, ()
    if said is None:
        return seen, ()
    return seen, (
        f"the stored size {said.width}×{said.height} is wrong: boxes end at the edges of "
        f"{seen.width}×{seen.height}",
    )


def _edges(objects: Item) -> Size | None:
    rows = (row for row in items(objects, "objectAnnotations") if isinstance(row, dict))
    boxes = (row.get("bbox") for row in rows)
    corners = [(box[2], box[3]) for box in boxes if isinstance(box, list) and _are_corners(box)]
    edges = []
    for values in zip(*corners, strict=True):
        edge, hits = max(Counter(values).items())
        if hits < EDGE_HITS or edge <= 1 or edge != round(edge):
            return None
        edges.append(round(edge))
    return Size(*edges) if edges else None


def _are_corners(box: list[object]) -> bool:
    return len(box) == 4 and all(isinstance(v, float) and isfinite(v) for v in box)


def _entries(root: Item) -> Iterator[dict[str, Any]]:
    """All entries on one level: the F shape's, the fixture's events, the Node generation's bins."""
    timeline = part(root, "timeline")
    for entry in _list(timeline.get("entries")):
        yield {**part(entry, "data"), **_without(entry, "data")}
    for event in _list(timeline.get("events")):
        data = {**part(event, "metadata"), **_without(event, "metadata")}
        yield {**data, "start": event.get("timestamp"), "entry_type": event.get("event_type")}
    if not timeline:
        yield from _node_entries(part(root, "timelines"))


def _node_entries(timelines: Item) -> Iterator[dict[str, Any]]:
    for name, kind in TIMELINES.items():
        for window, found in part(timelines, name).items():
            for row in _list(found if isinstance(found, list) else [found]):
                yield {"start": window, **row, "window": window, "entry_type": kind}


def _list(value: object) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _without(record: Item, key: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != key}
