"""What the platform said about a video, in any of the forms in which old files hold it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from rumiai.errors import MLInputError
from rumiai.legacy.records import Item, UnreadableError, optional_number, part
from rumiai.schema.dates import iso, utc
from rumiai.schema.media import Hashtag, VideoMetadata

PLACES = ("metadata", "video_metadata", "static_metadata", "metadata_summary")
COUNTS: Mapping[str, tuple[str, ...]] = {
    "views": ("views", "plays", "playCount", "play_count", "viewCount", "view_count"),
    "likes": ("likes", "diggCount", "digg_count", "likeCount", "like_count"),
    "comments": ("comments", "commentCount", "comment_count"),
    "shares": ("shares", "shareCount", "share_count"),
    "saves": ("saves", "collectCount", "collect_count", "saveCount", "save_count"),
}
TEXTS: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "url": ("url", "webVideoUrl", "web_video_url"),
    "description": ("description", "text", "caption"),
    "author": ("author", "username"),
    "music": ("music", "musicName", "music_name"),
    "download_url": ("downloadUrl", "download_url"),
    "cover_url": ("coverUrl", "cover_url"),
}
EMPTY_MAY_BE = ("description", "text", "caption")
"""A caption that is empty is a caption that is known."""
TIMES = ("createTime", "create_time", "createTimeISO", "create_time_iso", "created_at")
NAMES = ("name", "nickName", "nick_name", "musicName", "music_name")


def platform_metadata(root: Item) -> VideoMetadata:
    """The metadata of a unified analysis; what it lacks or garbles is None."""
    if root.get("measured") is not None:
        return _own(part(root, "metadata"))
    about = {key: value for name in reversed(PLACES) for key, value in part(root, name).items()}
    counted = {**about, **part(about, "stats")}
    counts = {name: _count(counted, keys) for name, keys in COUNTS.items()}
    texts = {name: _text(about, keys) for name, keys in TEXTS.items()}
    return VideoMetadata.model_validate(
        {
            **counts,
            **texts,
            "duration": _duration(about),
            "create_time": _time(about),
            "hashtags": _hashtags(about.get("hashtags")),
        }
    )


def _own(stored: Item) -> VideoMetadata:
    """What this release wrote, as it was: the plain `duration` there is the measured one."""
    names = {info.alias or name for name, info in VideoMetadata.model_fields.items()}
    held = {key: value for key, value in stored.items() if key in names}
    try:
        return VideoMetadata.model_validate({**held, "duration": stored.get("platform_duration")})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise MLInputError(f"metadata.{where} is broken: {first['msg']}") from error


def _count(record: Item, keys: tuple[str, ...]) -> int | None:
    try:
        value = optional_number(record, *keys)
    except UnreadableError:
        return None
    return int(value) if value is not None and value >= 0 else None


def _duration(record: Item) -> float | None:
    """What the platform says. The plain `duration` is the measured one in all shapes."""
    try:
        value = optional_number(record, "platform_duration")
    except UnreadableError:
        return None
    return value if value is not None and value > 0 else None


def _text(record: Item, keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = record.get(key)
        if isinstance(value, dict):
            value = next((value[name] for name in NAMES if value.get(name)), None)
        if isinstance(value, str) and (value or key in EMPTY_MAY_BE):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def _time(record: Item) -> str | None:
    """Creation time as ISO 8601 in UTC, from such a text or from seconds since 1970."""
    moments = (utc(_text(record, (key,))) for key in TIMES)
    first = next((moment for moment in moments if moment is not None), None)
    return iso(first) if first is not None else None


def _hashtags(value: object) -> tuple[Hashtag, ...] | None:
    if not isinstance(value, list):
        return None
    tags = [tag if isinstance(tag, dict) else {"name": tag} for tag in value]
    return tuple(
        Hashtag(name=name, **{key: _text(tag, (key,)) for key in ("id", "title", "cover")})
        for tag in tags
        if (name := _text(tag, ("name",))) is not None
    )
