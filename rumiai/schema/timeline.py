"""What every analyzer reported, merged on one clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from rumiai.schema.events import Event, Shot
from rumiai.schema.intervals import Interval, clip, overlap, seconds_of, union
from rumiai.schema.measure import Null, NullCode, Record
from rumiai.schema.media import Clip

E = TypeVar("E")


class Status(StrEnum):
    """How an analyzer's run ended."""

    OK = "ok"
    FAILED = "failed"
    """It crashed; its events were dropped."""
    UNAVAILABLE = "unavailable"
    """Its weights or its package are missing, or those at hand do not understand this video."""
    ABSENT = "absent"
    """There was nothing to look at, for instance no audio track."""
    SKIPPED = "skipped"
    """The user switched it off."""


class AnalyzerRun(Record):
    """One analyzer's report on one video."""

    analyzer: str
    status: Status
    reason: str | None = None
    """Why the status is not ok, in words, with what to do."""
    engine: str | None = None
    """Library and version."""
    weights_sha256: str | None = None
    """Of the weight files' contents, one after the other."""
    device: str | None = None
    """Where the model ran."""
    remarks: tuple[str, ...] = ()
    """What the user should know about how it was done, a sentence each."""
    frames_per_second: float | None = None
    """Sampling rate; None for sound."""
    samples: int = 0
    """Frames looked at."""
    inspected: tuple[Interval, ...] = ()
    """The intervals really looked at."""
    events: tuple[Event, ...] = ()
    seconds: float = 0.0
    """Time spent on looking."""
    load_seconds: float = 0.0
    """Time spent on loading the model."""


class Timeline(Record):
    """All events of a video in order of time, and which analyzers looked where."""

    clip: Clip
    runs: tuple[AnalyzerRun, ...]
    events: tuple[Event, ...]

    def of(self, kind: type[E]) -> tuple[E, ...]:
        """The events of one kind, in order of time."""
        return tuple(event for event in self.events if isinstance(event, kind))

    @property
    def cuts(self) -> tuple[float, ...]:
        """The cuts strictly inside the video, in seconds."""
        duration = self.clip.duration
        return tuple(shot.start for shot in self.of(Shot) if 0 < shot.start < duration)

    def run(self, analyzer: str) -> AnalyzerRun | None:
        """The report of one analyzer; None where it is not part of this timeline."""
        return self._runs.get(analyzer)

    def ran(self, analyzer: str) -> bool:
        """Whether the analyzer looked at this video and finished."""
        run = self.run(analyzer)
        return run is not None and run.status is Status.OK

    def settled(self, analyzer: str) -> bool:
        """Whether all is known that the analyzer could tell: it ran, or there was no sound."""
        run = self.run(analyzer)
        return run is not None and run.status in (Status.OK, Status.ABSENT)

    def missing(self, analyzer: str, code: NullCode = NullCode.NOT_MEASURED) -> Null | None:
        """Why nothing is known from an analyzer; None where it ran.

        A video without sound gives ``no_audio``, everything else the given code.
        """
        if self.ran(analyzer):
            return None
        run = self.run(analyzer)
        absent = run is not None and run.status is Status.ABSENT
        return Null(code=NullCode.NO_AUDIO if absent else code)

    def account(self, analyzer: str) -> str:
        """What became of an analyzer, in words: its name, status and reason."""
        run = self.run(analyzer)
        if run is None:
            return f"{analyzer} missing: not part of this timeline"
        return (
            f"{analyzer} {run.status}: {run.reason}" if run.reason else f"{analyzer} {run.status}"
        )

    def inspected_bins(self, analyzer: str) -> tuple[int, ...]:
        """The one-second bins of which the analyzer looked at any part."""
        run = self.run(analyzer)
        spans = run.inspected if run is not None and run.status is Status.OK else ()
        bins = range(seconds_of(self.clip.duration))
        return tuple(b for b in bins if _covered(spans, Interval(b, b + 1)) > 0)

    def inspected_share(self, analyzer: str) -> float:
        """Share of the video's one-second bins that the analyzer looked at."""
        return len(self.inspected_bins(analyzer)) / seconds_of(self.clip.duration)

    @cached_property
    def _runs(self) -> dict[str, AnalyzerRun]:
        return {run.analyzer: run for run in self.runs}


def _covered(spans: Iterable[Interval], window: Interval) -> float:
    return sum(overlap(span, window) for span in spans)


def merge_inspected(spans: Sequence[Interval], duration: float) -> tuple[Interval, ...]:
    """Inspected intervals without overlaps and with no part outside the video.

    Neighbours that touch but for rounding become one.
    """
    return clip(union(spans, gap=1e-6), 0.0, duration)
