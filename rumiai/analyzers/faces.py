"""Faces: MediaPipe's full range detector, whose model the wheel carries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import mediapipe
import numpy as np
from mediapipe.python.solutions.face_detection import FaceDetection
from numpy.typing import NDArray

from rumiai.analyzers.base import FrameAnalyzer
from rumiai.constants.thresholds import (
    FACE_SCORE,
    HUMAN_FRAMES_PER_SECOND,
    HUMAN_FRAMES_PER_SECOND_LONG,
    LONG_VIDEO_SECONDS,
)
from rumiai.schema.events import Box, Event, FaceSeen
from rumiai.schema.media import Frame

MODULES = Path(mediapipe.__file__).parent / "modules"
FULL_RANGE_MODEL = MODULES / "face_detection" / "face_detection_full_range_sparse.tflite"
MAX_SIDE = 960
"""Pixels; every model scales its input down to 256 or less itself."""


def human_frames_per_second(duration: float) -> float:
    """Sampling rate of everything that looks at people (METRICS_CONTRACT D1)."""
    long = duration > LONG_VIDEO_SECONDS
    return HUMAN_FRAMES_PER_SECOND_LONG if long else HUMAN_FRAMES_PER_SECOND


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


class Faces(FrameAnalyzer):
    """Every face of every sampled frame, each frame looked at by itself."""

    name: ClassVar[str] = "faces"
    packages: ClassVar[tuple[str, ...]] = ("mediapipe",)
    max_side: ClassVar[int] = MAX_SIDE
    batch_size: ClassVar[int] = 4

    def __init__(self) -> None:
        self._finder = FaceFinder()

    @property
    def weights(self) -> tuple[Path, ...]:
        return (FULL_RANGE_MODEL,)

    def frames_per_second(self, duration: float) -> float | None:
        return human_frames_per_second(duration)

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        return [
            FaceSeen(
                start=frame.time,
                end=frame.time,
                frame=frame.index,
                score=score,
                box=box,
            )
            for frame in frames
            for score, box in self._finder.find(frame.image)
        ]

    def close(self) -> None:
        self._finder.close()
