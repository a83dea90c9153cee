"""What the user may name: a file, a TikTok video, a link to a video file, or a bare id."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LocalFile:
    """A path on this machine."""

    path: str


@dataclass(frozen=True)
class TikTokVideo:
    """A post on TikTok, its address without the query."""

    url: str
    video_id: str | None
    """None where only the site knows: `vm.`, `vt.` and `/t/` links."""


@dataclass(frozen=True)
class VideoLink:
    """A direct link to a video file anywhere, query and all."""

    url: str
    video_id: str
    """Made of the file's name, safe as a file name."""


@dataclass(frozen=True)
class BareId:
    """An id alone: of a video that was fetched before, or of a post on TikTok."""

    video_id: str


Target = LocalFile | TikTokVideo | VideoLink | BareId
