"""How it is said and what goes with it: hooks, emphasis, gestures, expressions, overlays."""

from __future__ import annotations

import pytest

from builders import EVERYTHING, emotion, gesture, said, text, voice
from rumiai.schema.events import SpeechSegment
from talking import TALK, VOICE, measured

WITHOUT_GESTURES = tuple(name for name in EVERYTHING if name != "gestures")


def german(segment: SpeechSegment) -> SpeechSegment:
    return segment.model_copy(update={"language": "de"})


def hooks(*segments: SpeechSegment) -> list[tuple[str, float, str]]:
    rows = measured(60, voice(0, 60), *segments)["Patterns"]["verbalHooks"]
    return [(row["text"], row["timestamp"], row["type"]) for row in rows]


def techniques(*events: object) -> list[str]:
    return measured(60, *events)["Patterns"]["emphasisTechniques"]  # type: ignore[arg-type]


def test_hooks_stand_at_their_words() -> None:
    """Each with the start of its first word, in order of time, whatever the case."""
    words = said(2, "This", "Trick", "is", "amazing!", "Wait", "for", "it.")
    assert hooks(words) == [
        ("trick", 2.5, "value_prop"),
        ("amazing", 3.5, "hyperbole"),
        ("wait for it", 4.0, "question"),
    ]


def test_hooks_may_span_segments() -> None:
    """ "You won't" ends one segment and "believe" begins the next; apostrophes may be curly."""
    assert hooks(said(1, "you", "won’t"), said(3, "Believe", "this")) == [
        ("you won't believe", 1.0, "promise")
    ]


def test_hooks_are_whole_words() -> None:
    """ "tips", "hacked" and "secretly" are none, nor is a phrase over the end of a sentence."""
    assert hooks(said(1, "tips", "hacked", "secretly", "wait.", "For", "it")) == []


@pytest.mark.parametrize("words", [("mind-blowing",), ("mind", "-blowing")])
def test_a_hyphenated_word_is_one(words: tuple[str, ...]) -> None:
    """Recognisers split "mind-blowing"; it is found and counted as one word all the same."""
    result = measured(10, voice(0, 2), said(1, *words))
    assert result["Patterns"]["verbalHooks"][0]["text"] == "mind-blowing"
    assert result["CoreMetrics"]["totalWords"] == 1


def test_a_greeting_opens_the_speech() -> None:
    """It counts among the first three words, whenever they are spoken, and nowhere else."""
    assert hooks(said(20, "Okay", "so", "hi", "guys")) == [("hi", 21.0, "greeting")]
    assert hooks(said(1, "Then", "I", "said", "hi")) == []


def test_other_languages_have_no_list() -> None:
    """ "Hi" and "Trick" in German are no English hooks: null, not empty."""
    result = measured(10, voice(0, 2), german(said(0, "Hi", "Trick")))
    for field in ("verbalHooks", "emphasisTechniques"):
        assert result["Patterns"][field] is None
        assert result["_nulls"][f"speechPatterns.{field}"] == "non_english"
    assert result["CoreMetrics"]["totalWords"] == 2


def test_repetition() -> None:
    """Of 22 words, ten stand in "your country", "can do" and "do for", each said twice."""
    kennedy = (
        "And so my fellow Americans ask not what your country can do for you "
        "ask what you can do for your country"
    )
    result = measured(20, voice(0, 11), said(0, *kennedy.split()))
    assert result["CoreMetrics"]["totalWords"] == 22
    assert result["Patterns"]["repetitionRate"] == 0.455
    assert "repetition" in result["Patterns"]["emphasisTechniques"]


def test_nothing_is_repeated_in_one_word() -> None:
    """One word, and different words, give 0."""
    assert measured(9, voice(0, 1), said(0, "Oh"))["Patterns"]["repetitionRate"] == 0
    assert measured(9, voice(0, 2), said(0, "a", "b", "c"))["Patterns"]["repetitionRate"] == 0


def test_words_are_counted_without_punctuation() -> None:
    """ "Go!", "go" and "GO," are one word; a dash and a note are none."""
    core = measured(9, voice(0, 3), said(0, "Go!", "—", "go", "♪", "GO,"))["CoreMetrics"]
    assert (core["totalWords"], core["uniqueWords"]) == (3, 1)


def test_techniques() -> None:
    """Half of the words repeated, two of eight are "you", a question, and 5–8 s of pause."""
    assert measured(12, *TALK)["Patterns"]["emphasisTechniques"] == [
        "repetition",
        "direct_address",
        "questions",
        "dramatic_pauses",
    ]


