"""How texts are compared and shortened, wherever that happens."""

from __future__ import annotations

import re
import unicodedata


def normalised(text: str) -> str:
    """A text for comparison: compatibility forms unified, casefolded, words one space apart."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", folded))


def shortened(text: str, length: int) -> str:
    """The text, or its first `length` characters and "..."."""
    return text if len(text) <= length else text[:length] + "..."
