"""Ultralytics' YOLO models."""

from __future__ import annotations

from rumiai.weights.entry import Weights

OBJECTS: tuple[Weights, ...] = ()
