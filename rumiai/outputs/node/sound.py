"""The sound as a file: 16 kHz, mono, 16 bits a sample."""

from __future__ import annotations

import io
import wave

import numpy as np

from rumiai.schema.media import SAMPLE_RATE, Audio

FULL_SCALE = 32_767


def wav_of(audio: Audio) -> bytes:
    """A WAV file of the sound."""
    samples = np.rint(np.clip(audio.samples, -1.0, 1.0) * FULL_SCALE).astype("<i2")
    held = io.BytesIO()
    with wave.open(held, "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(samples.itemsize)
        stream.setframerate(SAMPLE_RATE)
        stream.writeframes(samples.tobytes())
    return held.getvalue()
