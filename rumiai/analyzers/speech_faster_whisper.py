"""Whisper on CTranslate2, by faster-whisper: int8 on the CPU, float16 on CUDA."""

from __future__ import annotations

import math
import os
from pathlib import Path

from faster_whisper import WhisperModel
from faster_whisper.transcribe import Segment

from rumiai.analyzers.base import one_line
from rumiai.analyzers.speech_engine import Heard, HeardWord, Piece, Samples
from rumiai.analyzers.speech_gate import doubt
from rumiai.analyzers.speech_whisper import BEAMS, Language, Whisper
from rumiai.errors import MLUnavailableError
from rumiai.schema.choices import DeviceName

PRECISION: dict[DeviceName, str] = {"cpu": "int8", "cuda": "float16"}
NEEDED = ("config.json", "model.bin", "tokenizer.json")
"""Without its tokeniser's file the library would ask the network for one."""
OPTIONAL = ("preprocessor_config.json", "vocabulary.json", "vocabulary.txt")


class FasterWhisper(Whisper):
    """A folder with a model that CTranslate2 converted."""

    packages = ("faster-whisper", "ctranslate2")

    def __init__(self, folder: Path, model_name: str, device: DeviceName) -> None:
        self._folder = folder
        self.model_name = model_name
        self.device = device
        named = (folder / name for name in (*NEEDED, *OPTIONAL))
        self.files = tuple(path for path in named if path.is_file())
        missing = [name for name in NEEDED if not (folder / name).is_file()]
        if missing:
            raise MLUnavailableError(
                f"{folder} is no model of faster-whisper: {', '.join(missing)} missing"
            )
        try:
            self._model = self._loaded()
        except MLUnavailableError as error:
            if device == "cpu":
                raise
            self.to_cpu()
            self.remarks = (f"went on on the CPU: {error}",)

    def to_cpu(self) -> None:
        self.device = "cpu"
        self._model = self._loaded()

    def language_of(self, samples: Samples) -> Language:
        if not self._model.model.is_multilingual:
            return Language("en", 1.0)
        code, probability, _ = self._model.detect_language(samples)
        return Language(code, probability)

    def words_of(self, piece: Piece, language: str) -> list[Heard]:
        segments, _ = self._model.transcribe(
            piece.samples,
            language=language,
            temperature=0.0,
            beam_size=BEAMS,
            condition_on_previous_text=False,
            word_timestamps=True,
            # what the library would drop in silence is rejected by our gate, and kept
            no_speech_threshold=None,
            vad_filter=False,
        )
        return [_segment(segment, piece.start, language) for segment in segments]

    def _loaded(self) -> WhisperModel:
        """The model; from this folder, never from the network.

        Raises MLUnavailableError where it is none, or where CTranslate2 finds no CUDA.
        """
        try:
            return WhisperModel(
                str(self._folder),
                device=self.device,
                compute_type=PRECISION[self.device],
                cpu_threads=os.cpu_count() or 1,  # by itself it takes four, on two cores too
                local_files_only=True,
            )
        except Exception as error:
            raise MLUnavailableError(
                f"{self._folder} cannot be loaded by faster-whisper on {self.device} "
                f"({one_line(error)}); see: rumiai weights verify"
            ) from error


def _segment(segment: Segment, start: float, language: str) -> Heard:
    return Heard(
        start=start + segment.start,
        end=start + segment.end,
        text=segment.text,
        words=tuple(
            HeardWord(w.word, start + float(w.start), start + float(w.end), float(w.probability))
            for w in segment.words or ()
        ),
        language=language,
        score=math.exp(min(0.0, segment.avg_logprob)),
        doubt=doubt(segment.no_speech_prob, segment.avg_logprob, segment.compression_ratio),
    )
