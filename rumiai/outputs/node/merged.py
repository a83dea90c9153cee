"""The Node generation's merge of all its detectors (`temp/video-analysis`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rumiai.outputs.node.frames import Frames
from rumiai.outputs.wire import seconds
from rumiai.schema.measure import NullCode
from rumiai.schema.media import Clip

Documents = Mapping[str, Mapping[str, Any]]


def merged(node: Documents, frames: Frames, clip: Clip) -> dict[str, Any]:
    """The detectors' documents in one, as that program's server reads them."""
    rate = node["scene_detection"]["fps"]
    values = {
        "speechTranscriptions": node["whisper"]["speechTranscriptions"],
        "transcript": node["whisper"]["transcript"],
        "wordCount": node["whisper"]["wordCount"],
        "speechSegments": node["whisper"]["segments"],
        "objectAnnotations": node["yolo"]["objectAnnotations"],
        "personAnnotations": _people(node["mediapipe"]),
        "textAnnotations": _texts(node["ocr"]),
        "shots": _shots(node["scene_detection"]),
        "labels": None,
        "explicitContent": None,
        "enhancedHumanAnalysis": node["enhanced"]["summary"],
    }
    unknown = NullCode.NOT_MEASURED.value
    nulls = {name: unknown for name, value in values.items() if value is None}
    inner = {
        f"enhancedHumanAnalysis.{path.removeprefix('summary.')}": code
        for path, code in node["enhanced"]["_nulls"].items()
        if path.startswith("summary.")
    }
    inner |= {
        k: v for k, v in node["yolo"]["_nulls"].items() if k.startswith("objectAnnotations[]")
    }
    if values["textAnnotations"]:
        nulls["textAnnotations[].category"] = NullCode.NO_VALIDATED_DEFINITION.value
    if values["personAnnotations"]:
        path = "personAnnotations[]"
        nulls |= {f"{path}.trackId": unknown, f"{path}.frames[].pose": unknown}
        nulls[f"{path}.frames[].actions"] = unknown
    return {
        **values,
        "metadata": {
            "fps": rate,
            "total_frames": frames.total,
            "duration": seconds(clip.duration),
            "width": clip.width,
            "height": clip.height,
        },
        "_nulls": {**nulls, **inner, **({} if rate else {"metadata.fps": unknown})},
    }


def _people(human: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """All bodies as one annotation: nobody tells one person from another."""
    poses = human["insights"]["timeline"]["poses"]
    if poses is None:
        return None
    return [{"trackId": None, "frames": poses}] if poses else []


def _texts(creative: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """An annotation a reading."""
    details = creative["frame_details"]
    if details is None:
        return None
    return [
        {
            "text": text["text"],
            "frames": [
                {
                    "frame": text["frame_number"],
                    "timestamp": text["timestamp"],
                    "confidence": text["confidence"],
                }
            ],
            "bbox": text["bbox"],
            "category": text["category"],
        }
        for frame in details
        for text in frame["text_elements"]
    ]


def _shots(scenes: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    if scenes["shots"] is None:
        return None
    return [
        {
            "startTime": f"{shot['start_time']}s",
            "endTime": f"{shot['end_time']}s",
            "startFrame": shot["start_frame"],
            "endFrame": shot["end_frame"],
        }
        for shot in scenes["shots"]
    ]
