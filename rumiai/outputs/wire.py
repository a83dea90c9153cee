"""How values look in every file: rounded numbers, pixel boxes, and the reasons for nulls."""

from __future__ import annotations

from typing import Any

from rumiai.schema.events import Box, ObjectSeen, ObjectTrack
from rumiai.schema.measure import NullCode
from rumiai.schema.media import Clip
from rumiai.schema.timeline import AnalyzerRun, Status, Timeline

TIME_DECIMALS = 6
SCORE_DECIMALS = 4
BOX_DECIMALS = 4
CODES = {"gestures": NullCode.GESTURE_NOT_MEASURED}
"""Analyzers whose absence has a code of its own."""


def seconds(value: float) -> float:
    """A time, to the microsecond."""
    return round(value, TIME_DECIMALS)


def score(value: float) -> float:
    """A score or a share."""
    return round(value, SCORE_DECIMALS)


def share_box(box: Box) -> dict[str, float]:
    """A box as shares of the picture."""
    return {
        "x": round(box.x, BOX_DECIMALS),
        "y": round(box.y, BOX_DECIMALS),
        "width": round(box.width, BOX_DECIMALS),
        "height": round(box.height, BOX_DECIMALS),
    }


def pixel_box(box: Box, clip: Clip) -> tuple[float, float, float, float]:
    """A box in pixels of the displayed picture: x, y, width, height."""
    return (
        round(box.x * clip.width, 1),
        round(box.y * clip.height, 1),
        round(box.width * clip.width, 1),
        round(box.height * clip.height, 1),
    )


def track_id(event: ObjectSeen | ObjectTrack) -> str | None:
    """The name of an object's track, the same in all files of a video."""
    return None if event.track is None else f"obj_{event.track}"


def provenance(run: AnalyzerRun | None) -> dict[str, Any]:
    """The `metadata` of a detector file: whether, how and where it looked."""
    if run is None:
        return {"processed": False, "status": "missing"}
    rate = run.frames_per_second
    frames = {
        "frames_per_second": score(rate) if rate else None,
        "frames_analyzed": run.samples,
    }
    listened = rate is None and run.status is Status.OK
    return {
        "processed": run.status is Status.OK,
        "success": run.status in (Status.OK, Status.ABSENT),
        "status": run.status.value,
        "reason": run.reason,
        "engine": run.engine,
        "weights_sha256": run.weights_sha256,
        "device": run.device,
        "remarks": list(run.remarks),
        **({} if listened else frames),
        "inspected": [[seconds(span.start), seconds(span.end)] for span in run.inspected],
    }


def why_not(timeline: Timeline, **fields: str) -> dict[str, str]:
    """For each field whose analyzer should have filled it but did not, the code that says why."""
    return {
        field: CODES.get(analyzer, NullCode.NOT_MEASURED).value
        for field, analyzer in fields.items()
        if not timeline.settled(analyzer)
    }
