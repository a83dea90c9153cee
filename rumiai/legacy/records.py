"""Reads single records of old files: what makes no sense is unreadable, never guessed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from rumiai.legacy.timestamps import parse_timestamp
from rumiai.schema.events import Box

Item = Mapping[str, Any]
T = TypeVar("T")

TIME_KEYS = ("timestamp", "time", "start_time", "frame_time", "t", "start", "startTime")
END_KEYS = ("end", "end_time", "endTime")
BOX_KEYS = ("bbox", "bounding_box", "face_bbox", "box")
CORNERS = (("left", "top", "right", "bottom"), ("x1", "y1", "x2", "y2"))
Layout = Literal["corners", "size"]
"""What the third and fourth number of a list are: the other corner, or width and height."""


class UnreadableError(ValueError):
    """A record lacks what it must have, or holds something that cannot be."""


@dataclass
class Readable:
    """What could be read of a list of records, and what could not."""

    total: int = 0
    bad: int = 0
    bad_times: list[float] = field(default_factory=list)
    """When the bad records were, of those whose time is readable: what was there is unknown."""


def read_each(records: Sequence[object], build: Callable[[Item], T]) -> tuple[list[T], Readable]:
    """Build something from every record; the ones that cannot be read are dropped and counted."""
    built: list[T] = []
    account = Readable(total=len(records))
    for record in records:
        try:
            built.append(build(mapping(record)))
        except (UnreadableError, ValidationError):
            account.bad += 1
            time = _time(record) if isinstance(record, dict) else None
            account.bad_times += [] if time is None else [time]
    return built, account


def mapping(value: object) -> Item:
    """The value as a mapping; UnreadableError for anything else."""
    if not isinstance(value, dict):
        raise UnreadableError("not an object")
    return value


def part(document: Item, key: str) -> Item:
    """An object inside a document; empty where there is none."""
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def items(document: Item, *keys: str) -> list[object]:
    """The first list under one of the keys that holds anything; empty where there is none."""
    return next((v for k in keys if isinstance(v := document.get(k), list) and v), [])


def number(record: Item, *keys: str) -> float:
    """The finite number under the first key that is there; strings are no numbers."""
    value = optional_number(record, *keys)
    if value is None:
        raise UnreadableError(f"no {keys[0]}")
    return value


def optional_number(record: Item, *keys: str) -> float | None:
    """The same, or None where no key is there; UnreadableError for what is no finite number."""
    value = next((record[key] for key in keys if record.get(key) is not None), None)
    if value is None:
        return None
    return _finite(value)


def text(record: Item, *keys: str) -> str:
    """The first of the keys that holds a text, without blanks around it."""
    for key in keys:
        value = record.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    raise UnreadableError(f"no {keys[0]}")


def time_of(record: Item, frames_per_second: float | None = None) -> float:
    """When a record is, in seconds; from its frame's number only where the rate is known."""
    if any(record.get(key) is not None for key in TIME_KEYS) or isinstance(
        record.get("frame"), str
    ):
        time = _time(record)
        if time is None:
            raise UnreadableError("a time that is none")
        return time
    milliseconds = optional_number(record, "timestamp_ms")
    if milliseconds is not None and milliseconds >= 0:
        return milliseconds / 1000
    frame = optional_number(record, "frame_number", "frame")
    if frame is None or frame < 0 or not frames_per_second:
        raise UnreadableError("no time")
    return frame / frames_per_second


def _time(record: Item) -> float | None:
    """The time that a record states; None where it states none, or one that makes no sense."""
    stated = next((record[key] for key in TIME_KEYS if record.get(key) is not None), None)
    named = record.get("frame") if isinstance(record.get("frame"), str) else None
    return parse_timestamp(named if stated is None else stated)


def end_of(record: Item, start: float) -> float:
    """When a record ends, in seconds; not before it starts."""
    stated = next((record[key] for key in END_KEYS if record.get(key) is not None), None)
    end = parse_timestamp(stated) if stated is not None else start + number(record, "duration")
    if end is None or end < start:
        raise UnreadableError("ends before it starts, or at no time")
    return end


def frame_of(record: Item, time: float, frames_per_second: float | None) -> int:
    """The frame's number, which tells frames apart; where none is stored, one from the time."""
    value = record.get("frame_number", record.get("frame"))
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    return round(time * (frames_per_second or 1000))


@dataclass(frozen=True)
class Size:
    """The picture in pixels."""

    width: int
    height: int


def has_box(record: object) -> bool:
    """Whether a record says where something is."""
    return isinstance(record, dict) and any(record.get(key) is not None for key in BOX_KEYS)


def box_of(record: Item, size: Size | None, layout: Layout) -> Box:
    """Where something is. Lists are pixels in the given layout or four points, mappings shares."""
    value = next((record[key] for key in BOX_KEYS if record.get(key) is not None), None)
    left, top, right, bottom = _edges(value, layout)
    if right <= left or bottom <= top:
        raise UnreadableError("an empty box")
    if max(right, bottom) > 1 and not (isinstance(value, dict) and "width" in value):
        if size is None:
            raise UnreadableError("a box in pixels of a picture of unknown size")
        left, right = left / size.width, right / size.width
        top, bottom = top / size.height, bottom / size.height
    if right - left > 1 + TOLERANCE or bottom - top > 1 + TOLERANCE:
        raise UnreadableError("a box larger than the picture")
    box = Box.of_corners(left, top, right, bottom)
    if not box.area:
        raise UnreadableError("a box outside the picture")
    return box


TOLERANCE = 0.01
"""A box may be larger than the picture by this share: trackers do not round to pixels."""


def _edges(value: object, layout: Layout) -> tuple[float, float, float, float]:
    if isinstance(value, dict):
        for names in CORNERS:
            if names[0] in value:
                left, top, right, bottom = (number(value, name) for name in names)
                return left, top, right, bottom
        x, y, width, height = (number(value, name) for name in ("x", "y", "width", "height"))
        return x, y, x + width, y + height
    if not isinstance(value, list) or len(value) != 4:
        raise UnreadableError("no box")
    if all(isinstance(point, list) and len(point) == 2 for point in value):
        points = [(_finite(x), _finite(y)) for x, y in value]
        xs, ys = zip(*points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)
    a, b, c, d = (_finite(item) for item in value)
    return (a, b, c, d) if layout == "corners" else (a, b, a + c, b + d)


def _finite(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise UnreadableError("not a number")
    try:
        found = float(value)
    except OverflowError as error:
        raise UnreadableError("too large") from error
    if not math.isfinite(found):
        raise UnreadableError("not finite")
    return found
