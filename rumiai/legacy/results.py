"""Recognises stored results of the seven analyses, under every prefix that was ever written.

They are archive only: nothing is computed from them (decision 1).
"""

from __future__ import annotations

from rumiai.legacy.records import Item

BLOCKS = ("CoreMetrics", "Dynamics", "Interactions", "KeyEvents", "Patterns", "Quality")
PREFIXES = {
    "creative_density": ("density", "creativeDensity"),
    "emotional_journey": ("emotional", "emotionalJourney"),
    "speech_analysis": ("speech", "speechAnalysis"),
    "visual_overlay_analysis": ("visualOverlay", "overlays", "overlay"),
    "metadata_analysis": ("metadata", "metadataAnalysis"),
    "person_framing": ("personFraming", "framing"),
    "scene_pacing": ("scenePacing", "pacing"),
}
"""Analysis → the prefixes of its blocks, today's first."""
UNNAMED = "an analysis"


def analysis_of(root: Item) -> str | None:
    """Which analysis a document is the result of; None where it is none.

    Claude's results have no prefix, so which analysis they are cannot be told.
    """
    for name, prefixes in PREFIXES.items():
        if any(f"{prefix}{BLOCKS[0]}" in root for prefix in prefixes):
            return name
    return UNNAMED if all(block in root for block in BLOCKS) else None
