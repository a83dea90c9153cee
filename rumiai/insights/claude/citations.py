"""What a judgement may rest on: evidence that was shown, and metrics that are not null."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rumiai.insights.claude.question import Question
from rumiai.schema.measure import field_of

_EVENT = re.compile(r"[a-z_]+:\d+")
_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]")
_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*|\[\d+\])+")


class CitationError(Exception):
    """Why a citation cannot be used, in words that follow “cites …”."""


def cited(citation: str, question: Question, result: Mapping[str, Any]) -> Any:
    """What a citation stands for: an item's fields, or a metric's value.

    `result` is the family's whole result, `question` what was shown of it. Raises CitationError.
    """
    if _EVENT.fullmatch(citation):
        item = next((item for item in question.items if item.id == citation), None)
        if item is None:
            raise CitationError("no such evidence was shown")
        return item.wire
    if not _PATH.fullmatch(citation) or citation.startswith("_"):
        raise CitationError("neither an id of evidence nor a path of a metric")
    return _metric(citation, question, result)


def _metric(path: str, question: Question, result: Mapping[str, Any]) -> Any:
    nulls: Mapping[str, str] = result.get("_nulls", {})
    value: Any = result
    shown: Any = question.blocks
    for match in _STEP.finditer(path):
        key: Any = match[1] if match[1] is not None else int(match[2])
        if isinstance(key, int) and isinstance(value, list) and len(shown) < len(value):
            raise CitationError("not all items of this list were shown: cite the list as a whole")
        value, shown = _step(value, key), _step(shown, key)
    code = nulls.get(path) or nulls.get(field_of(path))
    if code is not None or not _known(value):
        raise CitationError(f"this metric is null ({code})" if code else "this metric is null")
    return value


def _step(value: Any, key: str | int) -> Any:
    if isinstance(value, Mapping) and isinstance(key, str) and key in value:
        return value[key]
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    raise CitationError("no such metric")


def _known(value: Any) -> bool:
    """Whether a value says anything: it is not null, nor an object of nulls alone."""
    if isinstance(value, Mapping):
        return any(map(_known, value.values()))
    return value is not None
