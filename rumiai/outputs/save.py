"""Writes everything that one run found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rumiai.outputs.atomic import to_json, write_file
from rumiai.outputs.insights import write_insights
from rumiai.outputs.paths import Paths
from rumiai.schema.insights import Insight
from rumiai.schema.markers import TemporalMarkers
from rumiai.schema.measure import dump, reasons

MARKERS = "temporal_markers"


def save_detectors(paths: Paths, documents: Mapping[str, Mapping[str, Any]]) -> None:
    """Write one file for each detector."""
    for name, document in documents.items():
        write_file(paths.detector(name), to_json(document))


def save_unified(paths: Paths, document: Mapping[str, Any]) -> None:
    """Write the unified analysis."""
    write_file(paths.unified, to_json(document))


def save_markers(paths: Paths, markers: TemporalMarkers, moment: datetime) -> None:
    """Write the markers under the run's and under the newest name."""
    text = to_json(markers_document(markers))
    write_file(paths.markers_at(moment), text)
    write_file(paths.markers, text)


def save_insights(
    paths: Paths,
    insights: Sequence[Insight],
    markers: TemporalMarkers | None,
    moment: datetime,
) -> None:
    """Write the sets of all insights, and the markers as one more set."""
    sets = list(insights)
    if markers is not None:
        document = markers_document(markers)
        sets.append(Insight(name=MARKERS, prefix="", status="complete", result=document))
    write_insights(paths.insights, sets, moment)


def markers_document(markers: TemporalMarkers) -> dict[str, Any]:
    """The markers in wire form, with ``_nulls``."""
    return {**dump(markers), "_nulls": reasons(markers)}
