"""Runs on what is already here for a video's id: a stored analysis, or the video itself."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

from rumiai.acquire.targets import is_safe
from rumiai.analyzers.registry import names
from rumiai.analyzers.workplace import Workplace
from rumiai.claims import Claims, paths_for
from rumiai.errors import ArgumentError
from rumiai.pipeline import Clock, Request, analyze_alone
from rumiai.progress import Begun, Observer, VideoKnown
from rumiai.recompute import recompute
from rumiai.schema.media import SourceVideo, VideoMetadata
from rumiai.schema.report import Success
from rumiai.schema.text import one_line, shortened
from rumiai.settings import Settings

FETCHED = ("{id}.mp4", "{id}_1.mp4")
"""Names of fetched videos; the second is the Node generation's."""
MAX_QUOTED = 60


def run_by_id(
    video_id: str, settings: Settings, workplace: Workplace, observer: Observer
) -> Success:
    """Compute again what is stored for a video, or analyse the video fetched for it.

    What another run is working on is looked for once that is done: it may have stored the analysis
    and deleted the video. Raises as `look_up`, `recompute` and `analyze` do.
    """
    observer(Begun(video_id))
    found = look_up(video_id, settings)
    if isinstance(found, SourceVideo):
        with ExitStack() as until:
            paths = Claims(settings, observer, until).claim(video_id)
            found = look_up(video_id, settings)
            if isinstance(found, SourceVideo):
                observer(VideoKnown(video_id))
                return analyze_alone(
                    found,
                    paths,
                    Request(video_id, names()),
                    settings,
                    workplace,
                    observer,
                    Clock(),
                )
    return recompute(str(found), None, settings, observer, video_id)


def look_up(video_id: str, settings: Settings) -> Path | SourceVideo:
    """The stored unified analysis of a video or, where there is none, the video fetched before.

    Raises ArgumentError for what is no id, and where neither is here.
    """
    check_id(video_id)
    stored = paths_for(video_id, settings).unified
    if os.path.isfile(stored):  # noqa: PTH113  False where a folder forbids to look
        return stored
    folder = settings.root / settings.temp_dir
    for name in FETCHED:
        path = folder / name.format(id=video_id)
        if os.path.isfile(path):  # noqa: PTH113
            return SourceVideo(path, video_id, VideoMetadata(), fetched=True)
    raise ArgumentError(
        f"nothing is here for the id {video_id}: neither {stored} nor "
        f"{folder / FETCHED[0].format(id=video_id)}; give the video's link or its file"
    )


def check_id(video_id: str) -> None:
    """Raise ArgumentError for what is no id, before it gets near a path."""
    if not is_safe(video_id) or video_id.startswith("-"):
        shown = one_line(shortened(video_id, MAX_QUOTED))
        raise ArgumentError(
            f"{shown!r} is no video id: 1 to 100 letters, digits, _ and -, not starting with -"
        )
