"""Hand gestures: MediaPipe's gesture recogniser, whose task file no wheel carries."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from rumiai.analyzers.base import one_line
from rumiai.analyzers.people import PeopleAnalyzer
from rumiai.analyzers.workplace import Workplace
from rumiai.constants.thresholds import GESTURE_SCORE, HAND_SCORE
from rumiai.errors import MLUnavailableError
from rumiai.schema.events import GestureSeen, GestureType
from rumiai.schema.media import Frame

if TYPE_CHECKING:
    from mediapipe.tasks.python.vision import GestureRecognizer, GestureRecognizerResult

WEIGHTS = "gesture_recognizer"
NO_GESTURE = frozenset({"None", ""})
"""What the recogniser says of a hand that makes none of its gestures."""
GESTURES: dict[str, GestureType] = {
    "Thumb_Up": "thumbs_up",
    "Thumb_Down": "thumbs_down",
    "Victory": "victory",
    "Pointing_Up": "pointing",
    "Open_Palm": "open_palm",
    "Closed_Fist": "closed_fist",
    "ILoveYou": "love",
}
OWNERS_HAND: dict[str, Literal["left", "right"]] = {"Left": "left", "Right": "right"}
"""The Tasks API names the owner's hand; the older API of `hands` names it as in a mirror."""


class Gestures(PeopleAnalyzer):
    """What up to two hands show, with their owner's side; a hand without a gesture is no event."""

    name: ClassVar[str] = "gestures"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        (self._task,) = workplace.store.get(WEIGHTS)
        self._model = self.model(partial(_recogniser, self._task))

    @property
    def weights(self) -> tuple[Path, ...]:
        return (self._task,)

    def look(self, frame: Frame) -> list[GestureSeen]:
        from mediapipe import Image, ImageFormat

        picture = Image(image_format=ImageFormat.SRGB, data=np.ascontiguousarray(frame.image))
        return seen(self._model.recognize(picture), frame)


def seen(result: GestureRecognizerResult, frame: Frame) -> list[GestureSeen]:
    """The gestures of a frame, of what the recogniser says about its hands.

    Raises ValueError for a gesture or a hand that this release does not know.
    """
    gestures = []
    for categories, sides in zip(result.gestures, result.handedness, strict=True):
        best = max(categories, key=lambda category: category.score)
        if best.category_name in NO_GESTURE or best.score <= GESTURE_SCORE:
            continue
        if best.category_name not in GESTURES:
            raise ValueError(f"the recogniser knows an unknown gesture: {best.category_name}")
        gestures.append(
            GestureSeen(
                start=frame.time,
                end=frame.time,
                frame=frame.index,
                score=min(1.0, best.score),
                gesture=GESTURES[best.category_name],
                hand=OWNERS_HAND[sides[0].category_name],
            )
        )
    return gestures


def _recogniser(task: Path) -> GestureRecognizer:
    """The recogniser of a task file, which looks at each picture by itself.

    Raises MLUnavailableError where the file is none.
    """
    from mediapipe.tasks.python import BaseOptions
    from mediapipe.tasks.python.vision import GestureRecognizer, GestureRecognizerOptions

    options = GestureRecognizerOptions(
        base_options=BaseOptions(model_asset_path=str(task)),
        num_hands=2,
        min_hand_detection_confidence=HAND_SCORE,
    )
    try:
        return GestureRecognizer.create_from_options(options)
    except (RuntimeError, ValueError) as error:
        raise MLUnavailableError(
            f"{task} is no gesture recogniser ({one_line(error)}); delete it and run: "
            f"rumiai weights pull {WEIGHTS}"
        ) from error
