"""The JSON schemas of the result files, made from the models of what they hold."""

from __future__ import annotations

from inspect import getdoc
from typing import Any, get_args

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema

from rumiai.errors import ArgumentError
from rumiai.schema.markers import TemporalMarkers
from rumiai.schema.measure import Family, Record, prefixed
from rumiai.schema.metrics import Metrics
from rumiai.schema.results import MarkersFile, ResultFile

MARKERS = "temporal_markers"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def families() -> dict[str, type[Family]]:
    """The families of `Metrics` by name, in its order."""
    annotations: list[Any] = [field.annotation for field in Metrics.model_fields.values()]
    kinds = [kind for annotation in annotations for kind in get_args(annotation) or [annotation]]
    return {kind.NAME: kind for kind in kinds if issubclass(kind, Family)}


def all_schemas() -> dict[str, dict[str, Any]]:
    """The schemas of all result files, by name."""
    return {name: schema_of(name) for name in (*families(), MARKERS)}


def schema_of(name: str) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of one kind of result file."""
    if name == MARKERS:
        return _document(name, TemporalMarkers, MarkersFile)
    family = families().get(name)
    if family is None:
        known = ", ".join((*families(), MARKERS))
        raise ArgumentError(f"no schema {name!r}; there are {known}")
    return _document(name, family, ResultFile, family.PREFIX)


def _document(
    name: str, content: type[Record], envelope: type[Record], prefix: str = ""
) -> dict[str, Any]:
    """The schema of a file that holds the content, its keys prefixed, and the envelope's fields."""
    models = (content, envelope)
    references, shared = models_json_schema(
        [(model, "serialization") for model in models], schema_generator=AsWritten
    )
    kinds = shared["$defs"]
    inner, outer = (_taken(kinds, references[model, "serialization"]) for model in models)
    rename = (lambda key: prefixed(prefix, key)) if prefix else str
    blocks = {rename(key): value for key, value in inner["properties"].items()}
    return {
        "$schema": DIALECT,
        "title": name,
        "description": getdoc(content),
        "type": "object",
        "properties": {**blocks, **outer["properties"]},
        "required": [*map(rename, inner["required"]), *outer["required"]],
        "additionalProperties": False,
        "$defs": kinds,
    }


def _taken(kinds: dict[str, Any], reference: JsonSchemaValue) -> dict[str, Any]:
    taken: dict[str, Any] = kinds.pop(reference["$ref"].rpartition("/")[2])
    return taken


class AsWritten(GenerateJsonSchema):
    """Describes what is written, and keeps the limits of numbers that are rounded on the way."""

    def ser_schema(self, schema: Any) -> JsonSchemaValue | None:
        """None, hence the schema of the number itself, where a serialiser only rounds it."""
        returned = schema.get("return_schema") or {}
        rounds = schema["type"] == "function-plain" and returned.get("type") == "float"
        return None if rounds else super().ser_schema(schema)

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never: it would repeat the key."""
        return False
