"""From what could be read of a detector's records to the report of an analyzer's run."""

from __future__ import annotations

from collections.abc import Sequence

from rumiai.legacy.records import Item, Readable, part
from rumiai.legacy.sampling import Detector, Samples, every, looked
from rumiai.legacy.shapes import Stored
from rumiai.schema.events import Event
from rumiai.schema.intervals import Interval, union
from rumiai.schema.text import one_line, shortened
from rumiai.schema.timeline import AnalyzerRun, Status

MAX_QUOTED = 200
"""Characters of a message in an old file: what it holds may be of any length."""


def missing(analyzer: str, reason: str) -> AnalyzerRun:
    """A report that an old file holds nothing of an analyzer."""
    return AnalyzerRun(analyzer=analyzer, status=Status.UNAVAILABLE, reason=reason)


def failed(analyzer: str, reason: str) -> AnalyzerRun:
    """A report that nothing is known from a detector, although the file has its document."""
    return AnalyzerRun(analyzer=analyzer, status=Status.FAILED, reason=reason)


def ran(
    analyzer: str,
    document: Item,
    events: Sequence[Event],
    inspected: Sequence[Interval],
    samples: Samples | None = None,
) -> AnalyzerRun:
    """A report of a detector that looked; samples are None for sound and for every frame."""
    return AnalyzerRun(
        analyzer=analyzer,
        status=Status.OK,
        engine=engine_of(document),
        frames_per_second=1 / samples.period if samples and samples.period else None,
        samples=len(samples.spans) if samples else 0,
        inspected=union(inspected, gap=1e-6),
        events=tuple(events),
    )


def engine_of(document: Item) -> str:
    """What an old file says about the model that ran."""
    about = part(document, "metadata")
    names = (about.get(key) for key in ("engine", "model", "model_version", "backend", "method"))
    return next((name for name in names if isinstance(name, str) and name), "not recorded")


def analyzed_of(document: Item) -> int | None:
    """How many frames a detector looked at; None where its file does not tell."""
    value = part(document, "metadata").get("frames_analyzed", document.get("frames_analyzed"))
    counts = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if counts else None


def samples_of(
    stored: Stored, document: Item, detector: Detector, times: Sequence[float]
) -> Samples:
    """Where a detector looked: as the file states, or as its findings at `times` show."""
    if stored.sampled_frames and stored.sampled_rate:
        return every(1 / stored.sampled_rate, stored.sampled_frames)
    analyzed = analyzed_of(document)
    return looked(detector, times, analyzed, stored.duration, stored.frames_per_second)


def refused(document: Item, found: int) -> str | None:
    """Why a detector's document does not show that it ran; None where it does.

    Old programs wrote empty lists and "success" for detectors that never ran. Findings prove a
    run, and so do frames looked at; nothing else does.
    """
    about = part(document, "metadata")
    for place in (document, about):
        error = place.get("error")
        if error:
            return f"the file says that it failed: {one_line(shortened(str(error), MAX_QUOTED))}"
        if place.get("success") is False:
            return "the file says that it did not succeed"
    if found:
        return None
    if about.get("processed") is False:
        return "the file says that it did not run (processed: false)"
    if not analyzed_of(document):
        return "it found nothing, and the file does not show that it looked"
    return None


def unread(name: str, account: Readable) -> tuple[str, ...]:
    """The fault that says how many records of a detector could not be read."""
    if not account.bad:
        return ()
    noun = "record" if account.bad == 1 else "records"
    return (f"{account.bad} {noun} of {name} could not be read",)


def inspected(samples: Samples, account: Readable) -> tuple[Interval, ...]:
    """The spans of the samples, less those of which a record could not be read."""
    return tuple(
        span
        for span in samples.spans
        if not any(span.start - 1e-6 <= time < span.end for time in account.bad_times)
    )


def partial(name: str, samples: Samples) -> tuple[str, ...]:
    """The fault that says that only moments with findings are known to be looked at."""
    if samples.complete:
        return ()
    return (f"{name} looked at unknown moments: only those with findings count as looked at",)
