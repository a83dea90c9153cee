"""PP-OCR's models of other scripts."""

from __future__ import annotations

from rumiai.weights.entry import Weights

TEXT: tuple[Weights, ...] = ()
