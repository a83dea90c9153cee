"""Reads one item of an Apify dataset (IO_CONTRACT section 2).

What an item lacks, or has in a form that makes no sense, is None: never 0, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rumiai.errors import APIBlockedError, APIError, APIGoneError
from rumiai.schema.dates import iso, utc
from rumiai.schema.media import Hashtag, VideoMetadata
from rumiai.schema.text import NO_CHARACTER, one_line, shortened

HALF_PAIR = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair: JSON can spell it, but no file can hold it."""
GONE = re.compile(r"not.?found|private|removed|deleted|unavailable|does.?n.t.?exist", re.IGNORECASE)
BLOCKED = re.compile(r"sensitive|region|country|\bgeo|blocked|log.?in|age.?restrict", re.IGNORECASE)
"""The scraper's codes (POST_NOT_FOUND_OR_PRIVATE, PROFILE_PRIVATE, POST_SENSITIVE), and words."""
LONGEST_WORDS = 200


def metadata_of(item: Mapping[str, Any]) -> VideoMetadata:
    """The platform metadata in an item."""
    video, author, music = (_mapping(item, k) for k in ("videoMeta", "authorMeta", "musicMeta"))
    return VideoMetadata(
        id=_text(item, "id"),
        url=_text(item, "webVideoUrl", "url"),
        description=_caption(item),
        language=_language(item),
        duration=_number(video, "duration") or _number(item, "duration"),
        views=_count(item, "playCount", "views"),
        likes=_count(item, "diggCount", "likes"),
        comments=_count(item, "commentCount", "comments"),
        shares=_count(item, "shareCount", "shares"),
        saves=_count(item, "collectCount", "saves"),
        create_time=_time(item, "createTimeISO", "createTime"),
        scraped_at=_time(item, "scrapedAt"),
        author=_text(author, "name", "nickName") or _text(item, "author"),
        music=_text(music, "musicName"),
        download_url=_text(item, "videoUrl", "downloadAddr")
        or _first(item.get("mediaUrls"))
        or _text(item, "downloadUrl")
        or _text(video, "downloadAddr"),
        cover_url=_text(video, "coverUrl"),
        hashtags=_hashtags(item.get("hashtags")),
    )


def refusal(item: Mapping[str, Any]) -> APIError | None:
    """Why an item holds no post; None where it holds one.

    The scraper reports a post that it could not read as an item with `errorCode` and `error`.
    """
    stated = [item.get(key) for key in ("errorCode", "error", "errorDescription")]
    words = list(dict.fromkeys(one_line(str(word)) for word in stated if word))
    if not words:
        return None
    said = shortened("; ".join(words), LONGEST_WORDS)
    if BLOCKED.search(said):
        return APIBlockedError(f"TikTok shows the post to some visitors only (Apify: {said})")
    if GONE.search(said):
        return APIGoneError(f"the post is private, removed, or was never there (Apify: {said})")
    return APIError(f"Apify's scraper could not read the post ({said})")


def slideshow(item: Mapping[str, Any]) -> bool:
    """Whether the post has photos in place of a video."""
    return item.get("isSlideshow") is True or bool(
        item.get("slideshowImageLinks") or item.get("imagePost")
    )


def _mapping(item: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = item.get(key)
    return value if isinstance(value, dict) else {}


def _first(values: object) -> str | None:
    """The first text of a list, which may be empty."""
    texts = [v for v in values if isinstance(v, str) and v] if isinstance(values, list) else []
    return texts[0] if texts else None


def _text(item: Mapping[str, Any], *keys: str) -> str | None:
    """The first of the keys that holds a text; ids may be numbers."""
    for key in keys:
        value = item.get(key)
        if isinstance(value, str) and value:
            return HALF_PAIR.sub(NO_CHARACTER, value)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def _number(item: Mapping[str, Any], key: str) -> float | None:
    value = item.get(key)
    if isinstance(value, str):
        value = float(value) if value.strip().replace(".", "", 1).isdecimal() else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value < float("inf") else None


def _count(item: Mapping[str, Any], *keys: str) -> int | None:
    counts = (_number(item, key) for key in keys)
    return next((int(count) for count in counts if count is not None), None)


def _time(item: Mapping[str, Any], *keys: str) -> str | None:
    """The first key that holds a time, as ISO 8601 in UTC; it may also be seconds since 1970."""
    moments = (utc(_text(item, key)) for key in keys)
    return next((iso(moment) for moment in moments if moment is not None), None)


def _caption(item: Mapping[str, Any]) -> str | None:
    """The caption; empty where the item has only an empty one."""
    empty = "" if "" in (item.get("text"), item.get("description")) else None
    return _text(item, "text", "description") or empty


def _language(item: Mapping[str, Any]) -> str | None:
    """The caption's language in two letters; "un" is how TikTok writes that it does not know."""
    stated = (_text(item, "textLanguage") or "").casefold()[:2]
    return stated if stated.isalpha() and stated != "un" else None


def _hashtags(value: object) -> tuple[Hashtag, ...] | None:
    if not isinstance(value, list):
        return None
    tags = []
    for entry in value:
        fields = entry if isinstance(entry, dict) else {"name": entry}
        name = _text(fields, "name")
        if name is not None:
            tags.append(
                Hashtag(
                    id=_text(fields, "id"),
                    name=name,
                    title=_text(fields, "title"),
                    cover=_text(fields, "cover"),
                )
            )
    return tuple(tags)
