"""Writes everything that one run found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rumiai.outputs.atomic import to_json, write_file
from rumiai.outputs.insights import write_insights
from rumiai.outputs.node.journal import journal
from rumiai.outputs.paths import Paths
from rumiai.schema.insights import Insight
from rumiai.schema.markers import TemporalMarkers
from rumiai.schema.measure import dump, reasons

MARKERS = "temporal_markers"


def save_analysis(
    paths: Paths,
    detectors: Mapping[str, Mapping[str, Any]],
    unified: Mapping[str, Any],
    markers: TemporalMarkers | None,
    moment: datetime,
    node: Mapping[Path, str | bytes] | None = None,
) -> None:
    """Write the detectors' files, the unified analysis, and the markers under both their names.

    Everything is put into words before the first file is written. `node` are the Node generation's
    files, if they are asked for.
    """
    texts: dict[Path, str | bytes] = {
        paths.detector(name): to_json(document) for name, document in detectors.items()
    }
    texts |= node or {}
    texts[paths.unified] = to_json(unified)
    if markers is not None:
        texts |= _marker_texts(paths, markers, moment)
    for path, text in texts.items():
        write_file(path, text)


def save_markers(paths: Paths, markers: TemporalMarkers, moment: datetime) -> None:
    """Write the markers under both their names."""
    for path, text in _marker_texts(paths, markers, moment).items():
        write_file(path, text)


def _marker_texts(paths: Paths, markers: TemporalMarkers, moment: datetime) -> dict[Path, str]:
    text = to_json(markers_document(markers))
    return {paths.markers_at(moment): text, paths.markers: text}


def save_insights(
    paths: Paths,
    insights: Sequence[Insight],
    markers: TemporalMarkers | None,
    moment: datetime,
    node: bool = False,
) -> None:
    """Write the sets of all insights, the markers as one more set, and the Node server's journal.

    The journal only where `node` says so. All of them appear at once.
    """
    sets = list(insights)
    if markers is not None:
        document = markers_document(markers)
        sets.append(Insight(name=MARKERS, prefix="", status="complete", result=document))
    kept = journal(insights, paths.video_id, moment) if node else {}
    write_insights(paths.insights, sets, moment, kept)


def markers_document(markers: TemporalMarkers) -> dict[str, Any]:
    """The markers in wire form, with ``_nulls``."""
    return {**dump(markers), "_nulls": reasons(markers)}
