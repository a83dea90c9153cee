"""Where a family's numbers come from: each input's analyzer, engine, weights, rate and reach."""

from __future__ import annotations

from typing import Any

from rumiai.schema.measure import Family
from rumiai.schema.timeline import Timeline

DECIMALS = 4


def provenance(family: Family, timeline: Timeline) -> dict[str, dict[str, Any]]:
    """By analyzer: how its run ended, what ran, and which share of the video it looked at."""
    return {name: _input(timeline, name) for name in (*family.REQUIRED, *family.USED)}


def _input(timeline: Timeline, name: str) -> dict[str, Any]:
    run = timeline.run(name)
    if run is None:
        return {"status": "missing"}
    rate = run.frames_per_second
    return {
        "status": run.status.value,
        "engine": run.engine,
        "weights_sha256": run.weights_sha256,
        "frames_per_second": None if rate is None else round(rate, DECIMALS),
        "inspected_share": round(timeline.inspected_share(name), DECIMALS),
    }
