"""What every writer of insights is."""

from __future__ import annotations

from typing import Protocol

from rumiai.schema.insights import Insight
from rumiai.schema.measure import Family
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.timeline import Timeline


class InsightWriter(Protocol):
    """Turns a measured family into an insight."""

    def write(self, family: Family | Unmeasured, timeline: Timeline) -> Insight:
        """The insight of one family; a failed one where nothing was measured."""
        ...
