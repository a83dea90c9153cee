"""Bodies: MediaPipe pose, one person a frame."""

from __future__ import annotations

from typing import ClassVar

from mediapipe.python.solutions.pose import Pose as PoseModel

from rumiai.analyzers.people import PeopleAnalyzer
from rumiai.analyzers.workplace import Workplace
from rumiai.constants.thresholds import LANDMARK_VISIBLE, POSE_DETECTION_SCORE
from rumiai.schema.events import Box, PoseSeen
from rumiai.schema.media import Frame


class Pose(PeopleAnalyzer):
    """The body that MediaPipe finds first."""

    name: ClassVar[str] = "pose"
    models: ClassVar[tuple[str, ...]] = (
        "pose_detection/pose_detection.tflite",
        "pose_landmark/pose_landmark_full.tflite",
    )

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._model = self.model(
            lambda: PoseModel(
                static_image_mode=True,
                model_complexity=1,
                min_detection_confidence=POSE_DETECTION_SCORE,
            )
        )

    def look(self, frame: Frame) -> list[PoseSeen]:
        found = self._model.process(frame.image).pose_landmarks
        if found is None:
            return []
        visible = [point for point in found.landmark if point.visibility >= LANDMARK_VISIBLE]
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
