"""A caption taken apart: its words, sentences, tags, mentions, links and emoji (B7).

Every step takes time in proportion to the caption's length, whatever stands in it: captions come
from strangers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from rumiai.metrics.emojis import split_emoji

LINK = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<![\w.@-])(?:[\w-]+\.)+(?:com|net|org|io|ee|shop|store)(?![\w-])(?:/\S*)?",
    re.IGNORECASE,
)
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MENTION = re.compile(r"(?<![\w.@])@[\w.]*\w")
HASHTAG = re.compile(r"#[^\s#@.,;:!?()\"']*")
# A full stop inside a word or a number (3.5, e.g.) ends nothing.
SENTENCE_END = re.compile(r"[!?\u061f\u3002]+|\.++(?!\w)")
QUESTION_MARKS = ("?", "\u061f")
APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"))
LONGEST_FORM = 4
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
"""Scripts without spaces between words, as their letters' Unicode names begin."""


@dataclass(frozen=True)
class Caption:
    """What stands in a caption, in order of appearance."""

    length: int
    """Characters."""
    tokens: int
    """Words as spaces divide them: tags, mentions, links and lone emoji among them."""
    emoji: tuple[str, ...]
    mentions: tuple[str, ...]
    has_link: bool
    phrases: str
    """The text in which phrases are looked for: without addresses, mentions and emoji."""
    prose: str
    """The same without hashtags: what is written in sentences."""

    @property
    def is_blank(self) -> bool:
        """Whether there is no caption: nothing, or only spaces."""
        return self.tokens == 0

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the prose that have a letter or a digit."""
        return tuple(word for word in self.prose.split() if re.search(r"\w", word))

    @property
    def sentences(self) -> int:
        """Sentences of the prose; words without a full stop behind them are one."""
        return sum(bool(re.search(r"\w", part)) for part in SENTENCE_END.split(self.prose))

    @property
    def letters(self) -> int:
        """Letters of the prose."""
        return sum(c.isalpha() for c in self.prose)

    @property
    def asks(self) -> bool:
        """Whether there is a question mark."""
        return any(mark in self.prose for mark in QUESTION_MARKS)

    @property
    def ends_with_question(self) -> bool:
        """Whether the prose ends with a question mark; tags and emoji may follow it."""
        return self.prose.rstrip().endswith(QUESTION_MARKS)

    @property
    def has_digit(self) -> bool:
        """Whether there is a number, be it as an emoji (1️⃣)."""
        return any(c.isdecimal() for c in (*self.prose, *(e[0] for e in self.emoji)))

    @property
    def is_unspaced(self) -> bool:
        """Whether most letters belong to a script that puts no spaces between words."""
        unspaced = (
            count
            for c, count in Counter(self.prose).items()
            if unicodedata.name(c, "").startswith(UNSPACED)
        )
        return 2 * sum(unspaced) > self.letters


def read_caption(text: str) -> Caption:
    """Takes a caption apart."""
    emoji, rest = split_emoji(text)
    plain = MAIL.sub(" ", _plain(rest))
    without_links = LINK.sub(" ", plain)
    mentions = tuple(MENTION.findall(without_links))
    phrases = MENTION.sub(" ", without_links)
    return Caption(
        length=len(text),
        tokens=len(text.split()),
        emoji=emoji,
        mentions=mentions,
        has_link=LINK.search(plain) is not None,
        phrases=phrases,
        prose=HASHTAG.sub(" ", phrases),
    )


def _plain(text: str) -> str:
    """Letters in fancy type, full-width forms and typographic apostrophes as the common ones.

    Character by character: normalising a whole text takes quadratic time where accents pile up.
    """
    return text.translate({ord(c): _common(c) for c in set(text)}).translate(APOSTROPHES)


def _common(character: str) -> str:
    """The common form of a character; signs that stand for whole phrases stay what they are."""
    form = unicodedata.normalize("NFKC", character)
    return form if len(form) <= LONGEST_FORM else character
