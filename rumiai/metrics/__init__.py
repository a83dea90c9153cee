"""The metric families: pure functions from a timeline to numbers."""

from __future__ import annotations

from rumiai.metrics.creative_density import creative_density
from rumiai.metrics.emotional_journey import emotional_journey
from rumiai.metrics.metadata_analysis import metadata_analysis
from rumiai.metrics.person_framing import person_framing
from rumiai.metrics.scene_pacing import scene_pacing
from rumiai.metrics.speech_analysis import speech_analysis
from rumiai.metrics.visual_overlay import visual_overlay
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Metrics
from rumiai.schema.timeline import Timeline


def measure(timeline: Timeline, metadata: VideoMetadata) -> Metrics:
    """All families of one video, in the order of the contract."""
    return Metrics(
        creative_density=creative_density(timeline, metadata),
        emotional_journey=emotional_journey(timeline, metadata),
        speech_analysis=speech_analysis(timeline, metadata),
        visual_overlay_analysis=visual_overlay(timeline, metadata),
        metadata_analysis=metadata_analysis(timeline, metadata),
        person_framing=person_framing(timeline, metadata),
        scene_pacing=scene_pacing(timeline, metadata),
    )
