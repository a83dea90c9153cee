"""Reports become one timeline inside the clip."""

from __future__ import annotations

import pytest

from builders import clip, run, said, seen_text, shots, voice
from rumiai.schema.events import Shot, SpeechSegment, TextTrack, VoiceActivity
from rumiai.schema.intervals import Interval
from rumiai.schema.measure import NullCode
from rumiai.schema.timeline import Status
from rumiai.timeline.merge import merge


def test_events_are_cut_off_at_the_end_and_sorted() -> None:
    """What begins after the video is left out; what reaches beyond it ends with it."""
    ears = run("voice", 5, events=(voice(4, 6), voice(1, 2), voice(5.5, 6)))
    merged = merge(clip(5.0), [ears])
    assert [(v.start, v.end) for v in merged.of(VoiceActivity)] == [(1, 2), (4, 5)]


def test_texts_get_their_tracks_beside_their_readings() -> None:
    """Readings stay for the detector file, tracks are for the metrics."""
    eyes = run("text", 2, events=(seen_text("Hi", 0.0), seen_text("Hi", 0.5)))
    merged = merge(clip(2.0), [eyes])
    assert [(t.text, t.start, t.end) for t in merged.of(TextTrack)] == [("Hi", 0.0, 1.0)]
    assert len(merged.events) == 3


def test_reports_lose_their_events_and_stay_inside_the_clip() -> None:
    """The timeline holds each event once; inspected intervals end with the video."""
    eyes = run("shots", 5, events=tuple(shots(6, 3)), inspected=(Interval(0, 6),))
    merged = merge(clip(5.0), [eyes])
    report = merged.run("shots")
    assert report is not None
    assert report.events == ()
    assert report.inspected == ((0, 5),)
    assert [(s.start, s.end) for s in merged.of(Shot)] == [(0, 3), (3, 5)]


def test_a_timeline_knows_what_it_does_not_know() -> None:
    """Ran, absent, failed and unknown analyzers are told apart."""
    merged = merge(
        clip(2.0),
        [run("shots", 2), run("voice", 2, Status.ABSENT), run("text", 2, Status.FAILED)],
    )
    assert merged.ran("shots")
    assert merged.missing("shots") is None
    assert merged.missing("voice").code is NullCode.NO_AUDIO  # type: ignore[union-attr]
    assert merged.missing("text").code is NullCode.NOT_MEASURED  # type: ignore[union-attr]
    effects = merged.missing("effects", NullCode.EFFECT_NOT_MEASURED)
    assert effects is not None
    assert effects.code is NullCode.EFFECT_NOT_MEASURED
    assert merged.account("text") == "text failed: for a test"
    assert merged.account("effects") == "effects missing: not part of this timeline"


def test_inspected_bins() -> None:
    """A bin counts if any part of it was looked at; a failed analyzer looked at nothing."""
    eyes = run("text", 4, inspected=(Interval(0, 1.0), Interval(2.5, 2.6)))
    merged = merge(clip(4.0), [eyes, run("faces", 4, Status.FAILED, inspected=(Interval(0, 4),))])
    assert merged.inspected_bins("text") == (0, 2)
    assert merged.inspected_share("text") == pytest.approx(0.5)
    assert merged.inspected_share("faces") == 0


def test_no_word_is_said_after_the_end() -> None:
    """Sound may outlast the pictures: words are cut off with their segment, or left out."""
    spoken = said(1.0, "water", "it", "once", each=0.5)
    ears = run("speech", 2.5, events=(spoken,))
    (cut,) = merge(clip(1.8), [ears]).of(SpeechSegment)
    assert [(w.text, w.start, w.end) for w in cut.words] == [
        ("water", 1.0, 1.5),
        ("it", 1.5, 1.8),
    ]
    assert (cut.text, cut.end) == ("water it", 1.8)
    (whole,) = merge(clip(2.5), [ears]).of(SpeechSegment)
    assert whole == spoken
