"""Person framing, by values computed by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import EVERYTHING, clip, face, shots, timeline
from rumiai.metrics.person_framing import person_framing
from rumiai.schema.events import Box, FaceSeen
from rumiai.schema.intervals import Interval
from rumiai.schema.measure import result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.metrics.person_framing import PersonFraming

PREFIX = "personFraming"


def sized(percent: float, x: float = 0.5, y: float = 0.5) -> Box:
    """A box that covers so much of the picture, around a point."""
    side = sqrt(percent / 100)
    return Box.of_corners(x - side / 2, y - side / 2, x + side / 2, y + side / 2)


def seconds_of_faces(*percents: float | None) -> list[FaceSeen]:
    """One face in the middle of each second, none for None."""
    return [face(i + 0.5, sized(p)) for i, p in enumerate(percents) if p is not None]


def result(
    duration: float, *events: Any, size: tuple[int, int] = (540, 960), **options: Any
) -> dict[str, Any]:
    """The written form, of a video of one shot unless shots are among the events."""
    kinds = {event.kind for event in events}
    everything = [*events, *([] if "shot" in kinds else shots(duration))]
    line = timeline(duration, everything, **options)
    width, height = size
    line = line.model_copy(update={"clip": clip(duration, width=width, height=height)})
    family = person_framing(line, VideoMetadata())
    assert isinstance(family, PersonFraming)
    return result_of(family)


def measured(duration: float, *events: Any, **options: Any) -> dict[str, Any]:
    written = result(duration, *events, **options)
    return {key.removeprefix(PREFIX): value for key, value in written.items()}


def reason(written: dict[str, Any], path: str) -> str | None:
    code: str | None = written["_nulls"].get(PREFIX + path)
    return code


def spans(written: dict[str, Any]) -> list[tuple[str, int, int]]:
    rows = written["Dynamics"]["framingProgression"]
    assert all(row["duration"] == row["end"] - row["start"] for row in rows)
    return [(row["type"], row["start"], row["end"]) for row in rows]


FIVE = seconds_of_faces(36, 36, 16, None, 4)
"""Close, close, medium, none, wide."""


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


def moving(step_x: float, step_y: float, count: int = 4) -> list[FaceSeen]:
    """A face that moves by a step from sample to sample, five samples a second."""
    return [face(0.2 * i, sized(4, 0.3 + step_x * i, 0.3 + step_y * i)) for i in range(count)]


@pytest.mark.parametrize(
    ("step", "pattern", "stability"),
    [
        ((0.0, 0.0), "static", 1.0),
        ((0.005, 0.0), "static", 0.85),
        ((0.01, 0.0), "gradual", 0.7),
        ((0.0, 0.01), "gradual", 0.6),
        ((0.03, 0.0), "dynamic", 0.1),
        ((0.05, 0.05), "dynamic", 0.0),
    ],
)
def test_movement(step: tuple[float, float], pattern: str, stability: float) -> None:
    """On 300×400 pixels the diagonal is 500: 0.01 of the width is 3/500 in 0.2 s, 0.03 a second.

    So the first steps are 0, 0.015, 0.03 a second; 0.01 of the height is 4/500, 0.04 a second;
    then 0.09, and 25/500 in 0.2 s, 0.25 a second. Stability is 1 - speed/0.1, at least 0.
    """
    dynamics = measured(1, *moving(*step), size=(300, 400))["Dynamics"]
    assert dynamics["movementPattern"] == pattern
    assert dynamics["stabilityScore"] == pytest.approx(stability)


def test_the_median_speed_counts() -> None:
    """Speeds 0, 0, and one leap: static."""
    faces = [face(0.2 * i, sized(4, x)) for i, x in enumerate((0.3, 0.3, 0.3, 0.8))]
    assert measured(1, *faces)["Dynamics"]["movementPattern"] == "static"


@pytest.mark.parametrize("cut", [0.4, 0.400005])
def test_a_cut_is_no_movement(cut: float) -> None:
    """The leap at a cut is left out, though a cut's time is rounded to 1/90000 s."""
    faces = [face(0.2 * i, sized(4, x)) for i, x in enumerate((0.3, 0.3, 0.8))]
    uncut = measured(1, *faces)["Dynamics"]
    assert (uncut["movementPattern"], uncut["stabilityScore"]) == ("dynamic", 0.0)
    dynamics = measured(1, *faces, *shots(1, cut))["Dynamics"]
    assert (dynamics["movementPattern"], dynamics["stabilityScore"]) == ("static", 1.0)


