"""Asks one finder after the other, until one gives a video or says that there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from rumiai.acquire.apify import Apify
from rumiai.acquire.found import Finder, Found
from rumiai.acquire.means import FinderName, Means
from rumiai.acquire.targets import TikTokVideo, VideoLink
from rumiai.acquire.ytdlp import YtDlp
from rumiai.errors import (
    APIError,
    APIGoneError,
    APIPageError,
    APISlideshowError,
    APITokenError,
)

T = TypeVar("T")
MAKERS: dict[FinderName, Callable[[Means], Finder]] = {"apify": Apify, "yt-dlp": YtDlp}


class Finders:
    """The finders that the settings name, in their order; Apify only where there is a token."""

    def __init__(self, means: Means) -> None:
        """Raises ArgumentError where the file of cookies cannot be used."""
        self._means = means
        self._failed: list[tuple[str, APIError]] = []
        self._finders: list[Finder] = []
        for name in means.finders:
            if name == "apify" and means.apify_token is None:
                continue
            try:
                self._finders.append(MAKERS[name](means))
            except APIError as error:
                self._failed.append((name, error))

    def first(self, video: TikTokVideo, use: Callable[[Finder, Found], T]) -> T:
        """What is made of the first find that can be used.

        Raises at once what is final about the video; else, when all have failed, one error that
        says what each said.
        """
        failed = list(self._failed)
        for finder in self._finders:
            try:
                return use(finder, finder.find(video))
            except APIError as error:
                if self._is_final(error):
                    raise
                failed.append((finder.name, error))
        raise _together(failed)

    def on_page(self, link: VideoLink, refused: APIPageError) -> Found:
        """The one video that a web page shows, by yt-dlp where it may be asked."""
        if "yt-dlp" not in self._means.finders:
            raise refused
        return YtDlp(self._means).find_on_page(link)

    def _is_final(self, error: APIError) -> bool:
        """Whether nobody else needs to be asked; a login may see what others do not."""
        if isinstance(error, APIGoneError):
            return self._means.cookies is None
        return isinstance(error, APISlideshowError)


def _together(failed: Sequence[tuple[str, APIError]]) -> APIError:
    """One error for all; of the first kind that says more than that it did not work."""
    if not failed:
        return APITokenError(
            "nobody can be asked for the video: Apify needs APIFY_API_TOKEN; "
            "--sources yt-dlp needs nothing"
        )
    if len(failed) == 1:
        return failed[0][1]
    kinds = [type(error) for _, error in failed]
    kind = next((kind for kind in kinds if kind is not APIError), APIError)
    return kind("; ".join(f"{name}: {error}" for name, error in failed))
