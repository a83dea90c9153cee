"""Renders the sound of a clip: speech by eSpeak NG (carried by a wheel), tones, silence."""

from __future__ import annotations

import ctypes
from functools import lru_cache

import av
import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from clipmaker.spec import ClipSpec, Speech, Tone

SAMPLE_RATE = 44_100
AUDIBLE = 0.01
"""Samples below this share of full scale at either end of a sentence are cut off as silence."""
RAMP_SECONDS = 0.005

Samples = NDArray[np.float32]
Span = tuple[float, float]


def render(spec: ClipSpec) -> tuple[Samples, list[tuple[str, Span]]]:
    """Mono samples of the whole clip, and (kind, (start, end)) of every sound in it."""
    track = np.zeros(round(spec.duration * SAMPLE_RATE), np.float32)
    spans: list[tuple[str, Span]] = []
    for sound in spec.sounds or ():
        samples = _speak(sound) if isinstance(sound, Speech) else _tone(sound)
        first = round(sound.start * SAMPLE_RATE)
        samples = samples[: max(0, len(track) - first)]
        track[first : first + len(samples)] += samples
        spans.append((sound.kind, (sound.start, sound.start + len(samples) / SAMPLE_RATE)))
    return np.clip(track, -1, 1), spans


def _tone(tone: Tone) -> Samples:
    times = np.arange(round((tone.end - tone.start) * SAMPLE_RATE)) / SAMPLE_RATE
    ramp = np.minimum(1, np.minimum(times, times[-1] - times) / RAMP_SECONDS)
    return (tone.level * ramp * np.sin(2 * np.pi * tone.hertz * times)).astype(np.float32)


def _speak(speech: Speech) -> Samples:
    return _sentence(speech.text, speech.words_per_minute)


@lru_cache(maxsize=64)
def _sentence(text: str, words_per_minute: int) -> Samples:
    spoken, rate = _Synthesiser.shared().say(text, words_per_minute)
    audible = np.flatnonzero(np.abs(spoken) > AUDIBLE)
    spoken = spoken[audible[0] : audible[-1] + 1]
    frame = av.AudioFrame.from_ndarray(spoken[None], format="flt", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE)
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in parts])


class _Synthesiser:
    """The eSpeak NG library behind its C interface (espeak/speak_lib.h)."""

    SYNCHRONOUS = 2
    RATE_PARAMETER = 1
    CHARS_UTF8 = 1
    CALLBACK = ctypes.CFUNCTYPE(
        ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
    )

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self._rate = self._library.espeak_Initialize(self.SYNCHRONOUS, 0, data, 0)
        if self._rate <= 0:
            raise RuntimeError("eSpeak NG could not be started")
        self._pieces: list[NDArray[np.int16]] = []
        self._callback = self.CALLBACK(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_SetVoiceByName(b"en-us")

    @staticmethod
    @lru_cache(maxsize=1)
    def shared() -> _Synthesiser:
        return _Synthesiser()

    def say(self, text: str, words_per_minute: int) -> tuple[Samples, int]:
        self._pieces.clear()
        self._library.espeak_SetParameter(self.RATE_PARAMETER, words_per_minute, 0)
        raw = text.encode()
        self._library.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, self.CHARS_UTF8, None, None)
        self._library.espeak_Synchronize()
        return np.concatenate(self._pieces).astype(np.float32) / 32768, self._rate

    def _collect(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _event: int) -> int:
        if samples and count > 0:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0
