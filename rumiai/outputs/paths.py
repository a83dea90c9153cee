"""Every folder and file name that RumiAI writes, in one place (IO_CONTRACT section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

STAMP = "%Y%m%d_%H%M%S"
"""Time stamp of a three-file set, in UTC."""
DETECTOR_FILES = {
    "yolo": "object_detection_outputs/{id}/{id}_yolo_detections.json",
    "mediapipe": "human_analysis_outputs/{id}/{id}_human_analysis.json",
    "ocr": "creative_analysis_outputs/{id}/{id}_creative_analysis.json",
    "scene_detection": "scene_detection_outputs/{id}/{id}_scenes.json",
    "whisper": "speech_transcriptions/{id}_whisper.json",
    "audio_energy": "audio_energy_outputs/{id}/{id}_energy.json",
    "emotion": "emotion_detection_outputs/{id}/{id}_emotions.json",
}
"""Legacy detector name → path below the detectors' folder."""
NODE_FILES = {
    "yolo": "object_detection_outputs/{id}_1/{id}_1_yolo_detections.json",
    "mediapipe": "human_analysis_outputs/{id}_1/{id}_1_human_analysis.json",
    "ocr": "creative_analysis_outputs/{id}_1/{id}_1_creative_analysis.json",
    "scene_detection": "scene_detection_outputs/{id}_1/{id}_1_scenes.json",
    "whisper": "speech_transcriptions/{id}_1_whisper.json",
    "enhanced": "enhanced_human_analysis_outputs/{id}/{id}_enhanced_human_analysis.json",
}
"""The same for the Node generation, whose videos are called ``{id}_1``."""


@dataclass(frozen=True)
class Paths:
    """Where one video's results go."""

    video_id: str
    detectors: Path
    unified_dir: Path
    insights_dir: Path
    temporal_dir: Path
    temp_dir: Path

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that must be writable."""
        return (self.detectors, self.unified_dir, self.insights_dir, self.temporal_dir)

    @property
    def unified(self) -> Path:
        """The unified analysis."""
        return self.unified_dir / f"{self.video_id}.json"

    @property
    def insights(self) -> Path:
        """The folder of the video's insights."""
        return self.insights_dir / self.video_id

    @property
    def markers(self) -> Path:
        """The newest temporal markers."""
        return self.temporal_dir / f"{self.video_id}.json"

    def markers_at(self, moment: datetime) -> Path:
        """The temporal markers of one run."""
        return self.temporal_dir / f"{self.video_id}_{int(moment.timestamp())}.json"

    def detector(self, name: str) -> Path:
        """The file of a detector under its legacy name."""
        return self.detectors / DETECTOR_FILES[name].format(id=self.video_id)

    def node(self, name: str) -> Path:
        """A detector's file where the Node generation looks for it."""
        return self.detectors / NODE_FILES[name].format(id=self.video_id)

    @property
    def node_merge(self) -> Path:
        """The Node generation's merge of all its detectors."""
        return self.temp_dir / "video-analysis" / f"{self.video_id}.json"

    @property
    def frames(self) -> Path:
        """The Node generation's folder of pictures."""
        return self.detectors / "frame_outputs" / f"{self.video_id}_1"

    @property
    def sound(self) -> Path:
        """The Node generation's copy of the sound."""
        return self.temp_dir / f"{self.video_id}_audio.wav"


def insight_file(name: str, part: str, moment: datetime) -> str:
    """Path of one file of a three-file set below the video's insight folder."""
    return f"{name}/{name}_{part}_{moment:{STAMP}}.json"


def answer_file(name: str, moment: datetime) -> str:
    """Path of a model's answer as it came, beside its three-file set."""
    return f"{name}/{name}_result_{moment:{STAMP}}.txt"
