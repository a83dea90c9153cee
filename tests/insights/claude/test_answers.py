"""Which answers can be used, and what is said about those that cannot."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
from anthropic import transform_schema
from asked import EVERYTHING, asked, families, good, judgement
from hypothesis import given, settings
from hypothesis import strategies as st

from built import BUILT, ITEM
from rumiai.insights.claude.answers import Accepted, Rejected, check
from rumiai.insights.claude.judgements import JUDGEMENTS, answer_schema
from rumiai.insights.claude.question import Question
from rumiai.schema.measure import result_of
from rumiai.schema.timeline import Timeline

PACING = "scene_pacing"
MEASURED = "is measured and cannot be written: give judgements alone"
WINDOWS = "scenePacingDynamics.pacingProgression"


def checked(answer: Any, name: str = PACING, timeline: Timeline = EVERYTHING, limit: int = 200_000):
    """What an answer about a family is worth; what is no text becomes JSON."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    question = asked(timeline, ITEM, limit)[name]
    return check(families(timeline)[name], timeline, question, text)


def pacing(**changes: Any) -> dict[str, Any]:
    """A good answer about the pacing whose temporalFlow is changed."""
    question = asked()[PACING]
    made = good(question)
    return {**made, "temporalFlow": {**made["temporalFlow"], **changes}}


def problem(answer: Any, **given: Any) -> str:
    """The only problem of an answer."""
    found = checked(answer, **given)
    assert isinstance(found, Rejected), found
    assert len(found.problems) == 1, found.problems
    return found.problems[0]


@pytest.mark.parametrize("name", JUDGEMENTS)
def test_a_schema_is_one_that_structured_output_takes(name: str) -> None:
    """It is valid, the official library has nothing to change in it, and all keys are required."""
    schema = answer_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert transform_schema(schema) == schema
    assert schema["required"] == list(schema["properties"])
    assert 2 <= len(schema["properties"]) <= 5
    assert all(part["additionalProperties"] is False for part in schema["properties"].values())
    assert all(part["description"] for part in schema["properties"].values())


@pytest.mark.parametrize("name", JUDGEMENTS)
def test_a_good_answer_is_accepted_as_it_is(name: str) -> None:
    """An answer made from the schema by hand passes the schema and the check unchanged."""
    question = asked()[name]
    answer = good(question)
    jsonschema.validate(answer, question.schema)
    assert checked(answer, name) == Accepted(answer)


@pytest.mark.parametrize("name", JUDGEMENTS)
def test_every_value_that_the_schema_lists_is_accepted(name: str) -> None:
    """The check knows the same words as the schema, and null with a reason."""
    question = asked()[name]
    for key, part in question.schema["properties"].items():
        option = part["properties"]["value"]["anyOf"][0]
        for value in option.get("enum", ["Words."]):
            answer = good(question, **{key: judgement(part, question, value=value)})
            assert isinstance(checked(answer, name), Accepted)
        unknown = judgement(part, question, value=None, citations=[])
        assert isinstance(checked(good(question, **{key: unknown}), name), Accepted)


def test_one_fence_around_the_answer_is_no_fault() -> None:
    """Models without structured output fence their JSON; anything else around it is a fault."""
    text = json.dumps(pacing())
    assert isinstance(checked(f"```json\n{text}\n```"), Accepted)
    assert "not one JSON object" in problem(f"Here it is:\n{text}")
    assert "not one JSON object" in problem(f"```json\n{text}\n```\nI hope this helps.")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("", "not one JSON object"),
        ("{}}", "not one JSON object"),
        ('{"summary": {', "not one JSON object"),
        ("[]", "no object"),
        ("null", "no object"),
        ('{"a": NaN}', "NaN, which is no number"),
        ('{"a": 1, "a": 2}', "a key twice"),
        ('{"summary": {"value": 1, "value": 2}}', "a key twice"),
        ("[" * 100_000, "longer than 50000 characters"),
        ('{"a":' * 8_000, "not one JSON object"),
        ('{"a":' * 900 + "1" + "}" * 900, None),
        ("1" * 5_000, "not one JSON object"),
        ("{}", None),
    ],
)
def test_what_is_no_answer_at_all_is_refused(answer: str, words: str | None) -> None:
    """Cut, empty, doubled or endless JSON is refused in a line, never with a traceback."""
    found = checked(answer)
    assert isinstance(found, Rejected)
    assert all("\n" not in line and len(line) <= 200 for line in found.problems)
    if words is not None:
        assert words in found.problems[0]


