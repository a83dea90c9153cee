"""The timeline in the unified analysis: the very numbers that were computed from."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from builders import CENTRE, clip, emotion, face, gesture, loudness, said, seen_text, shots, text
from builders import timeline as make
from rumiai.metrics import measure
from rumiai.outputs.atomic import to_json
from rumiai.schema.measure import Family, result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.stored import measured_block, rounded, timeline_of
from rumiai.schema.timeline import Timeline
from rumiai.timeline.markers import temporal_markers

EVENTS = (
    *shots(12.3456789, 1 / 3, 7.1),
    seen_text("Hi \N{WAVING HAND SIGN}", 0.0),
    text("Hi", 0.0, 2 / 3, score=1 / 7),
    face(0.1 + 0.2),
    gesture(1.0),
    emotion(1.0, "joy"),
    said(1 / 3, "hello", "there", each=1 / 7),
    loudness(12.3456789, 0.1, 1 / 3, 2 / 3),
)


def through_a_file(timeline: Timeline) -> Timeline:
    return timeline_of(json.loads(to_json(measured_block(timeline))))


def test_a_rounded_timeline_comes_back_as_it_was() -> None:
    """But for folders and for what the runs took."""
    timeline = rounded(make(12.3456789, EVENTS))
    assert through_a_file(timeline) == timeline
    assert timeline.clip.duration == 12.345679
    assert rounded(timeline) == timeline


def test_folders_and_stop_watches_are_left_out() -> None:
    """They differ from run to run, and are nobody's business."""
    timeline = make(12, EVENTS)
    slow = timeline.runs[0].model_copy(update={"seconds": 3.2, "load_seconds": 1.1})
    elsewhere = clip(12, path="/home/somebody/clip.mp4")
    moved = timeline.model_copy(update={"clip": elsewhere, "runs": (slow, *timeline.runs[1:])})
    assert to_json(measured_block(moved)) == to_json(measured_block(timeline))
    assert "somebody" not in to_json(measured_block(moved))


def test_a_broken_block_is_refused() -> None:
    """A number that cannot be, a kind that is none."""
    block = measured_block(make(12, [face(1.0)]))
    block["events"][0]["score"] = 2.0
    with pytest.raises(ValidationError):
        timeline_of(block)


@settings(max_examples=30, deadline=None)
@given(
    st.floats(0.1, 120),
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 1)), max_size=8),
)
def test_the_file_gives_the_same_results(
    duration: float, spans: list[tuple[float, float, float]]
) -> None:
    """Whatever was measured: analyses and markers from the file equal those of the run."""
    cuts = sorted({start * duration for start, _, _ in spans if 0 < start < 1})
    overlays = [
        text(f"t{i}", start * duration, min(1, start + length) * duration, score, CENTRE)
        for i, (start, length, score) in enumerate(spans)
    ]
    timeline = rounded(make(duration, [*shots(duration, *cuts), *overlays]))
    again = through_a_file(timeline)
    for first, second in zip(_families(timeline), _families(again), strict=True):
        assert to_json(result_of(first)) == to_json(result_of(second))
    assert temporal_markers(timeline, "v", "now") == temporal_markers(again, "v", "now")


def _families(timeline: Timeline) -> list[Family]:
    found = measure(timeline, VideoMetadata()).in_order()
    return [family for family in found if isinstance(family, Family)]
