"""Runs analyzers over a clip inside the test's own process."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from rumiai.analyzers.registry import names
from rumiai.analyzers.run import run_analyzers
from rumiai.decode.audio import read_audio
from rumiai.decode.frames import VideoReader
from rumiai.decode.probe import probe
from rumiai.schema.timeline import Timeline
from rumiai.timeline.merge import merge

LIMIT = 3000.0


def look(
    path: Path, analyzers: Collection[str] | None = None, mandatory: Collection[str] = ()
) -> Timeline:
    """The timeline of a clip, by the named analyzers or by all."""
    clip = probe(path, LIMIT)
    audio = read_audio(clip, LIMIT)
    reader = VideoReader(clip, audio)
    chosen = names() if analyzers is None else analyzers
    runs = run_analyzers(chosen, clip, reader, audio, mandatory, lambda _: None)
    return merge(reader.measured, runs)
