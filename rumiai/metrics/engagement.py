"""What viewers did with a video, and when it was published, as the platform tells (B7)."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from rumiai.schema.dates import utc
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.media import VideoMetadata

T = TypeVar("T")

PLATFORM_MISSING = Null(code=NullCode.PLATFORM_MISSING)
SECONDS_AN_HOUR = 3600


def stated(value: T | None) -> T | Null:
    """What the platform says, or that it does not."""
    return PLATFORM_MISSING if value is None else value


def engagement_rate(metadata: VideoMetadata) -> float | Null:
    """Likes, comments and shares as a percentage of the views.

    Saves are left out (B7), unlike in `VideoMetadata.engagement_rate` (IO_CONTRACT section 2).
    """
    done = _interactions(metadata)
    if metadata.views == 0:
        return Null(code=NullCode.VIEWS_ZERO)
    if metadata.views is None or done is None:
        return PLATFORM_MISSING
    return 100 * done / metadata.views


def engagement_velocity(metadata: VideoMetadata) -> float | Null:
    """Likes, comments and shares an hour, from publication to when they were counted."""
    done, born, read = _interactions(metadata), published(metadata), utc(metadata.scraped_at)
    if done is None or born is None or read is None:
        return PLATFORM_MISSING
    if read <= born:
        return Null(code=NullCode.NO_VALID_INFERENCE)
    return done * SECONDS_AN_HOUR / (read - born).total_seconds()


def published(metadata: VideoMetadata) -> datetime | None:
    """The moment of publication in UTC."""
    return utc(metadata.create_time)


def _interactions(metadata: VideoMetadata) -> int | None:
    likes, comments, shares = metadata.likes, metadata.comments, metadata.shares
    if likes is None or comments is None or shares is None:
        return None
    return likes + comments + shares
