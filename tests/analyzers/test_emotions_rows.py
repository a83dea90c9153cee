"""Py-feat's tables become events: the largest face of a frame, or none, or an error."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rumiai.analyzers.emotions_rows import LABELS, UNITS, largest_faces
from rumiai.schema.media import Frame

FRAMES = [Frame(10 * n, 0.5 * n, np.zeros((100, 200, 3), np.uint8)) for n in range(3)]
V1, V2 = LABELS


def row(frame: int, labels: Any = V1, **changes: Any) -> dict[str, Any]:
    """A face of 20 x 40 pixels that is 0.4 joyful."""
    mood = dict.fromkeys(labels, 0.1) | {
        name: 0.4 for name, emotion in labels.items() if emotion == "joy"
    }
    units = {f"AU{unit:02d}": unit / 100 for unit in UNITS}
    place = {"FaceRectX": 50.0, "FaceRectY": 10.0, "FaceRectWidth": 20.0, "FaceRectHeight": 40.0}
    return {"frame": frame, "FaceScore": 0.9, **place, **mood, **units, **changes}


def faceless(frame: int, labels: Any = V1) -> dict[str, Any]:
    """What py-feat writes for a frame without a face."""
    return dict.fromkeys(row(frame, labels), np.nan) | {"frame": frame, "FaceScore": 0.0}


def fex(*rows: dict[str, Any]) -> Any:
    """Py-feat's table is a DataFrame; here without the import that takes seconds."""
    import pandas as pd

    return pd.DataFrame(rows)


def test_a_face_becomes_an_event() -> None:
    """Label, probabilities, 20 action units, box as shares, time and number of the frame."""
    (face,) = largest_faces(fex(row(0)), [Frame(30, 1.5, np.zeros((100, 200, 3), np.uint8))])
    assert face is not None
    assert (face.emotion, face.score, face.face_score) == ("joy", 0.4, 0.9)
    assert (face.start, face.end, face.frame) == (1.5, 1.5, 30)
    assert (face.box.x, face.box.y, face.box.width, face.box.height) == pytest.approx(
        (0.25, 0.1, 0.1, 0.4)
    )
    assert face.action_units == {unit: unit / 100 for unit in UNITS}
    assert len(face.action_units) == 20
    assert sum(face.probabilities.values()) == pytest.approx(1)


def test_detectorv2_spells_its_labels_otherwise() -> None:
    """Happy, Sad and Anger are joy, sadness and anger."""
    (first,) = largest_faces(fex(row(0)), FRAMES[:1])
    (second,) = largest_faces(fex(row(0, V2)), FRAMES[:1])
    assert first == second


def test_a_frame_without_a_face_gives_nothing() -> None:
    """One row of NaN with score 0 is nobody, and takes nothing from the frames beside it."""
    faces = largest_faces(fex(row(0), faceless(1), row(2)), FRAMES)
    assert [face and face.frame for face in faces] == [0, None, 20]
    assert largest_faces(fex(faceless(0)), FRAMES[:1]) == [None]


def test_the_largest_of_two_faces_is_kept() -> None:
    """Of the faces above one half; a larger one that is less certain does not count."""
    small, large = row(0), row(0, FaceRectWidth=30.0, FaceScore=0.6)
    doubtful = row(0, FaceRectWidth=90.0, FaceScore=0.5)
    for order in ([small, large, doubtful], [doubtful, large, small]):
        (face,) = largest_faces(fex(*order), FRAMES[:1])
        assert face is not None
        assert face.face_score == 0.6
        assert face.box.width == pytest.approx(0.15)


def test_only_doubtful_faces_are_no_face() -> None:
    assert largest_faces(fex(row(0, FaceScore=0.5)), FRAMES[:1]) == [None]


def test_rows_find_their_frames_in_any_order() -> None:
    """The column `frame` says whose a row is."""
    faces = largest_faces(fex(row(2, FaceScore=0.8), row(0, FaceScore=0.7), faceless(1)), FRAMES)
    assert [face and face.face_score for face in faces] == [0.7, None, 0.8]


def test_a_box_is_cut_off_at_the_border() -> None:
    (face,) = largest_faces(fex(row(0, FaceRectX=-10.0, FaceRectHeight=200.0)), FRAMES[:1])
    assert face is not None
    assert (face.box.x, face.box.width) == pytest.approx((0, 0.05))
    assert (face.box.y, face.box.height) == pytest.approx((0.1, 0.9))


@pytest.mark.parametrize("column", ["happiness", "neutral", "AU43", "FaceScore", "FaceRectX"])
def test_a_missing_column_is_an_error(column: str) -> None:
    """It is never taken for 0."""
    with pytest.raises(ValueError, match=f"no column.*{column}"):
        largest_faces(fex(row(0)).drop(columns=column), FRAMES[:1])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fear": np.nan}, "fear of a face is nan"),
        ({"AU12": np.nan}, "AU12 of a face is nan"),
        ({"AU12": 1.2}, "AU12 of a face is 1.2"),
        ({"fear": -0.1, "happiness": 0.6}, "fear of a face is -0.1"),
        ({"happiness": 0.2}, "add up to 0.8"),
    ],
)
def test_a_number_that_is_no_probability_is_an_error(
    changes: dict[str, float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        largest_faces(fex(row(0, **changes)), FRAMES[:1])


def test_rounding_is_forgiven() -> None:
    """Sums of float32 may leave the range by a hair."""
    (face,) = largest_faces(fex(row(0, AU12=1.0000002, AU01=-1e-7)), FRAMES[:1])
    assert face is not None
    assert (face.action_units[12], face.action_units[1]) == (1.0, 0.0)


@pytest.mark.parametrize("rows", [[row(0)], [row(0), row(1), row(2), row(3)]])
def test_a_frame_that_is_left_out_is_an_error(rows: list[dict[str, Any]]) -> None:
    """Every frame has a row, and every row a frame."""
    with pytest.raises(ValueError, match="told of frames"):
        largest_faces(fex(*rows), FRAMES)


@pytest.mark.slow
def test_rows_of_the_librarys_own_type() -> None:
    """A Fex is read as a plain table is, with both spellings."""
    from rumiai.analyzers.emotions import threads_kept

    with threads_kept():
        from feat import Fex
    for labels in LABELS:
        rows = [row(0, labels), row(0, labels, FaceRectWidth=30.0), faceless(1, labels)]
        assert largest_faces(Fex(fex(*rows)), FRAMES[:2]) == largest_faces(fex(*rows), FRAMES[:2])
        assert largest_faces(Fex(fex(*rows)), FRAMES[:2])[1] is None
