"""Scene pacing, by values computed by hand."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import EVERYTHING, onset, shots, timeline
from rumiai.metrics.scene_pacing import scene_pacing
from rumiai.schema.events import Transition
from rumiai.schema.measure import result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.metrics.scene_pacing import ScenePacing


def measured(
    duration: float, *cuts: float, extra: tuple[Any, ...] = (), **options: Any
) -> dict[str, Any]:
    family = scene_pacing(
        timeline(duration, [*shots(duration, *cuts), *extra], **options), VideoMetadata()
    )
    assert isinstance(family, ScenePacing)
    result = result_of(family)
    return {k.removeprefix("scenePacing"): v for k, v in result.items()}


def test_counts_and_rates() -> None:
    """n = cuts + 1, D/n, 60 n/D, and cuts a minute over 40."""
    core = measured(30, 10, 12)["CoreMetrics"]
    assert core["totalScenes"] == 3
    assert core["averageSceneDuration"] == 10.0
    assert core["scenesPerMinute"] == 6.0
    assert core["pacingScore"] == 0.1


def test_the_score_is_capped() -> None:
    """Sixty cuts a minute are no more than 1."""
    assert measured(10, *range(1, 10))["CoreMetrics"]["pacingScore"] == 1.0


@pytest.mark.parametrize(
    ("cuts", "rhythm"),
    [((4, 8), "consistent"), ((3, 7.5), "varied"), ((1, 3), "erratic")],
)
def test_rhythm(cuts: tuple[float, ...], rhythm: str) -> None:
    """1/(1+SD) above 0.7 is consistent, above 0.4 varied, else erratic.

    Lengths 4, 4, 4: SD 0 → 1; 3, 4.5, 4.5: SD 0.707 → 0.59; 1, 2, 9: SD 3.56 → 0.22.
    """
    assert measured(12, *cuts)["CoreMetrics"]["rhythmConsistency"] == rhythm


def test_windows_of_ten_seconds() -> None:
    """Cuts are counted in half-open windows; the last one is only 2.5 s long."""
    rows = measured(22.5, 1, 9.99, 10, 22)["Dynamics"]["pacingProgression"]
    assert rows == [
        {"timestamp": "0-10s", "cuts": 2, "cutsPerSecond": 0.2},
        {"timestamp": "10-20s", "cuts": 1, "cutsPerSecond": 0.1},
        {"timestamp": "20-23s", "cuts": 1, "cutsPerSecond": 0.4},
    ]


@pytest.mark.parametrize(("cuts", "rhythm"), [((5,), "regular"), ((1,), "irregular")])
def test_regularity(cuts: tuple[float, ...], rhythm: str) -> None:
    """CV below 0.5 is regular: lengths 5, 5 give 0; lengths 1, 9 give 0.8."""
    assert measured(10, *cuts)["Dynamics"]["sceneRhythm"] == rhythm


def test_runs_of_ever_shorter_and_longer_scenes() -> None:
    """Lengths 4, 3, 2, 5, 6, 7: a falling run from 0 s, a rising one from 7 s."""
    dynamics = measured(27, 4, 7, 9, 14, 20)["Dynamics"]
    assert dynamics["accelerationPoints"] == [0.0]
    assert dynamics["decelerationPoints"] == [7.0]


def test_two_scenes_are_no_run() -> None:
    """A run has three scenes; equal lengths end one."""
    dynamics = measured(11, 4, 7, 10)["Dynamics"]
    assert dynamics["accelerationPoints"] == dynamics["decelerationPoints"] == []


def test_sync_is_corrected_for_chance() -> None:
    """Two of four cuts near an onset; onsets cover 2 × 0.3 s of 12 s: (0.5 - 0.05) / 0.95."""
    onsets = (onset(2.1), onset(6.0))
    sync = measured(12, 2, 4, 6.1, 9, extra=onsets)["Interactions"]["audioVisualSync"]
    assert sync == pytest.approx(0.474, abs=1e-3)


def test_sync_is_never_negative_and_zero_without_onsets() -> None:
    """Cuts that avoid onsets, and silence, give 0."""
    assert measured(12, 2, extra=(onset(6.0),))["Interactions"]["audioVisualSync"] == 0
    assert measured(12, 2)["Interactions"]["audioVisualSync"] == 0


def test_onsets_everywhere_prove_nothing() -> None:
    """Where every instant is near an onset, closeness is certain and says nothing."""
    everywhere = tuple(onset(0.2 * i) for i in range(21))
    result = measured(4, 2, extra=everywhere)
    assert result["Interactions"]["audioVisualSync"] is None
    assert result["_nulls"]["scenePacingInteractions.audioVisualSync"] == "no_valid_inference"


def test_longest_and_shortest() -> None:
    """True extremes, with the whole seconds that enclose them."""
    events = measured(12, 2.5, 10)["KeyEvents"]
    assert events["longestScene"] == {"duration": 7.5, "timestamp": "2-10s"}
    assert events["shortestScene"] == {"duration": 2.0, "timestamp": "10-12s"}


def test_shifts_of_pace() -> None:
    """1, 4 and 4 cuts in ten seconds are 6, 24 and 24 a minute: one shift, slow to fast."""
    cuts = (5, 11, 13, 15, 17, 21, 23, 25, 27)
    events = measured(30, *cuts)["KeyEvents"]
    assert events["pacingShifts"] == [{"timestamp": 10, "from": "slow", "to": "fast"}]
    assert events["climaxTiming"] == 0.5


@pytest.mark.parametrize(
    ("duration", "cuts", "style"),
    [
        (6, (1, 2, 3, 4, 5), "mtv_style"),
        (12, (4, 8), "classic_narrative"),
        (9, (3, 6), "rhythmic"),
        (12, (1, 3), "experimental"),
    ],
)
def test_style(duration: float, cuts: tuple[float, ...], style: str) -> None:
    """Mean below 1.5 s; consistent and above 3 s; consistent; everything else."""
    assert measured(duration, *cuts)["Patterns"]["editingStyle"] == style


@pytest.mark.parametrize(
    ("cuts", "pattern"),
    [
        ((1, 6, 7), "accelerating"),
        ((1, 2, 6), "decelerating"),
        ((1, 6), "steady"),
        ((6,), "accelerating"),
        ((1,), "decelerating"),
    ],
)
def test_pattern(cuts: tuple[float, ...], pattern: str) -> None:
    """The halves' counts differ by more than 30 % of the first; none before some accelerates."""
    assert measured(10, *cuts)["Patterns"]["pacingPattern"] == pattern


