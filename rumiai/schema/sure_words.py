"""Which spoken words are so probable that phrases may be read out of them."""

from __future__ import annotations

from rumiai.constants.thresholds import SURE_WORD
from rumiai.schema.events import SpeechSegment

UNSURE = "_"
"""Stands for a word that is not sure: part of no phrase, and no end of a clause."""


def is_sure(score: float) -> bool:
    """Whether a word of that probability may be part of a phrase."""
    return score >= SURE_WORD


def sure_text(segment: SpeechSegment) -> str:
    """A segment's text with what is not sure left open; all of it where words were not told."""
    if all(is_sure(word.score) for word in segment.words):
        return segment.text
    return " ".join(word.text if is_sure(word.score) else UNSURE for word in segment.words)
