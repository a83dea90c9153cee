"""The whole program on one page: from what the user named to the files on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from rumiai.acquire.discard import discard
from rumiai.acquire.means import Means
from rumiai.acquire.source import acquire
from rumiai.acquire.targets import told
from rumiai.analyzers.run import run_analyzers
from rumiai.analyzers.workplace import Workplace
from rumiai.claims import Claims
from rumiai.decode.audio import read_audio
from rumiai.decode.frames import VideoReader
from rumiai.decode.probe import probe
from rumiai.errors import MLFailedError
from rumiai.metrics import measure
from rumiai.outputs import report, save
from rumiai.outputs.atomic import (
    put_folder,
    remove_file,
    staged_folder,
    to_json,
    write_file,
)
from rumiai.outputs.detectors import detector_documents
from rumiai.outputs.node.documents import node_files
from rumiai.outputs.node.frames import FrameKeeper, Frames
from rumiai.outputs.paths import Paths
from rumiai.outputs.unified import unified_document
from rumiai.progress import (
    Begun,
    Observer,
    PictureSeen,
    Stage,
    StageStarted,
)
from rumiai.schema.markers import TemporalMarkers
from rumiai.schema.measure import Family
from rumiai.schema.media import Audio, SourceVideo
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.report import Success
from rumiai.schema.stored import rounded
from rumiai.schema.timeline import AnalyzerRun, Status, Timeline
from rumiai.settings import Settings
from rumiai.timeline.markers import temporal_markers
from rumiai.timeline.merge import merge
from rumiai.writing import flags_of, tell, unanswered

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
    observer(Begun(told(request.source)))
    with ExitStack() as until:
        claim = Claims(settings, observer, until).claim
        means = means_of(settings)
        began = perf_counter()
        source = acquire(request.source, request.metadata, means, observer, insist_on_video, claim)
        clock = Clock(stages={"acquisition": perf_counter() - began})
        paths = claim(source.video_id)
        return analyze_alone(source, paths, request, settings, workplace, observer, clock)


def analyze_alone(
    source: SourceVideo,
    paths: Paths,
    request: Request,
    settings: Settings,
    workplace: Workplace,
    observer: Observer,
    clock: Clock,
) -> Success:
    """Analyse a video on which no other run works, and write all files; raises as `analyze`."""
    with staged_folder(paths.frames) if settings.node_files else nullcontext() as pictures:
        seen = _see_and_hear(source, request, settings, workplace, observer, clock, pictures)

        families = measure(seen.timeline, source.metadata).in_order()
        if settings.strict:
            insist_on_all(families)

        observer(StageStarted(Stage.MARKERS))
        markers = markers_of(seen.timeline, source.video_id, settings, clock)

        observer(StageStarted(Stage.SAVING))
        degraded = [*source.faults, *shortcomings(seen.timeline, families)]
        _save_analysis(source, paths, seen, markers, degraded, clock)
        clock.lap("saving")

    insights = tell(
        families, seen.timeline, source, paths, markers, settings, observer, clock.started
    )
    clock.lap("insights")
    degraded += unanswered(insights)

    discarded = settings.cleanup_video and discard(source, settings.root / settings.temp_dir)
    observer(StageStarted(Stage.REPORT))
    flags = flags_of(settings)
    success = report.success(
        source,
        paths,
        seen.timeline,
        markers,
        insights,
        degraded,
        clock.stages,
        clock.started,
        flags,
        discarded,
    )
    observer(StageStarted(Stage.DONE))
    return success


class Seen(NamedTuple):
    """What one pass over a video gave."""

    timeline: Timeline
    audio: Audio | None
    kept: Kept | None


class Kept(NamedTuple):
    """Pictures in a folder that is not yet in its place."""

    folder: Path
    frames: Frames


def _see_and_hear(
    source: SourceVideo,
    request: Request,
    settings: Settings,
    workplace: Workplace,
    observer: Observer,
    clock: Clock,
    pictures: Path | None,
) -> Seen:
    """Decode the video once and let every chosen analyzer look or listen.

    `pictures` is the folder that gets the Node generation's pictures, if they are asked for.
    """
    clip = probe(source.path, settings.max_video_duration)
    observer(StageStarted(Stage.ANALYZERS))
    audio = read_audio(clip, settings.max_video_duration)
    reader = VideoReader(clip, audio)
    keeper = FrameKeeper(reader, clip, pictures) if pictures else None
    clock.lap("reading")
    runs = run_analyzers(
        request.analyzers,
        clip,
        keeper or reader,
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
    return Seen(timeline, audio, Kept(pictures, keeper.frames) if pictures and keeper else None)


def insist_on_video(path: Path) -> None:
    """Raise MLInputError for a file that is no video; how long it is, is for later."""
    probe(path, inf)


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
    wanted = _wants_markers(video_id, settings)
    stamp = report.iso(clock.started)
    markers = temporal_markers(timeline, video_id, stamp) if wanted else None
    clock.lap("markers")
    return markers


def _save_analysis(
    source: SourceVideo,
    paths: Paths,
    seen: Seen,
    markers: TemporalMarkers | None,
    degraded: Sequence[str],
    clock: Clock,
) -> None:
    timeline = seen.timeline
    detectors = detector_documents(timeline, source.video_id)
    run = report.run_block(source, timeline, clock.started, clock.stages)
    written = markers is not None
    unified = unified_document(source, timeline, detectors, degraded, written, run)
    node: dict[Path, str | bytes] = {}
    if seen.kept is not None:
        folder, frames = seen.kept
        node = node_files(source, paths, timeline, seen.audio, frames, detectors)
        write_file(folder / "metadata.json", to_json(frames.document(timeline.clip)))
        put_folder(folder, paths.frames)
        if seen.audio is None:
            remove_file(paths.sound)  # of another video of this name
    save.save_analysis(paths, detectors, unified, markers, clock.started, node)


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
