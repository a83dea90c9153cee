"""Computes metrics again from a stored unified analysis: of this release, or of an older system."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from rumiai.acquire.local import local_video, video_id_of
from rumiai.claims import paths_for, turn
from rumiai.errors import ArgumentError, MLFailedError
from rumiai.legacy.read import Reports, StoredAnalysis, read_analysis
from rumiai.metrics import measure
from rumiai.outputs import report, save
from rumiai.outputs.paths import Paths
from rumiai.pipeline import (
    MANDATORY,
    Clock,
    insist_on_all,
    insist_on_anything,
    markers_of,
    shortcomings,
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
from rumiai.writing import flags_of, tell, unanswered


def recompute(
    source: str,
    metadata: Path | None,
    settings: Settings,
    observer: Observer,
    asked_for: str | None = None,
) -> Success:
    """Compute all analyses and markers from a stored file, which stays as it is.

    Platform metadata comes from the stored file unless `metadata` names another one. Results
    stand under the id that was `asked_for` (then the run has begun already), or else under the one
    in the file. Raises ArgumentError, MLError or OutputError, as `analyze` does.
    """
    if asked_for is None:
        observer(Begun(source))
    given = local_video(source, metadata)
    while True:
        state = _state(given.path)
        stored = read_analysis(given.path, settings.max_video_duration)
        own = video_id_of(stored.video_id) if stored.video_id else given.video_id
        paths = paths_for(asked_for or own, settings)
        with turn(paths, (paths.insights_dir, paths.temporal_dir), observer):
            if _state(given.path) == state:
                return _recompute(given, stored, metadata is None, paths, settings, observer)


def _state(path: Path) -> tuple[int, int, int]:
    """What changes with a file: another run may write it anew while this one waits."""
    try:
        found = path.stat()
    except OSError as error:
        raise ArgumentError(f"{path}: cannot be read ({error.strerror})") from error
    return found.st_ino, found.st_mtime_ns, found.st_size


def _recompute(
    given: SourceVideo,
    stored: StoredAnalysis,
    stored_metadata: bool,
    paths: Paths,
    settings: Settings,
    observer: Observer,
) -> Success:
    clock = Clock()
    video_id = paths.video_id
    platform = stored.metadata if stored_metadata else given.metadata
    video = SourceVideo(Path(stored.video) if stored.video else given.path, video_id, platform)
    observer(VideoKnown(video_id))

    observer(StageStarted(Stage.TIMELINE))
    timeline = _timeline(stored)
    families = measure(timeline, platform).in_order()
    _insist(timeline.runs, families, settings.strict)
    clock.lap("timeline")

    observer(StageStarted(Stage.MARKERS))
    markers = markers_of(timeline, video_id, settings, clock)

    observer(StageStarted(Stage.SAVING))
    if markers is not None:
        save.save_markers(paths, markers, clock.started)
    clock.lap("saving")

    insights = tell(families, timeline, video, paths, markers, settings, observer, clock.started)
    clock.lap("insights")

    observer(StageStarted(Stage.REPORT))
    degraded = [*shortcomings(timeline, families), *unanswered(insights)]
    flags = {**flags_of(settings), "recomputed": True}
    success = report.success(
        video, paths, timeline, markers, insights, degraded, clock.stages, clock.started, flags
    )
    observer(StageStarted(Stage.DONE))
    there = stored.video is not None and Path(stored.video).is_file()
    places = {"unified": str(given.path), "video": stored.video if there else None}
    outputs = success.outputs.model_copy(update=places)
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
