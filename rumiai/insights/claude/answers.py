"""Whether an answer can be used: bare JSON, the family's judgements, nothing else, all well cited.

An answer is never mended here and no part of a bad one is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from rumiai.insights.claude.citations import CitationError, cited
from rumiai.insights.claude.figures import numbers_in, unfounded
from rumiai.insights.claude.judgements import JUDGEMENTS
from rumiai.insights.claude.prompts import template
from rumiai.insights.claude.question import Question
from rumiai.insights.claude.quoting import bounded
from rumiai.schema.measure import Family, result_of
from rumiai.schema.timeline import Timeline

ANSWER_CHARACTERS = 50_000
PROBLEM_CHARACTERS = 200
MAX_PROBLEMS = 20

_FENCED = re.compile(r"```(?:json)?[ \t]*\n(.*)\n```", re.DOTALL)
_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not asked for",
    "string_type": "must be a text",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "string_too_short": "is empty",
    "string_unicode": "holds half a character",
}


@dataclass(frozen=True)
class Accepted:
    """An answer that can be used."""

    judgements: dict[str, Any]
    """By name in camelCase, each with its citations, reason and value."""


@dataclass(frozen=True)
class Rejected:
    """An answer that cannot be used."""

    problems: tuple[str, ...]
    """A line each, at least one."""


class _NoJSONError(Exception):
    """The answer is not one JSON object."""


def check(
    family: Family,
    timeline: Timeline,
    question: Question,
    answer: str,
) -> Accepted | Rejected:
    """What an answer to a question is worth."""
    try:
        given = _parsed(answer)
    except _NoJSONError as error:
        return Rejected((str(error),))
    result = result_of(family)
    measured = _measured_names(result, family.PREFIX) - _names(question.name)
    overwritten = {_named(key) for key in given if key in measured}
    overwriting = [
        f"{name} is measured and cannot be written: give judgements alone"
        for name in dict.fromkeys(map(_named, given))
        if name in overwritten
    ]
    try:
        judgements = JUDGEMENTS[question.name].model_validate(given)
    except ValidationError as error:
        return _rejected([*overwriting, *_lines(error, overwritten)])
    said = judgements.model_dump(by_alias=True)
    founded = [timeline.clip.duration, *numbers_in(template(question.name))]
    problems = [
        *(p for name, j in said.items() for p in _problems(name, j, question, result, founded)),
    ]
    return _rejected(problems) if problems else Accepted(said)


def _parsed(answer: str) -> dict[str, Any]:
    if len(answer) > ANSWER_CHARACTERS:
        raise _NoJSONError(f"the answer is longer than {ANSWER_CHARACTERS} characters")
    text = answer.strip()
    fenced = _FENCED.fullmatch(text)
    try:
        found = json.loads(
            fenced[1] if fenced else text,
            object_pairs_hook=_once,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError) as error:
        raise _NoJSONError("the answer is not one JSON object and nothing else") from error
    if not isinstance(found, dict):
        raise _NoJSONError("the answer is JSON, but no object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _NoJSONError("the answer holds a key twice")
    return found


def _no_number(text: str) -> float:
    raise _NoJSONError(f"the answer holds {text}, which is no number")


def _names(family: str) -> set[str]:
    fields = JUDGEMENTS[family].model_fields.values()
    return {field.alias for field in fields if field.alias is not None}


def _measured_names(result: Mapping[str, Any], prefix: str) -> set[str]:
    """Names of blocks, with and without the prefix, and of the metrics in them."""
    blocks = {key for key in result if not key.startswith("_")}
    plain = {key.removeprefix(prefix) for key in blocks}
    lower = {name[:1].lower() + name[1:] for name in plain}
    fields = {field for key in blocks for field in result[key]}
    return blocks | plain | lower | fields | {"_nulls", "_provenance", "result"}


def _lines(error: ValidationError, told: Collection[str]) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False):
        where = _where(fault)
        if not (fault["type"] == "extra_forbidden" and where in told):
            yield f"{where} {_said(fault)}"


def _where(fault: ErrorDetails) -> str:
    return _named(".".join(str(step) for step in fault["loc"])) or "the answer"


def _said(fault: ErrorDetails) -> str:
    context = fault.get("ctx", {})
    match fault["type"]:
        case "literal_error":
            return f"must be {context['expected']} or null"
        case "string_too_long" | "too_long":
            return f"is longer than {context['max_length']}"
        case "value_error":
            return str(context["error"])
        case kind:
            return _WORDS.get(kind, "has the wrong type")


def _problems(
    name: str,
    judgement: Mapping[str, Any],
    question: Question,
    result: Mapping[str, Any],
    founded: Sequence[float],
) -> Iterator[str]:
    """What is wrong with one judgement: its citations, and the numbers in its words."""
    numbers = list(founded)
    for citation in judgement["citations"]:
        try:
            numbers += numbers_in(cited(citation, question, result))
        except CitationError as error:
            yield f"{name} cites {_named(citation)}: {error}"
    for part in ("reason", "value"):
        text = judgement[part] or ""
        for number in unfounded(text, numbers):
            yield f"{name}.{part} holds the number {_named(number)}, which nothing it cites has"


def _named(name: str) -> str:
    return bounded(name, 80)


def _rejected(problems: Iterable[str]) -> Rejected:
    return Rejected(
        tuple(bounded(problem, PROBLEM_CHARACTERS) for problem in problems)[:MAX_PROBLEMS]
    )
