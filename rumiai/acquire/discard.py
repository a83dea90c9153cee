"""Deletes a video that was fetched, once it is no longer needed."""

from __future__ import annotations

import logging
from pathlib import Path

from rumiai.schema.media import SourceVideo

LOG = logging.getLogger(__name__)


def discard(source: SourceVideo, folder: Path) -> bool:
    """Delete the file of a fetched video in the folder of fetched videos; True where it is gone.

    Every other file belongs to the user and stays. One that cannot be deleted stays too, with a
    warning: its results are complete.
    """
    if not source.fetched or source.path.parent.resolve() != folder.resolve():
        return False
    try:
        source.path.unlink(missing_ok=True)
    except OSError as error:
        LOG.warning("%s cannot be deleted (%s)", source.path, error.strerror)
        return False
    return True
