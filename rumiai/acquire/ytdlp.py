"""Asks a platform's own pages for a post, with yt-dlp as a library."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rumiai.acquire import guard
from rumiai.acquire.fields import count, moment, number, text
from rumiai.acquire.found import Found, checked_id
from rumiai.acquire.means import Means
from rumiai.acquire.targets import TikTokVideo, VideoLink
from rumiai.acquire.ytdlp_errors import as_ours
from rumiai.errors import APIError, APISlideshowError, ArgumentError
from rumiai.schema.media import VideoMetadata

logger = logging.getLogger(__name__)

TIKTOK = (r"tiktok", r"vm\.tiktok")
"""yt-dlp's extractors for posts and for short links; it may use no others."""
GENERIC = (r"generic", r"html5")
"""Those for pages of any site."""
FILES = frozenset({"mp4", "m4v", "mov", "webm", "mkv"})
"""Kinds of files that come whole from one address."""
OWN_CERTIFICATES = frozenset({"SSL_CERT_FILE", "SSL_CERT_DIR"})
"""Variables that name whom to trust; without them it is certifi's list."""
MOST_PIXELS = 720
"""On the shorter side; detectors see no more than that (IO_CONTRACT section 2)."""
COOKIE_FIELDS = 7
NEVER = -100
"""yt-dlp's preference for formats that nothing plays."""


@dataclass(frozen=True)
class Patience:
    """How long a platform is waited for; in seconds."""

    silence: float = 20.0
    """Between two packets."""
    total: float = 120.0
    """For the whole of a search."""
    retries: int = 2


class YtDlp:
    """Finds posts by reading TikTok's pages; needs no account, but may be asked for a login."""

    name = "yt-dlp"

    def __init__(self, means: Means, patience: Patience = Patience()) -> None:
        self._means = means
        self._patience = patience
        self._cookies = _cookies(means.cookies)

    def find(self, video: TikTokVideo) -> Found:
        """Read a post's page.

        Raises APIGoneError, APIBlockedError, APISlideshowError, APIQuotaError, APITimeoutError,
        APINetworkError, APIUnsafeError, or APIError for what else went wrong.
        """
        info, headers = self._extracted(video.url, TIKTOK, "TikTok")
        video_id = checked_id(text(info, "id"), "yt-dlp", video)
        return Found(video_id, metadata_of(info), info["url"], headers)

    def find_on_page(self, link: VideoLink) -> Found:
        """The video that any web page shows, by yt-dlp's generic extractor; raises APIErrors.

        A page's id and date are guesses of the extractor, and are left out.
        """
        host = urlsplit(link.url).hostname or "the server"
        info, headers = self._extracted(link.url, GENERIC, host)
        metadata = metadata_of(info).model_copy(update={"id": None, "create_time": None})
        return Found(link.video_id, metadata, info["url"], headers)

    def _extracted(
        self, url: str, extractors: tuple[str, ...], whose: str
    ) -> tuple[Mapping[str, Any], dict[str, str]]:
        """What is known about the one video at an address, and its file's headers."""
        with self._library(extractors) as library, as_ours(whose):
            info = library.extract_info(url, download=False)
            if isinstance(info, dict) and info.get("_type") == "playlist":
                info = _only(list(info.get("entries") or []))
            headers = _headers(library, info)
        if not isinstance(info, dict):
            raise APIError("yt-dlp found nothing at this address")
        if not isinstance(info.get("url"), str):
            raise _without_video(info)
        return info, headers

    @contextmanager
    def _library(self, extractors: tuple[str, ...]) -> Iterator[Any]:
        """yt-dlp without config files, plugins, cache or proxies, and silent on all streams."""
        import yt_dlp.globals
        from yt_dlp import YoutubeDL

        from rumiai.acquire.ytdlp_requests import GuardedRH

        deadline = guard.Deadline(self._patience.total)
        allow_loopback = self._means.allow_loopback

        class Guarded(YoutubeDL):
            """yt-dlp, all of whose requests go through our guard."""

            def build_request_director(self, handlers: Any, preferences: Any = None) -> Any:
                def guarded(**options: Any) -> GuardedRH:
                    return GuardedRH(allow_loopback=allow_loopback, deadline=deadline, **options)

                return super().build_request_director([guarded])

        yt_dlp.globals.plugin_dirs.value = []
        with Guarded(self._parameters(extractors)) as library:
            yield library

    def _parameters(self, extractors: tuple[str, ...]) -> dict[str, Any]:
        return {
            "allowed_extractors": [f"^{name}$" for name in extractors],
            "cachedir": False,
            "check_formats": False,
            "compat_opts": {"no-certifi"} if OWN_CERTIFICATES & os.environ.keys() else set(),
            "cookiefile": io.StringIO(self._cookies) if self._cookies is not None else None,
            "extractor_retries": self._patience.retries,
            "format": _chosen,
            "geo_bypass": False,
            "ignore_no_formats_error": True,
            "js_runtimes": {},
            "logger": _Quiet(),
            "noplaylist": True,
            "noprogress": True,
            "playlist_items": "1:2",
            "proxy": "",
            "quiet": True,
            "skip_download": True,
            "socket_timeout": self._patience.silence,
        }