WITH_EFFECTS = (*EVERYTHING, "effects")


def gradual(style: Any, start: float, end: float) -> Transition:
    return Transition(start=start, end=end, score=1.0, style=style)


def changes(duration: float, *cuts: float, extra: tuple[Any, ...] = ()) -> tuple[Any, Any]:
    result = measured(duration, *cuts, extra=extra, ran=WITH_EFFECTS)
    return result["CoreMetrics"]["transitionSmoothing"], result["Patterns"]["transitionTypes"]


def test_transitions() -> None:
    """One dissolve beside three cuts: 1/4; nothing found is an empty list; only cuts give 0."""
    dissolve = gradual("dissolve", 4, 5)
    assert changes(10, 1, 2, 8, extra=(dissolve,)) == (0.25, ["cut", "fade"])
    assert changes(10) == (None, [])
    assert changes(10, 5) == (0.0, ["cut"])


def test_a_fade_through_black_is_one_change() -> None:
    """Out 4-4.5, in 4.5-5, and the cut between them is part of it: one change beside one cut."""
    fades = (gradual("fade_out", 4, 4.5), gradual("fade_in", 4.5, 5))
    assert changes(10, 4.5, 8, extra=fades) == (0.5, ["cut", "fade"])
    assert changes(10, 4.5, extra=fades) == (1.0, ["fade"])


def test_black_that_is_held_belongs_to_the_fade() -> None:
    """Out 3-4, black for a second, in 5-6: one change; two seconds of black make it two."""
    out, back = gradual("fade_out", 3, 4), gradual("fade_in", 5, 6)
    assert changes(12, 9, extra=(out, back)) == (0.5, ["cut", "fade"])
    assert changes(12, 9, extra=(out, gradual("fade_in", 6.5, 7)))[0] == pytest.approx(0.667)


