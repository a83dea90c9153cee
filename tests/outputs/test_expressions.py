"""The emotion file and its five-second windows."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import LABELS, emotion, faces, timeline, watched
from rumiai.outputs.expressions import expression_timeline, expressions
from rumiai.schema.events import Box
from rumiai.schema.intervals import Interval, seconds_of
from rumiai.schema.timeline import Timeline

FACELESS = {"emotion": "neutral", "confidence": 0.0, "face_count": 0, "primary_face_area": 0.0}
LARGE = Box(x=0.0, y=0.0, width=0.5, height=0.2)


def test_windows_of_five_seconds() -> None:
    """Keys without gaps to ⌈12.3⌉; joy means (0.9 + 0.5)/2 = 0.7; areas (0.02 + 0.1)/2 = 0.06.

    The face at exactly 5 s belongs to the second window.
    """
    events = (
        emotion(0, "joy", 0.9),
        emotion(4, "joy", 0.5, box=LARGE),
        emotion(5, "fear", 0.8, box=LARGE),
    )
    assert expression_timeline(watched(12.3, *events)) == {
        "0-5s": {"emotion": "joy", "confidence": 0.7, "face_count": 2, "primary_face_area": 0.06},
        "5-10s": {"emotion": "fear", "confidence": 0.8, "face_count": 1, "primary_face_area": 0.1},
        "10-13s": FACELESS,
    }


def test_the_label_with_the_highest_mean_wins() -> None:
    """Joy 0.4 twice, sadness 1.0 once: mean joy 0.267, mean sadness 0.4. A vote would say joy."""
    events = (emotion(0, "joy", 0.4), emotion(1, "joy", 0.4), emotion(2, "sadness", 1.0))
    window = (expression_timeline(watched(5, *events)) or {})["0-5s"]
    assert (window["emotion"], window["confidence"], window["face_count"]) == ("sadness", 0.4, 3)


def test_keys_never_overlap() -> None:
    """⌊t/5⌋·5, whatever the samples' times (the seed made "1-6s" of a sample at 1 s)."""
    events = (emotion(1, "joy"), emotion(6.5, "joy"))
    assert list(expression_timeline(watched(10, *events, rate=2.0)) or {}) == ["0-5s", "5-10s"]


def test_nobody_at_all_is_neutral_in_every_window() -> None:
    """Decision 4: the wire literal, with face_count 0."""
    assert expression_timeline(watched(10)) == {"0-5s": FACELESS, "5-10s": FACELESS}


def test_a_window_without_a_sample_is_not_faceless() -> None:
    """Only 0-5 s were looked at: the second window is null, and the file says why."""
    document = expressions(watched(10, samples=5, inspected=(Interval(0.0, 5.0),)), "v1")
    assert document["expression_timeline"]["0-5s"] == FACELESS
    assert document["expression_timeline"]["5-10s"] == dict.fromkeys(FACELESS)
    assert document["_nulls"] == {"expression_timeline.5-10s": "insufficient_samples"}


def test_the_file_holds_every_face_as_it_was_seen() -> None:
    """Float times, all scores, action units with their activation, face score and box."""
    seen = emotion(0.5, "joy", 0.7, face_score=0.8).model_copy(
        update={"action_units": {6: 0.9, 12: 0.6, 45: 0.5}}
    )
    document = expressions(watched(2, seen, rate=2.0), "v1")
    row = document["emotions"][0]
    assert {name: row[name] for name in ("timestamp", "frame_number", "emotion", "confidence")} == {
        "timestamp": 0.5,
        "frame_number": 15,
        "emotion": "joy",
        "confidence": 0.7,
    }
    assert row["all_scores"] == {name: 0.7 if name == "joy" else 0.05 for name in LABELS}
    assert row["action_units"] == [6, 12], "active above 0.5"
    assert row["au_intensities"] == {"6": 0.9, "12": 0.6, "45": 0.5}
    assert row["face_score"] == 0.8
    assert row["face_bbox"] == {"x": 0.4, "y": 0.4, "width": 0.2, "height": 0.1}


def test_the_file_says_how_it_was_looked() -> None:
    """Video, duration, samples, rate; one face in four samples."""
    document = expressions(watched(2, emotion(0.0, "joy"), rate=2.0), "v1")
    assert (document["video_id"], document["video_duration"]) == ("v1", 2.0)
    assert (document["frames_analyzed"], document["sample_rate"]) == (4, 2.0)
    assert (document["detection_rate"], document["video_type"]) == (0.25, "people_detected")
    assert document["metadata"]["processed"] is True
    assert document["_nulls"] == {}


def test_too_few_faces_are_reported_as_they_are() -> None:
    """Above 0.8 faceless: no_people, with the true rate and the one face (the seed forced 0.0)."""
    document = expressions(watched(10, *faces("joy")), "v1")
    assert (document["video_type"], document["detection_rate"]) == ("no_people", 0.1)
    assert len(document["emotions"]) == 1
    assert document["expression_timeline"]["0-5s"]["emotion"] == "joy"


@pytest.mark.parametrize("blind", [timeline(10, ran=("text",)), watched(10, samples=0)])
def test_where_nobody_looked_all_is_null(blind: Timeline) -> None:
    """Null with a code, not neutral: not run, or no sample taken."""
    document = expressions(blind, "v1")
    unknown = [name for name, value in document.items() if value is None]
    assert set(unknown) == document["_nulls"].keys()
    assert {"emotions", "expression_timeline", "detection_rate", "video_type"} <= set(unknown)
    assert expression_timeline(blind) is None


@given(st.floats(0.4, 400), st.sampled_from([0.2, 0.5, 1.0, 2.0]), st.lists(st.booleans()))
def test_windows_have_no_gaps(duration: float, rate: float, shown: list[bool]) -> None:
    """From 0 to ⌈D⌉, and every face is counted in one window."""
    due = math.ceil(round(duration * rate, 6))
    times = [k / rate for k, seen in enumerate(shown[:due]) if seen and k / rate < duration]
    events = [emotion(time, "joy") for time in times]
    found = expression_timeline(watched(duration, *events, rate=rate)) or {}
    edges = [tuple(map(int, key[:-1].split("-"))) for key in found]
    assert (edges[0][0], edges[-1][1]) == (0, seconds_of(duration))
    assert all(a[1] == b[0] for a, b in itertools.pairwise(edges))
    assert sum(window["face_count"] or 0 for window in found.values()) == len(events)
