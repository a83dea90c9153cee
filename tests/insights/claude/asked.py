"""Questions about built timelines, and answers to them that a good model might give."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from built import BUILT, ITEM
from rumiai.insights.claude.question import Question, questions
from rumiai.metrics import measure
from rumiai.schema.measure import Family
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Metrics
from rumiai.schema.timeline import Timeline

LIMIT = 200_000
EVERYTHING = BUILT["everything"]


_MEASURED: dict[tuple[int, VideoMetadata], tuple[Timeline, Metrics]] = {}


def measured(timeline: Timeline, metadata: VideoMetadata) -> Metrics:
    """The metrics of a timeline, computed once for each object."""
    key = id(timeline), metadata
    if key not in _MEASURED:
        # the timeline is kept, too: its id must not become another one's
        _MEASURED[key] = timeline, measure(timeline, metadata)
    return _MEASURED[key][1]


def families(timeline: Timeline, metadata: VideoMetadata = ITEM) -> dict[str, Family]:
    """The measured families by name."""
    found = measured(timeline, metadata).in_order()
    return {family.NAME: family for family in found if isinstance(family, Family)}


_ASKED: dict[tuple[int, VideoMetadata, int], tuple[Timeline, dict[str, Question]]] = {}


def asked(
    timeline: Timeline = EVERYTHING, metadata: VideoMetadata = ITEM, limit: int = LIMIT
) -> dict[str, Question]:
    """The questions about a video by family, made once for each object."""
    key = id(timeline), metadata, limit
    if key not in _ASKED:
        found = questions(measured(timeline, metadata).in_order(), timeline, metadata, limit)
        _ASKED[key] = timeline, {question.name: question for question in found}
    return _ASKED[key][1]


def lines(text: str, name: str) -> list[Any]:
    """The values in a delimited block of a text; fails unless there is exactly one such block."""
    whole = text.split("\n")
    assert whole.count(f"<{name}>") == whole.count(f"</{name}>") == 1
    return [
        json.loads(line) for line in whole[whole.index(f"<{name}>") + 1 : whole.index(f"</{name}>")]
    ]


def good(question: Question, **changes: Any) -> dict[str, Any]:
    """An answer made from the question's schema by hand, citing its first piece of evidence."""
    properties: Mapping[str, Any] = question.schema["properties"]
    return {name: judgement(part, question) for name, part in properties.items()} | changes


def judgement(schema: Mapping[str, Any], question: Question, **changes: Any) -> dict[str, Any]:
    option = schema["properties"]["value"]["anyOf"][0]
    made = {
        "citations": [question.items[0].id],
        "reason": "The evidence shows it.",
        "value": option["enum"][0] if "enum" in option else "Plain words about the video.",
    }
    assert set(made) == set(schema["required"])
    return made | changes
