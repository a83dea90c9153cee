"""Computes metrics again from a stored unified analysis: of this release, or of an older system."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from rumiai.acquire.local import local_video, video_id_of
from rumiai.errors import MLFailedError
from rumiai.insights.python_only import PythonOnly
from rumiai.legacy.read import Reports, StoredAnalysis, read_analysis
from rumiai.metrics import measure
from rumiai.outputs import report, save
from rumiai.outputs.atomic import check_writable
from rumiai.pipeline import (
    MANDATORY,
    Clock,
    insist_on_all,
    insist_on_anything,
    markers_of,
    paths_for,
    shortcomings,
    write_insights,
)
from rumiai.progress import Begun, Observer, Stage, StageStarted, VideoKnown
from rumiai.schema.measure import Family
from rumiai.schema.media import SourceVideo
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.report import Success
from rumiai.schema.stored import rounded
from rumiai.schema.timeline import AnalyzerRun, Status, Timeline
from rumiai.settings import Settings
from rumiai.timeline.merge import merge


def recompute(
    source: str,
    metadata: Path | None,
    settings: Settings,
    observer: Observer,
    asked_for: str | None = None,
) -> Success:
    """Compute all analyses and markers from a stored file, which stays as it is.

    Platform metadata comes from the stored file unless `metadata` names another one. Results
    stand under the id that was `asked_for`, or else under the one in the file. Raises
    ArgumentError, MLError or OutputError, as `analyze` does.
    """
    clock = Clock()
    observer(Begun(asked_for or source))
    stored, video = _opened(source, metadata, settings, asked_for)
    paths = paths_for(video.video_id, settings)
    check_writable((paths.insights_dir, paths.temporal_dir))
    observer(VideoKnown(video.video_id))

    observer(StageStarted(Stage.TIMELINE))
    timeline = _timeline(stored)
    families = measure(timeline, video.metadata).in_order()
    _insist(timeline.runs, families, settings.strict)
    clock.lap("timeline")

    observer(StageStarted(Stage.MARKERS))
    markers = markers_of(timeline, video.video_id, settings, clock)
    clock.lap("markers")

    observer(StageStarted(Stage.SAVING))
    if markers is not None:
        save.save_markers(paths, markers, clock.started)
    clock.lap("saving")

    observer(StageStarted(Stage.METRICS))
    insights = write_insights(families, timeline, video.video_id, PythonOnly(), observer)
    save.save_insights(paths, insights, markers, clock.started)
    clock.lap("insights")

    observer(StageStarted(Stage.REPORT))
    degraded = shortcomings(timeline, families)
    chosen = settings.model_dump(include={"strict", "temporal_markers"})
    flags = {"insights": "python", "recomputed": True, **chosen}
    success = report.success(
        video, paths, timeline, markers, insights, degraded, clock.stages, clock.started, flags
    )
    observer(StageStarted(Stage.DONE))
    outputs = success.outputs.model_copy(update={"unified": source})
    return success.model_copy(update={"outputs": outputs})


def _opened(
    source: str, metadata: Path | None, settings: Settings, asked_for: str | None
) -> tuple[StoredAnalysis, SourceVideo]:
    """What is stored, and the video that it is about."""
    given = local_video(source, metadata)
    stored = read_analysis(given.path, settings.max_video_duration)
    own = video_id_of(stored.video_id) if stored.video_id else given.video_id
    platform = stored.metadata if metadata is None else given.metadata
    path = Path(stored.video) if stored.video else given.path
    return stored, SourceVideo(path, asked_for or own, platform)


def _timeline(stored: StoredAnalysis) -> Timeline:
    if isinstance(stored.found, Reports):
        return rounded(merge(stored.found.clip, stored.found.runs))
    return stored.found


def _insist(
    runs: Collection[AnalyzerRun], families: Collection[Family | Unmeasured], strict: bool
) -> None:
    """Raise MLFailedError where nothing was measured or, in strict mode, where anything lacks."""
    insist_on_anything(runs)
    for run in runs if strict else ():
        if run.analyzer in MANDATORY and run.status in (Status.FAILED, Status.UNAVAILABLE):
            raise MLFailedError(f"{run.analyzer} is mandatory in strict mode: {run.reason}")
    if strict:
        insist_on_all(families)
