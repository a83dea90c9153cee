"""What is said about one video, one insight a family."""

from __future__ import annotations

import json
from typing import Any, Literal

from rumiai.schema.measure import Record


class Insight(Record):
    """One written analysis, or why there is none."""

    name: str
    prefix: str
    status: Literal["complete", "degraded", "failed"]
    reasons: tuple[str, ...] = ()
    """What is missing, in words."""
    result: dict[str, Any] | None
    """The prefixed blocks in wire form; None where the analysis failed."""
    seconds: float = 0.0

    @property
    def kilobytes(self) -> float:
        """Size of the result as JSON, in kilobytes."""
        return len(json.dumps(self.result)) / 1000

    @property
    def success(self) -> bool:
        """Whether there is a result."""
        return self.result is not None
