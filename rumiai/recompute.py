"""Computes metrics again from a stored unified analysis: of this release, or of an older system."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from rumiai.acquire.local import local_video, video_id_of
from rumiai.errors import MLFailedError
from rumiai.legacy.read import Reports, StoredAnalysis, read_analysis
from rumiai.metrics import measure
from rumiai.outputs import report, save
from rumiai.outputs.atomic import check_writable
from rumiai.pipeline import (
    MANDATORY,
    Clock,
    flags_of,
    insist_on_all,
    insist_on_anything,
    markers_of,
    paths_for,
    shortcomings,
    tell,
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
from rumiai.writing import unanswered


def recompute(
    source: str, metadata: Path | None, settings: Settings, observer: Observer
) -> Success:
    """Compute all analyses and markers from a stored file, which stays as it is.

    Platform metadata comes from the stored file unless `metadata` names another one. Raises
    ArgumentError, MLError or OutputError, as `analyze` does.
    """
    clock = Clock()
    observer(Begun(source))
    given = local_video(source, metadata)
    stored = read_analysis(given.path, settings.max_video_duration)
    video_id = video_id_of(stored.video_id) if stored.video_id else given.video_id
    platform = stored.metadata if metadata is None else given.metadata
    video = SourceVideo(Path(stored.video) if stored.video else given.path, video_id, platform)
    paths = paths_for(video_id, settings)
    check_writable((paths.insights_dir, paths.temporal_dir))
    observer(VideoKnown(video_id))

    observer(StageStarted(Stage.TIMELINE))
    timeline = _timeline(stored)
    families = measure(timeline, platform).in_order()
    _insist(timeline.runs, families, settings.strict)
    clock.lap("timeline")

    observer(StageStarted(Stage.MARKERS))
    markers = markers_of(timeline, video_id, settings, clock)
    clock.lap("markers")

    observer(StageStarted(Stage.SAVING))
    if markers is not None:
        save.save_markers(paths, markers, clock.started)
    clock.lap("saving")

    insights = tell(families, timeline, video, paths, markers, settings, observer, clock)

    observer(StageStarted(Stage.REPORT))
    degraded = [*shortcomings(timeline, families), *unanswered(insights)]
    flags = {**flags_of(settings), "recomputed": True}
    success = report.success(
        video, paths, timeline, markers, insights, degraded, clock.stages, clock.started, flags
    )
    observer(StageStarted(Stage.DONE))
    outputs = success.outputs.model_copy(update={"unified": str(given.path)})
    return success.model_copy(update={"outputs": outputs})


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
