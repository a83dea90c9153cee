"""Whisper, by either of two libraries: one loads OpenAI's checkpoints, one CTranslate2's folders.

Both are kept from what Whisper is known for: nothing said before is given as context, nothing is
sampled, and what its own measures doubt is rejected. Each piece has a language of its own.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rumiai.analyzers.device import Batches
from rumiai.analyzers.speech_engine import Heard, Piece, Recogniser, Samples, Transcription
from rumiai.constants.thresholds import PIECE_SECONDS, WHISPER_LANGUAGE
from rumiai.schema.media import SAMPLE_RATE

BEAMS = 5
"""Both libraries' own setting on their command lines."""


class Language(NamedTuple):
    """A language's code, as in ``"en"``, and how probable it is."""

    code: str
    probability: float


class Whisper(Recogniser):
    """What both libraries have in common."""

    @abstractmethod
    def language_of(self, samples: Samples) -> Language:
        """The likeliest language of at most 30 s of sound."""

    @abstractmethod
    def words_of(self, piece: Piece, language: str) -> list[Heard]:
        """What is said in a piece."""

    @abstractmethod
    def to_cpu(self) -> None:
        """Leave the GPU for good."""

    def abandon(self) -> None:
        self._abandoned = True

    def transcribe(self, pieces: Sequence[Piece]) -> Transcription:
        self._abandoned = False
        batches = Batches(self.device, 1, self.to_cpu)
        (spoken,) = batches.run([_voiced(pieces)], self._languages)
        heard = batches.run(pieces, lambda batch: [self._heard(p, spoken) for p in batch])
        if batches.device != self.device:
            self.device, self.remarks = batches.device, batches.remarks
        return Transcription(tuple(segment for found in heard for segment in found))

    def _languages(self, sounds: Sequence[Samples]) -> list[Language]:
        return [self.language_of(sound) for sound in sounds]

    def _heard(self, piece: Piece, video: Language) -> list[Heard]:
        """A piece in its own language, or in the video's where its own is open."""
        if self._abandoned:
            raise RuntimeError("abandoned")
        own = self.language_of(piece.samples)
        language = own if own.probability >= WHISPER_LANGUAGE else video
        return self.words_of(piece, language.code)


def _voiced(pieces: Sequence[Piece]) -> Samples:
    """The first thirty seconds with voice."""
    return np.concatenate([p.samples for p in pieces])[: round(PIECE_SECONDS * SAMPLE_RATE)]
