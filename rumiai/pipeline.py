"""The whole program on one page: from what the user named to the files on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from rumiai.acquire.means import Means
from rumiai.acquire.source import acquire
from rumiai.analyzers.run import run_analyzers
from rumiai.analyzers.workplace import Workplace
from rumiai.decode.audio import read_audio
from rumiai.decode.frames import VideoReader
from rumiai.decode.probe import probe
from rumiai.errors import MLFailedError
from rumiai.insights.writer import InsightWriter
from rumiai.metrics import measure
from rumiai.outputs import report, save
from rumiai.outputs.atomic import check_writable
from rumiai.outputs.detectors import detector_documents
from rumiai.outputs.paths import Paths
from rumiai.outputs.unified import unified_document
from rumiai.progress import (
    Begun,
    InsightDone,
    InsightStarted,
    Observer,
    PictureSeen,
    Stage,
    StageStarted,
    VideoKnown,
)
from rumiai.schema.insights import Insight
from rumiai.schema.markers import TemporalMarkers
from rumiai.schema.measure import Family
from rumiai.schema.media import SourceVideo
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.report import Success
from rumiai.schema.stored import rounded
from rumiai.schema.timeline import AnalyzerRun, Status, Timeline
from rumiai.settings import Settings
from rumiai.timeline.markers import temporal_markers
from rumiai.timeline.merge import merge
from rumiai.writing import insist_on_answers, stage_of, unanswered, writer_of

MANDATORY = frozenset(
    {"shots", "text", "faces", "pose", "hands", "voice", "energy"}
    | {"emotions", "objects", "speech"}
)
"""Analyzers without which a strict run fails (IO_CONTRACT section 8)."""


@dataclass(frozen=True)
class Request:
    """What one run is asked to do."""

    source: str
    analyzers: Collection[str]
    metadata: Path | None = None


@dataclass
class Clock:
    """When a run began and how long its stages took; the only part that varies between runs."""

    started: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    stages: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=perf_counter)

    def lap(self, stage: str) -> None:
        """Book the time since the last lap on a stage."""
        now = perf_counter()
        self.stages[stage], self._since = now - self._since, now


def analyze(
    request: Request, settings: Settings, workplace: Workplace, observer: Observer
) -> Success:
    """Analyse one video and write all files.

    Raises ArgumentError, MLError or OutputError; then no result of this run is on disk, but for
    whole files written before an OutputError.
    """
    clock = Clock()
    observer(Begun(request.source))
    source = acquire(request.source, request.metadata, means_of(settings), observer)
    paths = paths_for(source.video_id, settings)
    check_writable(paths.folders)
    timeline = _see_and_hear(source, request, settings, workplace, observer, clock)

    families = measure(timeline, source.metadata).in_order()
    if settings.strict:
        insist_on_all(families)

    observer(StageStarted(Stage.MARKERS))
    markers = markers_of(timeline, source.video_id, settings, clock)
    clock.lap("markers")

    observer(StageStarted(Stage.SAVING))
    degraded = shortcomings(timeline, families)
    _save_analysis(source, paths, timeline, markers, degraded, clock)
    clock.lap("saving")

    insights = tell(families, timeline, source, paths, markers, settings, observer, clock)
    degraded += unanswered(insights)

    observer(StageStarted(Stage.REPORT))
    flags = flags_of(settings)
    success = report.success(
        source, paths, timeline, markers, insights, degraded, clock.stages, clock.started, flags
    )
    observer(StageStarted(Stage.DONE))
    return success


def _see_and_hear(
    source: SourceVideo,
    request: Request,
    settings: Settings,
    workplace: Workplace,
    observer: Observer,
    clock: Clock,
) -> Timeline:
    """Decode the video once and let every chosen analyzer look or listen."""
    clip = probe(source.path, settings.max_video_duration)
    observer(VideoKnown(source.video_id))
    observer(StageStarted(Stage.ANALYZERS))
    audio = read_audio(clip, settings.max_video_duration)
    reader = VideoReader(clip, audio)
    clock.lap("reading")
    runs = run_analyzers(
        request.analyzers,
        clip,
        reader,
        audio,
        MANDATORY if settings.strict else (),
        workplace,
        lambda time: observer(PictureSeen(time, clip.duration)),
    )
    clock.lap("analyzers")
    insist_on_anything(runs)
    observer(StageStarted(Stage.TIMELINE))
    timeline = rounded(merge(reader.measured, runs))
    clock.lap("timeline")
    return timeline


def insist_on_anything(runs: Collection[AnalyzerRun]) -> None:
    """Raise MLFailedError where not one analyzer finished."""
    if not any(run.status is Status.OK for run in runs):
        tried = [run for run in runs if run.status is not Status.SKIPPED]
        why = [f"{run.analyzer}: {run.reason}" for run in tried or runs]
        raise MLFailedError("; ".join(["nothing could be measured", *why]))


def insist_on_all(families: Collection[Family | Unmeasured]) -> None:
    """Raise MLFailedError for the first analysis that cannot be measured."""
    for family in families:
        if isinstance(family, Unmeasured) and family.asked_for:
            raise MLFailedError(f"{family.name} cannot be measured: {family.reason}")


def markers_of(
    timeline: Timeline, video_id: str, settings: Settings, clock: Clock
) -> TemporalMarkers | None:
    """The temporal markers; None where the settings leave this video without."""
    if not _wants_markers(video_id, settings):
        return None
    return temporal_markers(timeline, video_id, report.iso(clock.started))


def _save_analysis(
    source: SourceVideo,
    paths: Paths,
    timeline: Timeline,
    markers: TemporalMarkers | None,
    degraded: Sequence[str],
    clock: Clock,
) -> None:
    detectors = detector_documents(timeline, source.video_id)
    run = report.run_block(source, timeline, clock.started, clock.stages)
    written = markers is not None
    unified = unified_document(source, timeline, detectors, degraded, written, run)
    save.save_analysis(paths, detectors, unified, markers, clock.started)


def tell(
    families: Sequence[Family | Unmeasured],
    timeline: Timeline,
    source: SourceVideo,
    paths: Paths,
    markers: TemporalMarkers | None,
    settings: Settings,
    observer: Observer,
    clock: Clock,
) -> list[Insight]:
    """Write all insights, and save them.

    Raises APIError where a model was asked and no prompt was answered: then what was measured is
    saved. In strict mode one prompt without an answer is enough, and no insight is saved.
    """
    observer(StageStarted(stage_of(settings)))
    with writer_of(settings, paths, source.metadata, observer) as writer:
        insights = write_insights(families, timeline, source.video_id, writer, observer)
    if settings.strict:
        insist_on_answers(insights, all_of_them=True)
    save.save_insights(paths, insights, markers, clock.started)
    insist_on_answers(insights, all_of_them=False)
    clock.lap("insights")
    return insights


def flags_of(settings: Settings) -> dict[str, Any]:
    """The settings that the report repeats."""
    chosen = settings.model_dump(include={"insights", "strict", "temporal_markers"})
    return chosen | ({"model": settings.claude_model} if settings.insights == "claude" else {})


def write_insights(
    families: Sequence[Family | Unmeasured],
    timeline: Timeline,
    video_id: str,
    writer: InsightWriter,
    observer: Observer,
) -> list[Insight]:
    """The insights of all families, in order."""
    insights: list[Insight] = []
    writer.begin(families, timeline)
    for index, family in enumerate(families, 1):
        observer(InsightStarted(family.name, index, len(families), video_id))
        started = perf_counter()
        insight = writer.write(family, timeline)
        seconds = perf_counter() - started
        if insight.asked is not None and not insight.asked.reused:
            seconds = insight.asked.seconds  # it began before this loop came to it
        insights.append(insight.model_copy(update={"seconds": seconds}))
        reason = None if insight.success else "; ".join(insight.reasons)
        observer(InsightDone(insight.name, seconds, insight.kilobytes, reason))
    return insights


def means_of(settings: Settings) -> Means:
    """What acquisition may use."""
    return Means(
        folder=settings.root / settings.temp_dir,
        finders=settings.finders,
        apify_token=settings.apify_token,
        apify_url=str(settings.apify_url),
        cookies=settings.cookies,
        offline=settings.offline,
        allow_loopback=settings.allow_loopback,
        max_bytes=int(settings.max_download_mb * 1e6),
    )


def paths_for(video_id: str, settings: Settings) -> Paths:
    """Where this video's results go."""
    return Paths(
        video_id=video_id,
        detectors=settings.root / settings.detector_dir,
        unified_dir=settings.root / settings.unified_dir,
        insights_dir=settings.root / settings.insights_dir,
        temporal_dir=settings.root / settings.temporal_dir,
    )


def _wants_markers(video_id: str, settings: Settings) -> bool:
    """Whether this video belongs to the share that gets markers: the same in every process."""
    place = int.from_bytes(hashlib.sha256(video_id.encode()).digest()[:4]) / 2**32
    return settings.temporal_markers and 100 * place < settings.temporal_rollout


def shortcomings(timeline: Timeline, families: Sequence[Family | Unmeasured]) -> list[str]:
    """Everything that was asked for and not measured, in words."""
    return [
        *(f"video: {fault}" for fault in timeline.clip.faults),
        *(
            timeline.account(run.analyzer)
            for run in timeline.runs
            if run.status in (Status.FAILED, Status.UNAVAILABLE)
        ),
        *(f"{f.name}: {f.reason}" for f in families if isinstance(f, Unmeasured) and f.asked_for),
    ]
