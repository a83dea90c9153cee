"""What went wrong in yt-dlp, as one of our errors."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rumiai.errors import (
    APIBlockedError,
    APIError,
    APIGoneError,
    APINetworkError,
    APIQuotaError,
    APISlideshowError,
    APITimeoutError,
    APIUnsafeError,
    RumiaiError,
)
from rumiai.schema.text import one_line, shortened, without_secrets

WORDS: tuple[tuple[str, type[APIError], str], ...] = (
    (r"do not have permission to view", APIGoneError, "the post or its account is private"),
    (r"IP address is blocked", APIBlockedError, "TikTok blocks this address, or this region"),
    (r"available in your (country|location|region)", APIBlockedError, "not shown in this region"),
    (r"log.?in|log into|cookies", APIBlockedError, "TikTok asks for a login"),
    (r"/photo/\d", APISlideshowError, "the post is a photo slideshow: it has no video to analyse"),
    (r"No suitable extractor|Unsupported URL", APIGoneError, "the link leads to no video"),
    (r"status code [1-9]", APIGoneError, "the post was removed, or was never there"),
    (
        r"challenge|universal data|Unexpected response",
        APIBlockedError,
        "TikTok showed no post, but perhaps a check for robots",
    ),
)
"""Words of yt-dlp's TikTok extractor, and what they mean; the first that is found counts."""
STATUSES = {403: APIBlockedError, 404: APIGoneError, 410: APIGoneError, 429: APIQuotaError}
BUG = re.compile(r"; please report this issue on .*", re.DOTALL)
ADDRESS = re.compile(r"https?://[^\s'\"<>]+")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
LONGEST_WORDS = 200
HELP = "; --cookies FILE gives yt-dlp a login"


@contextmanager
def as_ours(whose: str) -> Iterator[None]:
    """Let no exception of the library out."""
    from yt_dlp.utils import YoutubeDLError

    before = sys.exception()
    try:
        yield
    except RumiaiError:
        raise
    except YoutubeDLError as error:
        raise ours(error, whose, before) from error
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise APIError(
            f"yt-dlp does not understand what {whose} answered ({type(error).__name__}); "
            "a newer yt-dlp may"
        ) from error


def ours(error: Exception, whose: str, before: BaseException | None) -> APIError:
    """Our error for one of yt-dlp's, by its causes first and its words after them.

    What was being handled `before` is none of its causes.
    """
    from yt_dlp.networking.exceptions import HTTPError, RequestError, TransportError
    from yt_dlp.utils import GeoRestrictedError

    causes = list(_causes(error, before))
    said = _said(error)
    for cause in causes:
        if isinstance(cause, APIError):
            return type(cause)(str(cause))
        if isinstance(cause, HTTPError):
            return _by_status(cause, whose)
        if isinstance(cause, GeoRestrictedError):
            return APIBlockedError(f"not shown in this region (yt-dlp: {said})")
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return APITimeoutError(f"{whose} did not answer in time")
    if any(isinstance(cause, (TransportError, RequestError)) for cause in causes):
        return APINetworkError(f"the exchange with {whose} failed ({said})")
    for words, kind, meaning in WORDS:
        if re.search(words, said, re.IGNORECASE):
            advice = HELP if kind is APIBlockedError else ""
            return kind(f"{meaning} (yt-dlp: {said}){advice}")
    return APIError(f"yt-dlp could not read the post ({said})")


def _by_status(error: Any, whose: str) -> APIError:
    if error.redirect_loop:
        return APIUnsafeError(f"{whose} leads on and on")
    if 300 <= error.status < 400:
        return APIUnsafeError(f"{whose} leads to an address that RumiAI does not go to")
    kind = STATUSES.get(error.status, APIError)
    return kind(f"{whose} answered {error.status} {one_line(str(error.reason or ''))[:60]}".strip())


def _said(error: Exception) -> str:
    """The error's words without colours, secrets of addresses, and the request to report it."""
    words = BUG.sub("", COLOUR.sub("", str(error)))
    words = ADDRESS.sub(lambda found: without_secrets(found[0]), words)
    return shortened(one_line(words.removeprefix("ERROR: ")), LONGEST_WORDS)


def _causes(error: BaseException, before: BaseException | None) -> Iterator[BaseException]:
    """The error and all that led to it, wherever yt-dlp keeps that."""
    waiting: list[Any] = [error]
    seen: set[int] = {id(before)}
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        kept = getattr(one, "exc_info", None)
        waiting += [getattr(one, "cause", None), one.__cause__, one.__context__]
        waiting += [getattr(one, "reason", None), kept[1] if kept else None]
