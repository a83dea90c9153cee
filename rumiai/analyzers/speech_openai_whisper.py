"""OpenAI's own Whisper, on PyTorch."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
import whisper

from rumiai.analyzers.base import one_line
from rumiai.analyzers.speech_engine import Heard, HeardWord, Piece, Samples
from rumiai.analyzers.speech_gate import doubt
from rumiai.analyzers.speech_whisper import BEAMS, Language, Whisper
from rumiai.errors import MLUnavailableError
from rumiai.schema.choices import DeviceName


class OpenAiWhisper(Whisper):
    """A checkpoint of OpenAI's, or one of the same form."""

    packages = ("openai-whisper", "torch")

    def __init__(self, checkpoint: Path, model_name: str, device: DeviceName) -> None:
        self.files = (checkpoint,)
        self.model_name = model_name
        self.device = device
        self._model = _loaded(checkpoint, model_name, device)

    def to_cpu(self) -> None:
        self._model.to("cpu")

    def language_of(self, samples: Samples) -> Language:
        if not self._model.is_multilingual:
            return Language("en", 1.0)
        mel = whisper.log_mel_spectrogram(
            whisper.pad_or_trim(samples), self._model.dims.n_mels, device=self._model.device
        )
        _, probabilities = self._model.detect_language(mel)
        return max((Language(*item) for item in probabilities.items()), key=lambda it: it[1])

    def words_of(self, piece: Piece, language: str) -> list[Heard]:
        result: dict[str, Any] = whisper.transcribe(
            self._model,
            piece.samples,
            language=language,
            temperature=0.0,
            beam_size=BEAMS,
            condition_on_previous_text=False,
            word_timestamps=True,
            fp16=self._model.device.type == "cuda",
            # what the library would drop in silence is rejected by our gate, and kept
            no_speech_threshold=None,
            verbose=None,
        )
        return [_segment(row, piece.start, language) for row in result["segments"]]


def _loaded(checkpoint: Path, model_name: str, device: DeviceName) -> Any:
    """The model; the library reads its pickle as data and runs nothing of it.

    Raises MLUnavailableError where the file is none.
    """
    try:
        model = whisper.load_model(str(checkpoint), device=device)
        heads = whisper._ALIGNMENT_HEADS.get(model_name)
        if heads is not None:
            # a file has no name; without it words are timed by heads that nobody chose
            model.set_alignment_heads(heads)
        return model
    except torch.OutOfMemoryError:
        raise
    except Exception as error:
        raise MLUnavailableError(
            f"{checkpoint} is no checkpoint of openai-whisper ({one_line(error)}); "
            "see: rumiai weights verify"
        ) from error


def _segment(row: dict[str, Any], start: float, language: str) -> Heard:
    words = row.get("words", [])
    return Heard(
        start=start + float(row["start"]),
        end=start + float(row["end"]),
        text=row["text"],
        words=tuple(
            HeardWord(
                w["word"],
                start + float(w["start"]),
                start + float(w["end"]),
                float(w["probability"]),
            )
            for w in words
        ),
        language=language,
        score=math.exp(min(0.0, row["avg_logprob"])),
        doubt=doubt(row["no_speech_prob"], row["avg_logprob"], row["compression_ratio"]),
    )