class _Quiet:
    """Takes what yt-dlp would print."""

    def debug(self, words: str) -> None:
        """Keep it for --debug."""
        logger.debug("%s", words)

    info = warning = error = debug


def metadata_of(info: Mapping[str, Any]) -> VideoMetadata:
    """The platform metadata in what yt-dlp extracted.

    It names no hashtags apart from the caption, and no language: those are None.
    """
    caption = info.get("description")
    return VideoMetadata(
        id=text(info, "id"),
        url=text(info, "webpage_url"),
        description=text(info, "description") or ("" if caption == "" else None),
        duration=number(info, "duration"),
        views=count(info, "view_count"),
        likes=count(info, "like_count"),
        comments=count(info, "comment_count"),
        shares=count(info, "repost_count"),
        saves=count(info, "save_count"),
        create_time=moment(info, "timestamp"),
        author=text(info, "uploader"),
        music=text(info, "track"),
        download_url=text(info, "url"),
        cover_url=text(info, "thumbnail"),
    )


def _chosen(context: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The best single file with picture and sound; yt-dlp lists them from worst to best."""
    usable = [f for f in context["formats"] if _is_usable(f)]
    if usable:
        yield max(enumerate(usable), key=lambda numbered: (*_merits(numbered[1]), numbered[0]))[1]


def _is_usable(one: Mapping[str, Any]) -> bool:
    whole = "none" not in (one.get("vcodec"), one.get("acodec"))
    plain = one.get("protocol", "https") in ("http", "https") and one.get("ext") in FILES
    return whole and plain and (one.get("preference") or 0) > NEVER


def _merits(one: Mapping[str, Any]) -> tuple[bool, bool, float, bool]:
    """Without a watermark before with one, then not too large, then large, then H.264."""
    sides = [side for side in (one.get("width"), one.get("height")) if side]
    side = min(sides) if sides else 0
    fits = side <= MOST_PIXELS
    clean = "watermark" not in (one.get("format_note") or "")
    return clean, fits, side if fits else -side, one.get("vcodec") in ("h264", "avc1")


def _headers(library: Any, info: Any) -> dict[str, str]:
    """What the file's server wants to be sent: that of yt-dlp's choice, and its cookies."""
    if not isinstance(info, dict) or not isinstance(info.get("url"), str):
        return {}
    stated = info.get("http_headers") or {}
    headers = {str(k): str(v) for k, v in stated.items() if not k.lower().startswith("ytdl")}
    cookies = library.cookiejar.get_cookie_header(info["url"])
    return {**headers, "Cookie": cookies} if cookies else headers


def _only(entries: list[Any]) -> Any:
    """The one video of a page; raises APIError where it shows several."""
    if len(entries) > 1:
        raise APIError("the page shows several videos; name the link of one")
    return entries[0] if entries else None


def _without_video(info: Mapping[str, Any]) -> APIError:
    formats = info.get("formats") or []
    if formats and all(one.get("vcodec") == "none" for one in formats):
        return APISlideshowError("the post is a photo slideshow: it has no video to analyse")
    return APIError("yt-dlp found no single file with picture and sound in this post")


def _cookies(path: Path | None) -> str | None:
    """A cookie file's text, copied: yt-dlp writes its own back when it closes.

    Raises ArgumentError. A wrong line's words are never told: it may hold a session's key.
    """
    if path is None:
        return None
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "not a text in UTF-8"
        raise ArgumentError(f"--cookies {path}: cannot be read ({reason})") from None
    for place, line in enumerate(lines, 1):
        entry = line.removeprefix("#HttpOnly_")
        if not entry.strip() or entry.startswith("#"):
            continue
        fields = entry.split("\t")
        if len(fields) != COOKIE_FIELDS or not fields[4].replace(".", "", 1).isdigit():
            raise ArgumentError(
                f"--cookies {path}: line {place} is not in Netscape's format (seven fields "
                "between tabs); browser extensions export it as cookies.txt"
            )
    return "\n".join(["# Netscape HTTP Cookie File", *lines, ""])
