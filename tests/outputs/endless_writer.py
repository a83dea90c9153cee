"""Writes all files of one video until it is killed; each set's files carry the set's number."""

from __future__ import annotations

import itertools
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from builders import shots, timeline
from rumiai.outputs.detectors import detector_documents
from rumiai.outputs.paths import Paths
from rumiai.outputs.save import save_analysis, save_insights
from rumiai.schema.insights import Insight
from rumiai.timeline.markers import temporal_markers

FILLER = "x" * 50_000


def main(root: Path) -> None:
    paths = Paths("v1", root, root / "unified", root / "insights", root / "markers", root / "temp")
    looked = timeline(20, shots(20, 3, 9))
    detectors = detector_documents(looked, "v1")
    markers = temporal_markers(looked, "v1", "2026-01-01T00:00:00Z")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    begun = sum(1 for _ in paths.insights.glob("one/*_result_*.json"))
    for number in itertools.count(begun):
        result = {"oneBlock": {"number": number, "filler": FILLER}, "_nulls": {}}
        insights = [
            Insight(name=name, prefix=name, status="complete", result=result)
            for name in ("one", "two")
        ]
        moment = start + timedelta(seconds=number)
        save_analysis(paths, detectors, {"number": number, "filler": FILLER}, markers, moment)
        save_insights(paths, insights, markers, moment)
        print(number, flush=True)  # noqa: T201  the test waits for it


if __name__ == "__main__":
    main(Path(sys.argv[1]))
