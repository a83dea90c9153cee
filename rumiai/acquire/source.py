"""From what the user named to a video on disk: a file, one fetched before, or a new one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rumiai.acquire.local import local_video, stated_metadata
from rumiai.acquire.means import Means
from rumiai.acquire.targets import BareId, LocalFile, TikTokVideo, VideoLink, post_url, target_of
from rumiai.errors import APIError, APIExpiredError, APIPageError, ArgumentError, MLInputError
from rumiai.progress import Observer, Stage, StageStarted, VideoHere, VideoKnown
from rumiai.schema.media import SourceVideo, VideoMetadata

if TYPE_CHECKING:
    from rumiai.acquire.finders import Finders
    from rumiai.acquire.found import Finder, Found

Check = Callable[[Path], object]
Claim = Callable[[str], object]


def unclaimed(_: str) -> None:
    """For whoever has no other run beside it."""


def acquire(
    source: str,
    metadata: Path | None,
    means: Means,
    observer: Observer,
    check: Check | None = None,
    claim: Claim = unclaimed,
) -> SourceVideo:
    """The video that `source` names, on disk.

    `check` raises MLInputError for a file that is no video. `claim` is called with the video's id
    as soon as that is known, before any file of it is looked at; it may wait for other runs. The
    observer learns the id exactly once, after that.

    Raises ArgumentError for what cannot be asked for, and APIErrors for what did not come.
    """
    target = target_of(source)
    if isinstance(target, LocalFile):
        video = local_video(target.path, metadata)
        claim(video.video_id)
        observer(VideoKnown(video.video_id))
        return video
    run = _Acquisition(means, observer, check, claim, stated_metadata(metadata))
    if isinstance(target, BareId):
        target = TikTokVideo(post_url(target.video_id), target.video_id)
    return run.linked(target) if isinstance(target, VideoLink) else run.posted(target)


@dataclass
class _Acquisition:
    """One run's way to a video that is not named by its file."""

    means: Means
    observer: Observer
    check: Check | None
    claim: Claim
    stated: VideoMetadata | None
    """What the user says about the video; stronger than what the platform says."""
    _claimed: str | None = None
    _told: bool = False

    def posted(self, video: TikTokVideo) -> SourceVideo:
        """A post's video; one that is here already is not fetched again."""
        if video.video_id is not None:
            self._own(video.video_id)
            kept = self._kept(video.video_id)
            if kept is not None:
                return self._again(video, kept, video.video_id)
        self._insist_on_network(video.url)
        self._insist_on_place(video.video_id)
        self.observer(StageStarted(Stage.SCRAPING))
        found = self._finders().first(video, partial(self._fetched, video))
        return self._here(self._path(found.video_id), found.video_id, found.metadata)

    def linked(self, link: VideoLink) -> SourceVideo:
        """The file behind a link; where a page is there, the one file that the page shows."""
        metadata = VideoMetadata()
        self._own(link.video_id)
        kept = self._kept(link.video_id)
        if kept is None:
            self._insist_on_network(link.url)
            self._insist_on_place(link.video_id)
        self._tell(link.video_id)
        if kept is None:
            try:
                self._fetch(link.url, {}, link.video_id)
            except APIPageError as error:
                found = self._finders().on_page(link, error)
                self._fetch(found.url, found.headers, link.video_id)
                metadata = found.metadata
        return self._here(self._path(link.video_id), link.video_id, metadata)

    def _again(self, video: TikTokVideo, kept: Path, video_id: str) -> SourceVideo:
        """A video that is here: only what the platform says about it is asked for."""
        self.observer(StageStarted(Stage.SCRAPING))
        metadata, fault = self._asked(video) if self.stated is None else (VideoMetadata(), None)
        self._tell(video_id)
        return self._here(kept, video_id, metadata, fault)

    def _asked(self, video: TikTokVideo) -> tuple[VideoMetadata, str | None]:
        """What the platform says, or why that is not known."""
        try:
            self._insist_on_network(video.url)
            return self._finders().first(video, lambda _finder, found: found).metadata, None
        except (APIError, ArgumentError) as error:
            return VideoMetadata(), f"platform metadata: {error}"

    def _fetched(self, video: TikTokVideo, finder: Finder, found: Found) -> Found:
        """Fetch what a finder found; it is asked once more where the link has run out."""
        self._tell(found.video_id)
        if self._kept(found.video_id) is not None:
            return found
        try:
            self._fetch(found.url, found.headers, found.video_id)
        except APIExpiredError:
            anew = finder.find(TikTokVideo(video.url, found.video_id))
            self._fetch(anew.url, anew.headers, found.video_id)
            return anew
        return found

    def _fetch(self, url: str, headers: Mapping[str, str], video_id: str) -> None:
        from rumiai.acquire.download import fetch

        fetch(url, headers, self._path(video_id), self.means, self.observer, self.check)

    def _finders(self) -> Finders:
        from rumiai.acquire.finders import Finders  # loads what files on disk do not need

        return Finders(self.means)

    def _path(self, video_id: str) -> Path:
        return self.means.folder / f"{video_id}.mp4"

    def _kept(self, video_id: str) -> Path | None:
        """The video's file, if it is here and is a video; else it is fetched anew."""
        path = self._path(video_id)
        if not path.is_file():
            return None
        try:
            if self.check is not None:
                self.check(path)
        except MLInputError:
            return None
        return path

    def _tell(self, video_id: str) -> None:
        """Tell the id, once, and that its file comes next. Raises APIError for a second id."""
        self._own(video_id)
        if not self._told:
            self._told = True
            self.observer(VideoKnown(video_id))
            self.observer(StageStarted(Stage.DOWNLOADING))

    def _own(self, video_id: str) -> None:
        """Have the video to oneself. Raises APIError for a second id."""
        if self._claimed is None:
            self.claim(video_id)
            self._claimed = video_id
        elif self._claimed != video_id:
            raise APIError(f"the link is said to lead to {self._claimed}, and to {video_id}")

    def _here(
        self, path: Path, video_id: str, metadata: VideoMetadata, fault: str | None = None
    ) -> SourceVideo:
        self.observer(VideoHere(path))
        told = self.stated if self.stated is not None else metadata
        return SourceVideo(path, video_id, told, fetched=True, faults=(fault,) if fault else ())

    def _insist_on_place(self, video_id: str | None) -> None:
        """Raise ArgumentError where the file would find no place, before anybody is asked for it.

        A search at Apify is paid for.
        """
        folder = next(p for p in (self.means.folder, *self.means.folder.parents) if p.exists())
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            raise ArgumentError(f"{folder}: no video can be put there; set RUMIAI_TEMP_DIR")
        if video_id is not None and self._path(video_id).is_dir():
            raise ArgumentError(f"{self._path(video_id)}: a folder is in the video's place")

    def _insist_on_network(self, url: str) -> None:
        if self.means.offline:
            raise ArgumentError(
                f"{url.partition('?')[0]}: is not in {self.means.folder}, and offline nothing is "
                "fetched; run it without --offline"
            )
