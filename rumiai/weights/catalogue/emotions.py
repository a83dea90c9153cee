"""Py-feat's models."""

from __future__ import annotations

from rumiai.weights.entry import Weights

EMOTIONS: tuple[Weights, ...] = ()
