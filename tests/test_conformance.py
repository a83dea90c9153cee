"""All seven analyses and the markers conform, whatever detectors saw, once all of them looked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from built import BUILT, ITEM
from conformance import check_conformance
from rumiai.claims import paths_for
from rumiai.insights.python_only import PythonOnly
from rumiai.metrics import measure
from rumiai.outputs.save import save_insights, save_markers
from rumiai.settings import load_settings
from rumiai.timeline.markers import temporal_markers
from rumiai.writing import write_insights

FAMILIES = {
    *("creative_density", "emotional_journey", "metadata_analysis", "person_framing"),
    *("scene_pacing", "speech_analysis", "visual_overlay_analysis"),
}
STARTED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize("kind", BUILT)
def test_all_seven_conform(contract: Path, tmp_path: Path, kind: str) -> None:
    """Every family is written, with its markers, and the contract's checker passes on each."""
    moments = BUILT[kind]
    paths = paths_for("built", load_settings(root=tmp_path))
    families = measure(moments, ITEM).in_order()
    insights = write_insights(families, moments, "built", PythonOnly(), lambda _: None)
    assert {i.name for i in insights if i.status == "complete"} == FAMILIES
    markers = temporal_markers(moments, "built", "2026-01-02T03:04:05")
    save_markers(paths, markers, STARTED)
    save_insights(paths, insights, markers, STARTED)
    check_conformance(contract, tmp_path, "built")
