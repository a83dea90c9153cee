"""The hashtags that the platform lists: how many, and which (B7)."""

from __future__ import annotations

from rumiai.constants.lexicon import lexicon
from rumiai.constants.thresholds import HEAVY_TAGS, MINIMAL_TAGS, MODERATE_TAGS
from rumiai.metrics.engagement import PLATFORM_MISSING
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics.metadata_analysis import HashtagBreakdown, HashtagStrategy


def hashtags(metadata: VideoMetadata) -> tuple[str, ...] | None:
    """The hashtags' names without #; None where the platform gives no list."""
    if metadata.hashtags is None:
        return None
    return tuple(tag.name.lstrip("#") for tag in metadata.hashtags)


def strategy(count: int) -> HashtagStrategy:
    """How freely hashtags are used."""
    limits: tuple[tuple[int, HashtagStrategy], ...] = (
        (0, "none"),
        (MINIMAL_TAGS, "minimal"),
        (MODERATE_TAGS, "moderate"),
        (HEAVY_TAGS, "heavy"),
    )
    return next((name for limit, name in limits if count <= limit), "spam")


def breakdown(tags: tuple[str, ...] | None) -> HashtagBreakdown:
    """How many hashtags would fit any video."""
    if tags is None:
        missing = PLATFORM_MISSING
        return HashtagBreakdown(
            total=missing, generic=missing, niche=missing, generic_ratio=missing, strategy=missing
        )
    total = len(tags)
    generic = sum(tag.casefold() in lexicon().generic_hashtags for tag in tags)
    return HashtagBreakdown(
        total=total,
        generic=generic,
        niche=total - generic,
        generic_ratio=generic / total if total else Null(code=NullCode.INSUFFICIENT_SAMPLES),
        strategy=strategy(total),
    )
