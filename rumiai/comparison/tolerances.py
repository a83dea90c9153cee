"""By how much two values of a field may differ and still count as the same."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).with_name("tolerances.json")
ROUNDING = 1e-9
"""What subtracting two rounded numbers may add."""


@dataclass(frozen=True)
class Tolerances:
    """The tolerance of every field; `fields` maps paths to absolute differences.

    In a path ``[]`` stands for every item of a list and ``*`` for every key of a map.
    """

    version: str
    default: float
    fields: dict[str, float]
    _known: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def of(self, path: str) -> float:
        """The tolerance of a field; the default where it is not listed."""
        if path not in self._known:
            self._known[path] = self._found(path)
        return self._known[path]

    def _found(self, path: str) -> float:
        if path in self.fields:
            return self.fields[path]
        maps = (pattern for pattern in self.fields if "*" in pattern)
        fitting = (p for p in maps if re.fullmatch(re.escape(p).replace(r"\*", r"[^.]+"), path))
        return self.fields.get(next(fitting, ""), self.default)

    def same(self, path: str, old: float, new: float) -> bool:
        """Whether two numbers differ by no more than the field's tolerance."""
        allowed = self.of(path)
        return abs(old - new) <= allowed + ROUNDING if allowed else old == new


def load_tolerances(path: Path = FILE) -> Tolerances:
    """The tolerances of a file; by default those of this release."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return Tolerances(document["version"], document["default"], document["fields"])
