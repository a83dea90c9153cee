"""Readings of one overlay become one track; different overlays stay apart."""

from __future__ import annotations

import pytest

from builders import CENTRE, seen_text
from rumiai.schema.events import Box, TextSeen
from rumiai.timeline.tracks import text_tracks

LEFT = Box(x=0.0, y=0.4, width=0.3, height=0.1)
RIGHT = Box(x=0.6, y=0.4, width=0.3, height=0.1)


def tracks_of(*readings: TextSeen) -> list[tuple[str, float, float]]:
    ordered = sorted(readings, key=lambda r: (r.start, r.box.x))
    return [(t.text, t.start, t.end) for t in text_tracks(ordered)]


def every_half_second(*texts: str | None, box: Box = CENTRE) -> list[TextSeen]:
    return [seen_text(t, 0.5 * i, box=box) for i, t in enumerate(texts) if t is not None]


def test_a_track_lasts_from_its_first_to_after_its_last_reading() -> None:
    """Each reading stands until the next sample."""
    assert tracks_of(*every_half_second("Sale", "Sale", "Sale")) == [("Sale", 0.0, 1.5)]


def test_a_misread_letter_does_not_split_a_track() -> None:
    """The text that was read most surely overall wins."""
    readings = every_half_second("Caminandes", "Camimandes", "Caminandes", "Caminandes")
    assert tracks_of(*readings) == [("Caminandes", 0.0, 2.0)]


def test_spaces_and_confusable_letters_do_not_split_a_track() -> None:
    """Recognition loses spaces and takes l, I and 1 for one another."""
    readings = every_half_second("50 items in all", "50items in all", "5O ltems in all")
    assert [t[1:] for t in tracks_of(*readings)] == [(0.0, 1.5)]


def test_a_changed_word_is_a_new_overlay() -> None:
    """Captions that differ by one word are two overlays, at the sample where the word changes."""
    readings = every_half_second("Step one: light", "Step one: light", "Step two: light")
    assert tracks_of(*readings) == [("Step one: light", 0.0, 1.0), ("Step two: light", 1.0, 1.5)]


def test_a_changed_number_is_a_new_overlay() -> None:
    """A counter is not one text with misread digits."""
    readings = every_half_second("Only 12 of them left", "Only 11 of them left")
    assert len(tracks_of(*readings)) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Never ever do this", "Never ever do that"),
        ("He likes it a lot", "She likes it a lot"),
        ("You can do that", "You can't do that"),
        ("I made $10k in a week", "I made $20k in a week"),
        ("Day1 of the plan", "Day2 of the plan"),
    ],
)
def test_lasting_texts_that_differ_by_one_similar_word_are_two(first: str, second: str) -> None:
    """Both were read twice in a row, which misreadings are not."""
    found = tracks_of(*every_half_second(first, first, second, second))
    assert found == [(first, 0.0, 1.0), (second, 1.0, 2.0)]


def test_a_similar_word_read_once_is_a_misreading() -> None:
    """Between equal readings it neither splits the overlay nor gives it its name."""
    readings = every_half_second("Do that now", "Do that now", "Do thot now", "Do that now")
    assert tracks_of(*readings) == [("Do that now", 0.0, 2.0)]


def test_different_texts_in_one_place_are_apart() -> None:
    """Similarity counts, not place alone."""
    assert len(tracks_of(*every_half_second("Hello there", "Buy it now"))) == 2


def test_the_same_text_in_two_places_is_two_overlays() -> None:
    """Two copies shown at once are followed one by one."""
    readings = [seen_text("Sale", t, box=b) for t in (0.0, 0.5) for b in (LEFT, RIGHT)]
    assert tracks_of(*readings) == [("Sale", 0.0, 1.0), ("Sale", 0.0, 1.0)]


def test_a_text_that_moves_away_stays_one_overlay() -> None:
    """The same words in a place that does not overlap the last one have moved."""
    readings = [seen_text("Look here", 0.0, box=LEFT), seen_text("Look here", 0.5, box=RIGHT)]
    assert tracks_of(*readings) == [("Look here", 0.0, 1.0)]


def test_similar_but_not_equal_texts_elsewhere_are_apart() -> None:
    """Without overlap only the very same text is followed."""
    readings = [seen_text("Look here", 0.0, box=LEFT), seen_text("Look there", 0.5, box=RIGHT)]
    assert len(tracks_of(*readings)) == 2


def test_a_text_being_drawn_joins_what_it_becomes() -> None:
    """Half-drawn readings are the beginning of the overlay, not overlays of their own."""
    readings = every_half_second("m", "Camn-d", "Caminandes", "Caminandes", "Caminandes")
    assert tracks_of(*readings) == [("Caminandes", 0.0, 2.5)]


def test_a_finished_text_is_not_swallowed_by_a_longer_one() -> None:
    """A caption that stood for a while and is part of the next one stays an overlay."""
    readings = every_half_second("Water", "Water", "Water", "Water them once a week")
    assert [t[0] for t in tracks_of(*readings)] == ["Water", "Water them once a week"]


def test_one_missed_sample_is_bridged_two_are_not() -> None:
    """Recognition may miss a text once; after two samples it was gone."""
    assert tracks_of(*every_half_second("Sale", None, "Sale")) == [("Sale", 0.0, 1.5)]
    assert len(tracks_of(*every_half_second("Sale", None, None, "Sale"))) == 2


def test_a_single_misreading_between_right_ones_is_bridged() -> None:
    """Noise in one sample leaves the overlay whole; the noise is an overlay of its own."""
    found = tracks_of(*every_half_second("Follow me", "Xq#", "Follow me"))
    assert ("Follow me", 0.0, 1.5) in found


def test_score_and_box_of_a_track() -> None:
    """The score is the mean, the box the surest reading's."""
    readings = [seen_text("Sale", 0.0, 0.8, LEFT), seen_text("Sale", 0.5, 1.0, RIGHT)]
    (track,) = text_tracks(readings)
    assert (track.score, track.box, track.readings) == (0.9, RIGHT, 2)


def test_no_readings_no_tracks() -> None:
    """Nothing read, nothing tracked."""
    assert text_tracks([]) == []
