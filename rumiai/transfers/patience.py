"""How long servers are waited for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """All times in seconds."""

    connect: float = 10.0
    read: float = 30.0
    """Between two pieces of a file."""
    pauses: tuple[float, ...] = (1.0, 2.0, 4.0)
    """Before each new try."""
    connecting: int = 1
    """Tries more to reach a server at all."""
    step: int | None = 1 << 20
    """Bytes after which a broken transfer counts as having got further: the tries start anew."""
    longest: float = 30.0
    """A server that asks for a longer pause is not asked again."""

    def tries_more(self, connecting: bool) -> int:
        """How often to try again where not even a connection came about, or where one did."""
        return min(self.connecting, len(self.pauses)) if connecting else len(self.pauses)


PATIENCE = Patience()
