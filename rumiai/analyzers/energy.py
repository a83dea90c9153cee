"""Loudness, its peak, and the onsets of sounds (spectral flux)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter
from scipy.signal import find_peaks

from rumiai.analyzers.base import AudioAnalyzer
from rumiai.constants.thresholds import (
    ENERGY_WINDOW_SECONDS,
    ONSET_DISTANCE_SECONDS,
    ONSET_FLUX,
)
from rumiai.schema.events import AudioEnergy, AudioOnset, AudioPeak, Event, Loudness
from rumiai.schema.media import SAMPLE_RATE, Audio

RMS_WINDOW, RMS_HOP = 2048, 512
"""Samples; METRICS_CONTRACT D4."""
FLUX_WINDOW, FLUX_HOP = 1024, 256
BANDS = 40
COMPRESSION = 100.0
"""Magnitudes m become log(1 + 100 m), so that quiet onsets count beside loud ones."""
BLOCK_FRAMES = 2000
CURVE_DECIMALS = 6

Samples = NDArray[np.float32]


class Energy(AudioAnalyzer):
    """Loudness, its five-second windows, the loudest instant, and every onset."""

    name: ClassVar[str] = "energy"
    packages: tuple[str, ...] = ("numpy", "scipy")

    def hear(self, audio: Audio) -> list[Event]:
        rms = _rms(audio.samples)
        curve = _curve(rms, audio.duration)
        return [*_windows(rms, audio.duration), *_peak(rms), curve, *_onsets(audio.samples)]


def _frames(samples: Samples, window: int, hop: int) -> Iterator[Samples]:
    """Blocks of frames (count × window), each frame centred on a multiple of `hop`."""
    count = 1 + len(samples) // hop
    padded = np.pad(samples, (window // 2, window // 2))
    views = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop][:count]
    for at in range(0, len(views), BLOCK_FRAMES):
        yield views[at : at + BLOCK_FRAMES]


def _rms(samples: Samples) -> NDArray[np.float64]:
    blocks = _frames(samples, RMS_WINDOW, RMS_HOP)
    return np.concatenate(
        [np.sqrt(np.mean(np.square(block, dtype=np.float64), axis=1)) for block in blocks]
    )


def _windows(rms: NDArray[np.float64], duration: float) -> list[AudioEnergy]:
    times = np.arange(len(rms)) * RMS_HOP / SAMPLE_RATE
    loud = float(np.percentile(rms, 95))
    events = []
    for start in np.arange(0.0, duration, ENERGY_WINDOW_SECONDS):
        end = min(float(start) + ENERGY_WINDOW_SECONDS, duration)
        inside = rms[(times >= start) & (times < end)]
        mean = float(inside.mean()) if len(inside) else 0.0
        level = min(1.0, mean / loud) if loud > 0 else 0.0
        events.append(AudioEnergy(start=float(start), end=end, score=1.0, rms=mean, level=level))
    return events


def _curve(rms: NDArray[np.float64], duration: float) -> Loudness:
    values = tuple(round(float(value), CURVE_DECIMALS) for value in rms)
    return Loudness(start=0.0, end=duration, score=1.0, period=RMS_HOP / SAMPLE_RATE, rms=values)


def _peak(rms: NDArray[np.float64]) -> list[AudioPeak]:
    """The loudest instant; none in digital silence."""
    loudest = int(np.argmax(rms))
    if rms[loudest] <= 0:
        return []
    time = loudest * RMS_HOP / SAMPLE_RATE
    return [AudioPeak(start=time, end=time, score=1.0, rms=float(rms[loudest]))]


def _onsets(samples: Samples) -> list[AudioOnset]:
    flux, loudness = _flux(samples)
    per_second = SAMPLE_RATE / FLUX_HOP
    height = median_filter(flux, size=round(per_second), mode="nearest") + ONSET_FLUX
    distance = max(1, round(ONSET_DISTANCE_SECONDS * per_second))
    peaks, _ = find_peaks(np.pad(flux, 1), height=np.pad(height, 1), distance=distance)
    strongest = float(flux.max(initial=0.0))
    return [
        AudioOnset(
            start=peak / per_second,
            end=peak / per_second,
            score=min(1.0, float(flux[peak]) / strongest),
        )
        for peak in (int(padded) - 1 for padded in peaks)
        if _rises(loudness, peak)
    ]


def _rises(loudness: NDArray[np.float64], frame: int) -> bool:
    """Whether it is louder after a frame than before: a sound that breaks off clicks, too."""
    reach = FLUX_WINDOW // 2 // FLUX_HOP + 1
    before, after = max(0, frame - reach), min(len(loudness) - 1, frame + reach)
    return bool(loudness[after] > loudness[before])


def _flux(samples: Samples) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each frame how much its bands rose since the last one, and how loud it is, log scale.

    The frames that reach over the sound's beginning or end do not rise: a file's edge is no onset.
    """
    weights, taper = _bands(), np.hanning(FLUX_WINDOW).astype(np.float32)
    last: NDArray[np.float64] | None = None
    rises, loudness = [], []
    for block in _frames(samples, FLUX_WINDOW, FLUX_HOP):
        spectrum = np.abs(np.fft.rfft(block * taper, axis=1)) * (2 / taper.sum())
        levels = np.log1p(COMPRESSION * spectrum @ weights)
        steps = np.diff(levels, axis=0, prepend=levels[:1] if last is None else last)
        rises.append(np.maximum(steps, 0).mean(axis=1))
        loudness.append(levels.mean(axis=1))
        last = levels[-1:]
    flux = np.concatenate(rises)
    edge = FLUX_WINDOW // 2 // FLUX_HOP + 1
    flux[:edge] = flux[-edge:] = 0.0
    return flux, np.concatenate(loudness)


def _bands() -> NDArray[np.float64]:
    """Sums spectrum bins into bands of equal width on a logarithmic scale from 60 Hz up."""
    edges = np.geomspace(60, SAMPLE_RATE / 2, BANDS + 1)
    hertz = np.fft.rfftfreq(FLUX_WINDOW, 1 / SAMPLE_RATE)
    index = np.searchsorted(edges, hertz, side="right") - 1
    weights = np.zeros((len(hertz), BANDS))
    inside = (index >= 0) & (index < BANDS)
    weights[np.flatnonzero(inside), index[inside]] = 1.0
    return weights
