"""The JSON schemas: valid themselves, true of what is written, and one with the contract's."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from jsonschema import Draft202012Validator
from pydantic import Field

from builders import gesture, onset, said, shots, text, timeline, voice
from rumiai.errors import ArgumentError
from rumiai.insights.python_only import PythonOnly
from rumiai.metrics import measure
from rumiai.outputs.save import markers_document
from rumiai.reference.fields import Field as Row
from rumiai.reference.fields import fields_of
from rumiai.reference.schemas import MARKERS, AsWritten, all_schemas, families, schema_of
from rumiai.schema.measure import Camel, Count, Null, Ratio, Seconds
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Metrics
from rumiai.schema.timeline import Timeline
from rumiai.timeline.markers import temporal_markers

Run = Callable[..., subprocess.CompletedProcess[str]]
NAMES = sorted(all_schemas())
ENVELOPE = ("_nulls", "_judgements", "_provenance", "thresholdsVersion", "lexiconVersion")
WHICH = "which types the sums are over: they differ with the detectors that looked"
ADDED = {
    "temporal_markers": {
        "first_5_seconds.text_moments[].time": "DECISIONS 19: float seconds beside the string",
        "cta_window.text_overlays[].time": "DECISIONS 19: float seconds beside the string",
        "first_5_seconds.gesture_moments[].time": "as DECISIONS 19 for texts",
    },
    "creative_density": {
        "densityQuality.measuredTypes": WHICH,
        "densityQuality.measuredTypes[]": WHICH,
    },
    "person_framing": {
        f"personFramingInteractions.multiPersonDynamics.{name}": "METRICS_CONTRACT B3 names it"
        for name in ("ratio", "maxSimultaneous", "seconds")
    },
    "speech_analysis": {
        f"speechDynamics.temporalAlignment.{name}": "METRICS_CONTRACT B5: {timestamp, …}"
        for name in (
            *(f"gesture_emphasis_moments[].{key}" for key in ("timestamp", "gesture", "hand")),
            "gesture_emphasis_moments[].word",
            *(f"expression_peaks_during_speech[].{key}" for key in ("timestamp", "emotion")),
            "expression_peaks_during_speech[].intensity",
        )
    },
}
"""Fields that the contract's lists lack, and why they are written all the same."""


def lively() -> Timeline:
    """Something of many kinds in twelve seconds."""
    found = [
        *shots(12, 2.5, 5, 5.5),
        *(text("follow me", 0.5, 2), text("buy it", 5, 7), text("words", 9, 11)),
        *(voice(0.2, 3), voice(9, 11.5), said(0.2, "buy", "this"), gesture(1), gesture(9.5)),
        *(onset(2.5), onset(6)),
    ]
    return timeline(12, found)


TIMELINES = {
    "lively": lively(),
    "empty": timeline(1, shots(1)),
    "soundless": timeline(7, shots(7, 3), absent=("voice", "energy", "speech"), has_audio=False),
    "bare": timeline(7, shots(7, 3), ran=("shots", "text")),
    "nobody looked": timeline(7, ran=()),
    "no report": Timeline(clip=timeline(7).clip, runs=timeline(7).runs[:2], events=tuple(shots(7))),
}


def results(found: Timeline) -> dict[str, dict[str, Any]]:
    """What is written of a timeline, by name."""
    insights = [PythonOnly().write(f, found) for f in measure(found, VideoMetadata()).in_order()]
    markers = markers_document(temporal_markers(found, "id", "2026-11-20T00:00:00Z"))
    return {i.name: i.result for i in insights if i.result is not None} | {MARKERS: markers}


def test_every_family_has_a_schema() -> None:
    """All families of `Metrics` and the markers, whatever families there are."""
    assert set(NAMES) == {*Metrics.model_fields, MARKERS}
    assert all(name == family.NAME for name, family in families().items())


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_draft_2020_12_schema(name: str) -> None:
    """It states its dialect and is valid in it; keys that it does not know are refused."""
    schema = schema_of(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("kind", sorted(TIMELINES))
def test_what_is_written_is_valid(kind: str) -> None:
    """Results of busy, empty, soundless and unmeasured videos, and of analyzers never heard of."""
    written = results(TIMELINES[kind])
    assert MARKERS in written
    for name, document in written.items():
        Draft202012Validator(schema_of(name)).validate(json.loads(json.dumps(document)))
    if kind == "lively":
        assert len(written) >= 3


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("scenePacingCoreMetrics.totalScenes", 0),
        ("scenePacingCoreMetrics.totalScenes", 1.5),
        ("scenePacingCoreMetrics.totalScenes", None),
        ("scenePacingCoreMetrics.averageSceneDuration", -0.1),
        ("scenePacingCoreMetrics.pacingScore", 1.01),
        ("scenePacingCoreMetrics.rhythmConsistency", "hectic"),
        ("scenePacingCoreMetrics.more", 1),
        ("scenePacingPatterns.transitionTypes", ["wipe"]),
        ("_nulls.somewhere", "because"),
        ("_provenance.shots.status", "fine"),
        ("extra", 1),
    ],
)
def test_what_is_wrong_is_invalid(path: str, value: Any) -> None:
    """Limits, types, words and keys; limits hold although numbers are rounded when written."""
    document = copy.deepcopy(results(TIMELINES["lively"])["scene_pacing"])
    *above, key = path.split(".")
    place = document
    for step in above:
        place = place[step]
    place[key] = value
    assert not Draft202012Validator(schema_of("scene_pacing")).is_valid(document)


