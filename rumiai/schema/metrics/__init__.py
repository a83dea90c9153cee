"""The result types of the metric families; each field says what it means in a user's words."""

from __future__ import annotations

from pydantic import Field

from rumiai.schema.measure import Family, Record
from rumiai.schema.metrics.creative_density import CreativeDensity
from rumiai.schema.metrics.emotional_journey import EmotionalJourney
from rumiai.schema.metrics.metadata_analysis import MetadataAnalysis
from rumiai.schema.metrics.person_framing import PersonFraming
from rumiai.schema.metrics.scene_pacing import ScenePacing
from rumiai.schema.metrics.speech_analysis import SpeechAnalysis
from rumiai.schema.metrics.visual_overlay import VisualOverlay


class Unmeasured(Record):
    """A family for which nothing that it needs was measured."""

    name: str
    reason: str
    asked_for: bool = True
    """False where the user switched off everything that it needs."""


class Metrics(Record):
    """All families of one video in the contract's order, each measured or not."""

    creative_density: CreativeDensity | Unmeasured = Field()
    emotional_journey: EmotionalJourney | Unmeasured = Field()
    speech_analysis: SpeechAnalysis | Unmeasured = Field()
    visual_overlay_analysis: VisualOverlay | Unmeasured = Field()
    metadata_analysis: MetadataAnalysis | Unmeasured = Field()
    person_framing: PersonFraming | Unmeasured = Field()
    scene_pacing: ScenePacing | Unmeasured = Field()

    def in_order(self) -> tuple[Family | Unmeasured, ...]:
        """The families in the order in which legacy callers expect them."""
        return tuple(getattr(self, name) for name in type(self).model_fields)
