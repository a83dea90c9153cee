"""The recorded files of the old systems, and small files in the shapes that were not recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rumiai.legacy.read import Reports, StoredAnalysis, read_analysis
from rumiai.schema.timeline import Timeline
from rumiai.timeline.merge import merge

PLANTS = "final/test_outputs/7280654844715666731_unified_analysis.json"
LESSONS = "final/test_outputs/7389683775929699616_unified_analysis.json"
FIXTURE = "v3/tests/fixtures/sample_unified_analysis.json"
RECORDED = (PLANTS, LESSONS, FIXTURE)
LIMIT = 300.0


def document(contract: Path, name: str) -> dict[str, Any]:
    """A recorded file."""
    found: dict[str, Any] = json.loads((contract / "data" / name).read_text(encoding="utf-8"))
    return found


def analysis(contract: Path, name: str) -> StoredAnalysis:
    """A recorded unified analysis as it is read."""
    return read_analysis(contract / "data" / name, LIMIT)


def merged(read: StoredAnalysis) -> Timeline:
    """The timeline of what was read."""
    if isinstance(read.found, Reports):
        return merge(read.found.clip, read.found.runs)
    return read.found


def loaded(root: dict[str, Any], folder: Path) -> Timeline:
    """The timeline of a document that a test made."""
    path = folder / "made.json"
    path.write_text(json.dumps(root), encoding="utf-8")
    return merged(read_analysis(path, LIMIT))


def f_shape(duration: float = 20.0, **ml_data: Any) -> dict[str, Any]:
    """A unified analysis of the Python-only generation."""
    return {
        "video_id": "made",
        "duration": duration,
        "metadata": {"width": 100, "height": 200, "fps": 30.0},
        "pipeline_status": dict.fromkeys(("yolo", "mediapipe", "ocr", "scene", "whisper"), True),
        "timeline": {"video_id": "made", "duration": duration, "entries": []},
        "ml_data": ml_data,
    }


WORDS = [
    {"word": " hello", "start": 1.0, "end": 1.4, "probability": 0.9},
    {"word": " there", "start": 1.6, "end": 2.0, "probability": 0.7},
    {"word": " friend", "start": 4.0, "end": 4.5, "probability": 0.8},
]
READINGS = [
    {"text": "SALE", "confidence": 0.9, "timestamp": t, "bbox": [10, 20, 30, 10]}
    for t in (0.0, 0.2, 0.4)
]


def p_shape() -> dict[str, Any]:
    """The generation with Claude: detectors beside one another, times as ``"Ns"``."""
    return {
        "video_id": "made_p",
        "metadata": {"width": 100, "height": 200, "fps": 30.0, "create_time": 1700000000},
        "duration": 20.0,
        "timeline": {"entries": []},
        "objectDetection": {
            "objectAnnotations": [
                {
                    "trackId": "object_1",
                    "entity": {"entityId": "cup", "description": "cup"},
                    "confidence": 0.8,
                    "frames": [
                        {"frame": i, "timestamp": f"{i}s", "confidence": 0.5 + i / 10}
                        | {"bbox": {"left": 0.1, "top": 0.1, "right": 0.3, "bottom": 0.3}}
                        for i in range(4)
                    ],
                }
            ]
        },
        "creativeAnalysis": {"textAnnotations": READINGS, "metadata": {"processed": True}},
        "sceneDetection": {
            "shots": [
                {"start_time": "0s", "end_time": "5s"},
                {"start_time": "5s", "end_time": "20s"},
            ]
        },
        "speechTranscription": {
            "segments": [
                {"start": "1s", "end": "4.5s", "text": "hello there friend"} | {"words": WORDS}
            ],
            "language": "en",
        },
    }


def n_shape() -> dict[str, Any]:
    """The Node generation: timelines by bins of a second, at 5 frames a second."""
    return {
        "video_id": "made_n",
        "processed_at": "2025-07-01T00:00:00Z",
        "duration_seconds": 12.0,
        "total_frames": 60,
        "fps": 5,
        "static_metadata": {"width": 100, "height": 200, "viewCount": 7, "text": "caption"},
        "timelines": {
            "sceneChangeTimeline": {"4-5s": [{"type": "cut"}], "8-9s": {"type": "cut"}},
            "textOverlayTimeline": {
                "1-2s": [{"text": "SALE", "confidence": 0.9, "bbox": [10, 20, 30, 10]}]
            },
            "objectTimeline": {
                "1-2s": [{"class": "cup", "confidence": 0.7, "bbox": [10, 20, 40, 60]}]
            },
            "gestureTimeline": {"2-3s": [{"type": "victory", "confidence": 0.8, "hand": "left"}]},
            "expressionTimeline": {"2-3s": [{"emotion": "joy", "confidence": 0.8}]},
        },
        "insights": {},
        "pipeline_status": {},
    }
