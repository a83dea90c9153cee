"""Hands: MediaPipe hands, at most two a frame."""

from __future__ import annotations

from typing import ClassVar, Literal

from mediapipe.python.solutions.hands import Hands as HandsModel

from rumiai.analyzers.people import PeopleAnalyzer
from rumiai.analyzers.workplace import Workplace
from rumiai.constants.thresholds import HAND_SCORE
from rumiai.schema.events import Box, HandSeen
from rumiai.schema.media import Frame

OWNERS_HAND: dict[str, Literal["left", "right"]] = {"Left": "right", "Right": "left"}
"""The model names hands as in a mirror; a video is not mirrored."""


class Hands(PeopleAnalyzer):
    """Up to two hands, with their owner's side."""

    name: ClassVar[str] = "hands"
    models: ClassVar[tuple[str, ...]] = (
        "palm_detection/palm_detection_full.tflite",
        "hand_landmark/hand_landmark_full.tflite",
    )

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._model = self.model(
            lambda: HandsModel(
                static_image_mode=True, max_num_hands=2, min_detection_confidence=HAND_SCORE
            )
        )

    def look(self, frame: Frame) -> list[HandSeen]:
        found = self._model.process(frame.image)
        if not found.multi_hand_landmarks:
            return []
        hands = []
        for points, sides in zip(found.multi_hand_landmarks, found.multi_handedness, strict=True):
            xs, ys = [p.x for p in points.landmark], [p.y for p in points.landmark]
            side = sides.classification[0]
            hands.append(
                HandSeen(
                    start=frame.time,
                    end=frame.time,
                    frame=frame.index,
                    score=min(1.0, side.score),
                    box=Box.of_corners(min(xs), min(ys), max(xs), max(ys)),
                    hand=OWNERS_HAND[side.label],
                )
            )
        return hands