def test_opening_and_closing_fades_join_no_scenes() -> None:
    """A fade in from the start and one out to the end are found, but change no scene."""
    fades = (gradual("fade_in", 0, 1), gradual("fade_out", 9, 10))
    assert changes(10, 5, extra=fades) == (0.0, ["cut", "fade"])


def test_without_the_effects_analyzer_transitions_are_unknown() -> None:
    """A list that may lack fades is null, not shorter."""
    result = measured(10, 5)
    assert result["Patterns"]["transitionTypes"] is None
    assert result["_nulls"]["scenePacingPatterns.transitionTypes"] == "effect_not_measured"


def test_a_single_scene() -> None:
    """Without cuts there is one scene; what needs cuts is null with that reason."""
    result = measured(0.55)
    assert result["CoreMetrics"]["totalScenes"] == 1
    assert result["CoreMetrics"]["pacingScore"] == 0
    assert result["KeyEvents"]["longestScene"] == result["KeyEvents"]["shortestScene"]
    assert result["KeyEvents"]["longestScene"] == {"duration": 0.55, "timestamp": "0-1s"}
    nulls = result["_nulls"]
    for path in (
        "CoreMetrics.rhythmConsistency",
        "Dynamics.sceneRhythm",
        "Interactions.audioVisualSync",
        "KeyEvents.climaxTiming",
        "Patterns.editingStyle",
        "Patterns.pacingPattern",
    ):
        assert nulls[f"scenePacing{path}"] == "no_cuts"


def test_two_scenes_are_too_few_for_a_style() -> None:
    """Style and rhythm need three scenes."""
    nulls = measured(10, 5)["_nulls"]
    assert nulls["scenePacingPatterns.editingStyle"] == "insufficient_samples"
    assert nulls["scenePacingCoreMetrics.rhythmConsistency"] == "insufficient_samples"


def test_what_nobody_defined_stays_null() -> None:
    """The legacy constants of the quality block and their like are null for good."""
    result = measured(10, 5)
    assert set(result["Quality"].values()) == {None}
    assert result["_nulls"]["scenePacingQuality.overallScore"] == "no_validated_definition"
    assert result["Interactions"]["beatMatching"] is None
    assert result["CoreMetrics"]["transitionSmoothing"] is None
    assert result["_nulls"]["scenePacingCoreMetrics.transitionSmoothing"] == "effect_not_measured"


def test_without_sound_there_is_no_sync() -> None:
    """No audio track and a failed analyzer have different reasons."""
    without = tuple(n for n in EVERYTHING if n != "energy")
    path = "scenePacingInteractions.audioVisualSync"
    assert measured(10, 5, ran=without, absent=("energy",))["_nulls"][path] == "no_audio"
    assert measured(10, 5, ran=without)["_nulls"][path] == "not_measured"


def test_without_shots_there_is_no_analysis() -> None:
    """The whole family is unmeasured, and says which analyzer was missing."""
    family = scene_pacing(timeline(10, [], ran=("text",)), VideoMetadata())
    assert isinstance(family, Unmeasured)
    assert "shots unavailable" in family.reason


@given(
    st.floats(0.4, 600),
    st.lists(st.floats(0.001, 0.999), max_size=30, unique=True),
    st.lists(st.floats(0, 1), max_size=30),
)
def test_whatever_the_cuts_the_numbers_are_possible(
    duration: float, places: list[float], sounds: list[float]
) -> None:
    """No NaN, windows without gaps, cuts counted once, for any cuts and onsets."""
    cuts = sorted({round(p * duration, 6) for p in places} - {0.0})
    result = measured(duration, *cuts, extra=tuple(onset(s * duration) for s in sounds))
    rows = result["Dynamics"]["pacingProgression"]
    assert sum(row["cuts"] for row in rows) == len(cuts) == result["CoreMetrics"]["totalScenes"] - 1
    edges = [tuple(map(int, row["timestamp"][:-1].split("-"))) for row in rows]
    assert edges[0][0] == 0
    assert all(a[1] == b[0] for a, b in itertools.pairwise(edges))
