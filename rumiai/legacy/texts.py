"""Readings of text. The old reader stored each text once, when it was first read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from rumiai.legacy.records import (
    Item,
    Readable,
    UnreadableError,
    box_of,
    frame_of,
    items,
    number,
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
from rumiai.legacy.shapes import Stored
from rumiai.schema.events import TextSeen
from rumiai.schema.timeline import AnalyzerRun

ANALYZER = "text"
ONCE = "ocr stored each text once: how long a text stood is known as one sample at least"


def read_texts(stored: Stored) -> tuple[AnalyzerRun, tuple[str, ...]]:
    """The report of reading text, and what was wrong with the records."""
    document = stored.documents.get("ocr")
    rows = _rows(document or {}) or list(stored.of_type("text"))
    if document is None and not rows:
        return missing(ANALYZER, "the file holds no readings of text"), ()
    why = refused(document or {}, len(rows))
    if why is not None:
        return failed(ANALYZER, why), ()
    rate = stored.frames_per_second or stored.sampled_rate
    seen, account = read_each(rows, lambda row: _seen(row, stored, rate))
    if rows and not seen:
        return failed(ANALYZER, f"none of {len(rows)} readings can be used: {WHY}"), unread(
            "ocr", account
        )
    return _report(stored, document or {}, seen, account)


WHY = "they need a time, a text, a confidence and a box"


def _report(
    stored: Stored, document: Item, seen: Sequence[TextSeen], account: Readable
) -> tuple[AnalyzerRun, tuple[str, ...]]:
    times = [reading.start for reading in seen] + account.bad_times
    samples = samples_of(stored, document, "text", times)
    ended = sorted(
        (reading.model_copy(update={"end": samples.until(reading.start)}) for reading in seen),
        key=lambda reading: reading.start,
    )
    run = ran(ANALYZER, document, ended, inspected(samples, account), samples)
    once = (ONCE,) if _once(ended) else ()
    return run, (*unread("ocr", account), *partial("ocr", samples), *once)


def _rows(document: Item) -> list[object]:
    """Flat readings, or the elements of the Node generation's frames, whose numbers start at 1."""
    flat = items(document, "textAnnotations", "text_annotations", "texts")
    if flat:
        return flat
    frames = [f for f in items(document, "frame_details") if isinstance(f, dict)]
    elements = (
        [{**row, **_frame(f)} for row in items(f, "text_elements") if isinstance(row, dict)]
        for f in frames
    )
    return list(chain.from_iterable(elements))


def _frame(details: Item) -> dict[str, object]:
    frame = details.get("frame")
    return {"frame": frame - 1 if isinstance(frame, int) else frame}


def _seen(row: Item, stored: Stored, rate: float | None) -> TextSeen:
    start = time_of(row, rate)
    if start >= stored.duration:
        raise UnreadableError("after the end of the video")
    return TextSeen(
        start=start,
        end=start,
        score=number(row, "confidence", "score"),
        frame=frame_of(row, start, rate),
        text=text(row, "text", "value", "description"),
        box=box_of(row, stored.size, "size"),
    )


def _once(seen: Sequence[TextSeen]) -> bool:
    """Whether no text was stored twice, although several were."""
    texts = [reading.text for reading in seen]
    return len(texts) > 1 and len(set(texts)) == len(texts)
