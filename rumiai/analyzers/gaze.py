"""Gaze: iris positions of the largest face, by MediaPipe's face mesh on that face's crop."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from mediapipe.python.solutions.face_mesh import FaceMesh
from numpy.typing import NDArray

from rumiai.analyzers.faces import FULL_RANGE_MODEL, FaceFinder
from rumiai.analyzers.people import PeopleAnalyzer
from rumiai.analyzers.workplace import Workplace
from rumiai.schema.events import Box, GazeSeen
from rumiai.schema.media import Frame

EYES = ((468, 33, 133), (473, 263, 362))
"""Mesh points of each eye: iris centre, outer corner, inner corner."""
MARGIN = 0.5
"""Share of the face box added on each side before the mesh looks at it."""


class Gaze(PeopleAnalyzer):
    """The mesh sees only the crop around a face that the full range detector found.

    By itself it would search with the short range detector, which misses small faces and
    invents some on objects.
    """

    name: ClassVar[str] = "gaze"
    models: ClassVar[tuple[str, ...]] = (
        FULL_RANGE_MODEL,
        "face_landmark/face_landmark_with_attention.tflite",
    )

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._finder = self.model(FaceFinder, "finder")
        self._mesh = self.model(
            lambda: FaceMesh(static_image_mode=True, max_num_faces=1, refine_landmarks=True),
            "mesh",
        )

    def look(self, frame: Frame) -> list[GazeSeen]:
        faces = self._finder.find(frame.image)
        if not faces:
            return []
        score, box = faces[0]
        crop = _crop(frame.image, box)
        meshes = self._mesh.process(crop).multi_face_landmarks
        if not meshes:
            return []
        x, y = _offset(meshes[0].landmark, crop.shape[1], crop.shape[0])
        return [
            GazeSeen(
                start=frame.time,
                end=frame.time,
                frame=frame.index,
                score=score,
                offset_x=x,
                offset_y=y,
                magnitude=math.hypot(x, y),
            )
        ]


def _crop(image: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    left, right = box.x - MARGIN * box.width, box.x + (1 + MARGIN) * box.width
    top, bottom = box.y - MARGIN * box.height, box.y + (1 + MARGIN) * box.height
    rows = slice(max(0, math.floor(top * height)), min(height, math.ceil(bottom * height)))
    columns = slice(max(0, math.floor(left * width)), min(width, math.ceil(right * width)))
    return np.ascontiguousarray(image[rows, columns])


def _offset(points: Sequence[Any], width: int, height: int) -> tuple[float, float]:
    """Mean offset of the irises from the middle of the eyes, in eye widths."""
    offsets = []
    for eye in EYES:
        iris, outer, inner = (
            np.array([points[i].x * width, points[i].y * height], np.float64) for i in eye
        )
        offsets.append((iris - (outer + inner) / 2) / np.linalg.norm(outer - inner))
    x, y = np.mean(offsets, axis=0)
    return float(x), float(y)
