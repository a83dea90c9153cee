"""Reads a stored unified analysis: one of this release exactly, an older one as far as it goes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rumiai.errors import MLInputError
from rumiai.legacy.emotions import read_emotions
from rumiai.legacy.metadata import platform_metadata
from rumiai.legacy.objects import read_objects
from rumiai.legacy.people import read_people
from rumiai.legacy.records import Item, part
from rumiai.legacy.reports import missing
from rumiai.legacy.results import analysis_of
from rumiai.legacy.scenes import read_shots
from rumiai.legacy.shapes import Stored, is_unified, stored
from rumiai.legacy.speech import read_speech
from rumiai.legacy.texts import read_texts
from rumiai.schema.events import Shot
from rumiai.schema.media import Clip, Transfer, VideoMetadata
from rumiai.schema.stored import timeline_of
from rumiai.schema.timeline import AnalyzerRun, Timeline

NO_LOUDNESS = "old files hold loudness relative to the video only, and no onsets"
ORDER = (
    *("shots", "text", "faces", "gaze", "pose", "hands", "voice", "energy"),
    *("emotions", "objects", "gestures", "speech"),
)


@dataclass(frozen=True)
class Reports:
    """What an older file proves: the clip, and what each analyzer would have told."""

    clip: Clip
    runs: tuple[AnalyzerRun, ...]


@dataclass(frozen=True)
class StoredAnalysis:
    """A unified analysis that was read."""

    video_id: str | None
    video: str | None
    """Where the video was when it was analysed; None where the file does not tell."""
    metadata: VideoMetadata
    found: Timeline | Reports


def read_analysis(path: Path, max_duration: float) -> StoredAnalysis:
    """Read a unified analysis of any generation.

    Raises MLInputError for what is none, has no known duration, or is longer than `max_duration`
    seconds.
    """
    root = _document(path)
    found = _found(root, path)
    duration = found.clip.duration
    if duration <= 0:
        raise MLInputError(f"{path}: duration {duration:g} s: nothing can be measured on it")
    if duration > max_duration:
        raise MLInputError(
            f"{path}: {duration:.1f} s long; the limit is {max_duration:g} s "
            "(RUMIAI_MAX_VIDEO_DURATION)"
        )
    named = root.get("video_id")
    source = part(root, "run").get("source")
    return StoredAnalysis(
        video_id=str(named) if isinstance(named, (str, int)) and str(named) else None,
        video=source if isinstance(source, str) and source else None,
        metadata=_platform(root, path),
        found=found,
    )


def _platform(root: Item, path: Path) -> VideoMetadata:
    try:
        return platform_metadata(root)
    except MLInputError as error:
        raise MLInputError(f"{path}: {error}") from error


def _document(path: Path) -> dict[str, Any]:
    try:
        root = json.loads(path.read_bytes())
    except OSError as error:
        raise MLInputError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        hint = "give unified_analysis/ID.json (a video goes to rumiai analyze)"
        raise MLInputError(f"{path}: not JSON; {hint}") from error
    if not isinstance(root, dict) or not is_unified(root):
        kind = analysis_of(root) if isinstance(root, dict) else None
        hint = f", but a result of {kind}" if kind else ""
        raise MLInputError(f"{path}: not a unified analysis{hint}; give unified_analysis/ID.json")
    return root


def _found(root: Item, path: Path) -> Timeline | Reports:
    if root.get("measured") is not None:
        try:
            timeline = timeline_of(root["measured"])
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, ("measured", *first["loc"])))
            raise MLInputError(f"{path}: {where} is broken: {first['msg']}") from error
        if timeline.ran("shots") and not timeline.of(Shot):
            raise MLInputError(f"{path}: measured.events is broken: shots ran and there is none")
        return timeline
    try:
        return reports(stored(root))
    except MLInputError as error:
        raise MLInputError(f"{path}: {error}") from error


def reports(held: Stored) -> Reports:
    """What every analyzer would have told, as far as an older file proves it."""
    runs: dict[str, AnalyzerRun] = {"energy": missing("energy", NO_LOUDNESS)}
    faults = list(held.faults)
    for read in (read_shots, read_texts, read_objects, read_emotions):
        run, wrong = read(held)
        runs[run.analyzer] = run
        faults += wrong
    for read_several in (read_people, read_speech):
        several, wrong = read_several(held)
        runs |= {run.analyzer: run for run in several}
        faults += wrong
    ordered = tuple(runs[name] for name in ORDER)
    return Reports(_clip(held, tuple(faults)), ordered)


def _clip(held: Stored, faults: tuple[str, ...]) -> Clip:
    """The clip. A size of 0 is unknown; sound counts as there, and as not listened to."""
    return Clip(
        path=Path(),
        width=held.size.width if held.size else 0,
        height=held.size.height if held.size else 0,
        rotation=0,
        duration=held.duration,
        frames_per_second=held.frames_per_second,
        start=0.0,
        codec="unknown",
        transfer=Transfer.SDR,
        has_audio=True,
        faults=faults,
    )
