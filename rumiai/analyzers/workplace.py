"""What analyzers find ready, whatever the video: weights, device, choices, and loaded models."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable
from functools import cached_property
from threading import Lock
from typing import Protocol, TypeVar, cast, runtime_checkable

from rumiai.analyzers.device import Wish, chosen_device
from rumiai.schema.choices import Choices, DeviceName
from rumiai.weights.store import Store

LOG = logging.getLogger(__name__)
M = TypeVar("M")
Key = tuple[str, Hashable]
"""An analyzer's name, and what it calls its model."""


@runtime_checkable
class Closable(Protocol):
    """A model that holds threads or files."""

    def close(self) -> None:
        """Give them back."""


class Workplace:
    """One a process: a model is loaded once, however many videos it looks at."""

    def __init__(self, store: Store, wish: Wish, choices: Choices | None = None) -> None:
        self.store = store
        self._wish = wish
        self.choices = choices or Choices()
        self._models: dict[Key, object] = {}
        self._lock = Lock()

    @cached_property
    def device(self) -> DeviceName:
        """Where models run; finding out takes seconds, so only who runs there asks."""
        return chosen_device(self._wish)

    def model(self, key: Key, make: Callable[[], M]) -> M:
        """The model of that key; made now if no video needed it before."""
        with self._lock:
            if key not in self._models:
                self._models[key] = make()
            return cast(M, self._models[key])

    def forget(self, analyzer: str) -> None:
        """Drop the models of an analyzer that crashed: nobody knows what state they are in."""
        with self._lock:
            dropped = [key for key in self._models if key[0] == analyzer]
            models = [self._models.pop(key) for key in dropped]
        _close(models)

    def close(self) -> None:
        """Give back what the models hold."""
        with self._lock:
            models = list(self._models.values())
            self._models.clear()
        _close(models)


def _close(models: list[object]) -> None:
    for model in models:
        if not isinstance(model, Closable):
            continue
        try:
            model.close()
        except Exception as error:  # the results are there already
            LOG.debug("%s could not be closed", type(model).__name__, exc_info=error)
