"""Recognisers hear voice alone, and their words stay inside it."""

from __future__ import annotations

import numpy as np
import pytest

from rumiai.analyzers.speech_engine import Heard, HeardWord
from rumiai.analyzers.speech_gate import PAD_SECONDS, doubt, event_of, pieces
from rumiai.constants.thresholds import PIECE_SECONDS
from rumiai.schema.events import SpeechRejected, SpeechSegment
from rumiai.schema.intervals import Interval
from rumiai.schema.media import SAMPLE_RATE, Audio

VOICE = (Interval(1.0, 2.0), Interval(4.0, 6.0))


def noise(seconds: float) -> Audio:
    """Sound of that length."""
    samples = np.random.default_rng(0).normal(0, 0.1, round(seconds * SAMPLE_RATE))
    return Audio(samples.astype(np.float32))


def heard(*words: tuple[str, float, float], why: str | None = None) -> Heard:
    """A segment of words."""
    return Heard(
        start=words[0][1],
        end=words[-1][2],
        text="".join(word for word, _, _ in words),
        words=tuple(HeardWord(*word, 0.8) for word in words),
        language="de",
        score=0.7,
        doubt=why,
    )


def test_near_stretches_make_one_piece_and_far_ones_two() -> None:
    """Joined up to a pause of a second, padded, and with the time of the first sample."""
    first, second = pieces(noise(10), [Interval(0.1, 1.0), Interval(1.9, 3.0), Interval(5.0, 6.0)])
    assert (first.start, len(first.samples)) == (0.0, round(3.3 * SAMPLE_RATE))
    assert first.voice == ((0.1, 1.0), (1.9, 3.0))
    assert second.start == pytest.approx(5.0 - PAD_SECONDS)
    assert len(second.samples) == round((1.0 + 2 * PAD_SECONDS) * SAMPLE_RATE)


def test_no_voice_gives_no_piece() -> None:
    """Silence reaches no recogniser."""
    assert pieces(noise(2), []) == ()


def test_long_speech_is_cut_where_it_is_quiet() -> None:
    """No piece is longer than Whisper's window, none of the voice is lost, nothing comes twice."""
    audio = noise(75)
    audio.samples[27 * SAMPLE_RATE : 28 * SAMPLE_RATE] *= 0.01
    made = pieces(audio, [Interval(0.5, 70.0), Interval(70.5, 74.0)])
    assert all(len(p.samples) <= PIECE_SECONDS * SAMPLE_RATE for p in made)
    spans = [span for piece in made for span in piece.voice]
    assert 27 < spans[0].end < 28
    assert spans[0].start == 0.5
    assert spans[-1].end == 74.0
    assert sum(span.end - span.start for span in spans) == pytest.approx(73.0)


def test_words_are_cut_to_voice_and_to_the_end() -> None:
    """A word keeps what lies in its stretch; one outside, or after the end, is dropped."""
    segment = event_of(
        heard((" a", 0.8, 1.2), (" b", 1.9, 2.2), (" c", 2.5, 3.9), (" d", 5.0, 7.0), (" e", 6, 7)),
        VOICE,
        5.5,
    )
    assert isinstance(segment, SpeechSegment)
    assert [(w.text, w.start, w.end) for w in segment.words] == [
        ("a", 1.0, 1.2),
        ("b", 1.9, 2.0),
        ("d", 5.0, 5.5),
    ]
    assert (segment.text, segment.start, segment.end) == ("a b d", 1.0, 5.5)
    assert (segment.language, segment.score) == ("de", pytest.approx(0.8))


def test_a_segment_without_a_word_in_voice_is_kept_as_rejected() -> None:
    """What is invented in a pause, or doubted, counts nowhere but can be read."""
    invented = event_of(heard((" Thanks", 2.5, 3.0), (" for", 3.0, 3.0)), VOICE, 9.0)
    doubted = event_of(heard((" so", 1.1, 1.5), why="no speech"), VOICE, 9.0)
    assert isinstance(invented, SpeechRejected)
    assert isinstance(doubted, SpeechRejected)
    assert (invented.text, invented.reason) == (
        "Thanks for",
        "no word of it lies in voice activity",
    )
    assert (doubted.text, doubted.reason, doubted.score) == ("so", "no speech", 0.7)


def test_what_begins_after_the_sound_is_nothing() -> None:
    """Not even the record of it reaches beyond the end."""
    assert event_of(heard((" so", 9.1, 9.5)), VOICE, 9.0) is None
    late = event_of(heard((" so", 8.5, 9.5)), VOICE, 9.0)
    assert isinstance(late, SpeechRejected)
    assert late.end == 9.0


@pytest.mark.parametrize(
    ("measures", "why"),
    [
        ((0.1, -0.3, 1.2), None),
        ((0.9, -0.3, 1.2), None),
        ((0.9, -1.2, 1.2), "no speech, with probability 0.90"),
        ((0.1, -1.2, 1.2), "too improbable"),
        ((0.1, -0.1, 2.6), "it repeats itself"),
    ],
)
def test_whispers_own_doubts(measures: tuple[float, float, float], why: str | None) -> None:
    """Improbable or repeated text is made up; a text that is probable was said."""
    said = doubt(*measures)
    assert said is None if why is None else said is not None and why in said
