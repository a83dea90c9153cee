"""Objects: single detections are linked to tracks, whatever tracks the old files claim.

The old flat records are no tracks, although each has a track's name (``obj_{frame}_{class}``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean

from rumiai.constants.thresholds import LINKED_OVERLAP
from rumiai.legacy.records import (
    Item,
    UnreadableError,
    box_of,
    frame_of,
    items,
    mapping,
    number,
    part,
    read_each,
    text,
    time_of,
)
from rumiai.legacy.reports import (
    failed,
    inspected,
    missing,
    partial,
    ran,
    refused,
    samples_of,
    unread,
)
from rumiai.legacy.sampling import Samples
from rumiai.legacy.shapes import Stored
from rumiai.schema.events import Box, Event, ObjectSeen, ObjectTrack
from rumiai.schema.timeline import AnalyzerRun

ANALYZER = "objects"
ENTITY_NAMES = ("description", "entityId")
UNKNOWN = "unknown"
"""What old programs wrote over labels that they could not find."""


def read_objects(stored: Stored) -> tuple[AnalyzerRun, tuple[str, ...]]:
    """The report of object detection, and what was wrong with the records."""
    document = stored.documents.get("yolo")
    found = items(document or {}, "objectAnnotations", "detections", "results", "predictions")
    rows = _flat(found or list(stored.of_type("object")))
    if document is None and not rows:
        return missing(ANALYZER, "the file holds no objects"), ()
    why = refused(document or {}, len(rows))
    if why is not None:
        return failed(ANALYZER, why), ()
    seen, account = read_each(rows, lambda row: _seen(row, stored))
    if rows and not seen:
        reason = f"none of {len(rows)} detections can be used: they need a time, a class and a box"
        return failed(ANALYZER, reason), unread("yolo", account)
    times = [s.start for s in seen] + account.bad_times
    samples = samples_of(stored, document or {}, "objects", times)
    ordered = sorted(seen, key=lambda s: (s.start, s.label, s.box.x, s.box.y))
    events: list[Event] = [*ordered, *_tracks(ordered, samples)]
    run = ran(ANALYZER, document or {}, events, inspected(samples, account), samples)
    return run, (*unread("yolo", account), *partial("yolo", samples))


def _flat(records: Sequence[object]) -> list[object]:
    """One record a frame: a track's own records carry its class."""
    rows: list[object] = []
    for record in records:
        frames = _frames_of(record)
        about = {k: v for k, v in mapping(record).items() if k != "frames"} if frames else {}
        rows += [{**about, **frame} for frame in frames] or [record]
    return rows


def _frames_of(record: object) -> list[Item]:
    """A track's records; a flat detection may have a list of bare frame numbers instead."""
    if not isinstance(record, dict):
        return []
    frames = items(record, "frames", "detections", "instances")
    return [frame for frame in frames if isinstance(frame, dict)]


def _seen(row: Item, stored: Stored) -> ObjectSeen:
    rate = stored.frames_per_second or stored.sampled_rate
    start = time_of(row, rate)
    if start >= stored.duration:
        raise UnreadableError("after the end of the video")
    return ObjectSeen(
        start=start,
        end=start,
        score=number(row, "confidence", "score"),
        frame=frame_of(row, start, rate),
        label=_label(row),
        box=box_of(row, stored.size, "corners"),
    )


def _label(row: Item) -> str:
    places = ((row, ("className", "class", "object_class")), (part(row, "entity"), ENTITY_NAMES))
    names = (place.get(key) for place, keys in places for key in keys)
    return text({"class": next((name for name in names if _is_label(name)), None)}, "class")


def _is_label(name: object) -> bool:
    return isinstance(name, str) and bool(name.strip()) and name != UNKNOWN


def _tracks(seen: Sequence[ObjectSeen], samples: Samples) -> list[ObjectTrack]:
    """Detections of one class in consecutive samples whose boxes overlap most, as one object."""
    moments: defaultdict[tuple[str, float], list[ObjectSeen]] = defaultdict(list)
    for one in seen:
        moments[one.label, one.start].append(one)
    alive: defaultdict[str, list[list[ObjectSeen]]] = defaultdict(list)
    ended: list[list[ObjectSeen]] = []
    for (label, start), group in sorted(moments.items(), key=lambda item: item[0][1]):
        current: list[list[ObjectSeen]] = []
        for track in alive[label]:
            goes_on = samples.until(track[-1].start) >= start - 1e-6
            (current if goes_on else ended).append(track)
        alive[label] = _linked(current, group)
    tracks = [*ended, *(track for tracks in alive.values() for track in tracks)]
    return [_track(track, samples) for track in sorted(tracks, key=_order)]


def _order(track: Sequence[ObjectSeen]) -> tuple[float, str, float, float]:
    first = track[0]
    return first.start, first.label, first.box.x, first.box.y


def _linked(tracks: list[list[ObjectSeen]], group: list[ObjectSeen]) -> list[list[ObjectSeen]]:
    """Give each detection to the track that it overlaps most, or to a new one."""
    pairs = [
        (_shared(track[-1].box, one.box), i, k)
        for i, track in enumerate(tracks)
        for k, one in enumerate(group)
    ]
    given: set[int] = set()
    taken: set[int] = set()
    for share, i, k in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if share >= LINKED_OVERLAP and i not in given and k not in taken:
            tracks[i].append(group[k])
            given.add(i)
            taken.add(k)
    return [*tracks, *([one] for k, one in enumerate(group) if k not in taken)]


def _shared(a: Box, b: Box) -> float:
    """Intersection over union of two boxes."""
    both = a.intersection(b)
    return both / (a.area + b.area - both) if both else 0.0


def _track(seen: Sequence[ObjectSeen], samples: Samples) -> ObjectTrack:
    best = max(seen, key=lambda one: (one.score, -one.start))
    return ObjectTrack(
        start=seen[0].start,
        end=samples.until(seen[-1].start),
        score=fmean(one.score for one in seen),
        label=seen[0].label,
        box=best.box,
    )
