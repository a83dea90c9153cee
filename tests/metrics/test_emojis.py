"""Emoji: one for each picture that a reader sees."""

from __future__ import annotations

import emoji
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumiai.metrics.emojis import split_emoji


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("👍🏽", ["👍🏽"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("👩‍❤️‍👩 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿", ["👩‍❤️‍👩", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]),
        ("👨‍👩🏿‍👧🏻‍👦🏾", ["👨‍👩🏿‍👧🏻‍👦🏾"]),
        ("1️⃣ 2 #️⃣", ["1️⃣", "#️⃣"]),
        ("🔥🔥🔥", ["🔥", "🔥", "🔥"]),
        ("I ❤ NY ☀️", ["❤", "☀️"]),
        ("最後まで見てね。漢字と한국어", []),
        ("© 2025 Acme™ ㊙ → 3*4 #1", []),
        ("", []),
        ("\u200d\ufe0f🇩", []),
    ],
)
def test_what_is_one_emoji(text: str, found: list[str]) -> None:
    """Skin tones, flags, families and keycaps are one each; CJK and text symbols are none.

    The legacy count took runs of emoji as one, and its range covered CJK (section E).
    """
    assert list(split_emoji(text)[0]) == found


def test_every_emoji_of_the_standard_is_found() -> None:
    """Each of the library's fully qualified sequences, twice in a row, is two emoji and no more."""
    full = [e for e, data in emoji.EMOJI_DATA.items() if data["status"] == 2]
    assert len(full) > 3000
    assert [e for e in full if split_emoji(f"a{e}{e}b") != ((e, e), "a  b")] == []


@given(st.text(st.sampled_from("aé漢😀👩\u200d\ufe0f\u20e31#🇩🇪🏿 ©\0"), max_size=30))
def test_nothing_but_emoji_is_taken_out(text: str) -> None:
    """Each leaves one space behind, and in each the library, too, sees an emoji."""
    found, rest = split_emoji(text)
    assert len(rest) == len(text) - sum(map(len, found)) + len(found)
    assert all(emoji.emoji_count(one) > 0 for one in found)
    assert all(rest.count(c) == text.count(c) for c in "aé漢\0")


@given(st.text(st.sampled_from("aé漢😀🔥✨👩🌿🪱🐛 !\0"), max_size=30))
def test_plain_emoji_are_those_of_the_library(text: str) -> None:
    """Without joiners and modifiers there is nothing to disagree on."""
    assert list(split_emoji(text)[0]) == [found["emoji"] for found in emoji.emoji_list(text)]
