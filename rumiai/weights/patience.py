"""How long servers are waited for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """All in seconds."""

    connect: float = 10.0
    read: float = 30.0
    """Between two pieces of a file."""
    pauses: tuple[float, ...] = (1.0, 2.0, 4.0)
    """Before each new try; a try that got further starts the count anew."""


PATIENCE = Patience()
