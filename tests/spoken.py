"""Clips with a sound of our choice, and how well words were heard in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from rumiai.schema.events import SpeechSegment, VoiceActivity, Word
from rumiai.schema.timeline import Timeline

RATE = 16_000
JFK = tuple(
    re.findall(
        r"\w+",
        "and so my fellow americans ask not what your country can do for you "
        "ask what you can do for your country",
    )
)


def sound_of(path: Path) -> NDArray[np.float32]:
    """A file's sound, mono at 16 kHz."""
    resampler = av.AudioResampler("flt", "mono", RATE)
    with av.open(str(path)) as container:
        frames = [f for frame in container.decode(audio=0) for f in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def muxed(path: Path, samples: NDArray[np.float32]) -> Path:
    """A clip of grey pictures with that sound, as long as it."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=10)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        audio = container.add_stream("aac", rate=RATE, layout="mono")
        picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 128, np.uint8), format="rgb24")
        for index in range(round(len(samples) / RATE * 10)):
            picture.pts = index
            container.mux(video.encode(picture))
        container.mux(video.encode())
        frame = av.AudioFrame.from_ndarray(samples[None], format="flt", layout="mono")
        frame.sample_rate = RATE
        container.mux(audio.encode(frame))
        container.mux(audio.encode())
    return path


def words_of(timeline: Timeline) -> list[Word]:
    """All words, in order."""
    return [word for segment in timeline.of(SpeechSegment) for word in segment.words]


def outside(timeline: Timeline, words: Sequence[Word]) -> list[Word]:
    """The words that do not lie wholly in one stretch of voice activity, inside the video."""
    voice = timeline.of(VoiceActivity)
    held = [w for w in words if any(v.start <= w.start < w.end <= v.end for v in voice)]
    end = timeline.clip.duration
    return [word for word in words if word not in held or word.end > end]


def word_errors(heard: Sequence[str], said: Sequence[str]) -> float:
    """Words wrong, left out or invented, as a share of those said."""
    distances = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        before, distances[0] = distances[0], i
        for j, other in enumerate(heard, 1):
            change = before + (word != other)
            before = distances[j]
            distances[j] = min(before + 1, distances[j - 1] + 1, change)
    return distances[-1] / len(said)
