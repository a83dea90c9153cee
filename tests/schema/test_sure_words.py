"""Words that are not sure count, but no phrase is read out of them."""

from __future__ import annotations

from builders import said, timeline
from rumiai.constants.thresholds import SURE_WORD
from rumiai.metrics.speech_hooks import hooks
from rumiai.metrics.speech_words import Transcript, transcript
from rumiai.metrics.spoken_requests import asked_at_the_end
from rumiai.schema.events import SpeechSegment
from rumiai.schema.sure_words import sure_text
from rumiai.schema.timeline import Timeline
from rumiai.timeline.markers import temporal_markers


def doubted(segment: SpeechSegment, *unsure: str) -> SpeechSegment:
    """The segment with some words below the threshold."""
    words = tuple(
        word.model_copy(update={"score": SURE_WORD - 0.01}) if word.text in unsure else word
        for word in segment.words
    )
    return segment.model_copy(update={"words": words})


def measured(video: Timeline) -> Transcript:
    found = transcript(video)
    assert isinstance(found, Transcript)
    return found


def test_they_are_counted_and_open_no_phrase() -> None:
    """All words of the transcript count; the phrase that needs an unsure one is not found."""
    sure = said(0.0, "wait", "until", "you", "see", "this")
    for segment, found in ((sure, True), (doubted(sure, "you"), False)):
        words = measured(timeline(10.0, [segment]))
        assert len(words.words) == 5
        assert bool(words.phrases(("until you see",))) is found
        assert bool(words.phrases(("see this",)))
        assert words.share_of(("you",)) == (0.2 if found else 0.0)


def test_an_unsure_word_does_not_let_its_neighbours_touch() -> None:
    """What stands on both sides of it is no phrase."""
    words = measured(timeline(10.0, [doubted(said(0.0, "link", "uh", "in", "bio"), "uh")]))
    assert not words.phrases(("link in bio",))


def test_no_hook_and_no_call_to_action_of_unsure_words() -> None:
    """In the hooks, at the end of the video, and in the markers."""
    call = said(9.0, "so", "follow", "for", "more", each=0.1)
    hook = said(0.0, "did", "you", "know")
    for segments, found in (
        ([hook, call], True),
        ([doubted(hook, "know"), doubted(call, "follow", "for", "more")], False),
    ):
        video = timeline(10.0, segments)
        assert bool(hooks(measured(video))) is found
        assert asked_at_the_end(video) is found
        calls = temporal_markers(video, "id", "2026-11-20T00:00:00Z").cta_window.cta_appearances
        assert bool(calls) is found


def test_the_text_of_old_transcripts_without_word_times_is_searched_whole() -> None:
    """Nothing is known to be unsure there."""
    bare = said(0.0, "follow", "me").model_copy(update={"words": ()})
    assert sure_text(bare) == "follow me"
    assert sure_text(doubted(said(0.0, "follow", "me"), "me")) == "follow _"
