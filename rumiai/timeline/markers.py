"""Temporal markers (METRICS_CONTRACT B8, IO_CONTRACT section 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import ceil, floor

from rumiai.constants.thresholds import CURVE_SECONDS, PEAK_FACTOR
from rumiai.schema.intervals import Interval
from rumiai.schema.markers import (
    MarkersMetadata,
    MlDataAvailable,
    PeakMoment,
    TemporalMarkers,
)
from rumiai.schema.timeline import Timeline
from rumiai.timeline.closing import closing
from rumiai.timeline.moments import Kind, Moment, moments, starting, uncountable
from rumiai.timeline.opening import opening

PEAK_WEIGHTS: dict[Kind, float] = {"text": 3.0, "scene_change": 2.0, "speech": 1.5}
MAX_PEAKS = 5
CURVE_WEIGHTS: dict[Kind, float] = {
    "text": 2.0,
    "scene_change": 1.5,
    "speech": 1.0,
    "object": 0.5,
}


def temporal_markers(timeline: Timeline, video_id: str, generated_at: str) -> TemporalMarkers:
    """All markers of a timeline; `generated_at` is an ISO 8601 time in UTC."""
    found = moments(timeline)
    return TemporalMarkers(
        first_5_seconds=opening(timeline, found),
        cta_window=closing(timeline, found),
        peak_moments=uncountable(timeline) or _peaks(found),
        engagement_curve=uncountable(timeline) or _curve(found, timeline.clip.duration),
        metadata=MarkersMetadata(
            video_id=video_id,
            duration=timeline.clip.duration,
            generated_at=generated_at,
            ml_data_available=MlDataAvailable(
                yolo=timeline.ran("objects"),
                whisper=timeline.ran("speech"),
                ocr=timeline.ran("text"),
                mediapipe=all(timeline.ran(name) for name in ("faces", "pose", "hands")),
                scene=timeline.ran("shots"),
            ),
        ),
    )


def _peaks(found: Sequence[Moment]) -> tuple[PeakMoment, ...]:
    """Seconds with far more onsets than the mean active second and than both neighbours."""
    weights: defaultdict[int, float] = defaultdict(float)
    labels: defaultdict[int, list[str]] = defaultdict(list)
    for item in found:
        second = floor(item.start)
        weights[second] += PEAK_WEIGHTS.get(item.kind, 1.0)
        labels[second].append(_event_label(item))
    if not weights:
        return ()
    floor_level = PEAK_FACTOR * sum(weights.values()) / len(weights)
    peaks = [
        PeakMoment(timestamp=float(s), intensity=w, events=tuple(dict.fromkeys(labels[s])))
        for s, w in weights.items()
        if w > floor_level and w > weights.get(s - 1, 0) and w > weights.get(s + 1, 0)
    ]
    return tuple(sorted(peaks, key=lambda p: (-p.intensity, p.timestamp))[:MAX_PEAKS])


def _event_label(item: Moment) -> str:
    if item.kind == "scene_change":
        return "scene"
    return f"{item.kind}: {item.label}" if item.label else item.kind


def _curve(found: Sequence[Moment], duration: float) -> tuple[float, ...]:
    """Weighted onsets in each five seconds, at most 1: activity, not engagement."""
    buckets = ceil(round(duration / CURVE_SECONDS, 6))
    return tuple(
        min(
            1.0,
            sum(
                CURVE_WEIGHTS.get(item.kind, 0.0)
                for item in starting(found, Interval(b * CURVE_SECONDS, (b + 1) * CURVE_SECONDS))
            )
            / 10,
        )
        for b in range(buckets)
    )