def test_a_missed_sample_interrupts_movement() -> None:
    """Faces at 0.0, 0.2 and 0.6 s: what happened before 0.6 s was not seen from sample to sample.

    Of two speeds the second, (0.5 · 540/1101.45)/0.4 s, would make the median dynamic.
    """
    faces = [face(t, sized(4, x)) for t, x in ((0.0, 0.3), (0.2, 0.3), (0.6, 0.8))]
    assert measured(1, *faces)["Dynamics"]["movementPattern"] == "static"


def test_pictures_rarer_than_samples_are_consecutive() -> None:
    """At three pictures a second, samples 1/3 s apart missed none between them."""
    faces = [face(i / 3, sized(4)) for i in range(3)]
    events = [*faces, *shots(1)]
    rare = timeline(1, events).model_copy(update={"clip": clip(1, frames_per_second=3.0)})
    family = person_framing(rare, VideoMetadata())
    assert isinstance(family, PersonFraming)
    assert family.dynamics.movement_pattern == "static"


def test_two_people_of_like_size_do_not_jump() -> None:
    """Now the left face is the larger, now the right one; neither moves."""
    faces = []
    for i in range(4):
        left, right = (5.0, 4.0) if i % 2 else (4.0, 5.0)
        faces += [face(0.2 * i, sized(left, 0.2)), face(0.2 * i, sized(right, 0.8))]
    assert measured(1, *faces)["Dynamics"]["movementPattern"] == "static"


def test_movement_needs_cuts_to_be_looked_for() -> None:
    """Without shots a leap may be a cut: null, with the reason; the rest is measured."""
    without = tuple(n for n in EVERYTHING if n != "shots")
    written = measured(1, *moving(0.01, 0), ran=without)
    assert written["Dynamics"]["movementPattern"] is None
    assert reason(written, "Dynamics.movementPattern") == "not_measured"
    assert reason(written, "Dynamics.stabilityScore") == "not_measured"
    assert written["CoreMetrics"]["averageFaceSize"] == 4.0


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


def test_nobody_in_the_picture() -> None:
    """Looked and found nobody: 0, none, one empty run; what needs a person says no_people.

    The legacy file said single, 1, medium, .2/.6/.2, center, static and 0.8 (E27, E28, E29).
    """
    written = measured(3)
    core = written["CoreMetrics"]
    assert (core["primarySubject"], core["dominantFraming"]) == ("none", "none")
    assert (core["subjectCount"], core["faceVisibilityRate"]) == (0, 0.0)
    assert spans(written) == [("none", 0, 3)]
    assert written["Dynamics"]["framingTransitions"] == 0
    assert written["KeyEvents"] == {
        "closeUpMoments": [],
        "groupShots": [],
        "framingChanges": [],
        "keySubjectMoments": [],
    }
    assert set(written["Patterns"]["framingDistribution"].values()) == {None}
    for path in (
        "CoreMetrics.averageFaceSize",
        "CoreMetrics.framingConsistency",
        "Dynamics.distanceVariation",
        "Dynamics.movementPattern",
        "Dynamics.stabilityScore",
        "Patterns.framingDistribution.extreme_close",
        "Patterns.framingDistribution.close",
        "Patterns.framingDistribution.medium",
        "Patterns.framingDistribution.full",
        "Patterns.compositionRule",
    ):
        assert reason(written, path) == "no_people", path


def test_a_single_sample() -> None:
    """One sight has a size and a place, but no spread, no movement and no consistency."""
    written = measured(1, face(0.0, sized(36)))
    assert written["CoreMetrics"]["averageFaceSize"] == 36.0
    assert written["Patterns"]["compositionRule"] == "center"
    for path in (
        "CoreMetrics.framingConsistency",
        "Dynamics.distanceVariation",
        "Dynamics.movementPattern",
        "Dynamics.stabilityScore",
    ):
        assert reason(written, path) == "insufficient_samples", path


def test_visibility_is_never_more_than_all() -> None:
    """Eight sights in five seconds are five of five; legacy counted sights, and said 1.6 (E30)."""
    faces = [face(0.6 * i, sized(16)) for i in range(8)]
    assert measured(5, *faces)["CoreMetrics"]["faceVisibilityRate"] == 1.0


