"""What acquisition may use: given by the settings, the same for every video."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

FinderName = Literal["apify", "yt-dlp"]


@dataclass(frozen=True)
class Means:
    """Who is asked, with which keys, and how far it may go."""

    folder: Path
    """Where fetched videos are put, as `{id}.mp4`."""
    finders: tuple[FinderName, ...]
    """Who is asked for a platform's video, in this order."""
    apify_token: SecretStr | None
    apify_url: str
    cookies: Path | None
    offline: bool
    allow_loopback: bool
    max_bytes: int
    """A larger video is refused while it comes."""
