"""All files of the Node generation, put into words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rumiai.outputs.atomic import to_json
from rumiai.outputs.node.enhanced import enhanced
from rumiai.outputs.node.frames import Frames
from rumiai.outputs.node.merged import merged
from rumiai.outputs.node.objects import objects
from rumiai.outputs.node.people import humans
from rumiai.outputs.node.scenes import scenes
from rumiai.outputs.node.sound import wav_of
from rumiai.outputs.node.speech import speech
from rumiai.outputs.node.texts import texts
from rumiai.outputs.paths import Paths
from rumiai.schema.media import Audio, SourceVideo
from rumiai.schema.timeline import Timeline


def node_documents(
    source: SourceVideo,
    timeline: Timeline,
    frames: Frames,
    detectors: Mapping[str, Mapping[str, Any]],
) -> dict[str, dict[str, Any]]:
    """The detectors' documents by their names; `detectors` are the same in the F shapes."""
    return {
        "yolo": objects(timeline, frames, str(source.path)),
        "mediapipe": humans(timeline, frames),
        "ocr": texts(timeline, frames, source.video_id),
        "scene_detection": scenes(timeline, frames, str(source.path)),
        "whisper": speech(timeline, detectors["whisper"]),
        "enhanced": enhanced(timeline, frames, source.video_id),
    }


def node_files(
    source: SourceVideo,
    paths: Paths,
    timeline: Timeline,
    audio: Audio | None,
    frames: Frames,
    detectors: Mapping[str, Mapping[str, Any]],
) -> dict[Path, str | bytes]:
    """Every file but the pictures: path → content. There is no sound file without sound."""
    documents = node_documents(source, timeline, frames, detectors)
    sound: dict[Path, str | bytes] = {} if audio is None else {paths.sound: wav_of(audio)}
    return {
        **{paths.node(name): to_json(document) for name, document in documents.items()},
        paths.node_merge: to_json(merged(documents, frames, timeline.clip)),
        **sound,
    }
