"""A JSON schema as a flat list of fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from rumiai.schema.measure import Null

Schema = Mapping[str, Any]
NULL = f"/{Null.__name__}"
"""How a reference to the null with a reason ends."""


class Field(NamedTuple):
    """One field of a result file.

    `path` is dotted; ``[]`` stands for every item of a list, ``*`` for every key of a map.
    """

    path: str
    type: str
    values: tuple[str, ...]
    """The only values allowed; empty where there is no such list."""
    minimum: float | None
    maximum: float | None
    unit: str | None
    nullable: bool
    explained: bool
    """Whether the reason for a null is written to ``_nulls``."""
    required: bool
    description: str
    """Its own, or else that of the object it holds; empty where nobody wrote one."""


def fields_of(document: Schema) -> Iterator[Field]:
    """All fields of a schema, each before what it holds."""
    yield from _within(document, "", document["$defs"])


def _within(schema: Schema, path: str, kinds: Schema) -> Iterator[Field]:
    """The fields below a schema."""
    if "items" in schema:
        yield from _one(schema["items"], f"{path}[]", True, kinds)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _one(schema["additionalProperties"], f"{path}.*", True, kinds)
    for key, value in schema.get("properties", {}).items():
        required = key in schema.get("required", ())
        yield from _one(value, f"{path}.{key}" if path else key, required, kinds)


def _one(written: Schema, path: str, required: bool, kinds: Schema) -> Iterator[Field]:
    """A field and the fields below it."""
    choices = [_resolved(choice, kinds) for choice in written.get("anyOf", [written])]
    known = [choice for choice in choices if choice.get("type") != "null"]
    nullable = len(known) < len(choices)
    schema = {**(known[0] if known else {}), **written}
    yield Field(
        path=path,
        type="/".join(dict.fromkeys(map(_type, known))) or "null",
        values=tuple(value for choice in known for value in _values(choice)),
        minimum=schema.get("minimum"),
        maximum=schema.get("maximum"),
        unit=schema.get("unit"),
        nullable=nullable,
        explained=any(
            choice.get("$ref", "").endswith(NULL) for choice in written.get("anyOf", [written])
        ),
        required=required,
        description=schema.get("description", ""),
    )
    for choice in known:
        yield from _within(choice, path, kinds)


def _type(schema: Schema) -> str:
    kinds = {str: "string", bool: "boolean", int: "integer", float: "number"}
    return schema["type"] if "type" in schema else kinds[type(schema["const"])]


def _values(schema: Schema) -> tuple[str, ...]:
    return tuple(schema.get("enum", (schema["const"],) if "const" in schema else ()))


def _resolved(schema: Schema, kinds: Schema) -> Schema:
    """The schema behind a reference, under what is said beside the reference."""
    if "$ref" not in schema:
        return schema
    return {**kinds[schema["$ref"].rpartition("/")[2]], **schema}
