"""Shots from stored scenes: a cut is where one scene ends and the next begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from rumiai.legacy.records import (
    END_KEYS,
    TIME_KEYS,
    Item,
    Readable,
    UnreadableError,
    end_of,
    items,
    mapping,
    time_of,
)
from rumiai.legacy.reports import failed, missing, ran, refused, unread
from rumiai.legacy.shapes import Stored
from rumiai.legacy.timestamps import parse_timestamp
from rumiai.schema.events import Shot
from rumiai.schema.intervals import Interval
from rumiai.schema.timeline import AnalyzerRun

ANALYZER = "shots"
APART = 1e-3
"""Seconds; cuts closer together are one cut, written twice."""
ROUNDED = "the times of cuts are known to the second only"


class Cuts(NamedTuple):
    """The cuts that could be read, how many records could not, and how many cuts that hides."""

    times: list[float]
    bad: int
    hidden: int


def read_shots(stored: Stored) -> tuple[AnalyzerRun, tuple[str, ...]]:
    """The shots' report, and what was wrong with the records.

    Every cut matters to the count of all: where one of them is unknown, nothing is told.
    """
    document = stored.documents.get("scene_detection", {})
    scenes = items(document, "scenes", "cuts", "shots")
    records = scenes or items(document, "scene_changes") or list(stored.of_type("scene_change"))
    why = refused(document, len(records)) if document else None
    if why is not None:
        return failed(ANALYZER, why), ()
    if not records:
        unseen = "no scene is stored, as also after a crash"
        empty = failed(ANALYZER, unseen) if document else missing(ANALYZER, "no scene is stored")
        return empty, ()
    cuts = _boundaries(records) if scenes and _are_objects(scenes) else _each(records)
    faults = unread("scene_detection", Readable(len(records), cuts.bad))
    if cuts.hidden:
        return failed(ANALYZER, f"cuts unknown because of broken records: {cuts.hidden}"), faults
    coarse = any(map(_is_coarse, records))
    if coarse and len(set(cuts.times)) < len(cuts.times):
        return failed(ANALYZER, "several cuts in one second, whose times are not stored"), ()
    return _run(stored, cuts, document), (*faults, ROUNDED) if coarse else faults


def _run(stored: Stored, cuts: Cuts, document: Item) -> AnalyzerRun:
    end = stored.duration
    inside = _apart(cut for cut in cuts.times if APART < cut < end - APART)
    shots = [Shot(start=a, end=b, score=1.0) for a, b in pairwise([0.0, *inside, end])]
    return ran(ANALYZER, document, shots, [Interval(0.0, end)])


def _are_objects(records: Sequence[object]) -> bool:
    return any(isinstance(record, dict) for record in records)


def _boundaries(scenes: Sequence[object]) -> Cuts:
    """Where neighbouring scenes meet; a scene that cannot be read leaves its neighbours' word."""
    spans = [_span(scene) for scene in scenes]
    cuts = [span.start for span in spans[:1] if span is not None]
    unknown = 0
    for before, after in pairwise(spans):
        if after is not None:
            cuts.append(after.start)
        elif before is not None and before.end > before.start:
            cuts.append(before.end)
        else:
            unknown += 1
    alone = len(spans) == 1 and not cuts
    return Cuts(cuts, spans.count(None), unknown + alone)


def _span(scene: object) -> Interval | None:
    """A scene; one that states no end ends where it starts."""
    try:
        record = mapping(scene)
        start = time_of(record)
        ended = any(record.get(key) is not None for key in (*END_KEYS, "duration"))
        return Interval(start, end_of(record, start) if ended else start)
    except UnreadableError:
        return None


def _each(records: Sequence[object]) -> Cuts:
    """Times of cuts, bare or in records."""
    times = [_time(record) for record in records]
    known = [time for time in times if time is not None]
    bad = len(times) - len(known)
    return Cuts(known, bad, bad)


def _time(record: object) -> float | None:
    if not isinstance(record, dict):
        return parse_timestamp(record)
    try:
        return time_of(record)
    except UnreadableError:
        return None


def _is_coarse(record: object) -> bool:
    """Whether a time is a text without decimals, as in ``"5s"`` and ``"5-6s"``."""
    if isinstance(record, dict):
        record = next((record[key] for key in TIME_KEYS if record.get(key) is not None), None)
    return isinstance(record, str) and not any(point in record for point in ".,")


def _apart(times: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for time in sorted(times):
        if not kept or time - kept[-1] > APART:
            kept.append(time)
    return kept
