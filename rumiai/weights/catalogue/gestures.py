"""MediaPipe's gesture recogniser."""

from __future__ import annotations

from rumiai.weights.entry import Weights

GESTURES: tuple[Weights, ...] = ()
