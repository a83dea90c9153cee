"""Faces: MediaPipe's full range detector, whose model the wheel carries."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from mediapipe.python.solutions.face_detection import FaceDetection
from numpy.typing import NDArray

from rumiai.analyzers.people import PeopleAnalyzer
from rumiai.analyzers.workplace import Workplace
from rumiai.constants.thresholds import FACE_SCORE
from rumiai.schema.events import Box, FaceSeen
from rumiai.schema.media import Frame

FULL_RANGE_MODEL = "face_detection/face_detection_full_range_sparse.tflite"


class FaceFinder:
    """The detector itself; faces, and whoever needs to know where they are, use it.

    The score is filtered here: the full range graph ignores `min_detection_confidence`.
    """

    def __init__(self) -> None:
        self._model = FaceDetection(model_selection=1)

    def find(self, image: NDArray[np.uint8]) -> list[tuple[float, Box]]:
        """Score and box of every face, the largest first."""
        faces = []
        for detection in self._model.process(image).detections or ():
            if detection.score[0] < FACE_SCORE:
                continue
            box = detection.location_data.relative_bounding_box
            corners = (box.xmin, box.ymin, box.xmin + box.width, box.ymin + box.height)
            faces.append((min(1.0, detection.score[0]), Box.of_corners(*corners)))
        return sorted(faces, key=lambda face: -face[1].area)

    def close(self) -> None:
        """Stop the model's threads."""
        self._model.close()


class Faces(PeopleAnalyzer):
    """Every face of every sampled frame."""

    name: ClassVar[str] = "faces"
    models: ClassVar[tuple[str, ...]] = (FULL_RANGE_MODEL,)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._finder = self.model(FaceFinder)

    def look(self, frame: Frame) -> list[FaceSeen]:
        return [
            FaceSeen(start=frame.time, end=frame.time, frame=frame.index, score=score, box=box)
            for score, box in self._finder.find(frame.image)
        ]
