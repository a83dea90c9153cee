"""An analyzer that needs the test's weights, and finds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from rumiai.analyzers.base import FrameAnalyzer
from rumiai.analyzers.workplace import Workplace
from rumiai.schema.events import Event
from rumiai.schema.media import Frame


class Needy(FrameAnalyzer):
    """Takes the place of `gaze` in with_catalogue.py."""

    name: ClassVar[str] = "gaze"
    max_side: ClassVar[int] = 64
    packages: tuple[str, ...] = ()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._files = workplace.store.get("model")

    @property
    def weights(self) -> tuple[Path, ...]:
        return self._files

    def frames_per_second(self, duration: float) -> float | None:
        return 1.0

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        return []
