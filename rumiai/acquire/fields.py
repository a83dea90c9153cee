"""Reads single fields of documents that other systems made: what makes no sense is None."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any

from rumiai.schema.dates import iso, utc
from rumiai.schema.text import NO_CHARACTER

HALF_PAIR = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair: JSON can spell it, but no file can hold it."""
LARGEST_FLOAT = sys.float_info.max
LARGEST_COUNT = 2**53
"""Beyond it floats leave out whole numbers, and rates of counts may overflow."""


def mapping(item: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The mapping under a key; empty where there is none."""
    value = item.get(key)
    return value if isinstance(value, dict) else {}


def first(values: object) -> str | None:
    """The first text of a list, which may be empty."""
    texts = [v for v in values if isinstance(v, str) and v] if isinstance(values, list) else []
    return texts[0] if texts else None


def text(item: Mapping[str, Any], *keys: str) -> str | None:
    """The first of the keys that holds a text; ids may be numbers."""
    for key in keys:
        value = item.get(key)
        if isinstance(value, str) and value:
            return HALF_PAIR.sub(NO_CHARACTER, value)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def number(item: Mapping[str, Any], key: str) -> float | None:
    """A number that is not negative; it may be written as a text."""
    value = item.get(key)
    if isinstance(value, str):
        value = float(value) if value.strip().replace(".", "", 1).isdecimal() else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value <= LARGEST_FLOAT else None


def count(item: Mapping[str, Any], *keys: str) -> int | None:
    """The first of the keys that holds a number that can be a count, without its fraction."""
    counts = (number(item, key) for key in keys)
    return next((int(n) for n in counts if n is not None and n <= LARGEST_COUNT), None)


def moment(item: Mapping[str, Any], *keys: str) -> str | None:
    """The first key that holds a time, as ISO 8601 in UTC; it may also be seconds since 1970."""
    moments = (utc(text(item, key)) for key in keys)
    return next((iso(moment) for moment in moments if moment is not None), None)