def test_a_missing_judgement_is_named() -> None:
    """Nothing is filled in for it."""
    answer = pacing()
    del answer["reasonForCuts"]
    assert problem(answer) == "reasonForCuts is missing"
    assert problem({**pacing(), "temporalFlow": {"value": None, "reason": "x"}}) == (
        "temporalFlow.citations is missing"
    )


def test_what_was_not_asked_for_is_named() -> None:
    """Keys of the model's own are refused, beside the judgements and in them."""
    assert problem({**pacing(), "advice": "Cut more."}) == "advice is not asked for"
    assert problem(pacing(confidence=0.9)) == "temporalFlow.confidence is not asked for"


@pytest.mark.parametrize(
    "key",
    [
        *("scenePacingCoreMetrics", "CoreMetrics", "coreMetrics", "totalScenes", "temporal_flow"),
        *("_nulls", "_provenance"),
    ],
)
def test_an_answer_that_writes_a_measured_field_is_refused(key: str) -> None:
    """Blocks and metrics stay as measured, under whatever name the model gives them back."""
    answer = {**pacing(), key: {"totalScenes": 99}}
    if key == "temporal_flow":
        assert problem(answer) == "temporal_flow is not asked for"
    else:
        assert problem(answer) == f"{key} {MEASURED}"


@pytest.mark.parametrize("name", JUDGEMENTS)
def test_no_block_of_any_family_can_be_overwritten(name: str) -> None:
    """Each of the six blocks is refused by name, and the measured result is not touched."""
    family = families(EVERYTHING)[name]
    before = copy.deepcopy(result_of(family))
    for key in before:
        answer = {**good(asked()[name]), key: before[key]}
        found = checked(answer, name)
        assert isinstance(found, Rejected)
        assert found.problems == (
            f"{key} is measured and cannot be written: give judgements alone",
        )
    assert result_of(family) == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"value": "sideways"},
            "temporalFlow.value must be 'in_order', 'out_of_order'",
        ),
        ({"value": 1}, "temporalFlow.value must be"),
        ({"value": ["in_order"]}, "temporalFlow.value must be"),
        ({"reason": 5}, "temporalFlow.reason must be a text"),
        ({"reason": "  "}, "temporalFlow.reason is empty"),
        ({"reason": "x" * 301}, "temporalFlow.reason is longer than 300"),
        ({"reason": "turned \u202e round"}, "cannot be seen"),
        ({"reason": "half \ud800"}, "half a character"),
        ({"reason": "see https://a.example"}, "holds a link"),
        ({"citations": "shot:1"}, "temporalFlow.citations must be a list"),
        ({"citations": []}, "temporalFlow cites nothing"),
        ({"citations": [3]}, "temporalFlow.citations.0 must be a text"),
        ({"citations": ["shot:1"] * 13}, "temporalFlow.citations is longer than 12"),
        ({"citations": ["shot:999"]}, "cites shot:999: no such evidence was shown"),
        ({"citations": ["song:1"]}, "cites song:1: no such evidence was shown"),
        ({"citations": ["shot:01"]}, "cites shot:01: no such evidence was shown"),
        ({"citations": ["the first shot"]}, "neither an id of evidence nor a path"),
        ({"citations": ["scenePacingCoreMetrics"]}, "neither an id of evidence nor a path"),
        ({"citations": ["scenePacingCoreMetrics.beauty"]}, "no such metric"),
        ({"citations": ["speechCoreMetrics.totalWords"]}, "no such metric"),
        ({"citations": ["scenePacingCoreMetrics.totalScenes.x"]}, "no such metric"),
        ({"citations": [f"{WINDOWS}[99]"]}, "no such metric"),
        (
            {"citations": [f"{WINDOWS}[{10**60}]"]},
            "no such metric",
        ),
        ({"citations": ["_nulls.scenePacingQuality"]}, "neither an id"),
        (
            {"citations": ["scenePacingQuality.flowScore"]},
            "this metric is null (no_validated_definition)",
        ),
        ({"citations": ["scenePacingDynamics.temporalFlow"]}, "is null (no_valid_inference)"),
    ],
)
def test_each_fault_of_a_judgement_is_named(changes: dict[str, Any], words: str) -> None:
    """One line says which judgement, and what is wrong with it."""
    assert words in problem(pacing(**changes))


