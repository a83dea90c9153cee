"""What all analyzers of people share: MediaPipe, its models, and how often they look."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from rumiai.analyzers.base import FrameAnalyzer
from rumiai.constants.thresholds import (
    HUMAN_FRAMES_PER_SECOND,
    HUMAN_FRAMES_PER_SECOND_LONG,
    LONG_VIDEO_SECONDS,
)
from rumiai.schema.events import Event
from rumiai.schema.media import Frame


class PeopleAnalyzer(FrameAnalyzer):
    """Looks at each sampled frame by itself: tracking would carry people across a cut."""

    packages: tuple[str, ...] = ("mediapipe",)
    max_side: ClassVar[int] = 960
    batch_size: int = 4
    models: ClassVar[tuple[str, ...]]
    """The model files in use, below MediaPipe's modules."""

    @property
    def weights(self) -> tuple[Path, ...]:
        import mediapipe

        modules = Path(mediapipe.__file__).parent / "modules"
        return tuple(modules / model for model in self.models)

    def frames_per_second(self, duration: float) -> float | None:
        long = duration > LONG_VIDEO_SECONDS
        return HUMAN_FRAMES_PER_SECOND_LONG if long else HUMAN_FRAMES_PER_SECOND

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        return [event for frame in frames for event in self.look(frame)]

    @abstractmethod
    def look(self, frame: Frame) -> Sequence[Event]:
        """Everything in one frame."""
