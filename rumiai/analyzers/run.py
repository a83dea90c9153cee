"""Runs the chosen analyzers over one clip: one decode pass for all eyes, beside it the ears."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from rumiai.analyzers.base import AudioAnalyzer, FrameAnalyzer, Loaded, one_line, sha256_of
from rumiai.analyzers.lane import Lane
from rumiai.analyzers.registry import ANALYZERS, OF_SOUND, WITHOUT_LOADER, load, names
from rumiai.errors import MLFailedError, MLUnavailableError
from rumiai.schema.intervals import Interval
from rumiai.schema.media import Audio, Clip, Pictures
from rumiai.schema.timeline import AnalyzerRun, Status

LOG = logging.getLogger(__name__)
SOUNDLESS = "the video has no audio track"
UNDECODABLE = "the audio track cannot be decoded"


def run_analyzers(
    selected: Collection[str],
    clip: Clip,
    pictures: Pictures,
    audio: Audio | None,
    mandatory: Collection[str],
    seen: Callable[[float], None],
) -> tuple[AnalyzerRun, ...]:
    """Report of every analyzer, the ones not selected as skipped.

    `seen` is told the time of every picture, in seconds. An analyzer that crashes or cannot be
    loaded says so in its report; if it is `mandatory`, that raises MLFailedError at once.
    """
    outcomes: list[Loaded[FrameAnalyzer | AudioAnalyzer] | AnalyzerRun] = []
    for name in (n for n in _cheapest_first() if n in selected):
        soundless = audio is None and not clip.has_audio and name in OF_SOUND
        outcomes.append(_absent(name) if soundless else _make(name))
        _insist([o for o in outcomes if isinstance(o, AnalyzerRun)], mandatory)
    ready = [outcome for outcome in outcomes if isinstance(outcome, Loaded)]
    reports = [outcome for outcome in outcomes if isinstance(outcome, AnalyzerRun)]
    ears = [
        Loaded(r.name, r.analyzer, r.seconds)
        for r in ready
        if isinstance(r.analyzer, AudioAnalyzer)
    ]
    eyes = [
        Loaded(r.name, r.analyzer, r.seconds)
        for r in ready
        if isinstance(r.analyzer, FrameAnalyzer)
    ]
    with ThreadPoolExecutor(1) as pool:
        heard = pool.submit(lambda: [_hear(ear, audio) for ear in ears])
        lanes = [Lane(eye, clip.duration) for eye in eyes]
        reports += _look(lanes, pictures, mandatory, seen)
        reports += heard.result()
    _insist(reports, mandatory)
    return _in_order(reports)


def _cheapest_first() -> tuple[str, ...]:
    """What cannot be loaded says so before anything heavy is."""
    return (*WITHOUT_LOADER, *ANALYZERS)


def _make(name: str) -> Loaded[FrameAnalyzer | AudioAnalyzer] | AnalyzerRun:
    started = perf_counter()
    try:
        analyzer = load(name)()
    except MLUnavailableError as error:
        return AnalyzerRun(analyzer=name, status=Status.UNAVAILABLE, reason=str(error))
    except Exception as error:
        LOG.debug("%s cannot be loaded", name, exc_info=error)
        reason = f"cannot be loaded: {one_line(error)}"
        return AnalyzerRun(analyzer=name, status=Status.FAILED, reason=reason)
    return Loaded(name, analyzer, perf_counter() - started)


def _absent(name: str) -> AnalyzerRun:
    return AnalyzerRun(analyzer=name, status=Status.ABSENT, reason=SOUNDLESS)


def _look(
    lanes: list[Lane],
    pictures: Pictures,
    mandatory: Collection[str],
    seen: Callable[[float], None],
) -> list[AnalyzerRun]:
    try:
        for picture in pictures:
            for lane in lanes:
                lane.offer(picture)
                if lane.error is not None and lane.name in mandatory:
                    raise MLFailedError(f"{lane.name} crashed: {one_line(lane.error)}")
            seen(picture.time)
        return [lane.finish(pictures.end) for lane in lanes]
    except BaseException:
        for lane in lanes:
            lane.abandon()
        raise


def _hear(ear: Loaded[AudioAnalyzer], audio: Audio | None) -> AnalyzerRun:
    report = AnalyzerRun(
        analyzer=ear.name,
        status=Status.OK,
        engine=ear.analyzer.engine,
        weights_sha256=sha256_of(ear.analyzer.weights),
        load_seconds=ear.seconds,
    )
    if audio is None:
        return report.model_copy(update={"status": Status.FAILED, "reason": UNDECODABLE})
    started = perf_counter()
    try:
        events = tuple(ear.analyzer.hear(audio))
    except Exception as error:
        LOG.debug("%s failed", ear.name, exc_info=error)
        update = {"status": Status.FAILED, "reason": f"crashed: {one_line(error)}"}
        return report.model_copy(update=update)
    inspected = (Interval(0.0, audio.duration),)
    seconds = perf_counter() - started
    return report.model_copy(update={"events": events, "inspected": inspected, "seconds": seconds})


def _insist(reports: Iterable[AnalyzerRun], mandatory: Collection[str]) -> None:
    for report in reports:
        missing = report.status in (Status.FAILED, Status.UNAVAILABLE)
        if missing and report.analyzer in mandatory:
            raise MLFailedError(f"{report.analyzer} is mandatory in strict mode: {report.reason}")


def _in_order(reports: Iterable[AnalyzerRun]) -> tuple[AnalyzerRun, ...]:
    found = {report.analyzer: report for report in reports}
    return tuple(
        found.get(name)
        or AnalyzerRun(analyzer=name, status=Status.SKIPPED, reason="switched off by the user")
        for name in names()
    )
