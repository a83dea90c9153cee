"""The metric families: pure functions from a timeline to numbers."""

from __future__ import annotations

from rumiai.metrics.scene_pacing import scene_pacing
from rumiai.metrics.visual_overlay import visual_overlay
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Metrics
from rumiai.schema.timeline import Timeline


def measure(timeline: Timeline, metadata: VideoMetadata) -> Metrics:
    """All families of one video, in the order of the contract."""
    return Metrics(
        visual_overlay_analysis=visual_overlay(timeline, metadata),
        scene_pacing=scene_pacing(timeline, metadata),
    )
