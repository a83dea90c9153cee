"""Bodies: MediaPipe pose, one person a frame."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from mediapipe.python.solutions.pose import Pose as PoseModel

from rumiai.analyzers.base import FrameAnalyzer
from rumiai.analyzers.faces import MAX_SIDE, MODULES, human_frames_per_second
from rumiai.constants.thresholds import POSE_DETECTION_SCORE
from rumiai.schema.events import Box, Event, PoseSeen
from rumiai.schema.media import Frame

VISIBLE = 0.5
"""A landmark below this visibility does not count into the box."""


class Pose(FrameAnalyzer):
    """Each frame is looked at by itself: tracking would carry a body across a cut."""

    name: ClassVar[str] = "pose"
    packages: ClassVar[tuple[str, ...]] = ("mediapipe",)
    max_side: ClassVar[int] = MAX_SIDE
    batch_size: ClassVar[int] = 4

    def __init__(self) -> None:
        self._model = PoseModel(
            static_image_mode=True,
            model_complexity=1,
            min_detection_confidence=POSE_DETECTION_SCORE,
        )

    @property
    def weights(self) -> tuple[Path, ...]:
        return (
            MODULES / "pose_detection" / "pose_detection.tflite",
            MODULES / "pose_landmark" / "pose_landmark_full.tflite",
        )

    def frames_per_second(self, duration: float) -> float | None:
        return human_frames_per_second(duration)

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        return [event for frame in frames for event in self._look(frame)]

    def close(self) -> None:
        self._model.close()

    def _look(self, frame: Frame) -> list[PoseSeen]:
        found = self._model.process(frame.image).pose_landmarks
        if found is None:
            return []
        visible = [point for point in found.landmark if point.visibility >= VISIBLE]
        if not visible:
            return []
        xs, ys = [point.x for point in visible], [point.y for point in visible]
        visibilities = [point.visibility for point in found.landmark]
        return [
            PoseSeen(
                start=frame.time,
                end=frame.time,
                frame=frame.index,
                score=min(1.0, sum(visibilities) / len(visibilities)),
                box=Box.of_corners(min(xs), min(ys), max(xs), max(ys)),
                landmarks=len(visibilities),
            )
        ]
