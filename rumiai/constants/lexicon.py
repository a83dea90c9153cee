"""The phrase lists of lexicon.json, and how they are found in a text: whole words, casefolded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict


class Context(BaseModel):
    """Where a word counts that means something else in most places."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    preceded_by: tuple[str, ...]
    """It counts after one of these, or where a clause begins."""
    not_followed_by: tuple[str, ...]


class Lexicon(BaseModel):
    """All phrase lists, with their version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    overlay_cta: tuple[str, ...]
    commerce_cta: tuple[str, ...]
    temporal_cta: tuple[str, ...]
    speech_cta: dict[str, tuple[str, ...]]
    """By purpose."""
    speech_hooks: dict[str, tuple[str, ...]]
    """By kind."""
    you_words: tuple[str, ...]
    inclusive_words: tuple[str, ...]
    caption_cta: dict[str, tuple[str, ...]]
    """By what is asked for."""
    caption_hooks: tuple[str, ...]
    urgency: dict[str, tuple[str, ...]]
    """By level."""
    sentiment: dict[str, tuple[str, ...]]
    """Positive and negative words."""
    generic_hashtags: tuple[str, ...]
    short_english_words: tuple[str, ...]
    """Of one or two letters: dictionaries hold too many abbreviations to tell those."""
    imperative_only: dict[str, Context]


class Hit(NamedTuple):
    """A phrase found in a text, and the index of its first character."""

    phrase: str
    at: int


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon that this release carries."""
    text = (files("rumiai.constants") / "lexicon.json").read_text(encoding="utf-8")
    return Lexicon.model_validate(json.loads(text))


def hits(text: str, phrases: Iterable[str]) -> list[Hit]:
    """Every phrase in a text, in order of place; of two at one place, the longer one first."""
    folded = text.casefold()
    found = [
        Hit(phrase, match.start())
        for phrase in phrases
        for match in _pattern(phrase).finditer(folded)
        if _in_context(phrase, folded, match)
    ]
    return sorted(found, key=lambda hit: (hit.at, -len(hit.phrase)))


def first_hit(text: str, phrases: Iterable[str]) -> Hit | None:
    """The first of the phrases in a text; of two at one place, the longer one."""
    return next(iter(hits(text, phrases)), None)


@lru_cache(maxsize=256)
def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    end = r"(?!\w)" if re.search(r"\w$", phrase) else ""
    return re.compile(rf"(?<!\w){words}{end}")


def _in_context(phrase: str, text: str, match: re.Match[str]) -> bool:
    context = lexicon().imperative_only.get(phrase)
    if context is None:
        return True
    before, after = text[: match.start()].rstrip(), text[match.end() :].split()
    follower = re.sub(r"\W+$", "", after[0]) if after else ""
    if follower in context.not_followed_by:
        return False
    opens_clause = not before or not re.search(r"\w$", before)
    return opens_clause or any(
        re.search(rf"(?<!\w){re.escape(word)}$", before) for word in context.preceded_by
    )
