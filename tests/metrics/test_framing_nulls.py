"""What person framing says where little or nothing is known, and never says again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from builders import EVERYTHING, face, timeline
from conformance import verdict
from framing import FIVE, PREFIX, measured, reason, result, sized, spans
from rumiai.metrics.person_framing import person_framing
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured


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
    assert verdict(contract, "person_framing", path) == "conforms"


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
