"""Expressions of the largest face: py-feat, whose weights the store holds."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from rumiai.analyzers.base import FrameAnalyzer
from rumiai.analyzers.device import Batches
from rumiai.analyzers.workplace import Workplace
from rumiai.constants.thresholds import (
    EMOTION_FRAMES,
    EMOTION_RATE_LEAST,
    EMOTION_RATES,
)
from rumiai.schema.choices import DeviceName, FeatDetector
from rumiai.schema.events import EmotionSeen, Event
from rumiai.schema.media import Frame

if TYPE_CHECKING:
    from rumiai.analyzers.emotions_detectors import Feat

SETS: dict[FeatDetector, str] = {"v1": "feat-v1", "v2": "feat-v2"}
"""The catalogue's weights for each detector."""
BATCH: dict[DeviceName, int] = {"cpu": 4, "cuda": 16}
THREADS = "OMP_NUM_THREADS"


class Emotions(FrameAnalyzer):
    """Looks at each sampled frame by itself and keeps the largest face (METRICS_CONTRACT C1-C3).

    Faces are looked for on 640 pixels: RetinaFace's smallest anchor is 16 pixels there, and the
    networks behind it see 112 to 256 pixels of a face.
    """

    name: ClassVar[str] = "emotions"
    packages: tuple[str, ...] = ("py-feat", "torch")
    max_side: ClassVar[int] = 640

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._choice = workplace.choices.feat_detector
        self._files = workplace.store.get(SETS[self._choice])
        self._feat = self.model(self._load, self._choice)
        self._batches = Batches(self._feat.device, BATCH[self._feat.device], self._feat.to_cpu)
        self.batch_size, self.device = self._batches.size, self._batches.device

    @property
    def remarks(self) -> tuple[str, ...]:
        return self._batches.remarks

    @property
    def weights(self) -> tuple[Path, ...]:
        return self._files

    @property
    def engine(self) -> str:
        return f"py-feat {version('py-feat')} Detector{self._choice}, torch {version('torch')}"

    def frames_per_second(self, duration: float) -> float | None:
        return sampling_rate(duration)

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        faces = self._batches.run(frames, self._faces)
        self.device = self._batches.device
        return [face for face in faces if face is not None]

    def _faces(self, frames: Sequence[Frame]) -> list[EmotionSeen | None]:
        from rumiai.analyzers.emotions_rows import largest_faces

        images = np.stack([frame.image for frame in frames])
        return largest_faces(self._feat.detect(images), frames)

    def _load(self) -> Feat:
        with threads_kept():
            from rumiai.analyzers.emotions_detectors import Feat
        return Feat(self._choice, self._files, self.workplace.device)


def sampling_rate(duration: float) -> float:
    """Frames a second for a video of so many seconds (METRICS_CONTRACT C2 and its table)."""
    for longest, rate in EMOTION_RATES:
        if duration <= longest:
            return rate
    return max(EMOTION_FRAMES / duration, EMOTION_RATE_LEAST)


@contextmanager
def threads_kept() -> Iterator[None]:
    """Keeps ``import feat`` from setting the whole process to one thread.

    It sets OMP_NUM_THREADS=1 where the variable is not set, and every OpenMP library that starts
    afterwards obeys. Inside, the variable holds what the process uses anyway; afterwards it is as
    it was, so that the programs it starts count for themselves.
    """
    if THREADS in os.environ:
        yield
        return
    import torch

    os.environ[THREADS] = str(torch.get_num_threads())
    try:
        yield
    finally:
        os.environ.pop(THREADS, None)
