"""Texts of a video as data: cleaned, bounded, and written so that they cannot leave their block.

A block is one line ``<name>``, JSON in which no ``<`` or ``>`` stands, and a line ``</name>``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from rumiai.schema.text import NO_CHARACTER, one_line

ITEM_CHARACTERS = 600
"""The most characters of one text of a video."""
CAPTION_CHARACTERS = 2_000
KEY_CHARACTERS = 120

_JOINERS = frozenset("\u200c\u200d")
"""Needed to write Persian and Indic words and many emoji."""
_UNSEEN = re.compile("([\u200c\u200d\ufe00-\ufe0f])[\u200c\u200d\ufe00-\ufe0f]+")
_HIDDEN_SELECTORS = re.compile("[\U000e0100-\U000e01ef]")
_PILED_MARKS = re.compile(r"(?:[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]){4,}")
# each pattern begins at a border and is bounded: the time must not grow with a flood's square
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w.])@[\w.]+")
_LONG_NUMBER = re.compile(
    r"\+\d(?:[ ()./-]{0,2}\d){7,}|(?<!\d)(?:\d{9,}|\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4})(?!\d)"
)
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def clean(text: str) -> str:
    """A text in one line, without characters that cannot be seen or that turn its direction.

    Controls, lone surrogates and private characters become a replacement; marks of direction,
    tags and other format characters go.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    seen = "".join(_seen(character) for character in one_line(text))
    without = _UNSEEN.sub(r"\1", _HIDDEN_SELECTORS.sub("", seen))
    return " ".join(_PILED_MARKS.sub("", without).split())


def anonymous(text: str) -> str:
    """A text without addresses: mentions, links, mail addresses and long numbers are named only."""
    for pattern, word in (
        (_MAIL, "[mail]"),
        (_LINK, "[link]"),
        (_MENTION, "@someone"),
        (_LONG_NUMBER, "[number]"),
    ):
        text = pattern.sub(word, text)
    return text


def bounded(text: str, characters: int = ITEM_CHARACTERS) -> str:
    """A video's text as it may be sent: cleaned, without addresses, at most so many characters."""
    # cleaning takes time for each character: what is far too long is cut before it, too
    whole = anonymous(clean(text[: 4 * characters]))
    return whole if len(whole) <= characters else whole[: characters - 1] + "…"


def safe(value: Any) -> Any:
    """A JSON value with every text in it as it may be sent, keys included."""
    if isinstance(value, str):
        return bounded(value)
    if isinstance(value, Mapping):
        return {bounded(str(key), KEY_CHARACTERS): safe(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [safe(item) for item in value]
    return value


def encode(value: Any) -> str:
    """Compact JSON in which no ``<``, ``>`` or ``&`` stands."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text


def block(name: str, *lines: Any) -> str:
    """Values as a delimited block, one line of JSON each."""
    return "\n".join([f"<{name}>", *map(encode, lines), f"</{name}>"])


def size(text: str) -> int:
    """Bytes that a text takes in a request's body, where it is a JSON string."""
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Co", "Cn"):
        return NO_CHARACTER
    if category in ("Zl", "Zp"):
        return " "
    return "" if category == "Cf" and character not in _JOINERS else character
