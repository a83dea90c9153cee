"""Faces in still pictures, where their number is known."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import skimage.data

from evaluation.looking import here
from rumiai.analyzers.faces import FaceFinder
from rumiai.analyzers.gaze import Gaze
from rumiai.schema.media import Frame


def test_five_people(media: Path) -> None:
    """All five faces, the largest first."""
    image = cv2.cvtColor(cv2.imread(str(media / "multi_face.jpg")), cv2.COLOR_BGR2RGB)
    faces = FaceFinder().find(image)
    assert len(faces) == 5
    areas = [box.area for _, box in faces]
    assert areas == sorted(areas, reverse=True)


def test_objects_are_no_faces() -> None:
    """Pictures of coffee, a cat and coins have no face: the short range model sees some."""
    finder = FaceFinder()
    pictures = (
        skimage.data.coffee(),
        skimage.data.chelsea(),
        np.dstack([skimage.data.coins()] * 3),
    )
    assert [len(finder.find(np.ascontiguousarray(p))) for p in pictures] == [0, 0, 0]


def test_gaze_moves_with_the_irises() -> None:
    """Mirroring the picture mirrors the horizontal offset and keeps the vertical one."""
    portrait = skimage.data.astronaut()
    offsets = []
    for image in (portrait, np.ascontiguousarray(portrait[:, ::-1])):
        (event,) = Gaze(here()).see([Frame(0, 0.0, image)])
        offsets.append((event.offset_x, event.offset_y))
    (x, y), (mirrored_x, mirrored_y) = offsets
    assert abs(x + mirrored_x) < 0.05
    assert abs(y - mirrored_y) < 0.05
    assert abs(x) < 0.2, "she looks into the camera"
