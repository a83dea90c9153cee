"""Which evidence is sent where not all of it fits: the most telling, from the whole video.

The video is cut into equal slices. Of every slice the most telling item of a kind comes first,
then the second one, and so on; slices take turns in an order in which any beginning of it is
spread over the video. So a question that is cut short still covers the video's whole length.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rumiai.insights.claude.evidence import HEADINGS, Item

SLICES = 32
TURNS = {"caption": 99, "hashtag": 4, "speech": 4, "text": 4, "shot": 2, "gesture": 2}
"""How many items of a kind are taken from a slice while others give one; others give 1."""


@dataclass(frozen=True)
class Chosen:
    """The items that are sent, and what is not, in words."""

    items: tuple[Item, ...]
    left_out: tuple[str, ...]


def choose(items: Sequence[Item], duration: float, max_bytes: int, max_characters: int) -> Chosen:
    """The items that fit into so many bytes, their texts into so many characters, all in order.

    Of items that no longer fit, each kind's next ones are not tried: what is taken stays spread.
    """
    taken: set[str] = set()
    full: set[str] = set()
    for item in ranked(items, duration):
        if item.kind in full:
            continue
        if item.bytes > max_bytes or item.characters > max_characters:
            full.add(item.kind)
            continue
        max_bytes, max_characters = max_bytes - item.bytes, max_characters - item.characters
        taken.add(item.id)
    kept = tuple(item for item in items if item.id in taken)
    return Chosen(kept, tuple(_missing(items, kept)))


def ranked(items: Iterable[Item], duration: float) -> list[Item]:
    """All items, the first to be sent first."""
    groups: defaultdict[tuple[str, int], list[Item]] = defaultdict(list)
    for item in items:
        groups[item.kind, _slice(item, duration)].append(item)
    turns: list[tuple[int, int, int, Item]] = []
    for (kind, place), group in groups.items():
        best = sorted(group, key=lambda item: (-_weight(item), item.number))
        for rank, item in enumerate(best):
            turns.append((rank // TURNS.get(kind, 1), _scattered(place), rank, item))
    kinds = list(HEADINGS)
    turns.sort(key=lambda t: (t[0], t[1], kinds.index(t[3].kind), t[2]))
    return [item for *_, item in turns]


def _slice(item: Item, duration: float) -> int:
    if item.start is None or duration <= 0:
        return 0
    return min(int(SLICES * item.start / duration), SLICES - 1)


def _scattered(place: int) -> int:
    """The place's bits in reverse: 0, 16, 8, 24, 4 … of 32, ever the widest gap's middle."""
    return int(f"{place:0{SLICES.bit_length() - 1}b}"[::-1], 2)


def _weight(item: Item) -> float:
    """How telling an item is among its kind: long ones, and those with much text."""
    seconds = (item.end or 0.0) - (item.start or 0.0)
    return seconds + item.characters / 20


def _missing(items: Sequence[Item], kept: Sequence[Item]) -> Iterable[str]:
    there, sent = Counter(i.kind for i in items), Counter(i.kind for i in kept)
    for kind, word in HEADINGS.items():
        if sent[kind] < there[kind]:
            yield f"{there[kind] - sent[kind]} of {there[kind]} {word}"
