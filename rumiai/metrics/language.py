"""Whether a text is English (docs/decisions/0009-is-a-caption-english.md)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import islice

from simplemma import is_known

from rumiai.constants.lexicon import lexicon
from rumiai.constants.thresholds import (
    ENGLISH_SHARE,
    FOREIGN_SHARE,
    FOREIGN_WORDS,
    LANGUAGE_LETTERS,
)

WORD = re.compile(r"([^\W\d_]+)(?:'[^\W\d_]+)*")
ENOUGH_WORDS = 1000
SHORT = 2


def is_english(prose: str) -> bool | None:
    """Whether a text without tags, mentions and links is English; None where that is open.

    It is open where there are too few letters, or too few words of either kind.
    """
    words = [match[1].casefold() for match in islice(WORD.finditer(prose), ENOUGH_WORDS)]
    letters = Counter("".join(words))
    if 2 * sum(letters[c] for c in letters if _is_latin(c)) < letters.total():
        return False
    if letters.total() < LANGUAGE_LETTERS:
        return None
    known = sum(map(_is_english_word, words))
    if known >= ENGLISH_SHARE * len(words):
        return True
    foreign = known < FOREIGN_SHARE * len(words) and len(words) - known >= FOREIGN_WORDS
    return False if foreign else None


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


def _is_english_word(word: str) -> bool:
    if len(word) <= SHORT:
        return word in lexicon().short_english_words
    return is_known(word, "en")
