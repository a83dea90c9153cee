"""The unified analysis: the F shape with N's timelines and S's model results (decision 18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rumiai.constants.thresholds import THRESHOLDS_VERSION
from rumiai.outputs.entries import Entry, by_bin, by_second, entries_of
from rumiai.outputs.wire import provenance, score, seconds
from rumiai.schema.measure import NullCode
from rumiai.schema.media import SourceVideo
from rumiai.schema.stored import measured_block
from rumiai.schema.timeline import Timeline

VERSION = "3.0.0"
PIPELINE = {
    "yolo": ("objects",),
    "mediapipe": ("faces", "pose", "hands"),
    "ocr": ("text",),
    "scene": ("shots",),
    "whisper": ("speech",),
    "audio_energy": ("energy",),
    "emotion": ("emotions",),
}
"""Legacy model name → the analyzers that must have run for it to be complete."""
NODE_TIMELINES = {
    "gestureTimeline": "gesture",
    "expressionTimeline": "emotion",
    "objectTimeline": "object",
    "stickerTimeline": "sticker",
    "textOverlayTimeline": "text",
    "sceneChangeTimeline": "scene_change",
    "cameraDistanceTimeline": "camera_distance",
    "speechTimeline": "speech",
    "audioRatioTimeline": "audio_ratio",
    "effectTimeline": "effect",
    "transitionTimeline": "transition",
}
"""Node's timelines → entry type; a type that nothing measures gives an empty one."""


def completion(timeline: Timeline) -> dict[str, bool]:
    """Which legacy models told all that they could: they ran, or there was no sound."""
    return {name: all(map(timeline.settled, names)) for name, names in PIPELINE.items()}


def unified_document(
    source: SourceVideo,
    timeline: Timeline,
    detectors: Mapping[str, Mapping[str, Any]],
    degraded: Sequence[str],
    markers_written: bool,
    run: Mapping[str, Any],
) -> dict[str, Any]:
    """The whole document; everything that changes from run to run is in its `run` block."""
    entries = entries_of(timeline)
    duration = seconds(timeline.clip.duration)
    return {
        "video_id": source.video_id,
        "version": VERSION,
        "thresholdsVersion": THRESHOLDS_VERSION,
        "duration": duration,
        "status": "degraded" if degraded else "complete",
        "degraded": list(degraded),
        "metadata": _metadata(source, timeline),
        "pipeline_status": {**completion(timeline), "temporal": markers_written},
        "processing_metadata": {
            "timeline_entries": len(entries),
            "entry_types": dict(Counter(entry.entry_type for entry in entries)),
            "duration": duration,
        },
        "analyzers": {report.analyzer: provenance(report) for report in timeline.runs},
        "timeline": {
            "video_id": source.video_id,
            "duration": duration,
            "entry_count": len(entries),
            "entries": [entry.wire() for entry in entries],
        },
        "speechTimeline": by_second(entries, "speech"),
        "textTimeline": by_second(entries, "text"),
        "objectTimeline": by_second(entries, "object"),
        "timelines": {name: by_bin(entries, kind) for name, kind in NODE_TIMELINES.items()},
        "ml_data": dict(detectors),
        "ml_results": _results(timeline, detectors),
        "measured": measured_block(timeline),
        "_nulls": _nulls(source, entries),
        "run": dict(run),
    }


def _metadata(source: SourceVideo, timeline: Timeline) -> dict[str, Any]:
    clip = timeline.clip
    return {
        **source.metadata.model_dump(mode="json", by_alias=True),
        "engagementRate": source.metadata.engagement_rate,
        "video_id": source.video_id,
        "platform_duration": source.metadata.duration,
        "duration": seconds(clip.duration),
        "width": clip.width,
        "height": clip.height,
        "rotation": clip.rotation,
        "fps": score(clip.frames_per_second) if clip.frames_per_second else None,
        "codec": clip.codec,
        "transfer": clip.transfer.value,
        "has_audio": clip.has_audio,
        "faults": list(clip.faults),
    }


def _results(
    timeline: Timeline, detectors: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    done = {**completion(timeline), "scene_detection": timeline.settled("shots")}
    return {
        name: {
            "model_name": name,
            "success": done[name],
            "data": dict(document),
            "processing_time": None,
            "metadata": document["metadata"],
        }
        for name, document in detectors.items()
    }


def _nulls(source: SourceVideo, entries: Sequence[Entry]) -> dict[str, str]:
    """Why fields of the metadata, the entries and the results are null."""
    kinds = {entry.entry_type for entry in entries}
    nulls = {"ml_results.*.processing_time": "varies from run to run: see run.analyzers"}
    platform = source.metadata.model_dump(exclude={"duration"}, by_alias=True)
    platform["engagementRate"] = source.metadata.engagement_rate
    nulls |= {
        f"metadata.{k}": NullCode.PLATFORM_MISSING.value for k, v in platform.items() if v is None
    }
    if source.metadata.duration is None:
        nulls["metadata.platform_duration"] = NullCode.PLATFORM_MISSING.value
    path, unknown = "timeline.entries[].data", NullCode.NOT_MEASURED.value
    if "text" in kinds:
        nulls |= {f"{path}.size": unknown, f"{path}.style": unknown}
    if "pose" in kinds:
        nulls[f"{path}.action"] = unknown
    if "gaze" in kinds:
        code = NullCode.UNCALIBRATED_GAZE.value
        nulls |= {f"{path}.eye_contact": code, f"{path}.gaze_direction": code}
    return nulls
