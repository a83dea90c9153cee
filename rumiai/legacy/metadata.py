"""What the platform said about a video, in any of the forms in which old files hold it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from rumiai.legacy.records import Item, UnreadableError, optional_number, part
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
TIMES = ("createTime", "create_time", "createTimeISO", "create_time_iso", "created_at")
NAMES = ("name", "nickName", "nick_name", "musicName", "music_name")


def platform_metadata(root: Item) -> VideoMetadata:
    """The metadata of a unified analysis; what it lacks or garbles is None."""
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
        if isinstance(value, str) and value:
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def _time(record: Item) -> str | None:
    """Creation time as ISO 8601 in UTC, from such a text or from seconds since 1970."""
    stated = _text(record, TIMES)
    if stated is None:
        return None
    try:
        if stated.isdecimal():
            moment = datetime.fromtimestamp(int(stated), UTC)
        else:
            moment = datetime.fromisoformat(stated)
    except (ValueError, OverflowError, OSError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


def _hashtags(value: object) -> tuple[Hashtag, ...] | None:
    if not isinstance(value, list):
        return None
    tags = [tag if isinstance(tag, dict) else {"name": tag} for tag in value]
    return tuple(
        Hashtag(name=name, **{key: _text(tag, (key,)) for key in ("id", "title", "cover")})
        for tag in tags
        if (name := _text(tag, ("name",))) is not None
    )
