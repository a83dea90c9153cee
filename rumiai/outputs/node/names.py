"""Keeps two videos apart whose files would have the same names."""

from __future__ import annotations

from dataclasses import replace

from rumiai.errors import ArgumentError
from rumiai.outputs.paths import Paths

SUFFIX = "_1"
"""The Node generation's detectors called the video `ID` so."""


def insist_on_own_names(paths: Paths, node: bool) -> None:
    """Raise ArgumentError where files of this run would overwrite another video's.

    What the Node generation calls ``x_1`` is the video ``x``; a video may really be called so.
    """
    video_id = paths.video_id
    other = replace(paths, video_id=video_id + SUFFIX)
    if node and other.unified.exists():
        raise ArgumentError(
            f"the Node files of {video_id} have the names of the results of {other.video_id}; "
            "choose another folder with --root"
        )
    owner = replace(paths, video_id=video_id.removesuffix(SUFFIX))
    if owner.video_id != video_id and owner.frames.exists():
        raise ArgumentError(
            f"the results of {video_id} have the names of the Node files of {owner.video_id}; "
            "choose another folder with --root"
        )
