"""What a question holds, and how it is shrunk."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asked import EVERYTHING, LIMIT, asked, families, lines
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import face, faces, glimpse, shots, timeline, watched
from built import ALL, BUILT, ITEM, everything
from rumiai.errors import ArgumentError
from rumiai.insights.claude.evidence import evidence
from rumiai.insights.claude.question import ENVELOPE_BYTES, Question, questions
from rumiai.insights.claude.selection import choose
from rumiai.schema.measure import field_of, result_of
from rumiai.schema.metrics import Unmeasured

TEN_MINUTES = BUILT["ten minutes"]
SMALLEST = 24_000
"""Bytes: below, no question about the minute fits."""
MINUTE = timeline(60.0, everything(60.0), ran=ALL)
BARE = timeline(5.0, shots(5.0), ran=["shots"])


def body(question: Question) -> int:
    """The bytes of a request as the official library would write it, with an empty repair."""
    parts = [question.system, question.shared, question.task, question.schema]
    return len(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode())


def test_every_measured_family_is_asked_about_and_no_other() -> None:
    """A family that was not measured gets no question; nothing measured, none at all."""
    assert list(asked()) == list(families(EVERYTHING))
    assert len(asked()) == 7
    assert "emotional_journey" not in asked(BARE)
    assert questions([Unmeasured(name="scene_pacing", reason="failed")], BARE, ITEM, LIMIT) == []


def test_rules_facts_and_evidence_are_the_same_for_all_families() -> None:
    """They can be cached: the same bytes in all seven questions."""
    found = list(asked().values())
    assert len({(question.system, question.shared) for question in found}) == 1
    assert len({question.task for question in found}) == 7


@pytest.mark.parametrize("name", BUILT)
def test_the_same_timeline_gives_the_same_bytes(name: str) -> None:
    """Nothing of the time, the machine or an order of hashing gets into a question."""
    assert asked(BUILT[name]) == asked(BUILT[name].model_copy())


@pytest.mark.parametrize("name", BUILT)
def test_nulls_are_given_as_null_with_their_reason(name: str) -> None:
    """A metric that is null is never a number in the question, and its reason is there."""
    there = families(BUILT[name])
    for family, question in asked(BUILT[name]).items():
        blocks = lines(question.task, "measured_blocks")[0]
        result = result_of(there[family])
        assert blocks["_nulls"] == result["_nulls"]
        nulls = [path for path in leaves(result) if path.endswith("=null")]
        shown = set(leaves(blocks))
        if not any(" shows " in words for words in question.left_out):
            assert {path for path in shown if path.endswith("=null")} == set(nulls)
        assert {field_of(p.partition("=")[0]) for p in shown if p.endswith("=null")} <= {
            field_of(path) for path in result["_nulls"]
        }


def leaves(value: Any, path: str = "") -> list[str]:
    if isinstance(value, dict):
        return [
            leaf for key, item in value.items() for leaf in leaves(item, f"{path}.{key}".strip("."))
        ]
    if isinstance(value, list):
        return [leaf for i, item in enumerate(value) for leaf in leaves(item, f"{path}[{i}]")]
    return [f"{path}={json.dumps(value)}"]


@pytest.mark.parametrize("limit", [60_000, 100_000, LIMIT])
def test_ten_minutes_stay_under_the_limit_with_evidence_of_their_whole_length(limit: int) -> None:
    """What is left out is spread over the video, and the question says what it is."""
    found = asked(TEN_MINUTES, ITEM, limit)
    assert len(found) == 7
    for question in found.values():
        assert body(question) + ENVELOPE_BYTES <= limit
        for kind in ("speech", "text", "shot"):
            times = [item.start for item in question.items if item.kind == kind]
            assert len(times) >= 20
            widest = max(b - a for a, b in zip([0.0, *times], [*times, 600.0], strict=True))
            assert widest <= 60.0
        assert question.left_out
        for words in question.left_out:
            assert words in question.shared + question.task


def test_speech_and_texts_outlast_faces_where_room_is_short() -> None:
    """Tracks and words are kept before runs of samples."""
    sent = asked(TEN_MINUTES, ITEM, 60_000)["scene_pacing"].items
    there = evidence(TEN_MINUTES, ITEM)
    share = {
        kind: sum(i.kind == kind for i in sent) / sum(i.kind == kind for i in there)
        for kind in ("speech", "text", "face", "expression")
    }
    assert min(share["speech"], share["text"]) > 5 * max(share["face"], share["expression"])


@settings(max_examples=12, deadline=None)
@given(st.integers(min_value=10_000, max_value=60_000))
def test_no_question_is_larger_than_any_limit_that_is_accepted(limit: int) -> None:
    """Either every question fits, or one line says how much is needed."""
    if limit < SMALLEST - 1_000:
        with pytest.raises(ArgumentError, match="too small"):
            asked(MINUTE, ITEM, limit)
    elif limit > SMALLEST:
        found = asked(MINUTE, ITEM, limit).values()
        assert all(body(question) + ENVELOPE_BYTES <= limit for question in found)


def test_a_limit_that_is_too_small_says_which_one_would_do() -> None:
    """The limit that the error names is enough."""
    with pytest.raises(ArgumentError, match=r"needs about \d+$") as caught:
        asked(EVERYTHING, ITEM, 5_000)
    assert len(asked(EVERYTHING, ITEM, int(str(caught.value).split()[-1]) + 100)) == 7


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 30_000), st.integers(0, 3_000))
def test_a_choice_keeps_its_limits_its_order_and_its_ids(max_bytes: int, characters: int) -> None:
    """Ids mean the same however much is left out, and every item left out is counted."""
    there = evidence(EVERYTHING, ITEM)
    chosen = choose(there, 20.0, max_bytes, characters)
    assert sum(item.bytes for item in chosen.items) <= max_bytes
    assert sum(item.characters for item in chosen.items) <= characters
    assert list(chosen.items) == [item for item in there if item in chosen.items]
    missing = sum(int(words.split()[0]) for words in chosen.left_out)
    assert missing + len(chosen.items) == len(there)


def test_sightings_of_the_same_are_one_item() -> None:
    """Samples become runs: one missed sample does not end one, two do."""
    seen = watched(10.0, *faces("joy", "joy", None, "joy", None, None, "joy", "neutral"), rate=1.0)
    runs = [
        (i.start, i.end, dict(i.fields)["what"])
        for i in evidence(seen, ITEM)
        if i.kind == "expression"
    ]
    assert runs == [(0.0, 4.0, "joy"), (6.0, 7.0, "joy"), (7.0, 8.0, "neutral")]


def test_objects_that_nobody_followed_are_shown_by_their_sightings() -> None:
    """Tracks come before sightings; without tracks the sightings are runs of a label."""
    loose = timeline(5.0, [glimpse("cup", t / 5) for t in range(10)])
    assert [i.wire for i in evidence(loose, ITEM) if i.kind == "object"] == [
        {"id": "object:1", "start": 0.0, "end": 2.0, "what": "cup"}
    ]


def test_several_faces_at_once_are_told_from_one() -> None:
    """A picture with two faces begins a run of its own."""
    both = timeline(5.0, [face(0.0), face(0.2), face(0.2), face(0.4), face(0.4)])
    runs = [(i.start, dict(i.fields)["what"]) for i in evidence(both, ITEM) if i.kind == "face"]
    assert runs == [(0.0, "one"), (0.2, "several")]


def test_a_failed_detector_is_told_without_its_reason() -> None:
    """Reasons may hold paths of this machine; the status alone is sent."""
    facts = lines(asked(BARE)["scene_pacing"].shared, "video")[0]
    assert facts["detectors"]["text"] == {"status": "unavailable", "inspectedShare": 0.0}
