"""Writes sets into a folder until it is killed; each set's files all carry the set's number."""

from __future__ import annotations

import itertools
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rumiai.outputs.atomic import to_json, write_file
from rumiai.outputs.insights import write_insights
from rumiai.schema.insights import Insight

FILLER = "x" * 50_000


def main(root: Path) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    begun = sum(1 for _ in (root / "insights" / "v1").glob("one/*_result_*.json"))
    for number in itertools.count(begun):
        result = {"oneBlock": {"number": number, "filler": FILLER}, "_nulls": {}}
        insights = [
            Insight(name=name, prefix=name, status="complete", result=result)
            for name in ("one", "two")
        ]
        write_insights(root / "insights" / "v1", insights, start + timedelta(seconds=number))
        write_file(root / "unified.json", to_json({"number": number, "filler": FILLER}))
        print(number, flush=True)  # noqa: T201  the test waits for it


if __name__ == "__main__":
    main(Path(sys.argv[1]))