@pytest.mark.parametrize(
    "path",
    [
        "scenePacingCoreMetrics.totalScenes",
        "scenePacingKeyEvents.longestScene.duration",
        "scenePacingKeyEvents.longestScene",
        "scenePacingDynamics.pacingProgression",
        "scenePacingDynamics.pacingProgression[0].cuts",
        "scenePacingDynamics.accelerationPoints",
    ],
)
def test_a_metric_that_is_not_null_can_be_cited(path: str) -> None:
    """By its path, with items of lists, and an empty list, too: it says that nothing was found."""
    assert isinstance(checked(pacing(citations=[path])), Accepted)


def test_an_object_of_nulls_cannot_be_cited() -> None:
    """The shares of shot sizes of a video without a face are all null."""
    timeline = BUILT["no face"]
    answer = good(asked(timeline)["person_framing"])
    answer["summary"]["citations"] = ["personFramingPatterns.framingDistribution"]
    assert "this metric is null" in problem(answer, name="person_framing", timeline=timeline)


def test_evidence_that_was_left_out_cannot_be_cited() -> None:
    """What exists in the video but did not fit into the question was not seen by the model."""
    timeline = BUILT["ten minutes"]
    sent = {item.id for item in asked(timeline, ITEM, 60_000)[PACING].items}
    unseen = next(f"face:{n}" for n in range(1, 600) if f"face:{n}" not in sent)
    answer = good(asked(timeline)[PACING])
    answer["temporalFlow"]["citations"] = [unseen]
    assert isinstance(checked(answer, timeline=timeline, limit=990_000), Accepted)
    assert "no such evidence" in problem(answer, timeline=timeline, limit=60_000)


def test_an_item_of_a_thinned_list_cannot_be_cited() -> None:
    """Its number means another item than in the result; the list as a whole can be."""
    timeline, name = BUILT["ten minutes"], "creative_density"
    answer = good(asked(timeline)[name])
    answer["summary"]["citations"] = ["densityDynamics.densityCurve[3].density"]
    assert isinstance(checked(answer, name, timeline, 990_000), Accepted)
    assert "cite the list as a whole" in problem(answer, name=name, timeline=timeline, limit=60_000)
    answer["summary"]["citations"] = ["densityDynamics.densityCurve"]
    assert isinstance(checked(answer, name, timeline, 60_000), Accepted)


@pytest.mark.parametrize(
    ("reason", "number"),
    [
        ("The video has 6 scenes of 3.3 s on average.", None),
        ("It lasts 20 seconds, or 0:20.", None),
        ("The text at 0:05 says “Tip 5”.", None),
        ("The 1st and the 27th scene are in 3D.", None),
        ("It has 27 scenes.", "27"),
        ("About 4.5 s a scene.", "4.5"),
        ("At 1:07 it changes.", "1:07"),
        ("Seen 12,500 times.", "12,500"),
    ],
)
def test_a_number_in_words_must_stand_in_what_is_cited(reason: str, number: str | None) -> None:
    """Rounded and as a share in percent it may be told; a number of the model's own may not."""
    citations = [
        *("scenePacingCoreMetrics.totalScenes", "scenePacingCoreMetrics.averageSceneDuration"),
        "text:2",
    ]
    answer = pacing(reason=reason, citations=citations)
    if number is None:
        assert isinstance(checked(answer), Accepted)
    else:
        assert problem(answer) == (
            f"temporalFlow.reason holds the number {number}, which nothing it cites has"
        )


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["summary", "temporalFlow", "value", "reason", "citations"])
                | st.text(max_size=200),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_gives_a_verdict(answer: Any) -> None:
    """Whatever a model answers, the problems are short single lines that can be shown."""
    found = checked(answer)
    assert isinstance(found, Rejected)
    assert 1 <= len(found.problems) <= 20
    for line in found.problems:
        assert len(line) <= 200
        assert line.isprintable()


def test_an_accepted_answer_holds_the_judgements_alone() -> None:
    """What is accepted has the names of the schema and three parts each, as plain JSON values."""
    question: Question = asked()[PACING]
    found = checked(pacing())
    assert isinstance(found, Accepted)
    assert json.loads(json.dumps(found.judgements)) == found.judgements
    assert list(found.judgements) == list(question.schema["properties"])
    assert {tuple(j) for j in found.judgements.values()} == {("citations", "reason", "value")}
