"""What the user may name: a file, a TikTok video, a link to a video file, or a bare id."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from rumiai.errors import APISlideshowError, ArgumentError
from rumiai.schema.text import NO_CHARACTER, without_secrets

SAFE_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
"""What may become part of a path."""
POST_ID = re.compile(r"[0-9]{1,25}")
BARE_ID = re.compile(r"[0-9]{6,25}")
"""Shorter numbers are names of files."""
LONGEST_LINK = 8000
STEM_LENGTH, HASH_LENGTH = 60, 16

LINK = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Z0-9._-]{1,253}|\[[0-9A-F:.]{2,45}])"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?(?:#.*)?",
    re.IGNORECASE | re.ASCII,
)
SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://")
BARE_SCHEME = re.compile(
    r"\s*(?:https?|ftps?|file|data|blob|javascript|about|mailto):", re.IGNORECASE | re.ASCII
)
WITHOUT_SCHEME = re.compile(r"(?:(?:www|m|vm|vt)\.)?tiktok\.com/", re.IGNORECASE | re.ASCII)

PAGES = frozenset({"tiktok.com", "www.tiktok.com", "m.tiktok.com"})
SHORT = frozenset({"vm.tiktok.com", "vt.tiktok.com"})
POST = re.compile(
    r"/(?:@|%40)(?P<user>[A-Za-z0-9_.-]{0,64})/(?P<kind>video|photo)/(?P<id>[0-9]{1,25})/?"
)
PLAYER = re.compile(
    r"/(?:embed(?:/v[0-9])?|player/v1|share/video|v)/(?P<id>[0-9]{1,25})(?:\.html)?/?"
)
SHORTENED = re.compile(r"/t/(?P<code>[A-Za-z0-9_-]{1,64})/?")
CODE = re.compile(r"/(?P<code>[A-Za-z0-9_-]{1,64})/?")
EXPECTED = (
    "expected is a video's own link: https://www.tiktok.com/@user/video/1234567890, "
    "https://vm.tiktok.com/… or https://www.tiktok.com/t/…"
)


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
    """Made of the file's name and a hash of the link, safe as a file name."""


@dataclass(frozen=True)
class BareId:
    """An id alone: of a video that was fetched before, or of a post on TikTok."""

    video_id: str


Target = LocalFile | TikTokVideo | VideoLink | BareId


def target_of(source: str) -> Target:
    """What kind of thing the user named; nothing is asked of any other machine.

    Raises ArgumentError for a link that leads to no video, and APISlideshowError for one to photos.
    """
    if SCHEME.match(source):
        return _linked(source.strip(" "))
    if _is_here(source):
        return LocalFile(source)
    if BARE_SCHEME.match(source):
        raise ArgumentError(f"{_shown(source)}: not a link; links begin with https://")
    if WITHOUT_SCHEME.match(source):
        return _linked(f"https://{source.strip(' ')}")
    return BareId(source) if BARE_ID.fullmatch(source) else LocalFile(source)


def post_url(video_id: str) -> str:
    """The address of a post of which only the id is known; TikTok itself finds the user."""
    return f"https://www.tiktok.com/@_/video/{video_id}"


def told(source: str) -> str:
    """What the user named as a log may hold it: of a link no secrets."""
    return without_secrets(source) if SCHEME.match(source) else source


def is_safe(video_id: str) -> bool:
    """Whether an id may become part of a path."""
    return SAFE_ID.fullmatch(video_id) is not None


def _linked(link: str) -> TikTokVideo | VideoLink:
    found = LINK.fullmatch(link) if _is_plain(link) else None
    if found is None:
        raise ArgumentError(_why_no_link(link))
    host, port = found["host"].lower(), found["port"]
    if host in PAGES | SHORT:
        usual = port in (None, "80" if found["scheme"].lower() == "http" else "443")
        return _post(link, host, (found["path"] or "/") if usual else "")
    if port is not None and not 0 < int(port) < 2**16:
        raise ArgumentError(f"{_shown(link)}: there is no port {port}")
    address = link.partition("#")[0]
    return VideoLink(address, _id_of(found["path"] or "", address))


def _post(link: str, host: str, path: str) -> TikTokVideo:
    """A post by the path of its address."""
    if found := POST.fullmatch(path):
        if found["kind"] == "photo":
            raise APISlideshowError(f"{_shown(link)}: the post has photos and no video")
        user = found["user"] or "_"
        return TikTokVideo(f"https://www.tiktok.com/@{user}/video/{found['id']}", found["id"])
    if found := PLAYER.fullmatch(path):
        return TikTokVideo(post_url(found["id"]), found["id"])
    if found := SHORTENED.fullmatch(path):
        return TikTokVideo(f"https://www.tiktok.com/t/{found['code']}", None)
    if host in SHORT and (found := CODE.fullmatch(path)):
        return TikTokVideo(f"https://{host}/{found['code']}", None)
    raise ArgumentError(f"{_shown(link)}: not a link to a TikTok video; {EXPECTED}")


def _id_of(path: str, address: str) -> str:
    """The file's name, cleaned, and a hash: two links never share an id."""
    stem = PurePosixPath(unquote(path)).stem
    cleaned = re.sub(r"[^A-Za-z0-9_-]+", "_", stem)[:STEM_LENGTH].strip("_-")
    digest = hashlib.sha256(address.encode()).hexdigest()[:HASH_LENGTH]
    return f"{cleaned or 'video'}_{digest}"


def _is_plain(link: str) -> bool:
    """Whether no character could be read differently by someone else."""
    odd = any(c == "\\" or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in link)
    return not odd and len(link) <= LONGEST_LINK


def _why_no_link(link: str) -> str:
    scheme, _, rest = link.strip().partition("://")
    if scheme.lower() not in ("http", "https"):
        return f"{_shown(link)}: only http:// and https:// links can be fetched"
    if len(link) > LONGEST_LINK:
        return f"{_shown(link)}: the link has more than {LONGEST_LINK} characters"
    if "@" in re.split(r"[/?#\\]", rest)[0]:
        return "the link holds a user name or a password, which is not accepted; name it without"
    return f"{_shown(link)}: not a link that can be read; {EXPECTED}, or a video file's address"


def _shown(link: str) -> str:
    """A link as an error quotes it."""
    shown = without_secrets(link)[:100]
    return "".join(c if c.isprintable() else NO_CHARACTER for c in shown)


def _is_here(source: str) -> bool:
    try:
        return Path(source).is_file()
    except (OSError, ValueError):
        return False
