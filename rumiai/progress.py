"""What a run tells about itself while it goes on, and the legacy form of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from rumiai.schema.text import one_line
from rumiai.weights.telling import Pulling


class Stage(Enum):
    """The stages of a run: legacy name and percentage at which each begins."""

    SCRAPING = ("scraping_metadata", 0)
    DOWNLOADING = ("downloading_video", 10)
    ANALYZERS = ("running_ml_analysis", 20)
    TIMELINE = ("building_timeline", 50)
    MARKERS = ("generating_temporal_markers", 60)
    SAVING = ("saving_analysis", 65)
    METRICS = ("running_precompute_functions", 70)
    PROMPTS = ("running_claude_prompts", 70)
    REPORT = ("generating_report", 95)
    DONE = ("completed", 100)


@dataclass(frozen=True)
class Begun:
    """A run on what the user named begins."""

    source: str


@dataclass(frozen=True)
class VideoKnown:
    """This is the video's id."""

    video_id: str


@dataclass(frozen=True)
class Waiting:
    """Another run works on this video; this one waits until it is done."""

    video_id: str

    @property
    def words(self) -> str:
        """What a person is told."""
        return f"{self.video_id}: another run works on this video; waiting until it is done"


@dataclass(frozen=True)
class VideoArriving:
    """So many bytes of the video are here; the total is None where the server does not say."""

    received: int
    total: int | None


@dataclass(frozen=True)
class VideoHere:
    """The video was fetched, or was here already."""

    path: Path


@dataclass(frozen=True)
class StageStarted:
    """A stage begins."""

    stage: Stage


@dataclass(frozen=True)
class PictureSeen:
    """The frame pass has come this far, in seconds."""

    time: float
    duration: float


@dataclass(frozen=True)
class InsightStarted:
    """Analysis `index` of `total`, counted from 1, begins."""

    name: str
    index: int
    total: int
    video_id: str


@dataclass(frozen=True)
class InsightDone:
    """An analysis is written; `reason` says why it was not."""

    name: str
    seconds: float
    kilobytes: float
    reason: str | None = None


@dataclass(frozen=True)
class Pausing:
    """The next prompt is asked in so many seconds."""

    seconds: float


Progress = (
    Begun
    | VideoKnown
    | Waiting
    | VideoArriving
    | VideoHere
    | StageStarted
    | PictureSeen
    | InsightStarted
    | InsightDone
    | Pausing
    | Pulling
)
Observer = Callable[[Progress], None]

BAR_LENGTH = 7
"""Cells: one for each analysis, as the contract draws them."""


def legacy_lines(progress: Progress) -> tuple[str, ...]:
    """The lines of stdout that legacy callers read (IO_CONTRACT section 1)."""
    match progress:
        case Begun(source):
            return (f"🚀 Starting processing for: {one_line(source)}",)
        case VideoKnown(video_id):
            return (f"✅ Video ID: {video_id}",)
        case VideoHere(path):
            return (f"✅ Downloaded to: {one_line(str(path))}",)
        case StageStarted(stage):
            name, percent = stage.value
            return (f"📊 {name}... ({percent}%)",)
        case InsightStarted(name, index, total, video_id):
            filled = round(BAR_LENGTH * index / total)
            bar = "█" * filled + "░" * (BAR_LENGTH - filled)
            return (
                f"[{bar}] {index}/{total} ({round(100 * index / total)}%)",
                f"🎬 Running {name} for video {video_id}",
            )
        case InsightDone(name, seconds, kilobytes, reason):
            if reason is not None:
                return (f"❌ {name} failed: {one_line(reason)}",)
            return (
                f"📏 Payload size: {kilobytes:.1f}KB",
                f"✅ {name} completed successfully!",
                f"⏱️  {name} completed in {seconds:.1f}s",
            )
        case Pausing(seconds):
            return (f"⏳ Waiting {seconds:g}s before next prompt...",)
    return ()
