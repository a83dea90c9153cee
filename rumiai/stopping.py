"""Ends a run that was asked to stop (SIGTERM, SIGINT), whatever a library does with exceptions."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

T = TypeVar("T")
STOPPING = (signal.SIGTERM, signal.SIGINT)


class Terminated(BaseException):
    """The process was asked to end (SIGTERM)."""


class Stop:
    """Remembers the request to end.

    The handler's exception rises wherever the main thread is. Some of our libraries drop it there:
    about one run in a hundred went on to its end. So it rises again at the next step.
    """

    def __init__(self) -> None:
        self._requested: BaseException | None = None

    def request(self, number: int, _frame: FrameType | None) -> None:
        """The signal handler: remember, and unwind the stack so that half work is cleared away."""
        self._requested = (
            Terminated("stopped by SIGTERM")
            if number == signal.SIGTERM
            else KeyboardInterrupt("stopped by SIGINT")
        )
        raise self._requested

    def before(self, step: Callable[[T], None]) -> Callable[[T], None]:
        """The step, unless the end was requested: then that rises instead."""

        def checked(value: T) -> None:
            if self._requested is not None:
                raise self._requested
            step(value)

        return checked


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Let SIGTERM and SIGINT unwind the stack while the block runs; one ignored stays ignored."""
    stop = Stop()
    heeded = [number for number in STOPPING if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, stop.request) for number in heeded}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
