"""The pages of docs/analyses, made from the models' own descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rumiai.reference.codes import MEANINGS
from rumiai.reference.fields import Field, fields_of
from rumiai.reference.schemas import MARKERS, all_schemas, families

NOTE = "<!-- Generated from the models by `make pages`; edit the descriptions in rumiai/schema. -->"
HEAD = "| field | type and values | unit | meaning | null |\n|---|---|---|---|---|"
ENVELOPE = ("_nulls", "_judgements", "_provenance", "thresholdsVersion", "lexiconVersion")
UNITS = {"s": "seconds", "%": "percent", "1/min": "a minute", "1/s": "a second"}
UNSAID = "an input was not looked for"
NEVER = "never"
ALWAYS = "always"
MANY = 16
"""Values that are counted, not listed."""
REASON = re.compile(r"[;.] (?P<when>(?:(?:an? \w+ is )?null|needs) .*)", re.IGNORECASE)
"""Where a description turns from what a value means to what leaves it null."""


def pages() -> dict[str, str]:
    """The text of every page by its file's name."""
    schemas = all_schemas()
    made = {f"{name}.md": _page(name, schema) for name, schema in schemas.items()}
    return {**made, "README.md": _index(schemas)}


def undescribed(document: dict[str, Any]) -> list[str]:
    """The paths of a schema's fields of which nobody says what they mean.

    Items of a list and values of a map are described by what holds them.
    """
    return [
        field.path
        for field in fields_of(document)
        if not field.description and not field.path.endswith(("[]", ".*"))
    ]


def split(description: str) -> tuple[str, str]:
    """What a value means, and what leaves it null; the latter is empty where it is not said."""
    if description.startswith("Always null"):
        return description, ALWAYS
    found = REASON.search(description)
    if found is None:
        return description, ""
    when = found["when"].rstrip(".")
    for before, after in (("null ", ""), ("needs ", "without ")):
        if when.lower().startswith(before):
            when = after + when[len(before) :]
    return description[: found.start()] + ".", when[0].lower() + when[1:]


def _index(schemas: dict[str, dict[str, Any]]) -> str:
    rows = [f"| [{name}]({name}.md) | {s['description']} |" for name, s in schemas.items()]
    codes = [f"| `{code}` | {meaning} |" for code, meaning in MEANINGS.items()]
    envelope = list(fields_of(next(iter(schemas.values()))))
    return _joined(
        "# The analyses, field by field",
        NOTE,
        "Every analysis is one JSON file; `rumiai schema NAME` prints its JSON schema.",
        "\n".join(["| analysis | what it says |", "|---|---|", *rows]),
        "## Reading a page",
        "A table stands for one block of the file; its fields are named below that block. `a[].b` "
        "is `b` of every item of the list `a`, `a.*` every value of the map `a`. Times count from "
        "the first frame. `0`, `[]` and `none` mean: looked, and found nothing. Null means: not "
        f"known; where a row gives no other reason, because {UNSAID}.",
        "## Beside the blocks",
        _table([field for field in envelope if field.path.startswith(ENVELOPE)], ""),
        "## Codes in `_nulls`",
        "\n".join(["| code | meaning |", "|---|---|", *codes]),
    )


def _page(name: str, schema: dict[str, Any]) -> str:
    fields = [field for field in fields_of(schema) if not field.path.startswith(ENVELOPE)]
    return _joined(f"# {name}", NOTE, schema["description"], _origin(name), *_sections(fields))


def _origin(name: str) -> str:
    """Which files hold it, and which analyzers it rests on."""
    file = f"`insights/ID/{name}/{name}_result_STAMP.json`"
    if name == MARKERS:
        return f"File: `{MARKERS}/ID.json`, and {file}."
    family = families()[name]
    used = f"; also takes events from {_names(family.USED)}" if family.USED else ""
    return f"File: {file}. Needs {_names(family.REQUIRED)}{used}."


def _names(analyzers: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in analyzers) or "no analyzer"


def _sections(fields: Sequence[Field]) -> Iterator[str]:
    """A heading, a sentence and a table for every field of the file itself."""
    for block in (field for field in fields if field.path.isidentifier()):
        yield f"## {block.path}"
        inner = [f for f in fields if f.path.startswith((f"{block.path}.", f"{block.path}[]."))]
        if block.type == "object":
            yield block.description
            yield _table(inner, f"{block.path}.")
        else:
            own = [f for f in fields if f.path in (block.path, f"{block.path}[]")]
            yield _table([*own, *inner], "")


def _table(fields: Sequence[Field], prefix: str) -> str:
    """One row for every field; a list of plain values and its items share one."""
    by_path = {field.path: field for field in fields}
    rows = []
    for field in fields:
        held = by_path.get(f"{field.path}[]") or by_path.get(f"{field.path}.*")
        if field.path.endswith(("[]", ".*")):
            continue
        rows.append(_row(field, held, field.path.removeprefix(prefix)))
    return "\n".join([HEAD, *rows])


def _row(field: Field, held: Field | None, path: str) -> str:
    meaning, when = split(field.description)
    nullable = field.nullable or bool(held and held.nullable)
    unit = (held.unit if held else None) or field.unit
    cells = (
        f"`{path}`",
        _kind(field, held),
        UNITS.get(unit, unit) if unit else "",
        meaning,
        (when or UNSAID) if nullable else NEVER,
    )
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


def _kind(field: Field, held: Field | None) -> str:
    """Type and allowed values, in words."""
    if held is not None:
        return f"{'list' if field.type == 'array' else 'map'} of {_plain(held, plural='s')}"
    return _plain(field)


def _plain(field: Field, plural: str = "") -> str:
    if len(field.values) > MANY:
        return f"{field.type}{plural}, {len(field.values)} different ones"
    if field.values:
        return ", ".join(f"`{value}`" for value in field.values)
    low, high = field.minimum, field.maximum
    limits = (
        f", {low:g} to {high:g}"
        if low is not None and high is not None
        else (f", at least {low:g}" if low is not None else "")
    )
    return f"{field.type}{plural}{limits}"


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
