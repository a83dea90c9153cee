"""Whisper's models."""

from __future__ import annotations

from rumiai.weights.entry import Weights

SPEECH: tuple[Weights, ...] = ()
