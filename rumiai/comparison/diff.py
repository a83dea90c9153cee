"""Compares two result files, or the newest files of two result folders, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from rumiai.comparison.documents import documents, read
from rumiai.comparison.tolerances import Tolerances, load_tolerances
from rumiai.errors import ArgumentError
from rumiai.schema.measure import field_of

VARYING = re.compile(
    r"run|metadata\.generated_at"
    r"|createdAt|lastUpdated|start_time|last_update|prompts\.\w+\.timestamp"
)
"""What differs between any two runs on the same video; the second line is Node's journal."""


class Kind(StrEnum):
    """How a field differs."""

    CHANGED = "changed"
    WITHIN = "within tolerance"
    ONLY_OLD = "only in OLD"
    ONLY_NEW = "only in NEW"


@dataclass(frozen=True)
class Difference:
    """One field that is not the same; `old` or `new` is None where it is not there."""

    document: str
    path: str
    kind: Kind
    old: Any = None
    new: Any = None
    tolerance: float = 0.0


@dataclass(frozen=True)
class Comparison:
    """What was compared, and what differs."""

    documents: tuple[str, ...]
    """Those that both sides have."""
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    values: int
    """Plain values that both sides have."""
    found: tuple[Difference, ...]
    tolerances: str
    """Version of the tolerances."""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What differs by more than its tolerance."""
        return tuple(d for d in self.found if d.kind is not Kind.WITHIN)

    @property
    def within(self) -> tuple[Difference, ...]:
        """What differs by no more than its tolerance."""
        return tuple(d for d in self.found if d.kind is Kind.WITHIN)

    @property
    def same(self) -> bool:
        """Whether nothing differs by more than its tolerance, and nothing is missing."""
        return not (self.differences or self.only_old or self.only_new)


def compare(old: Path, new: Path, tolerances: Tolerances | None = None) -> Comparison:
    """Compare two JSON files, or the newest results of two folders."""
    tolerances = tolerances or load_tolerances()
    before, after = _paired(old, new)
    shared = [name for name in before if name in after]
    if not shared:
        raise ArgumentError(
            f"{old} and {new} share no result file; name two folders of the same level "
            "(two roots, or two insight folders), or two files"
        )
    walk = _Walk(tolerances)
    found = [
        difference
        for name in shared
        for difference in walk.differences(name, "", read(before[name]), read(after[name]))
    ]
    return Comparison(
        documents=tuple(shared),
        only_old=tuple(name for name in before if name not in after),
        only_new=tuple(name for name in after if name not in before),
        values=walk.values,
        found=tuple(found),
        tolerances=tolerances.version,
    )


def _paired(old: Path, new: Path) -> tuple[Mapping[str, Path], Mapping[str, Path]]:
    """The files of both sides by the name under which they are compared."""
    for path in (old, new):
        if not path.exists():
            raise ArgumentError(f"{path}: no such file or folder")
    if old.is_dir() != new.is_dir():
        raise ArgumentError(f"{old} and {new}: name two folders or two files")
    if old.is_dir():
        return documents(old), documents(new)
    return {new.name: old}, {new.name: new}


class _Walk:
    """Goes through two documents side by side, and counts the values that both have."""

    def __init__(self, tolerances: Tolerances) -> None:
        self.values = 0
        self._tolerances = tolerances

    def differences(self, document: str, path: str, old: Any, new: Any) -> Iterator[Difference]:
        """What differs at a path and below it."""
        if VARYING.fullmatch(path):
            return
        if isinstance(old, dict) and isinstance(new, dict):
            for key in (*old, *(key for key in new if key not in old)):
                below = f"{path}.{key}" if path else key
                yield from self._pair(document, below, _items(old, key), _items(new, key))
        elif isinstance(old, list) and isinstance(new, list):
            for i in range(max(len(old), len(new))):
                yield from self._pair(document, f"{path}[{i}]", old[i : i + 1], new[i : i + 1])
        else:
            yield from self._value(document, path, old, new)

    def _pair(
        self, document: str, path: str, old: Sequence[Any], new: Sequence[Any]
    ) -> Iterator[Difference]:
        """Two fields, each as a list of one or, where it is not there, of none."""
        if old and new:
            yield from self.differences(document, path, old[0], new[0])
        elif not VARYING.fullmatch(path):
            kind = Kind.ONLY_OLD if old else Kind.ONLY_NEW
            yield Difference(document, path, kind, *(old or [None]), *(new or [None]))

    def _value(self, document: str, path: str, old: Any, new: Any) -> Iterator[Difference]:
        self.values += 1
        numbers = _is_number(old) and _is_number(new)
        if old == new and (numbers or type(old) is type(new)):
            return
        field = field_of(path)
        near = numbers and self._tolerances.same(field, old, new)
        tolerance = self._tolerances.of(field) if numbers else 0.0
        kind = Kind.WITHIN if near else Kind.CHANGED
        yield Difference(document, path, kind, old, new, tolerance)


def _items(document: Mapping[str, Any], key: str) -> list[Any]:
    return [document[key]] if key in document else []


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
