"""MediaPipe's gesture recogniser."""

from __future__ import annotations

from rumiai.weights.entry import WeightFile, Weights

GESTURES: tuple[Weights, ...] = (
    Weights(
        name="gesture_recognizer",
        analyzer="gestures",
        source="MediaPipe models (Google)",
        revision="float16/1",
        licence="Apache-2.0",
        files=(
            WeightFile(
                path="gestures/gesture_recognizer.task",
                url="https://storage.googleapis.com/mediapipe-models/gesture_recognizer/"
                "gesture_recognizer/float16/1/gesture_recognizer.task",
                size=8_373_440,
                sha256="97952348cf6a6a4915c2ea1496b4b37ebabc50cbbf80571435643c455f2b0482",
            ),
        ),
    ),
)
"""Size and hash as several projects that pin this file publish them."""
