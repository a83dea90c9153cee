"""Measured blocks that are too long for a question: their longest lists lose every other item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rumiai.insights.claude.quoting import encode, size

SHORTEST = 4
"""A list of so few items is sent whole."""


def thinned(blocks: dict[str, Any], max_bytes: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The blocks with lists thinned until they fit, and which, in words.

    Single values are never left out: where they alone are too large, the blocks stay so.
    """
    whole = {path: len(items) for path, items in _lists(blocks, "")}
    kept = blocks
    while size(encode(kept)) > max_bytes:
        path, items = max(_lists(kept, ""), key=lambda found: _cost(found[1]), default=("", []))
        if len(items) <= SHORTEST:
            break
        kept = _replaced(kept, path.split("."), [*items[:-1:2], items[-1]])
    lengths = {path: len(items) for path, items in _lists(kept, "")}
    return kept, tuple(
        f"{path} shows {lengths[path]} of {count} items"
        for path, count in whole.items()
        if lengths[path] < count
    )


def _lists(value: Any, path: str) -> Iterator[tuple[str, list[Any]]]:
    """Every list that is no part of another one, with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _lists(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        yield path, value


def _cost(items: list[Any]) -> int:
    return len(encode(items)) if len(items) > SHORTEST else 0


def _replaced(value: dict[str, Any], path: list[str], items: list[Any]) -> dict[str, Any]:
    key, *rest = path
    return {**value, key: _replaced(value[key], rest, items) if rest else items}
