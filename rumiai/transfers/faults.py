"""How a try to fetch a file can fail."""

from __future__ import annotations

from enum import Enum


class RefusedError(Exception):
    """Trying again is of no use; the message says why."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status
        """What the server answered, where that is why."""


class Cause(Enum):
    """Why a try failed."""

    NO_CONNECTION = "no connection"
    NO_CONNECTION_IN_TIME = "no connection in time"
    SILENCE = "nothing came"
    BROKE_OFF = "the connection broke off"
    ANSWER = "the server cannot answer now"

    @property
    def connecting(self) -> bool:
        """Not even a connection came about."""
        return self in (Cause.NO_CONNECTION, Cause.NO_CONNECTION_IN_TIME)


class BrokenError(Exception):
    """Trying again may help; the message says why."""

    def __init__(self, reason: str, cause: Cause, pause: float | None = None) -> None:
        super().__init__(reason)
        self.cause = cause
        self.pause = pause
        """Seconds that the server asks for."""


class ChangedError(Exception):
    """What is here does not belong to what the server has now: begin anew."""
