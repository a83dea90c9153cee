"""Faces, bodies, hands, gestures and gaze from stored human analyses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from rumiai.legacy.records import (
    Item,
    UnreadableError,
    box_of,
    frame_of,
    has_box,
    items,
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
from rumiai.schema.events import Event, FaceSeen, GestureSeen, HandSeen, PoseSeen
from rumiai.schema.timeline import AnalyzerRun

NO_GESTURE = "none"
UNCALIBRATED = "old files hold gaze in shares of the picture, not of the eye"


class Kind(NamedTuple):
    """One list of the human analysis."""

    analyzer: str
    field: str
    counted: str
    """Key of the metadata that is there where the detector ran."""
    entry_type: str
    placed: bool
    """Whether an event needs a box."""
    build: Callable[[Item, Stored], dict[str, Any]]
    event: type[FaceSeen] | type[PoseSeen] | type[HandSeen] | type[GestureSeen]


def _face(row: Item, stored: Stored) -> dict[str, Any]:
    return {
        "score": number(row, "confidence", "score"),
        "box": box_of(row, stored.size, "size"),
    }


def _pose(row: Item, stored: Stored) -> dict[str, Any]:
    landmarks = row.get("landmarks")
    return {
        "score": number(row, "visibility", "confidence"),
        "box": box_of(row, stored.size, "size"),
        "landmarks": len(landmarks) if isinstance(landmarks, list) else landmarks,
    }


def _hand(row: Item, stored: Stored) -> dict[str, Any]:
    return {
        "score": number(row, "confidence", "score"),
        "box": box_of(row, stored.size, "size"),
        "hand": text(row, "hand", "handedness").casefold(),
    }


def _gesture(row: Item, _: Stored) -> dict[str, Any]:
    """The hand is what the file says: old programs wrote the hand's index, first = left."""
    return {
        "score": number(row, "confidence", "score"),
        "gesture": text(row, "type", "gesture").casefold(),
        "hand": text(row, "hand").casefold(),
    }


KINDS = (
    Kind("faces", "faces", "faces_detected", "face", True, _face, FaceSeen),
    Kind("pose", "poses", "poses_detected", "pose", True, _pose, PoseSeen),
    Kind("hands", "hands", "hands_detected", "hand", True, _hand, HandSeen),
    Kind("gestures", "gestures", "gestures_detected", "gesture", False, _gesture, GestureSeen),
)


def read_people(stored: Stored) -> tuple[list[AnalyzerRun], tuple[str, ...]]:
    """The reports of all that looks at people, and what was wrong with the records."""
    document = stored.documents.get("mediapipe")
    rows = {kind.analyzer: _rows(document or {}, kind, stored) for kind in KINDS}
    runs = [missing("gaze", UNCALIBRATED)]
    faults: list[str] = []
    if document is None and not any(rows.values()):
        return [*runs, *(missing(k.analyzer, "the file holds no people") for k in KINDS)], ()
    samples = _samples(stored, document or {}, [r for found in rows.values() for r in found])
    for kind in KINDS:
        run, wrong = _read(kind, rows[kind.analyzer], stored, document or {}, samples)
        runs.append(run)
        faults += wrong
    return runs, tuple(faults)


def _read(
    kind: Kind, rows: Sequence[object], stored: Stored, document: Item, samples: Samples
) -> tuple[AnalyzerRun, tuple[str, ...]]:
    why = refused(document, len(rows))
    if why is not None:
        return failed(kind.analyzer, why), ()
    if not rows and kind.counted not in part(document, "metadata"):
        return missing(kind.analyzer, "the file does not show that it ran"), ()
    if kind.placed and rows and not any(map(has_box, rows)):
        return failed(kind.analyzer, f"its {len(rows)} records have no boxes"), ()
    seen, account = read_each(
        [row for row in rows if not _is_none(row)], lambda row: _seen(kind, row, stored)
    )
    name = f"mediapipe {kind.field}"
    if account.total and not seen:
        return failed(kind.analyzer, f"none of its {account.total} records can be used"), unread(
            name, account
        )
    run = ran(kind.analyzer, document, seen, inspected(samples, account), samples)
    return run, (*unread(name, account), *partial(name, samples), *_hidden(kind, rows))


def _rows(document: Item, kind: Kind, stored: Stored) -> list[object]:
    flat = items(document, kind.field)
    if flat:
        return flat
    frames = [f for f in items(document, "frame_details") if isinstance(f, dict)]
    found = (
        [{**row, **_frame(f)} for row in items(f, kind.field) if isinstance(row, dict)]
        for f in frames
    )
    return list(chain.from_iterable(found)) or list(stored.of_type(kind.entry_type))


def _frame(details: Item) -> dict[str, object]:
    """The Node generation counts frames from 1."""
    frame = details.get("frame")
    return {"frame": frame - 1 if isinstance(frame, int) else frame}


def _samples(stored: Stored, document: Item, rows: Sequence[object]) -> Samples:
    """All detectors of people looked at the same frames."""
    rate = stored.frames_per_second or stored.sampled_rate
    times, _ = read_each(rows, lambda row: time_of(row, rate))
    inside = [time for time in times if time < stored.duration]
    return samples_of(stored, document, "people", inside)


def _is_none(row: object) -> bool:
    """Whether a record of a gesture says that there was none."""
    return isinstance(row, dict) and row.get("type") == NO_GESTURE


def _seen(kind: Kind, row: Item, stored: Stored) -> Event:
    rate = stored.frames_per_second or stored.sampled_rate
    start = time_of(row, rate)
    if start >= stored.duration:
        raise UnreadableError("after the end of the video")
    frame = frame_of(row, start, rate)
    return kind.event(start=start, end=start, frame=frame, **kind.build(row, stored))


def _hidden(kind: Kind, rows: Sequence[object]) -> tuple[str, ...]:
    """The fault that says where a file counts more faces than it has boxes of."""
    if kind.analyzer != "faces":
        return ()
    counts = [row.get("count") for row in rows if isinstance(row, dict)]
    crowded = sum(isinstance(count, int) and count > 1 for count in counts)
    if not crowded:
        return ()
    return (f"mediapipe faces: {crowded} samples show more faces than the one that was stored",)
