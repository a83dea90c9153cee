"""Runs the chosen analyzers over one clip: one decode pass for all eyes, beside it the ears."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from time import perf_counter

from rumiai.analyzers.base import AudioAnalyzer, Loaded, WithdrawnError, one_line
from rumiai.analyzers.lane import Lane
from rumiai.analyzers.registry import (
    ANALYZERS,
    NEEDING_WEIGHTS,
    OF_SOUND,
    load,
    names,
    switched_off,
)
from rumiai.analyzers.workplace import Workplace
from rumiai.errors import MLFailedError, MLUnavailableError
from rumiai.schema.intervals import Interval, without
from rumiai.schema.media import Audio, Clip, Pictures
from rumiai.schema.timeline import AnalyzerRun, Status

LOG = logging.getLogger(__name__)
SOUNDLESS = "the video has no audio track"
UNDECODABLE = "the audio track cannot be decoded"
CHEAPEST_FIRST = sorted(ANALYZERS, key=lambda name: name not in NEEDING_WEIGHTS)
"""Missing weights say so before anything heavy is loaded."""


def run_analyzers(
    selected: Collection[str],
    clip: Clip,
    pictures: Pictures,
    audio: Audio | None,
    mandatory: Collection[str],
    workplace: Workplace,
    seen: Callable[[float], None],
) -> tuple[AnalyzerRun, ...]:
    """Report of every analyzer, the ones not selected as skipped.

    `seen` is told the time of every picture, in seconds; and before each model that is loaded, so
    that a request to end is heeded there, too. An analyzer that crashes or cannot be
    loaded says so in its report; if it is `mandatory`, that raises MLFailedError at once.
    """
    reports: list[AnalyzerRun] = []
    ears: list[Loaded[AudioAnalyzer]] = []
    off = switched_off(workplace.choices)
    with ThreadPoolExecutor(1) as aside, ExitStack() as abandoned:
        lanes: list[Lane] = []
        for name in CHEAPEST_FIRST:
            soundless = audio is None and not clip.has_audio and name in OF_SOUND
            if name not in selected or (name in off and not soundless):
                continue
            seen(0.0)
            outcome = _absent(name) if soundless else _make(name, workplace, clip.duration)
            if isinstance(outcome, AnalyzerRun):
                reports.append(outcome)
                _insist(outcome, mandatory)
            elif isinstance(outcome, Lane):
                lanes.append(outcome)
                abandoned.callback(outcome.abandon)
            else:
                ears.append(outcome)
                abandoned.callback(workplace.forget, name)  # after it was abandoned
                abandoned.callback(outcome.analyzer.abandon)
        heard = aside.submit(lambda: [_hear(ear, clip, audio) for ear in ears])
        reports += _look(lanes, pictures, mandatory, seen)
        reports += heard.result()
        abandoned.pop_all()
    for report in reports:
        if report.status is Status.FAILED:
            workplace.forget(report.analyzer)
        _insist(report, mandatory)
    return _in_order(reports, off)


def _make(
    name: str, workplace: Workplace, duration: float
) -> Lane | Loaded[AudioAnalyzer] | AnalyzerRun:
    """An analyzer ready to look or to listen, or the report that it cannot."""
    started = perf_counter()
    try:
        analyzer = load(name)(workplace)
        if isinstance(analyzer, AudioAnalyzer):
            return Loaded.of(name, analyzer, started)
        rate = analyzer.frames_per_second(duration)
        return Lane(Loaded.of(name, analyzer, started), rate)
    except MLUnavailableError as error:
        return AnalyzerRun(analyzer=name, status=Status.UNAVAILABLE, reason=str(error))
    except Exception as error:
        LOG.debug("%s cannot be loaded", name, exc_info=error)
        reason = f"cannot be loaded: {one_line(error)}"
        return AnalyzerRun(analyzer=name, status=Status.FAILED, reason=reason)


def _absent(name: str) -> AnalyzerRun:
    return AnalyzerRun(analyzer=name, status=Status.ABSENT, reason=SOUNDLESS)


def _look(
    lanes: Sequence[Lane],
    pictures: Pictures,
    mandatory: Collection[str],
    seen: Callable[[float], None],
) -> list[AnalyzerRun]:
    for picture in pictures:
        for lane in lanes:
            lane.offer(picture)
            if lane.error is not None and lane.name in mandatory:
                raise MLFailedError(f"{lane.name} crashed: {one_line(lane.error)}")
        seen(picture.time)
    return [lane.finish(pictures.end) for lane in lanes]


def _hear(ear: Loaded[AudioAnalyzer], clip: Clip, audio: Audio | None) -> AnalyzerRun:
    """One listener's report; where the track ends early there is nothing to hear, for certain."""
    report = AnalyzerRun(
        analyzer=ear.name,
        status=Status.OK,
        engine=ear.engine,
        weights_sha256=ear.weights_sha256,
        device=ear.analyzer.device,
        load_seconds=ear.seconds,
    )
    if audio is None:
        return report.model_copy(update={"status": Status.FAILED, "reason": UNDECODABLE})
    started = perf_counter()
    try:
        events = tuple(ear.analyzer.hear(audio))
    except WithdrawnError as error:
        update = {"status": Status.UNAVAILABLE, "reason": str(error), "events": error.events}
        return report.model_copy(update={**update, "seconds": perf_counter() - started})
    except Exception as error:
        LOG.debug("%s failed", ear.name, exc_info=error)
        update = {"status": Status.FAILED, "reason": f"crashed: {one_line(error)}"}
        return report.model_copy(update=update)
    whole = Interval(0.0, max(audio.duration, clip.duration))
    return report.model_copy(
        update={
            "events": events,
            "inspected": without(whole, audio.holes),
            "device": ear.analyzer.device,
            "remarks": ear.analyzer.remarks,
            "seconds": perf_counter() - started,
        }
    )


def _insist(report: AnalyzerRun, mandatory: Collection[str]) -> None:
    missing = report.status in (Status.FAILED, Status.UNAVAILABLE)
    if missing and report.analyzer in mandatory:
        raise MLFailedError(f"{report.analyzer} is mandatory in strict mode: {report.reason}")


def _in_order(reports: Iterable[AnalyzerRun], off: Mapping[str, str]) -> tuple[AnalyzerRun, ...]:
    found = {report.analyzer: report for report in reports}
    return tuple(found.get(name) or _skipped(name, off) for name in names())


def _skipped(name: str, off: Mapping[str, str]) -> AnalyzerRun:
    reason = off.get(name, "switched off by the user")
    return AnalyzerRun(analyzer=name, status=Status.SKIPPED, reason=reason)
