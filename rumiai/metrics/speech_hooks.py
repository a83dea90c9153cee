"""Phrases that catch attention, and techniques of emphasis (METRICS_CONTRACT D5, D6)."""

from __future__ import annotations

from typing import cast

from rumiai.constants.lexicon import lexicon
from rumiai.constants.thresholds import (
    DIRECT_ADDRESS_SHARE,
    GREETING_WORDS,
    RAPID_WORDS_PER_MINUTE,
    REPETITION_SHARE,
)
from rumiai.metrics.speech_silence import Voice
from rumiai.metrics.speech_words import Transcript
from rumiai.schema.measure import Null
from rumiai.schema.metrics.speech_analysis import HookType, Technique, VerbalHook


def hooks(transcript: Transcript) -> tuple[VerbalHook, ...] | Null:
    """The listed phrases in order of time, wherever segments begin; null if not all is English."""
    if transcript.foreign is not None:
        return transcript.foreign
    found = [
        (index, kind, phrase)
        for kind, phrases in lexicon().speech_hooks.items()
        for index, phrase in transcript.phrases(phrases)
    ]
    return tuple(
        VerbalHook(
            text=phrase,
            timestamp=transcript.words[index].start,
            type=cast("HookType", kind),
        )
        for index, kind, phrase in sorted(found, key=lambda row: row[0])
        if kind != "greeting" or index < GREETING_WORDS
    )


def techniques(
    transcript: Transcript, voice: Voice, words_per_minute: float | Null
) -> tuple[Technique, ...] | Null:
    """The techniques that are used; null if not all is English, for address cannot be told."""
    if transcript.foreign is not None:
        return transcript.foreign
    repetition = transcript.repetition
    used: dict[Technique, bool] = {
        "repetition": not isinstance(repetition, Null) and repetition > REPETITION_SHARE,
        "direct_address": transcript.share_of(lexicon().you_words) > DIRECT_ADDRESS_SHARE,
        "questions": transcript.questions > 0,
        "dramatic_pauses": any(pause.type == "dramatic" for pause in voice.pauses),
        "rapid_delivery": not isinstance(words_per_minute, Null)
        and words_per_minute > RAPID_WORDS_PER_MINUTE,
    }
    return tuple(name for name, found in used.items() if found)
