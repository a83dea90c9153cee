"""How texts are cleaned, shortened and compared, wherever that happens."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

NO_CHARACTER = "\N{REPLACEMENT CHARACTER}"
LIKE_LETTERS = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "!": "l"})
LIKE_DIGITS = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1", "!": "1"})
"""Characters that text recognition takes for one another, both ways."""


def normalised(text: str) -> str:
    """A text for comparison: compatibility forms unified, casefolded, words one space apart."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", folded))


def plain(text: str) -> str:
    """The letters and digits alone, confusable ones unified: spaces are often misread."""
    return normalised(text).replace(" ", "").translate(LIKE_LETTERS)


def similarity(a: str, b: str) -> float:
    """How alike two texts are, 0–1 (difflib's ratio)."""
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def word_similarity(a: str, b: str) -> float:
    """How likely two words are readings of one, 0–1; different numbers are different words."""
    numbers = [re.sub(r"\D", "", word.translate(LIKE_DIGITS)) for word in (a, b)]
    if all(re.search(r"\d", word) for word in (a, b)) and numbers[0] != numbers[1]:
        return 0.0
    return similarity(a.translate(LIKE_LETTERS), b.translate(LIKE_LETTERS))


def one_line(text: str) -> str:
    """A text in one line, with a replacement for control characters and halves of pairs."""
    words = " ".join(text.split())
    return "".join(NO_CHARACTER if unicodedata.category(c) in ("Cc", "Cs") else c for c in words)


def without_secrets(address: str) -> str:
    """An address without user, password, and all after the ?, where signatures stand.

    Whatever is given, nothing is raised: errors are worded with it.
    """
    scheme, separator, rest = re.split(r"[?#]", address)[0].partition("://")
    if re.match(r"[^/@\[]*:(?!\d*(/|$))", rest):  # no port: a password, which may hold a slash
        rest = rest.rpartition("@")[2]
    place, slash, path = rest.partition("/")
    return f"{scheme}{separator}{place.rpartition('@')[2]}{slash}{path}"


def shortened(text: str, length: int) -> str:
    """The text, or its first `length` characters and "..."."""
    return text if len(text) <= length else text[:length] + "..."
