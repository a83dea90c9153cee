"""Temporal markers, by values computed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from builders import (
    EVERYTHING,
    emotion,
    face,
    gesture,
    said,
    shots,
    text,
    thing,
    timeline,
    voice,
)
from rumiai.schema.events import Box
from rumiai.schema.measure import dump, reasons
from rumiai.schema.timeline import Timeline
from rumiai.timeline.markers import temporal_markers

NO_WEIGHTS = tuple(n for n in EVERYTHING if n not in ("emotions", "objects", "gestures", "speech"))


def markers(of: Timeline) -> dict[str, Any]:
    made = temporal_markers(of, "v1", "2026-01-02T03:04:05Z")
    return {**dump(made), "_nulls": reasons(made)}


def at(x: float) -> Box:
    return Box(x=x, y=0.1, width=0.1, height=0.1)


def test_density_weighs_and_caps() -> None:
    """Text 3, speech 2, everything else 1, at most 10 a second."""
    events = [
        *shots(20, 1.5, 4.2),
        text("a", 0.0, 9),
        text("b", 0.2, 9),
        text("c", 0.4, 9),
        text("d", 0.6, 9),
        voice(1.0, 3.0),
        thing("cup", 2.0, 8),
        gesture(3.1),
        emotion(3.2, "joy"),
    ]
    assert markers(timeline(20, events))["first_5_seconds"]["density_progression"] == [
        10,
        3,
        1,
        2,
        1,
    ]


def test_density_does_not_depend_on_the_sampling_rate() -> None:
    """A face that stays is one moment, however often it was sampled; one that returns is two."""
    steady = [face(0.2 * i) for i in range(25)]
    returning = [face(0.0), face(0.2), face(3.0), face(3.2)]
    first = markers(timeline(20, [*shots(20), *steady]))["first_5_seconds"]
    second = markers(timeline(20, [*shots(20), *returning]))["first_5_seconds"]
    assert first["density_progression"] == [1, 0, 0, 0, 0]
    assert second["density_progression"] == [1, 0, 0, 1, 0]


def test_what_starts_at_five_seconds_is_not_in_the_first_five() -> None:
    """The opening window is half open (the legacy system let items at 5 s leak in)."""
    events = [
        *shots(20, 5.0),
        text("late", 5.0, 9),
        voice(5.0, 6.0),
        gesture(5.0),
        thing("cup", 5, 9),
    ]
    opening = markers(timeline(20, events))["first_5_seconds"]
    assert opening["text_moments"] == opening["speech_segments"] == []
    assert opening["gesture_moments"] == opening["object_appearances"] == []
    assert opening["scene_changes"] == []
    assert opening["density_progression"] == [0] * 5


def test_texts_have_their_own_duration_and_side() -> None:
    """Real track length, side by the normalised centre (legacy: always "right")."""
    events = [
        *shots(20),
        text("left one", 1.25, 3.0, box=at(0.1)),
        text("middle", 2.0, 4.5, box=at(0.45)),
        text("right one", 3.999, 9.0, box=at(0.8)),
    ]
    rows = markers(timeline(20, events))["first_5_seconds"]["text_moments"]
    assert [(r["timestamp"], r["time"], r["duration"], r["position"]) for r in rows] == [
        ("1s", 1.25, 1.75, "left"),
        ("2s", 2.0, 2.5, "center"),
        ("3s", 4.0, 5.0, "right"),
    ]


def test_at_most_ten_texts_and_five_others() -> None:
    """Legacy caps stay."""
    events = [*shots(20), *(text(f"t{i}", 0.1 * i, 9) for i in range(15))]
    events += [thing(f"class{i}", 0.1 * i, 9) for i in range(8)]
    events += [gesture(0.6 * i, hand="left" if i % 2 else "right") for i in range(8)]
    events += [voice(0.6 * i, 0.6 * i + 0.2) for i in range(8)]
    opening = markers(timeline(20, events))["first_5_seconds"]
    assert len(opening["text_moments"]) == 10
    assert [
        len(opening[k]) for k in ("object_appearances", "gesture_moments", "speech_segments")
    ] == [5] * 3


def test_emotions_second_by_second() -> None:
    """The likeliest label of each second, null without a face; nothing is guessed from words."""
    events = [
        *shots(20),
        emotion(0.0, "neutral", 0.5),
        emotion(0.5, "joy", 0.9),
        emotion(2.0, "fear"),
        voice(3, 4),
    ]
    made = markers(timeline(20, events))
    assert made["first_5_seconds"]["emotion_sequence"] == ["joy", None, "fear", None, None]
    assert made["_nulls"]["first_5_seconds.emotion_sequence[]"] == "no_people"


def test_objects_by_count() -> None:
    """The most frequent class first, with its first appearance."""
    events = [*shots(20), thing("cup", 1, 2), thing("dog", 0.5, 4), thing("cup", 3.2, 4)]
    assert markers(timeline(20, events))["first_5_seconds"]["object_appearances"] == [
        {"class": "cup", "first_appearance": "1s", "count": 2},
        {"class": "dog", "first_appearance": "0s", "count": 1},
    ]


def test_speech_segments_with_their_words() -> None:
    """Voice activity 0.3 s apart is one segment; its text is cut at 50 characters."""
    words = [f"word{i}" for i in range(12)]
    events = [*shots(20), voice(0.9, 3.0), voice(3.2, 8.0), said(1.0, *words)]
    (segment,) = markers(timeline(20, events))["first_5_seconds"]["speech_segments"]
    assert (segment["start"], segment["end"]) == ("0s", "8s")
    assert segment["text"] == " ".join(words)[:50] + "..."


def test_the_closing_window() -> None:
    """The last 15 %, named by its whole seconds; onsets before it do not count."""
    events = [*shots(20), text("early", 16.9, 20), text("late", 17.0, 19.5), voice(16, 18)]
    closing = markers(timeline(20, events))["cta_window"]
    assert closing["time_range"] == "17-20s"
    assert [t["text"] for t in closing["text_overlays"]] == ["late"]
    assert closing["speech_emphasis"]["speech_duration"] == 1.0
    assert closing["speech_emphasis"]["segment_count"] == 1


def test_calls_to_action_match_whole_words_in_context() -> None:
    """ "I like storing them" asks for nothing; "like and follow" asks once; "buyer" is no "buy"."""
    events = [
        *shots(20),
        text("i like storing them", 17.1, 18),
        text("Like and follow!", 17.5, 18),
        text("for every buyer", 18.0, 19),
        text("Check  out the shop", 19.0, 20),
        said(18.2, "please", "subscribe"),
    ]
    rows = markers(timeline(20, events))["cta_window"]["cta_appearances"]
    assert [(r["timestamp"], r["keyword"], r["type"]) for r in rows] == [
        ("17s", "like", "text"),
        ("18s", "subscribe", "speech"),
        ("19s", "check out", "text"),
    ]
    assert rows[1]["context"] == "please subscribe"


def test_gestures_beside_speech() -> None:
    """The ratio is the share of speech segments with a gesture, not a ratio of counts."""
    events = [*shots(20), voice(17, 18), voice(19, 20), gesture(17.4), gesture(18.6, "pointing")]
    sync = markers(timeline(20, events))["cta_window"]["gesture_sync"]
    assert sync == {"gesture_count": 2, "speech_count": 2, "sync_ratio": 0.5}


def test_words_are_counted_where_their_middle_lies() -> None:
    """Words inside the window only, over the seconds spoken inside it."""
    events = [*shots(20), voice(16, 19), said(16.0, "a", "b", "c", "d", "e", "f")]
    emphasis = markers(timeline(20, events))["cta_window"]["speech_emphasis"]
    assert emphasis["word_count"] == 4
    assert emphasis["words_per_second"] == pytest.approx(2.0)


def test_peaks() -> None:
    """Seconds above one and a half times the mean and above both neighbours, strongest first."""
    events = [
        *shots(20, 7.0),
        text("a", 7.1, 9),
        voice(7.2, 9),
        thing("cup", 3, 4),
        thing("cup", 11, 12),
    ]
    made = markers(timeline(20, events))["peak_moments"]
    assert made == [{"timestamp": 7.0, "intensity": 6.5, "events": ["scene", "text: a", "speech"]}]


def test_two_equal_neighbours_are_no_peak() -> None:
    """A maximum must be strict."""
    events = [
        *shots(20),
        text("a", 7.1, 9),
        text("b", 8.1, 9),
        *(thing("c", t, 19) for t in (1, 3, 12)),
    ]
    assert markers(timeline(20, events))["peak_moments"] == []


@pytest.mark.parametrize(("duration", "buckets"), [(4.0, 1), (5.0, 1), (20.0, 4), (20.1, 5)])
def test_the_curve_has_one_value_for_each_five_seconds(duration: float, buckets: int) -> None:
    """No extra bucket where five divides the duration (the legacy system had one, always 0)."""
    curve = markers(timeline(duration, shots(duration)))["engagement_curve"]
    assert curve == [0.0] * buckets


def test_the_curve_weighs_onsets() -> None:
    """(2·text + 1.5·cut + speech + 0.5·object) / 10, at most 1."""
    events = [*shots(10, 2.0), text("a", 1, 9), voice(3, 9), thing("cup", 4.9, 9)]
    events += [text(f"t{i}", 6, 9) for i in range(6)]
    assert markers(timeline(10, events))["engagement_curve"] == [0.5, 1.0]


def test_a_video_shorter_than_the_window() -> None:
    """Seconds that the video lacks are null, not zero."""
    made = markers(timeline(2.4, [*shots(2.4), text("hi", 0.0, 1), emotion(0.0, "joy")]))
    assert made["first_5_seconds"]["density_progression"] == [4, 0, 0, None, None]
    assert made["first_5_seconds"]["emotion_sequence"] == ["joy", None, None, None, None]
    assert made["_nulls"]["first_5_seconds.density_progression[]"] == "insufficient_samples"
    assert made["cta_window"]["time_range"] == "2-2s"


def test_what_was_not_measured_is_null_with_its_reason() -> None:
    """Without trained weights the parts that need them are null; the others are there."""
    events = [*shots(20), voice(1, 3), voice(18, 19)]
    made = markers(timeline(20, events, ran=NO_WEIGHTS))
    opening, closing, nulls = made["first_5_seconds"], made["cta_window"], made["_nulls"]
    assert opening["emotion_sequence"] == [None] * 5
    assert opening["gesture_moments"] is opening["object_appearances"] is None
    assert opening["speech_segments"] == [{"start": "1s", "end": "3s", "text": None}]
    assert closing["object_focus"] is None
    assert closing["gesture_sync"] == {"gesture_count": None, "speech_count": 1, "sync_ratio": None}
    assert closing["speech_emphasis"]["word_count"] is None
    assert nulls["first_5_seconds.gesture_moments"] == "gesture_not_measured"
    assert nulls["cta_window.speech_emphasis.word_count"] == "not_measured"
    assert made["metadata"]["ml_data_available"] == {
        "yolo": False,
        "whisper": False,
        "ocr": True,
        "mediapipe": True,
        "scene": True,
    }


def test_without_an_audio_track_nothing_was_said() -> None:
    """Counts of speech are 0, not null; rates have no meaning."""
    ears = ("voice", "energy", "speech")
    ran = tuple(n for n in EVERYTHING if n not in ears)
    made = markers(timeline(20, shots(20), ran=ran, absent=ears, has_audio=False))
    assert made["first_5_seconds"]["speech_segments"] == []
    assert made["cta_window"]["speech_emphasis"] == {
        "speech_duration": 0.0,
        "word_count": 0,
        "words_per_second": None,
        "segment_count": 0,
    }
    assert made["_nulls"]["cta_window.speech_emphasis.words_per_second"] == "no_audio"