def test_direct_address_is_more_than_a_twentieth() -> None:
    """One "you're" in 20 words is not more than 5 %, one in 19 is."""
    words = [f"w{i}" for i in range(19)]
    assert "direct_address" not in techniques(voice(0, 60), said(0, *words, "You're"))
    assert "direct_address" in techniques(voice(0, 60), said(0, *words[:18], "You're"))


def test_rapid_delivery_is_more_than_150_words_a_minute() -> None:
    """25 words in 10 s of speech are 150, 26 are 156."""
    words = [f"w{i}" for i in range(26)]
    assert techniques(voice(0, 10), said(0, *words[:25], each=0.4)) == []
    assert techniques(voice(0, 10), said(0, *words, each=0.4)) == ["rapid_delivery"]


def test_a_pause_has_speech_on_both_sides() -> None:
    """Silence before the first word is no dramatic pause, nor is one of more than 3 s."""
    assert techniques(voice(2.5, 5), voice(10, 60)) == []
    assert techniques(voice(2.5, 5), voice(7.5, 60)) == ["dramatic_pauses"]


def test_gestures_at_words() -> None:
    """One held over three samples counts once; 10.2 s is 0.2 s after "works"; 6.5 s is at none."""
    made = (gesture(1.4), gesture(1.6), gesture(1.8), gesture(6.5, "pointing"))
    result = measured(12, *TALK, *made, gesture(10.2, "open_palm", "right"))
    alignment = result["Dynamics"]["temporalAlignment"]
    assert alignment["gesture_emphasis_moments"] == [
        {"timestamp": 1.4, "gesture": "victory", "hand": "left", "word": "you"},
        {"timestamp": 10.2, "gesture": "open_palm", "hand": "right", "word": "works"},
    ]
    assert result["Interactions"]["speechGestureSync"] == 1.0, "both segments hold one"
    assert alignment["body_language_congruence"] == 1.0


def test_a_gesture_outside_the_segments_is_not_in_sync() -> None:
    """At 6.5 s nobody speaks: 0 of 2 segments."""
    assert measured(12, *TALK, gesture(6.5))["Interactions"]["speechGestureSync"] == 0


def test_unseen_gestures_are_unknown() -> None:
    """Null with a code of its own; but where nothing is said, no gesture is made at a word."""
    result = measured(12, *TALK, ran=WITHOUT_GESTURES)
    for path in (
        "speechDynamics.temporalAlignment.gesture_emphasis_moments",
        "speechDynamics.temporalAlignment.body_language_congruence",
        "speechInteractions.speechGestureSync",
        "speechInteractions.multiModalCoherence",
    ):
        assert result["_nulls"][path] == "gesture_not_measured"
    silent = measured(12, ran=WITHOUT_GESTURES)
    assert silent["Dynamics"]["temporalAlignment"]["gesture_emphasis_moments"] == []


def test_expressions_during_speech() -> None:
    """A joyful peak at 2 s counts; one at 6.5 s, in silence, and a weak or neutral one do not."""
    faces = (
        *(emotion(k / 2, "neutral", 0.95) for k in range(24) if k not in (4, 13, 20)),
        emotion(2.0, "joy", 0.9),
        emotion(6.5, "anger", 0.95),
        emotion(10.0, "joy", 0.7),
    )
    alignment = measured(12, *TALK, *faces)["Dynamics"]["temporalAlignment"]
    assert alignment["expression_peaks_during_speech"] == [
        {"timestamp": 2.0, "emotion": "joy", "intensity": 0.9}
    ]


def test_overlays_that_are_spoken() -> None:
    """Two of five: half of the words within a second count.

    1.1 s away, a third of the words, and no words at all do not.
    """
    overlays = (
        text("YOU KNOW the rules", 1, 3),
        text("It works", 10.9, 11.5),
        text("It works", 11.1, 11.9),
        text("you never ever", 1, 3),
        text("!!!", 1, 3),
    )
    interactions = measured(12, *TALK, *overlays, gesture(2))["Interactions"]
    assert interactions["speechTextOverlap"] == 0.4
    assert interactions["speechGestureSync"] == 0.5
    assert interactions["multiModalCoherence"] == 0.45


def test_a_contraction_is_spoken() -> None:
    """ "won't" is one word in speech and on screen."""
    overlap = measured(12, *VOICE, said(1, "won't"), text("Won't", 1, 2))["Interactions"]
    assert overlap["speechTextOverlap"] == 1.0


def test_no_overlays_and_no_reader() -> None:
    """Nothing on screen, and nobody who read it, have different reasons."""
    ran = tuple(name for name in EVERYTHING if name != "text")
    path = "speechInteractions.speechTextOverlap"
    assert measured(12, *TALK)["_nulls"][path] == "no_text"
    assert measured(12, *TALK, ran=ran)["_nulls"][path] == "not_measured"
