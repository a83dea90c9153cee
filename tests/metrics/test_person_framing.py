"""Person framing, by values computed by hand."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import face, shots
from framing import FIVE, measured, seconds_of_faces, sized, spans
from rumiai.schema.events import Box
from rumiai.schema.intervals import Interval


def test_core_values() -> None:
    """Mean size (36+36+16+4)/4 = 23; 4 of 5 seconds; 2 changes among 4 seconds: 1 - 2/3."""
    assert measured(5, *FIVE)["CoreMetrics"] == {
        "primarySubject": "single",
        "averageFaceSize": 23.0,
        "faceVisibilityRate": 0.8,
        "framingConsistency": 0.333,
        "subjectCount": 1,
        "dominantFraming": "close",
        "eyeContactRate": None,
    }


def test_progression_and_spread() -> None:
    """Runs with none among them; σ of 36, 36, 16, 4 is √187 = 13.675, over the mean 23."""
    written = measured(5, *FIVE)
    assert spans(written) == [
        ("close", 0, 2),
        ("medium", 2, 3),
        ("none", 3, 4),
        ("wide", 4, 5),
    ]
    assert written["Dynamics"]["distanceVariation"] == 0.595
    assert written["Dynamics"]["framingTransitions"] == 2


def test_key_events() -> None:
    """Changes of size with none, close runs as windows, and the edges of visibility."""
    assert measured(5, *FIVE)["KeyEvents"] == {
        "closeUpMoments": [{"timestamp": "0-2s", "duration": 2}],
        "groupShots": [],
        "framingChanges": [
            {"timestamp": 2, "from": "close", "to": "medium"},
            {"timestamp": 3, "from": "medium", "to": "none"},
            {"timestamp": 4, "from": "none", "to": "wide"},
        ],
        "keySubjectMoments": [
            {"timestamp": 3, "event": "exit"},
            {"timestamp": 4, "event": "entry"},
        ],
    }


def test_distribution() -> None:
    """Of 5 seconds with a face one each is extreme (64 %), close, medium; two are wide."""
    faces = seconds_of_faces(64, 36, 16, None, 4, 4)
    patterns = measured(6, *faces)["Patterns"]
    assert patterns["framingDistribution"] == {
        "extreme_close": 0.2,
        "close": 0.2,
        "medium": 0.2,
        "full": 0.4,
    }
    assert measured(6, *faces)["CoreMetrics"]["dominantFraming"] == "close", "64 % is close too"


@pytest.mark.parametrize(
    ("width", "height", "shot"),
    [
        (0.51, 0.5, "close"),
        (0.5, 0.5, "medium"),
        (0.17, 0.5, "medium"),
        (0.16, 0.5, "wide"),
        (0.01, 0.01, "wide"),
        (0.0, 0.5, "none"),
    ],
)
def test_shot_sizes(width: float, height: float, shot: str) -> None:
    """25.5 %, 25 %, 8.5 %, 8 %, 0.01 %, and a box without area, which is no face."""
    box = Box(x=0.4, y=0.4, width=width, height=height)
    assert measured(1, face(0.5, box))["CoreMetrics"]["dominantFraming"] == shot


@pytest.mark.parametrize(
    ("percents", "shot"),
    [((36, 36, 4), "close"), ((36, 4, 4), "wide"), ((36, 4), "medium")],
)
def test_a_second_has_the_median_size_of_its_samples(
    percents: tuple[float, ...], shot: str
) -> None:
    """Medians 36, 4, and (36 + 4)/2 = 20."""
    faces = [face(0.2 * i, sized(p)) for i, p in enumerate(percents)]
    assert spans(measured(1, *faces)) == [(shot, 0, 1)]


def test_the_largest_face_counts() -> None:
    """A small face beside a large one, whatever their order, leaves the size at 36 %."""
    small, large = face(0.2, sized(1, 0.9)), face(0.2, sized(36))
    for events in ((small, large), (large, small)):
        assert measured(1, *events)["CoreMetrics"]["averageFaceSize"] == 36.0


def test_several_people() -> None:
    """Seconds 1 and 2 of 4 show two and three faces at once; second 3 two, but never at once."""
    rows = [(0.5, 1), (1.5, 2), (2.5, 3), (3.2, 1), (3.6, 1)]
    faces = [face(t, sized(4, 0.2 + 0.3 * i)) for t, count in rows for i in range(count)]
    written = measured(4, *faces)
    assert written["CoreMetrics"]["subjectCount"] == 3
    assert written["CoreMetrics"]["primarySubject"] == "multiple"
    assert written["KeyEvents"]["groupShots"] == [{"timestamp": "1-3s", "faceCount": 3}]
    dynamics = written["Interactions"]["multiPersonDynamics"]
    assert dynamics == {"ratio": 0.5, "maxSimultaneous": 3, "seconds": 2}


def test_a_cutaway_is_no_change_of_framing() -> None:
    """Close, none, close: no transition, consistency 1, yet the exit and the entry are listed."""
    written = measured(3, *seconds_of_faces(36, None, 36))
    assert written["Dynamics"]["framingTransitions"] == 0
    assert written["CoreMetrics"]["framingConsistency"] == 1.0
    assert len(written["KeyEvents"]["framingChanges"]) == 2


def test_equally_frequent_sizes() -> None:
    """The earlier one is dominant."""
    wide_first = measured(2, *seconds_of_faces(4, 36))
    assert wide_first["CoreMetrics"]["dominantFraming"] == "wide"


@pytest.mark.parametrize(
    ("x", "rule"),
    [
        (0.5, "center"),
        (0.41, "center"),
        (0.38, "thirds"),
        (0.27, "thirds"),
        (0.73, "thirds"),
        (0.2, "other"),
        (0.75, "other"),
    ],
)
def test_composition(x: float, rule: str) -> None:
    """Within 0.1 of the middle; within 0.07 of 1/3 or 2/3; elsewhere."""
    written = measured(1, face(0.2, sized(4, x)), face(0.4, sized(4, x)), face(0.6, sized(4, 0.1)))
    assert written["Patterns"]["compositionRule"] == rule


def test_seconds_not_looked_at_are_left_out() -> None:
    """Faces were looked for in 0-2 s and 5-8 s only: 4 of 5 seconds, and no run over the hole."""
    looked = {"faces": (Interval(0, 2), Interval(5, 8))}
    faces = seconds_of_faces(36, 36, None, None, None, 36, None, 36)
    written = measured(10, *faces, inspected=looked)
    assert written["CoreMetrics"]["faceVisibilityRate"] == 0.8
    assert spans(written) == [("close", 0, 2), ("close", 5, 6), ("none", 6, 7), ("close", 7, 8)]
    assert written["KeyEvents"]["closeUpMoments"][:2] == [
        {"timestamp": "0-2s", "duration": 2},
        {"timestamp": "5-6s", "duration": 1},
    ]
    assert written["KeyEvents"]["keySubjectMoments"] == [
        {"timestamp": 6, "event": "exit"},
        {"timestamp": 7, "event": "entry"},
    ]


def test_what_lies_outside_the_inspected_does_not_count() -> None:
    """A sighting in a second that was not inspected, or after the end, changes no mean."""
    faces = seconds_of_faces(36, 4, None, 4)
    written = measured(3, *faces, inspected={"faces": (Interval(0, 1), Interval(2, 3))})
    assert written["CoreMetrics"]["averageFaceSize"] == 36.0
    assert written["CoreMetrics"]["faceVisibilityRate"] == 0.5


def test_edges_of_the_inspected_are_no_events() -> None:
    """Nobody knows whether a face came or a size changed while nobody looked."""
    looked = {"faces": (Interval(0, 1), Interval(2, 3), Interval(4, 5))}
    written = measured(5, *seconds_of_faces(36, None, None, None, 4), inspected=looked)
    assert written["KeyEvents"]["keySubjectMoments"] == []
    assert written["KeyEvents"]["framingChanges"] == []
    groups = [face(t, sized(4, x)) for t in (0.5, 4.5) for x in (0.3, 0.7)]
    shown = measured(5, *groups, inspected={"faces": (Interval(0, 1), Interval(4, 5))})
    assert [row["timestamp"] for row in shown["KeyEvents"]["groupShots"]] == ["0-1s", "4-5s"]


@pytest.mark.parametrize(("duration", "end"), [(2.0, 2), (2.5, 3), (0.55, 1)])
def test_the_last_second(duration: float, end: int) -> None:
    """The last run ends at ⌈D⌉, and everything in it is a whole number."""
    faces = [face(0.2 * i, sized(36)) for i in range(int(duration * 5))]
    written = measured(duration, *faces)
    assert spans(written) == [("close", 0, end)]
    row = written["Dynamics"]["framingProgression"][0]
    assert all(type(row[key]) is int for key in ("start", "end", "duration"))
    assert written["KeyEvents"]["closeUpMoments"] == [{"timestamp": f"0-{end}s", "duration": end}]


def test_a_face_that_lasts_counts_in_each_second() -> None:
    """A sighting that stands from 0.5 s to 3.0 s is visible in three seconds, not in a fourth."""
    held = face(0.5, sized(36)).model_copy(update={"end": 3.0})
    assert spans(measured(4, held)) == [("close", 0, 3), ("none", 3, 4)]


SHARES = st.floats(0, 1)


@given(
    duration=st.floats(0.05, 90),
    sights=st.lists(st.tuples(st.floats(0, 0.9999), SHARES, SHARES, SHARES, SHARES), max_size=40),
    looked=st.lists(st.booleans(), min_size=90, max_size=90),
    places=st.lists(st.floats(0.001, 0.999), max_size=5),
)
def test_whatever_the_faces_the_numbers_are_possible(
    duration: float,
    sights: list[tuple[float, float, float, float, float]],
    looked: list[bool],
    places: list[float],
) -> None:
    """Shares add up to 1, runs fill what was looked at and nothing else, no NaN anywhere."""
    looked[0] = True
    spans_looked_at = tuple(
        Interval(b, min(b + 1.0, duration)) for b, yes in enumerate(looked) if yes and b < duration
    )
    faces = [
        face(place * duration, Box.of_corners(min(a, c), min(b, d), max(a, c), max(b, d)))
        for place, a, b, c, d in sights
    ]
    cuts = sorted({round(p * duration, 6) for p in places} - {0.0})
    written = measured(
        duration, *faces, *shots(duration, *cuts), inspected={"faces": spans_looked_at}
    )
    json.dumps(written, allow_nan=False)
    shown = [b for kind, start, end in spans(written) for b in range(start, end) if kind != "none"]
    filled = [b for _, start, end in spans(written) for b in range(start, end)]
    assert filled == [int(span.start) for span in spans_looked_at]
    core, patterns = written["CoreMetrics"], written["Patterns"]
    assert core["faceVisibilityRate"] == round(len(shown) / len(filled), 3)
    assert (core["subjectCount"] == 0) == (not shown)
    if shown:
        assert sum(patterns["framingDistribution"].values()) == pytest.approx(1, abs=0.003)
        assert 0 <= core["averageFaceSize"] <= 100
        transitions = written["Dynamics"]["framingTransitions"]
        assert 0 <= transitions < len(shown)
        if len(shown) > 1:
            expected = round(1 - transitions / (len(shown) - 1), 3)
            assert core["framingConsistency"] == expected
    entries = [m["event"] for m in written["KeyEvents"]["keySubjectMoments"]]
    assert abs(entries.count("entry") - entries.count("exit")) <= len(spans_looked_at)