def test_changes_are_always_a_list() -> None:
    """Legacy wrote a list or 0, depending on the input (E31)."""
    for events in ([], FIVE, FIVE[:1]):
        assert isinstance(measured(5, *events)["KeyEvents"]["framingChanges"], list)


def test_gaze_is_not_calibrated() -> None:
    """Offsets in eye widths have no limits yet: null, where legacy said contact always (E38)."""
    written = measured(5, *FIVE)
    for path in ("CoreMetrics.eyeContactRate", "Dynamics.gazeSteadiness"):
        block, field = path.split(".")
        assert written[block][field] is None
        assert reason(written, path) == "uncalibrated_gaze"
        without = measured(5, *FIVE, ran=tuple(n for n in EVERYTHING if n != "gaze"))
        assert reason(without, path) == "not_measured"


def test_what_nobody_defined_stays_null() -> None:
    """The legacy constants of the quality block and their like are null for good (E29)."""
    written = measured(5, *FIVE)
    assert set(written["Quality"].values()) == {None}
    assert reason(written, "Quality.overallScore") == "no_validated_definition"
    assert reason(written, "Patterns.cinematicStyle") == "no_validated_definition"
    assert reason(written, "Patterns.framingTechnique") == "no_validated_definition"
    assert written["Interactions"]["socialDistance"] is None
    assert reason(written, "Interactions.socialDistance") == "no_valid_inference"


def test_kept_shapes_are_empty_and_say_why() -> None:
    """Which face speaks and where people act is not measured: empty, with the reason."""
    written = measured(5, *FIVE)
    assert written["Interactions"]["speakerFraming"] == {}
    assert written["Interactions"]["interactionZones"] == []
    assert reason(written, "Interactions.speakerFraming") == "not_measured"
    assert reason(written, "Interactions.interactionZones") == "not_measured"


def test_without_faces_there_is_no_analysis() -> None:
    """The whole family is unmeasured, and says which analyzer was missing."""
    family = person_framing(timeline(10, [], ran=("shots", "gaze")), VideoMetadata())
    assert isinstance(family, Unmeasured)
    assert family.reason.startswith("faces unavailable")


def test_an_analyzer_that_saw_no_picture_measured_nothing() -> None:
    """Ran, but looked at no part of the video: no rates over nothing."""
    family = person_framing(timeline(10, [], inspected={"faces": ()}), VideoMetadata())
    assert isinstance(family, Unmeasured)


CASES: dict[str, tuple[float, Sequence[Any], tuple[str, ...]]] = {
    "five": (5, FIVE, EVERYTHING),
    "nobody": (3, (), EVERYTHING),
    "one": (0.55, FIVE[:1], EVERYTHING),
    "group": (2, [face(0.5, sized(4, x)) for x in (0.2, 0.8)], EVERYTHING),
    "faces only": (5, FIVE, ("faces",)),
}


@pytest.mark.parametrize("case", sorted(CASES))
def test_the_result_conforms(contract: Path, tmp_path: Path, case: str) -> None:
    """The contract's own checker finds no fault."""
    duration, events, ran = CASES[case]
    path = tmp_path / "result.json"
    path.write_text(json.dumps(result(duration, *events, ran=ran)), encoding="utf-8")
    checker = [contract / "check_conformance.py", contract / "schemas" / "person_framing.json"]
    done = subprocess.run(
        [sys.executable, *checker, path], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "conforms", done.stdout


def test_the_legacy_file_is_not_what_we_say_of_nobody(contract: Path) -> None:
    """Each constant of the real legacy file differs from what is written without a person."""
    folder = contract / "data" / "final" / "test_outputs"
    legacy = json.loads((folder / "7280654844715666731_person_framing.json").read_text())
    ours = result(80)
    for block, field in (
        ("CoreMetrics", "primarySubject"),
        ("CoreMetrics", "subjectCount"),
        ("CoreMetrics", "dominantFraming"),
        ("Dynamics", "movementPattern"),
        ("Dynamics", "stabilityScore"),
        ("Interactions", "socialDistance"),
        ("Patterns", "framingDistribution"),
        ("Patterns", "compositionRule"),
        ("Quality", "overallScore"),
    ):
        assert legacy[PREFIX + block][field] != ours[PREFIX + block][field], field


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