def test_a_missing_field_is_invalid() -> None:
    """Every field is always written, blocks and envelope alike."""
    document = results(TIMELINES["lively"])["scene_pacing"]
    validator = Draft202012Validator(schema_of("scene_pacing"))
    assert validator.is_valid(document)
    for key in document:
        assert not validator.is_valid({k: v for k, v in document.items() if k != key}), key


def listed(contract: Path, name: str) -> dict[str, dict[str, Any]]:
    path = contract / "schemas" / f"{name}.json"
    return {f["path"]: f for f in json.loads(path.read_text(encoding="utf-8"))["fields"]}


def find(name: str, path: str) -> Row | None:
    """Our field at a contract's path, which may name a key of a map."""
    ours = {field.path: field for field in fields_of(schema_of(name))}
    maps = (p for p in ours if ".*" in p)
    fitting = (p for p in maps if re.fullmatch(re.escape(p).replace(r"\*", r"[^.]+"), path))
    return ours.get(path) or ours.get(next(fitting, ""))


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_the_contract_is_there(contract: Path, name: str) -> None:
    """Path, type, allowed values and nullability agree with the contract's list.

    A field that the contract never lets be null may be null for us only as `X | Null`, whose
    reason is always written to ``_nulls`` (METRICS_CONTRACT A6).
    """
    expected = listed(contract, name)
    assert len(expected) > 40
    for path, theirs in expected.items():
        ours = find(name, path)
        assert ours is not None, f"{path} is missing"
        assert ours.type in (theirs["type"], "null"), path
        assert ours.values == () or set(ours.values) == set(theirs.get("enum", ours.values)), path
        assert not theirs.get("enum") or ours.values or ours.type == "null" or path in OPEN, path
        assert not ours.nullable or theirs["nullable"] or ours.explained, path
        assert ours.required, path


OPEN = {
    "cta_window.cta_appearances[].keyword": "the list of phrases is data: constants/lexicon.json",
}
"""Fields whose words come from a versioned list instead of the model, and why."""


@pytest.mark.parametrize("name", NAMES)
def test_what_the_contract_lacks_is_listed(contract: Path, name: str) -> None:
    """Our own fields are exactly those of `ADDED`; items of the contract's lists are no fields."""
    expected = listed(contract, name)
    patterns = [re.escape(p).replace(r"\*", r"[^.]+") for p in expected]
    own = {
        field.path
        for field in fields_of(schema_of(name))
        if not field.path.startswith(ENVELOPE)
        and not any(re.fullmatch(pattern, field.path) for pattern in patterns)
        and field.path.removesuffix("[]").removesuffix(".*") not in expected
    }
    assert own == ADDED.get(name, {}).keys()


class Inner(Camel):
    """Held inside."""

    word: Literal["a", "b"] | Null = Field(description="A word.")


class Outer(Camel):
    """Holds everything that a schema can have."""

    only_null: Null = Field(description="Always null: for a test.")
    many: tuple[Inner, ...] | Null = Field(description="Many.")
    named: dict[str, Count] = Field(description="Named.")
    inner: Inner
    times: tuple[Seconds, ...] = Field(description="Times.")
    share: Ratio | Null = Field(description="Share.")
    plain: int | None = Field(default=None, description="Plain.")


def test_fields_of_a_model() -> None:
    """Lists, maps, nulls, units and limits become rows; a null without a reason shows as such."""
    made = Outer.model_json_schema(mode="serialization", schema_generator=AsWritten)
    rows = {field.path: field for field in fields_of(made)}
    assert list(rows) == [
        *("onlyNull", "many", "many[]", "many[].word", "named", "named.*", "inner", "inner.word"),
        *("times", "times[]", "share", "plain"),
    ]
    assert (rows["onlyNull"].type, rows["onlyNull"].nullable) == ("null", True)
    assert rows["many[].word"].values == ("a", "b")
    assert rows["inner"].description == "Held inside."
    assert (rows["times[]"].unit, rows["times[]"].minimum) == ("s", 0)
    assert (rows["share"].minimum, rows["share"].maximum, rows["share"].nullable) == (0, 1, True)
    assert (rows["share"].explained, rows["plain"].explained) == (True, False)
    assert [rows["plain"].required, rows["named"].required] == [False, True]


def test_an_unknown_name_is_an_error() -> None:
    """It says which names there are."""
    with pytest.raises(ArgumentError, match=r"no schema 'x'; there are .*scene_pacing.*markers"):
        schema_of("x")


def test_the_verb(rumiai: Run) -> None:
    """One by name, all without; a wrong name is exit code 2 and one line, nothing on stdout."""
    one, every, wrong = (rumiai("schema", *a) for a in (("scene_pacing",), (), ("scenes",)))
    assert json.loads(one.stdout) == schema_of("scene_pacing")
    assert json.loads(every.stdout) == all_schemas()
    assert (one.returncode, one.stderr, every.returncode, every.stderr) == (0, "", 0, "")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    (line,) = wrong.stderr.splitlines()
    assert line.startswith("rumiai: no schema 'scenes'; there are ")
    assert all(name in line for name in NAMES)


def test_a_full_disk_for_stdout(tmp_path: Path) -> None:
    """One line on stderr, exit code 1, and no traceback."""
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m rumiai schema scene_pacing > /dev/full"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "rumiai: stdout cannot be written (No space left on device)\n"


def test_a_closed_pipe_is_no_crash(rumiai: Run, tmp_path: Path) -> None:
    """`rumiai schema | head -1` prints its line and no traceback."""
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{sys.executable} -m rumiai schema | head -c 1"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("{", "")
