"""What a finder tells about a video before it is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from rumiai.acquire.targets import POST_ID, TikTokVideo
from rumiai.errors import APIError
from rumiai.schema.media import VideoMetadata


@dataclass(frozen=True)
class Found:
    """A video that can be fetched."""

    video_id: str
    """Checked against the strict pattern: safe as a file name."""
    metadata: VideoMetadata
    url: str
    """Where the file is; valid for minutes or hours."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What that server wants to be sent along, for this address alone: referer, cookies."""


class Finder(Protocol):
    """Finds a post's metadata and its file's address."""

    name: str

    def find(self, video: TikTokVideo) -> Found:
        """Raises an APIError that says why there is none; each call asks anew."""
        ...


def checked_id(stated: str | None, finder: str, video: TikTokVideo) -> str:
    """The id that a finder states, if it is one of TikTok's and the one that was asked for.

    Raises APIError.
    """
    if stated is None or not POST_ID.fullmatch(stated):
        raise APIError(f"{finder} states an id that TikTok does not give ({str(stated)[:40]!r})")
    if video.video_id not in (None, stated):
        raise APIError(f"{finder} answered about another post, {stated}, not {video.video_id}")
    return stated
