"""PocketSphinx 5, whose wheel carries a model of English: the recogniser that is always there.

About 30 % of the words are wrong on clear speech. Other languages it takes for English; so does it
take speech that it does not understand. A gate tells by the words' probabilities and by how well
their sounds fit, and refuses the whole transcript.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import IO, NamedTuple, cast

import numpy as np
import pocketsphinx

from rumiai.analyzers.speech_engine import (
    Heard,
    HeardWord,
    Piece,
    Recogniser,
    Samples,
    Transcription,
)
from rumiai.analyzers.speech_pocketsphinx_worker import LENGTH, Row
from rumiai.constants.thresholds import (
    SPHINX_FIT,
    SPHINX_PROBABILITY,
    SPHINX_VOICE_SECONDS,
)
from rumiai.schema.intervals import total

WORKER = "rumiai.analyzers.speech_pocketsphinx_worker"
FRAME = 0.01
"""Seconds."""
PAUSE_SECONDS = 0.5
"""A pause between words from which on a new segment begins."""
FULL_SCALE = 32767


class SphinxWord(NamedTuple):
    """A word in seconds of the video, its probability, and how well its sounds fit."""

    text: str
    start: float
    end: float
    score: float
    fit: float
    """Logarithm of its likelihood over the best sound's, in nats, summed over its frames."""
    frames: int


class Sureness(NamedTuple):
    """What tells English from the rest, over a run of words."""

    probability: float
    """Mean of the words."""
    fit: float
    """Mean of the frames, in nats; 0 is the best there can be."""

    @property
    def suffices(self) -> bool:
        """Whether this is English, understood."""
        return self.probability >= SPHINX_PROBABILITY and self.fit >= SPHINX_FIT


class PocketSphinx(Recogniser):
    """PocketSphinx with the model of its wheel."""

    packages = ("pocketsphinx",)
    model_name = "en-us"

    def __init__(self) -> None:
        folder = Path(pocketsphinx.get_model_path("en-us"))
        self.files = tuple(sorted(path for path in folder.rglob("*") if path.is_file()))
        self._process = _started()
        self._ask(None)

    def transcribe(self, pieces: Sequence[Piece]) -> Transcription:
        found = [self._words(piece) for piece in pieces]
        heard = tuple(_segment(run) for words in found for run in _runs(words))
        return Transcription(heard, _refusal(pieces, found))

    def abandon(self) -> None:
        self._process.kill()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _words(self, piece: Piece) -> list[SphinxWord]:
        rows = cast("list[Row]", json.loads(self._ask(_pcm(piece.samples))))
        return [_word(row, piece.start) for row in rows]

    def _ask(self, samples: bytes | None) -> bytes:
        """The next line of the process; raises ChildProcessError where it has ended."""
        source, sink = cast("IO[bytes]", self._process.stdout), self._process.stdin
        try:
            if samples is not None and sink is not None:
                sink.write(LENGTH.pack(len(samples)) + samples)
                sink.flush()
            line = source.readline()
        except OSError as error:
            raise ChildProcessError("PocketSphinx's process does not listen") from error
        if not line.endswith(b"\n"):
            raise ChildProcessError(f"PocketSphinx's process ended ({self._process.wait()})")
        return line


def _started() -> subprocess.Popen[bytes]:
    """The process; in a session of its own, so that Ctrl-C stops it through us alone."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _pcm(samples: Samples) -> bytes:
    return (np.clip(samples, -1.0, 1.0) * FULL_SCALE).astype("<i2").tobytes()


def _word(row: Row, start: float) -> SphinxWord:
    text, first, last, probability, fit = row
    return SphinxWord(
        text=text.partition("(")[0],  # "and(2)" is the second way to say "and"
        start=start + first * FRAME,
        end=start + (last + 1) * FRAME,
        score=min(1.0, probability),
        fit=fit,
        frames=last + 1 - first,
    )


def _runs(words: Sequence[SphinxWord]) -> list[list[SphinxWord]]:
    """The words between pauses."""
    runs: list[list[SphinxWord]] = []
    for word in words:
        if runs and word.start - runs[-1][-1].end < PAUSE_SECONDS:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _segment(words: Sequence[SphinxWord]) -> Heard:
    return Heard(
        start=words[0].start,
        end=words[-1].end,
        text=" ".join(word.text for word in words),
        words=tuple(HeardWord(f" {w.text}", w.start, w.end, w.score) for w in words),
        language="en",
        score=fmean(word.score for word in words),
    )


def sureness(words: Sequence[SphinxWord]) -> Sureness:
    """How sure PocketSphinx is of some words, at least one."""
    frames = sum(word.frames for word in words)
    return Sureness(fmean(w.score for w in words), sum(w.fit for w in words) / frames)


def _refusal(pieces: Sequence[Piece], found: Sequence[Sequence[SphinxWord]]) -> str | None:
    """Why the transcript is refused: any ten seconds of voice that are not understood."""
    for words in _stretches(pieces, found):
        if not words:
            return "PocketSphinx knows English alone and heard no word in the speech"
        sure = sureness(words)
        if not sure.suffices:
            return (
                "PocketSphinx knows English alone and did not understand the speech: mean "
                f"probability {sure.probability:.2f} (at least {SPHINX_PROBABILITY}), fit of the "
                f"sounds {sure.fit:.2f} (at least {SPHINX_FIT})"
            )
    return None


def _stretches(
    pieces: Sequence[Piece], found: Sequence[Sequence[SphinxWord]]
) -> list[list[SphinxWord]]:
    """The words of neighbouring pieces that hold so much voice that sureness means something."""
    stretches: list[list[SphinxWord]] = []
    held = SPHINX_VOICE_SECONDS
    for piece, words in zip(pieces, found, strict=True):
        if held >= SPHINX_VOICE_SECONDS:
            stretches.append([])
            held = 0.0
        stretches[-1] += words
        held += total(piece.voice)
    if held < SPHINX_VOICE_SECONDS and len(stretches) > 1:
        rest = stretches.pop()
        stretches[-1] += rest
    return stretches
