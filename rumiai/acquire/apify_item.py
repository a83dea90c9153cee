"""Reads one item of an Apify dataset (IO_CONTRACT section 2).

What an item lacks, or has in a form that makes no sense, is None: never 0, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rumiai.acquire.fields import count, first, mapping, moment, number, text
from rumiai.errors import APIBlockedError, APIError, APIGoneError
from rumiai.schema.media import Hashtag, VideoMetadata
from rumiai.schema.text import one_line, shortened

GONE = re.compile(r"not.?found|private|removed|deleted|unavailable|does.?n.t.?exist", re.IGNORECASE)
BLOCKED = re.compile(r"sensitive|region|country|\bgeo|blocked|log.?in|age.?restrict", re.IGNORECASE)
"""The scraper's codes (POST_NOT_FOUND_OR_PRIVATE, PROFILE_PRIVATE, POST_SENSITIVE), and words."""
LONGEST_WORDS = 200


def metadata_of(item: Mapping[str, Any]) -> VideoMetadata:
    """The platform metadata in an item."""
    video, author, music = (mapping(item, k) for k in ("videoMeta", "authorMeta", "musicMeta"))
    return VideoMetadata(
        id=text(item, "id"),
        url=text(item, "webVideoUrl", "url"),
        description=_caption(item),
        language=_language(item),
        duration=number(video, "duration") or number(item, "duration"),
        views=count(item, "playCount", "views"),
        likes=count(item, "diggCount", "likes"),
        comments=count(item, "commentCount", "comments"),
        shares=count(item, "shareCount", "shares"),
        saves=count(item, "collectCount", "saves"),
        create_time=moment(item, "createTimeISO", "createTime"),
        scraped_at=moment(item, "scrapedAt"),
        author=text(author, "name", "nickName") or text(item, "author"),
        music=text(music, "musicName"),
        download_url=text(item, "videoUrl", "downloadAddr")
        or first(item.get("mediaUrls"))
        or text(item, "downloadUrl")
        or text(video, "downloadAddr"),
        cover_url=text(video, "coverUrl"),
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


def _caption(item: Mapping[str, Any]) -> str | None:
    """The caption; empty where the item has only an empty one."""
    empty = "" if "" in (item.get("text"), item.get("description")) else None
    return text(item, "text", "description") or empty


def _language(item: Mapping[str, Any]) -> str | None:
    """The caption's language in two letters; "un" is how TikTok writes that it does not know."""
    stated = (text(item, "textLanguage") or "").casefold()[:2]
    return stated if stated.isalpha() and stated != "un" else None


def _hashtags(value: object) -> tuple[Hashtag, ...] | None:
    if not isinstance(value, list):
        return None
    tags = []
    for entry in value:
        fields = entry if isinstance(entry, dict) else {"name": entry}
        name = text(fields, "name")
        if name is not None:
            tags.append(
                Hashtag(
                    id=text(fields, "id"),
                    name=name,
                    title=text(fields, "title"),
                    cover=text(fields, "cover"),
                )
            )
    return tuple(tags)
