"""Movement of faces, by values computed by hand."""

from __future__ import annotations

import pytest

from builders import EVERYTHING, clip, face, shots, timeline
from framing import measured, reason, sized
from rumiai.metrics.person_framing import person_framing
from rumiai.schema.events import FaceSeen
from rumiai.schema.measure import result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics.person_framing import PersonFraming


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


def test_without_rates_nobody_knows_which_samples_are_consecutive() -> None:
    """No sampling rate and no frame rate: movement is null, not guessed."""
    line = timeline(1, [*moving(0, 0), *shots(1)])
    rateless = tuple(run.model_copy(update={"frames_per_second": None}) for run in line.runs)
    unknown = {"runs": rateless, "clip": clip(1, frames_per_second=None)}
    family = person_framing(line.model_copy(update=unknown), VideoMetadata())
    assert isinstance(family, PersonFraming)
    assert reason(result_of(family), "Dynamics.movementPattern") == "insufficient_samples"


def test_two_pictures_of_one_instant_have_no_speed() -> None:
    """Nothing is divided by a time of zero."""
    faces = [
        face(0.2, sized(4, x)).model_copy(update={"frame": i}) for i, x in enumerate((0.3, 0.6))
    ]
    written = measured(1, *faces)
    assert reason(written, "Dynamics.movementPattern") == "insufficient_samples"


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
