"""Finds out what kind of source the user named."""

from __future__ import annotations

from pathlib import Path

from rumiai.acquire.local import local_video
from rumiai.acquire.means import Means
from rumiai.errors import ArgumentError
from rumiai.progress import Observer
from rumiai.schema.media import SourceVideo


def acquire(source: str, metadata: Path | None, means: Means, observer: Observer) -> SourceVideo:
    """The video that `source` names, on disk; raises ArgumentError where there is none."""
    if "://" in source:
        raise ArgumentError(
            f"{source}: links cannot be analysed yet; download the video and pass the file"
        )
    return local_video(source, metadata)
