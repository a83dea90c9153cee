#!/usr/bin/env python3
"""Write docs/analyses and complete the tolerances, both from the models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rumiai.comparison.tolerances import FILE
from rumiai.reference.fields import Field, fields_of
from rumiai.reference.pages import pages
from rumiai.reference.schemas import all_schemas

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "analyses"


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The tolerances with an entry for every number of the models, and for no other field."""
    kinds, known = document["kinds"], document["fields"]
    numbers = {
        field.path: known.get(field.path, kinds[_kind(field)])
        for schema in all_schemas().values()
        for field in fields_of(schema)
        if field.type == "number"
    }
    return {**document, "fields": numbers}


def as_text(document: dict[str, Any]) -> str:
    """A JSON file as it is committed."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _kind(field: Field) -> str:
    if field.unit is not None:
        return field.unit
    return "ratio" if (field.minimum, field.maximum) == (0, 1) else "number"


def main() -> None:
    """Replace all pages, drop those of analyses that are gone, and fill in new fields."""
    made = pages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    document = json.loads(FILE.read_text(encoding="utf-8"))
    FILE.write_text(as_text(completed(document)), encoding="utf-8")
    print(f"{len(made)} pages in docs/analyses, and the tolerances in {FILE.name}")


if __name__ == "__main__":
    main()
