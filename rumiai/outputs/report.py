"""Builds what a run reports: the success document, and the `run` block of the unified file."""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from rumiai import __version__
from rumiai.outputs.paths import Paths
from rumiai.outputs.unified import completion
from rumiai.schema.insights import Insight
from rumiai.schema.markers import TemporalMarkers
from rumiai.schema.media import SourceVideo
from rumiai.schema.report import (
    Failure,
    MemoryUsage,
    Metrics,
    Outputs,
    PromptDetail,
    Report,
    Success,
)
from rumiai.schema.text import one_line
from rumiai.schema.timeline import Timeline

GIB = 2**30
RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""ru_maxrss counts bytes on macOS and kibibytes elsewhere."""


def run_block(
    source: SourceVideo, timeline: Timeline, started: datetime, stages: Mapping[str, float]
) -> dict[str, Any]:
    """Everything about a run that may differ between two runs on the same video."""
    return {
        "source": str(source.path),
        "started_at": iso(started),
        "finished_at": iso(datetime.now(UTC).replace(microsecond=0)),
        "rumiai": __version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "av": version("av"),
        "seconds": {stage: round(value, 3) for stage, value in stages.items()},
        "analyzers": {
            run.analyzer: {
                "seconds": round(run.seconds, 3),
                "load_seconds": round(run.load_seconds, 3),
            }
            for run in timeline.runs
        },
    }


def success(
    source: SourceVideo,
    paths: Paths,
    timeline: Timeline,
    markers: TemporalMarkers | None,
    insights: Sequence[Insight],
    degraded: Sequence[str],
    stages: Mapping[str, float],
    started: datetime,
    feature_flags: Mapping[str, Any],
    discarded: bool = False,
) -> Success:
    """The document that tells the caller what was done and where it is.

    `discarded` says that the video is no longer there.
    """
    complete = completion(timeline)
    written = [insight for insight in insights if insight.success]
    return Success(
        status="degraded" if degraded else "complete",
        degraded=tuple(degraded),
        video_id=source.video_id,
        prompts_completed=len(written),
        outputs=Outputs(
            video=None if discarded else str(source.path),
            unified=str(paths.unified),
            temporal=str(paths.markers_at(started)) if markers is not None else None,
            insights=str(paths.insights),
        ),
        report=Report(
            video_id=source.video_id,
            duration=round(timeline.clip.duration, 3),
            ml_analyses_complete=all(complete.values()),
            ml_completion_details=complete,
            temporal_markers_generated=markers is not None,
            prompts_successful=len(written),
            prompts_total=len(insights),
            total_cost=total_cost(insights),
            total_tokens=sum(insight.asked.tokens for insight in insights if insight.asked),
            prompt_details=_prompt_details(insights),
            processing_metrics={stage: round(value, 3) for stage, value in stages.items()},
            video_metrics=_video_metrics(timeline),
            memory_usage=_memory(),
            feature_flags=dict(feature_flags),
        ),
        metrics=process_metrics(
            {"videos": 1, "insights": len(written)},
            {run.analyzer: round(run.seconds, 3) for run in timeline.runs},
        ),
    )


def total_cost(insights: Sequence[Insight]) -> float | None:
    """USD that this run spent; None where that is not known."""
    costs = [insight.asked.spent for insight in insights if insight.asked]
    known = [cost for cost in costs if cost is not None]
    return round(sum(known), 6) if len(known) == len(costs) else None


def _prompt_details(insights: Sequence[Insight]) -> dict[str, PromptDetail]:
    return {
        insight.name: PromptDetail(
            success=insight.success,
            tokens=insight.asked.tokens if insight.asked else 0,
            cost=insight.asked.spent if insight.asked else 0.0,
            time=round(insight.seconds, 3),
        )
        for insight in insights
    }


def _video_metrics(timeline: Timeline) -> dict[str, float | None]:
    clip = timeline.clip
    return {
        "width": clip.width,
        "height": clip.height,
        "fps": clip.frames_per_second and round(clip.frames_per_second, 3),
        "events": len(timeline.events),
    }


def failure(error: BaseException) -> Failure:
    """The document that tells the caller what went wrong, in one line."""
    text = one_line(str(error)) or type(error).__name__
    return Failure(error=text, error_type=type(error).__name__, metrics=process_metrics({}, {}))


def process_metrics(counters: dict[str, int], gauges: dict[str, float]) -> Metrics:
    """The state of this process; the gauges are seconds spent in each analyzer."""
    process = psutil.Process()
    uptime = datetime.now(UTC).timestamp() - process.create_time()
    times = process.cpu_times()
    return Metrics(
        uptime_seconds=round(uptime, 3),
        counters=counters,
        gauges=gauges,
        active_timers=[],
        memory=_memory(),
        cpu_percent=round(100 * (times.user + times.system) / max(uptime, 0.001), 1),
    )


def _memory() -> MemoryUsage:
    return MemoryUsage(
        final_process_gb=round(psutil.Process().memory_info().rss / GIB, 3),
        peak_process_gb=round(_peak_bytes() / GIB, 3),
        system_percent=psutil.virtual_memory().percent,
    )


def _peak_bytes() -> int:
    """The most memory that this program held at once.

    Linux counts into ru_maxrss what the parent held when it started us, so VmHWM is read there.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE)
        if found:
            return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT


def iso(moment: datetime) -> str:
    """A time in UTC as ISO 8601 with a Z."""
    return moment.isoformat().replace("+00:00", "Z")
