"""Fetches a file into its part, however often the connection breaks."""

from __future__ import annotations

import time
from typing import Protocol

from rumiai.transfers.exchange import Ask, opened
from rumiai.transfers.faults import BrokenError, Cause, ChangedError, RefusedError
from rumiai.transfers.part import Part
from rumiai.transfers.patience import Patience


class Receiver(Protocol):
    """Whoever wants the file."""

    def complete(self, here: int) -> bool:
        """Whether so many bytes are known to be all."""
        ...

    def announced(self, total: int | None, here: int) -> None:
        """So many bytes are to come, so many are here. Raises RefusedError if they may not."""
        ...

    def arrived(self, here: int, total: int | None) -> None:
        """So many bytes are here. Raises RefusedError if they are too many."""
        ...

    def looks_wrong(self, first: bytes) -> str | None:
        """What the first bytes betray: no such file begins like that."""
        ...

    def interrupted(self, reason: str, pause: float) -> None:
        """A try failed; the next one follows after a pause in seconds."""
        ...


def receive(ask: Ask, part: Part, patience: Patience, receiver: Receiver) -> bool:
    """Try until all bytes are here; returns whether they came in more than one piece.

    Raises RefusedError, the last try's BrokenError, or OSError.
    """
    if part.version(ask.source) is None:
        part.begin(None)
    failures, furthest = 0, part.size
    while not receiver.complete(part.size):
        here = part.size
        try:
            _receive(ask, part, receiver)
            return here > 0
        except ChangedError:
            part.begin(None)
        except BrokenError as error:
            if patience.step is not None and part.size >= furthest + patience.step:
                failures = 0
            furthest = max(furthest, part.size)
            if failures >= patience.tries_more(error.cause.connecting):
                raise
            pause = _pause(error, patience, failures)
            failures += 1
            receiver.interrupted(str(error), pause)
            time.sleep(pause)
    return True


def _receive(ask: Ask, part: Part, receiver: Receiver) -> None:
    """One try."""
    with opened(ask, part) as body:
        receiver.announced(body.total, part.size)
        receiver.arrived(part.size, body.total)
        for piece in body.pieces:
            wrong = None if part.size else receiver.looks_wrong(piece)
            if wrong:
                raise RefusedError(wrong)
            part.append(piece)
            receiver.arrived(part.size, body.total)
        if body.total not in (None, part.size):
            raise BrokenError(f"{part.size} of {body.total} bytes came", Cause.BROKE_OFF)
        receiver.announced(part.size, part.size)


def _pause(error: BrokenError, patience: Patience, failures: int) -> float:
    """Seconds until the next try; raises BrokenError where the server asks for too many."""
    if error.pause is None:
        return patience.pauses[failures]
    if error.pause > patience.longest:
        reason = f"{error}, and asks for {error.pause:.0f} s; try again then"
        raise BrokenError(reason, error.cause) from error
    return error.pause
