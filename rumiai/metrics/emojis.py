"""The emoji of a text, one for each picture that a reader sees (METRICS_CONTRACT B7).

The `emoji` library knows which sequences are emoji. Cutting the text into candidates is done here:
the library's own search takes quadratic time where many emoji are joined.
"""

from __future__ import annotations

import re

import emoji

JOINER = "\u200d"
FLAG_LETTER = "[\U0001f1e6-\U0001f1ff]"
SYMBOL = rf"[^\w\s\0-\x7f{JOINER}]"
MODIFIER = "[\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
CANDIDATE = re.compile(
    rf"{FLAG_LETTER}{{2}}"
    rf"|[0-9#*]\ufe0f?\u20e3"
    rf"|\u2139\ufe0f"  # the one emoji that begins with what counts as a letter
    rf"|{SYMBOL}{MODIFIER}*(?:{JOINER}{SYMBOL}{MODIFIER}*)*"
)
UNQUALIFIED = emoji.STATUS["unqualified"]


def split_emoji(text: str) -> tuple[tuple[str, ...], str]:
    """The emoji in order of appearance, and the text with a space in the place of each."""
    found: list[str] = []

    def take(candidate: re.Match[str]) -> str:
        if not _is_emoji(candidate[0]):
            return candidate[0]
        found.append(candidate[0])
        return " "

    rest = CANDIDATE.sub(take, text)
    return tuple(found), rest


def _is_emoji(candidate: str) -> bool:
    """Whether a candidate is an emoji, or a sequence of emoji that nobody standardised."""
    first = candidate.partition(JOINER)[0]
    if emoji.is_emoji(candidate):
        return not _shown_as_text(candidate)
    return any(emoji.is_emoji(part) and not _shown_as_text(part) for part in (first, first[0]))


def _shown_as_text(symbol: str) -> bool:
    """Whether a lone symbol is text unless a selector asks for the picture: ©, ™, ↔, ㊙.

    The symbols of the old pictograph blocks (❤, ☀) are written without one and meant as emoji.
    """
    unqualified: bool = emoji.EMOJI_DATA[symbol]["status"] == UNQUALIFIED
    pictograph = "\u2600" <= symbol[0] <= "\u27bf" or symbol[0] >= "\U0001f000"
    return len(symbol) == 1 and unqualified and not pictograph
