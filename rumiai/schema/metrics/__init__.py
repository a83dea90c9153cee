"""The result types of the metric families; each field says what it means in a user's words."""

from __future__ import annotations

from pydantic import Field

from rumiai.schema.measure import Family, Record
from rumiai.schema.metrics.scene_pacing import ScenePacing
from rumiai.schema.metrics.visual_overlay import VisualOverlay


class Unmeasured(Record):
    """A family for which nothing that it needs was measured."""

    name: str
    reason: str


class Metrics(Record):
    """All families of one video, each measured or unmeasured as a whole."""

    visual_overlay_analysis: VisualOverlay | Unmeasured = Field()
    scene_pacing: ScenePacing | Unmeasured = Field()

    def in_order(self) -> tuple[Family | Unmeasured, ...]:
        """The families in the order in which legacy callers expect them."""
        return (self.visual_overlay_analysis, self.scene_pacing)
