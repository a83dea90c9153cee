"""Linked sightings become tracks, shot by shot."""

from __future__ import annotations

from builders import clip, glimpse, run, shots
from rumiai.schema.events import Event, ObjectSeen, ObjectTrack
from rumiai.schema.timeline import Timeline
from rumiai.timeline.merge import merge


def merged(duration: float, *seen: Event, cuts: tuple[float, ...] = ()) -> Timeline:
    found = run("objects", duration, events=seen, frames_per_second=2.0)
    return merge(
        clip(duration), (run("shots", duration, events=tuple(shots(duration, *cuts))), found)
    )


def spans(timeline: Timeline) -> list[tuple[int | None, float, float]]:
    return [(t.track, t.start, t.end) for t in timeline.of(ObjectTrack)]


def test_a_track_stands_until_the_sample_after_its_last() -> None:
    """Two samples a second; the mean score, and the box of the best sighting."""
    timeline = merged(4, glimpse("cup", 0.5, 0.4, track=7), glimpse("cup", 1.0, 0.8, track=7))
    (track,) = timeline.of(ObjectTrack)
    assert (track.start, track.end, track.label) == (0.5, 1.5, "cup")
    assert track.score == (0.4 + 0.8) / 2
    assert {one.track for one in timeline.of(ObjectSeen)} == {track.track} == {0}


def test_no_identity_jumps_over_a_cut() -> None:
    """The analyzer linked it over the cut at 1.2 s; the track ends there, another one begins."""
    seen = [glimpse("cup", k / 2, track=0) for k in range(5)]
    timeline = merged(4, *seen, cuts=(1.2,))
    assert spans(timeline) == [(0, 0.0, 1.2), (1, 1.5, 2.5)]
    assert [one.track for one in timeline.of(ObjectSeen)] == [0, 0, 0, 1, 1]


def test_a_track_ends_with_the_video() -> None:
    """Its last sample would stand longer than the pictures."""
    assert spans(merged(1.2, glimpse("cup", 1.0, track=0))) == [(0, 1.0, 1.2)]


def test_a_cut_at_a_sample_belongs_to_the_next_shot() -> None:
    """What is seen at the very cut is seen after it."""
    seen = [glimpse("cup", 0.5, track=0), glimpse("cup", 1.0, track=0)]
    assert spans(merged(4, *seen, cuts=(1.0,))) == [(0, 0.5, 1.0), (1, 1.0, 1.5)]


def test_sightings_that_nobody_linked_give_no_track() -> None:
    """Old files bring their tracks with them."""
    timeline = merged(4, glimpse("cup", 0.5))
    assert timeline.of(ObjectTrack) == ()
    assert len(timeline.of(ObjectSeen)) == 1
