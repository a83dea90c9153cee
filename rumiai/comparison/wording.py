"""A comparison in words, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from rumiai.comparison.diff import Comparison, Difference, Kind

MAX_VALUE = 100
MAX_LISTED = 100
"""Differences of one file that are listed in words; the JSON form has them all."""


def to_text(comparison: Comparison) -> str:
    """What differs, file by file and field by field, and a last line that sums it up."""
    return "\n".join(_lines(comparison))


def to_json(comparison: Comparison) -> str:
    """The same as one line of JSON; a field that one side lacks has no `old` or no `new`."""
    document = {
        "same": comparison.same,
        "documents": list(comparison.documents),
        "only_old": list(comparison.only_old),
        "only_new": list(comparison.only_new),
        "values": comparison.values,
        "within_tolerance": len(comparison.within),
        "tolerances": comparison.tolerances,
        "differences": [_row(difference) for difference in comparison.differences],
    }
    return json.dumps(document, ensure_ascii=False)


def _lines(comparison: Comparison) -> Iterator[str]:
    for name, group in groupby(comparison.differences, lambda d: d.document):
        rows = list(group)
        yield name
        yield from (f"  {_line(row)}" for row in rows[:MAX_LISTED])
        if len(rows) > MAX_LISTED:
            yield f"  and {len(rows) - MAX_LISTED} more (--output-format json lists all)"
    yield from (f"{name}: only in OLD" for name in comparison.only_old)
    yield from (f"{name}: only in NEW" for name in comparison.only_new)
    files = len(comparison.documents)
    verdict = "same" if comparison.same else "different"
    yield (
        f"{verdict}: {files} file{'s'[: files > 1]} and {comparison.values} values compared, "
        f"{len(comparison.differences)} differ, {len(comparison.within)} within tolerance"
    )


def _line(difference: Difference) -> str:
    old, new = _short(difference.old), _short(difference.new)
    match difference.kind:
        case Kind.ONLY_OLD:
            return f"{difference.path}: only in OLD: {old}"
        case Kind.ONLY_NEW:
            return f"{difference.path}: only in NEW: {new}"
        case _:
            allowed = f" (tolerance {difference.tolerance:g})" if difference.tolerance else ""
            return f"{difference.path}: {old} → {new}{allowed}"


def _row(difference: Difference) -> dict[str, Any]:
    absent = {Kind.ONLY_OLD: "new", Kind.ONLY_NEW: "old"}.get(difference.kind)
    row = {
        "document": difference.document,
        "path": difference.path,
        "kind": difference.kind.value,
        "old": difference.old,
        "new": difference.new,
        "tolerance": difference.tolerance,
    }
    return {key: value for key, value in row.items() if key != absent}


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "…"
