"""A video file on this machine, with platform metadata from a file beside it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from rumiai.acquire.apify_item import metadata_of
from rumiai.errors import ArgumentError
from rumiai.schema.media import SourceVideo, VideoMetadata

ID_LENGTH = 80
HASH_LENGTH = 8


def local_video(source: str, metadata: Path | None) -> SourceVideo:
    """A local file as a source; raises ArgumentError where a file is missing or unreadable."""
    if not source:
        raise ArgumentError("no video is named: give a file, a link or an id")
    try:
        path = Path(source)
        exists = path.exists()
    except (OSError, ValueError) as error:
        raise ArgumentError(f"{source[:80]!r} is no file name ({error})") from error
    if not exists:
        raise ArgumentError(f"{source}: no such file")
    if not path.is_file():
        raise ArgumentError(f"{source}: not a file; name one video file")
    _check_readable(path)
    stated = stated_metadata(metadata) or VideoMetadata()
    return SourceVideo(path, video_id_of(path.stem), stated)


def video_id_of(stem: str) -> str:
    """An id that is safe as a file name: the stem itself, or a cleaned one with its hash."""
    cleaned = re.sub(r"[^A-Za-z0-9_-]+", "_", stem).strip("_")[:ID_LENGTH]
    if cleaned == stem:
        return stem
    digest = hashlib.sha256(stem.encode("utf-8", "surrogateescape")).hexdigest()[:HASH_LENGTH]
    return f"{cleaned}_{digest}" if cleaned else digest


def _check_readable(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            stream.read(1)
    except OSError as error:
        raise ArgumentError(f"{path}: cannot be read ({error.strerror})") from error


def stated_metadata(path: Path | None) -> VideoMetadata | None:
    """What the user's file says about the video; raises ArgumentError where it cannot be read."""
    if path is None:
        return None
    try:
        item = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ArgumentError(f"--metadata {path}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise ArgumentError(f"--metadata {path}: not JSON ({error})") from error
    if isinstance(item, list) and item:
        item = item[0]
    if not isinstance(item, dict):
        raise ArgumentError(f"--metadata {path}: not one item of an Apify dataset")
    return metadata_of(item)
