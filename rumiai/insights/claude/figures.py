"""Numbers in a judgement's words: each must stand in what the judgement cites."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

LARGE = 1000
"""From here on a number may be told roughly, as counts of views are."""
ROUGHLY = 0.05

_NUMBER = re.compile(
    r"\d+(?:st|nd|rd|th|D)\b"  # an order or a word, no measure
    r"|(?P<clock>\d+:\d\d(?::\d\d)?)(?!\d)"
    r"|(?P<plain>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<scale>[kKmM](?!\w))?"
)
_SCALES = {"": 1.0, "k": 1e3, "m": 1e6}


class Figure(NamedTuple):
    """A number as it is written: its value, and the least step that its digits can tell."""

    written: str
    value: float
    step: float


def figures(text: str) -> Iterator[Figure]:
    """The numbers in a text; ``1:05`` is 65, ``12,000`` and ``12k`` are 12000."""
    for match in _NUMBER.finditer(text):
        if clock := match["clock"]:
            parts = [int(part) for part in clock.split(":")]
            seconds = sum(part * 60**place for place, part in enumerate(reversed(parts)))
            yield Figure(clock, float(seconds), 1.0)
            continue
        if not match["plain"]:
            continue
        digits = match["plain"].replace(",", "")
        scale = _SCALES[(match["scale"] or "").lower()]
        _, _, decimals = digits.partition(".")
        yield Figure(match[0], float(digits) * scale, scale * 10.0 ** -len(decimals))


def unfounded(text: str, founded: Iterable[float]) -> list[str]:
    """The numbers in a text that are none of the given ones, rounded or not."""
    known = list(founded)
    return [f.written for f in figures(text) if not any(_tells(f, number) for number in known)]


def numbers_in(value: Any) -> Iterator[float]:
    """Every number that a cited value holds: in its texts, its lists' lengths, its spans."""
    if isinstance(value, str):
        yield from (figure.value for figure in figures(value))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from numbers_in(item)
        start, end = value.get("start"), value.get("end")
        if isinstance(start, (int, float)) and isinstance(end, (int, float)):
            yield end - start
    elif isinstance(value, (list, tuple)):
        yield len(value)
        for item in value:
            yield from numbers_in(item)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value


def _tells(figure: Figure, number: float) -> bool:
    """Whether a written number can mean this one, or a share of it in percent."""
    if _near(figure, number):
        return True
    return 0 <= number <= 1 and _near(figure, 100 * number)


def _near(figure: Figure, number: float) -> bool:
    size = abs(number)
    distance = abs(figure.value - size)
    if distance <= figure.step / 2 + 1e-9 or (size >= LARGE and distance <= ROUGHLY * size):
        return True
    return figure.step == 1 and size >= 1 and figure.value == math.floor(size)
