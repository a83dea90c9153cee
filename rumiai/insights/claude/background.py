"""Does jobs a few at a time in the background, and can be left at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

T = TypeVar("T")

Job = Callable[[Callable[[], None]], T]
"""Is given what to call once its answer begins."""


class Background(Generic[T]):
    """Jobs by name, done in their order by daemon threads, at most `width` at once.

    With `lead` the first one runs alone until its answer begins. Nobody waits for the threads when
    the process ends.
    """

    def __init__(self, jobs: Mapping[str, Job[T]], width: int, *, lead: bool) -> None:
        self._waiting = list(jobs.items())
        self._lead = self._waiting[0][0] if lead and self._waiting else None
        self._led = Event()
        self._done = {name: Event() for name in jobs}
        self._results: dict[str, T] = {}
        self._errors: dict[str, BaseException] = {}
        self._lock = Lock()
        for _ in range(min(width, len(self._waiting))):
            Thread(target=self._work, daemon=True).start()

    def result(self, name: str) -> T:
        """What a job returned, once it has; what it raised is raised here."""
        self._done[name].wait()
        if name in self._errors:
            raise self._errors[name]
        return self._results[name]

    def give_up(self) -> None:
        """Begin no further job."""
        with self._lock:
            self._waiting.clear()
        self._led.set()

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            name, job = taken
            if self._lead not in (None, name):
                self._led.wait()
            try:
                self._results[name] = job(self._led.set)
            except BaseException as error:  # noqa: BLE001  it is raised where the result is asked
                self._errors[name] = error
            finally:
                self._led.set()
                self._done[name].set()

    def _take(self) -> tuple[str, Job[T]] | None:
        with self._lock:
            return self._waiting.pop(0) if self._waiting else None
