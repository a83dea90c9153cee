"""Hands: MediaPipe hands, at most two a frame."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

from mediapipe.python.solutions.hands import Hands as HandsModel

from rumiai.analyzers.base import FrameAnalyzer
from rumiai.analyzers.faces import MAX_SIDE, MODULES, human_frames_per_second
from rumiai.constants.thresholds import HAND_SCORE
from rumiai.schema.events import Box, Event, HandSeen
from rumiai.schema.media import Frame

OWNERS_HAND: dict[str, Literal["left", "right"]] = {"Left": "right", "Right": "left"}
"""The model names hands as in a mirror; a video is not mirrored."""


class Hands(FrameAnalyzer):
    """Each frame is looked at by itself: tracking would carry a hand across a cut."""

    name: ClassVar[str] = "hands"
    packages: ClassVar[tuple[str, ...]] = ("mediapipe",)
    max_side: ClassVar[int] = MAX_SIDE
    batch_size: ClassVar[int] = 4

    def __init__(self) -> None:
        self._model = HandsModel(
            static_image_mode=True, max_num_hands=2, min_detection_confidence=HAND_SCORE
        )

    @property
    def weights(self) -> tuple[Path, ...]:
        return (
            MODULES / "palm_detection" / "palm_detection_full.tflite",
            MODULES / "hand_landmark" / "hand_landmark_full.tflite",
        )

    def frames_per_second(self, duration: float) -> float | None:
        return human_frames_per_second(duration)

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        return [event for frame in frames for event in self._look(frame)]

    def close(self) -> None:
        self._model.close()

    def _look(self, frame: Frame) -> list[HandSeen]:
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
