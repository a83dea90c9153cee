"""Expressions that FEAT measured. Labels from any other source were guessed and are left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast, get_args

from rumiai.legacy.records import (
    Item,
    UnreadableError,
    box_of,
    frame_of,
    items,
    number,
    optional_number,
    part,
    read_each,
    text,
    time_of,
)
from rumiai.legacy.reports import analyzed_of, failed, inspected, missing, partial, ran, unread
from rumiai.legacy.sampling import MIN_TIMES, Samples, every, looked
from rumiai.legacy.shapes import Stored
from rumiai.schema.events import Emotion, EmotionSeen
from rumiai.schema.timeline import AnalyzerRun

ANALYZER = "emotions"
SOURCE = "feat"
NEEDS = "they need all seven scores, and the face's box and score"


def read_emotions(stored: Stored) -> tuple[AnalyzerRun, tuple[str, ...]]:
    """The report of FEAT's expressions, and what was wrong with the records."""
    document = stored.documents.get("emotion", {})
    rows = _rows(document) or [e for e in stored.of_type("emotion") if _is_feat(e)]
    if not rows:
        return missing(ANALYZER, "the file holds nothing that FEAT measured"), ()
    seen, account = read_each(rows, lambda row: _seen(row, stored))
    faults = unread("feat", account)
    if not seen:
        return failed(ANALYZER, f"none of {len(rows)} expressions can be used: {NEEDS}"), faults
    samples = _samples(stored, document, [s.start for s in seen] + account.bad_times)
    run = ran(ANALYZER, document, seen, inspected(samples, account), samples)
    return run, (*faults, *partial("feat", samples))


def _rows(document: Item) -> list[object]:
    """The samples of a detector's document, if FEAT wrote it."""
    about = (document, part(document, "metadata"))
    named = [str(place.get(key, "")) for place in about for key in ("source", "model", "backend")]
    whole = any(SOURCE in name.casefold() for name in named)
    rows = items(document, "emotions", "timeline")
    return [row for row in rows if isinstance(row, dict) and (whole or _is_feat(row))]


def _is_feat(entry: Item) -> bool:
    return entry.get("source") == SOURCE


def _samples(stored: Stored, document: Item, times: Sequence[float]) -> Samples:
    rate = _rate(document)
    count = analyzed_of(document)
    if rate and count and count / rate < stored.duration + 1 / rate and len(times) >= MIN_TIMES:
        return every(1 / rate, count)
    return looked("people", times, count, stored.duration, None)


def _rate(document: Item) -> float | None:
    try:
        rate = optional_number(document, "sample_rate")
    except UnreadableError:
        return None
    return rate if rate is not None and rate > 0 else None


def _seen(row: Item, stored: Stored) -> EmotionSeen:
    start = time_of(row)
    if start >= stored.duration:
        raise UnreadableError("after the end of the video")
    probabilities = _probabilities(row)
    emotion = cast("Emotion", text(row, "emotion"))
    if emotion not in probabilities:
        raise UnreadableError("no label")
    return EmotionSeen(
        start=start,
        end=start,
        score=probabilities[emotion],
        frame=frame_of(row, start, stored.frames_per_second),
        emotion=emotion,
        probabilities=probabilities,
        face_score=number(row, "face_score", "face_confidence", "FaceScore"),
        action_units={int(unit): value for unit, value in _units(row).items()},
        box=box_of(row, stored.size, "size"),
    )


def _probabilities(row: Item) -> dict[Emotion, float]:
    scores = part(row, "all_scores") or part(row, "emotion_scores")
    return {label: number(scores, label) for label in get_args(Emotion)}


def _units(row: Item) -> dict[str, Any]:
    found = part(row, "au_intensities")
    return {unit: number(found, unit) for unit in found if str(unit).isdecimal()}
