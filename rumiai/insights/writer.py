"""What every writer of insights is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rumiai.schema.insights import Insight
from rumiai.schema.measure import Family
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.timeline import Timeline


class InsightWriter(Protocol):
    """Turns a measured family into an insight."""

    def begin(self, families: Sequence[Family | Unmeasured], timeline: Timeline) -> None:
        """Called once before the first `write`, with all that will be written."""
        ...

    def write(self, family: Family | Unmeasured, timeline: Timeline) -> Insight:
        """The insight of one family; a failed one where nothing was measured."""
        ...
