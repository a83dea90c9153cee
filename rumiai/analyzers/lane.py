"""One analyzer's lane through the frame pass: its share of the frames, on a thread of its own."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from queue import Queue
from threading import Thread
from time import perf_counter

from rumiai.analyzers.base import FrameAnalyzer, Loaded, one_line
from rumiai.schema.events import Event
from rumiai.schema.intervals import Interval
from rumiai.schema.media import Frame, Picture
from rumiai.schema.timeline import AnalyzerRun, Status

LOG = logging.getLogger(__name__)
WAITING_BATCHES = 2
"""Full batches that may wait for a busy analyzer before decoding waits too."""


class Lane:
    """Takes one picture of every sampling slot and hands them on in batches.

    A slot is floor(time × rate + 1e-6). Its sample is the first picture that begins in it; where
    none does, the picture that is still on the screen, as seen when the slot begins. So a gap in a
    variable-rate video causes no burst, and what is shown for long counts for as long.
    """

    def __init__(self, loaded: Loaded[FrameAnalyzer], rate: float | None) -> None:
        self.name = loaded.name
        self.error: BaseException | None = None
        self._loaded = loaded
        self._rate = rate
        self._slot = -1
        self._shown: Picture | None = None
        self._count = 0
        self._batch: list[Frame] = []
        self._queue: Queue[Sequence[Frame] | None] = Queue(WAITING_BATCHES)
        self._events: list[Event] = []
        self._seconds = 0.0
        self._thread = Thread(target=self._work, name=self.name, daemon=True)
        self._thread.start()

    def offer(self, picture: Picture) -> None:
        """Show the next picture; the lane takes it if it is the first one of its slot."""
        if self.error is not None:
            return
        slot = self._slot_of(picture.time)
        self._hold(slot)
        self._shown = picture
        if slot > self._slot:
            self._take(picture, slot, picture.time)

    def finish(self, end: float) -> AnalyzerRun:
        """All pictures were shown and end at `end` s; waits for the analyzer and reports."""
        if self.error is None:
            self._hold(self._slot_of(end - 1e-6) + 1 if self._rate is not None else 0)
            self._send()
        self._stop()
        if self.error is None:
            self._guarded(partial(self._loaded.analyzer.finish, end))
        return self._report(end)

    def abandon(self) -> None:
        """Stop early without a report: what waits is thrown away."""
        self.error = self.error or RuntimeError("abandoned")
        self._stop()

    def _slot_of(self, time: float) -> int:
        return self._slot + 1 if self._rate is None else math.floor(time * self._rate + 1e-6)

    def _hold(self, slot: int) -> None:
        """The picture on the screen stays there for all slots before this one."""
        if self._shown is not None and self._rate is not None:
            for passed in range(self._slot + 1, slot):
                self._take(self._shown, passed, passed / self._rate)

    def _take(self, picture: Picture, slot: int, time: float) -> None:
        """Make a picture the sample of a slot, seen at `time`."""
        self._slot = slot
        self._count += 1
        frame = picture.frame(self._loaded.analyzer.max_side)
        self._batch.append(frame if time == frame.time else replace(frame, time=time))
        if len(self._batch) == self._loaded.analyzer.batch_size:
            self._send()

    def _send(self) -> None:
        if self._batch:
            self._queue.put(self._batch)
            self._batch = []

    def _stop(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (batch := self._queue.get()) is not None:
            if self.error is None:
                self._guarded(partial(self._loaded.analyzer.see, batch))

    def _guarded(self, step: Callable[[], list[Event]]) -> None:
        """Run a step and keep whatever it raises: a thread that dies would block the decoder."""
        started = perf_counter()
        try:
            self._events += step()
        except BaseException as error:
            LOG.debug("%s failed", self.name, exc_info=error)
            self.error = error
        self._seconds += perf_counter() - started

    def _report(self, end: float) -> AnalyzerRun:
        rate = self._rate if self._rate is not None else self._count / end if end else None
        failed = self.error is not None
        return AnalyzerRun(
            analyzer=self.name,
            status=Status.FAILED if failed else Status.OK,
            reason=f"crashed: {one_line(self.error)}" if self.error else None,
            engine=self._loaded.engine,
            weights_sha256=self._loaded.weights_sha256,
            frames_per_second=rate,
            samples=0 if failed else self._count,
            inspected=() if failed or not self._count else (Interval(0.0, end),),
            events=() if failed else tuple(self._events),
            device=self._loaded.analyzer.device,
            remarks=() if failed else self._loaded.analyzer.remarks,
            seconds=self._seconds,
            load_seconds=self._loaded.seconds,
        )
