"""Runs analyzers over a clip inside the test's own process."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from evaluation import looking
from rumiai.analyzers.registry import names
from rumiai.analyzers.workplace import Workplace
from rumiai.schema.timeline import Timeline


def look(
    path: Path,
    analyzers: Collection[str] | None = None,
    mandatory: Collection[str] = (),
    workplace: Workplace | None = None,
) -> Timeline:
    """The timeline of a clip, by the named analyzers or by all."""
    return looking.look(path, names() if analyzers is None else analyzers, mandatory, workplace)
