"""Where a video's results go, and one run at a time that may write them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rumiai.errors import APIError
from rumiai.outputs.atomic import check_writable
from rumiai.outputs.locking import held
from rumiai.outputs.node.names import insist_on_own_names
from rumiai.outputs.paths import Paths
from rumiai.progress import Observer, Waiting
from rumiai.settings import Settings


@contextmanager
def turn(paths: Paths, folders: tuple[Path, ...], observer: Observer) -> Iterator[None]:
    """Have a video to oneself while the block runs; another run on it is waited for.

    `folders` must be writable, else that raises ArgumentError.
    """
    check_writable(folders)
    video_id = paths.video_id
    with held(paths.insights_dir, video_id, lambda: observer(Waiting(video_id))):
        yield


class Claims:
    """Takes a video for this run as soon as its id is known, and holds it to the end."""

    def __init__(self, settings: Settings, observer: Observer, until: ExitStack) -> None:
        self._settings = settings
        self._observer = observer
        self._until = until
        self._paths: Paths | None = None

    def claim(self, video_id: str) -> Paths:
        """Wait for the video, and return where its results go; again, it only returns that.

        Must be called before any file of the video is looked at. Raises ArgumentError where results
        cannot be written, and APIError for a second id.
        """
        if self._paths is None:
            paths = paths_for(video_id, self._settings)
            folders = _folders(paths, self._settings)
            self._until.enter_context(turn(paths, folders, self._observer))
            insist_on_own_names(paths, self._settings.node_files)
            self._paths = paths
        if self._paths.video_id != video_id:
            raise APIError(f"two ids for one video: {self._paths.video_id} and {video_id}")
        return self._paths


def paths_for(video_id: str, settings: Settings) -> Paths:
    """Where this video's results go."""
    return Paths(
        video_id=video_id,
        detectors=settings.root / settings.detector_dir,
        unified_dir=settings.root / settings.unified_dir,
        insights_dir=settings.root / settings.insights_dir,
        temporal_dir=settings.root / settings.temporal_dir,
        temp_dir=settings.root / settings.temp_dir,
    )


def _folders(paths: Paths, settings: Settings) -> tuple[Path, ...]:
    """The folders that an analysis writes to."""
    return (*paths.folders, paths.temp_dir) if settings.node_files else paths.folders
