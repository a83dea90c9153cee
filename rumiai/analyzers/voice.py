"""Voice activity: silero-vad, whose wheel carries the model."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

import numpy as np
import silero_vad
import torch
from silero_vad.utils_vad import get_speech_timestamps_from_probs

from rumiai.analyzers.base import AudioAnalyzer
from rumiai.analyzers.workplace import Workplace
from rumiai.constants.thresholds import VOICE_SCORE
from rumiai.schema.events import Event, VoiceActivity
from rumiai.schema.media import SAMPLE_RATE, Audio

WINDOW = 512
"""Samples that the model hears at a time."""


class Voice(AudioAnalyzer):
    """Stretches of speech without padding; shorter than 0.25 s counts as noise."""

    name: ClassVar[str] = "voice"
    packages: tuple[str, ...] = ("silero-vad", "onnxruntime")

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._model = self.model(partial(silero_vad.load_silero_vad, onnx=True))

    @property
    def weights(self) -> tuple[Path, ...]:
        return (Path(silero_vad.__file__).parent / "data" / "silero_vad.onnx",)

    def hear(self, audio: Audio) -> list[Event]:
        scores = self._scores(audio)
        spans = get_speech_timestamps_from_probs(
            scores,
            threshold=VOICE_SCORE,
            speech_pad_ms=0,
            audio_length_samples=len(audio.samples),
        )
        return [
            VoiceActivity(
                start=span["start"] / SAMPLE_RATE,
                end=span["end"] / SAMPLE_RATE,
                score=_mean(scores[span["start"] // WINDOW : -(-span["end"] // WINDOW)]),
            )
            for span in spans
        ]

    def _scores(self, audio: Audio) -> list[float]:
        """The model's speech score of every window of 32 ms."""
        self._model.reset_states()
        whole = -(-len(audio.samples) // WINDOW) * WINDOW
        padded = np.pad(audio.samples, (0, whole - len(audio.samples)))
        windows = padded.reshape(-1, WINDOW)
        return [self._model(torch.from_numpy(w), SAMPLE_RATE).item() for w in windows]


def _mean(scores: list[float]) -> float:
    return min(1.0, float(np.mean(scores)))
