"""What is written of speech that is not believed."""

from __future__ import annotations

from builders import run, said, timeline, voice
from rumiai.metrics.speech_analysis import speech_analysis
from rumiai.outputs.detectors import detector_documents
from rumiai.outputs.entries import entries_of
from rumiai.schema.events import SpeechRejected
from rumiai.schema.measure import result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import SpeechAnalysis
from rumiai.schema.timeline import Status

THANKS = SpeechRejected(start=6.0, end=7.0, score=0.3, text="Thanks for watching", reason="music")


def test_rejected_segments_are_kept_apart_and_count_nowhere() -> None:
    """In the transcript's file under a name of their own; in no text, word, entry or number."""
    plain = timeline(10.0, [voice(1, 3), said(1.0, "hello", "you")])
    video = plain.model_copy(update={"events": (*plain.events, THANKS)})
    document = detector_documents(video, "id")["whisper"]
    assert document["text"] == "hello you"
    assert document["rejected"] == [
        {
            "start": 6.0,
            "end": 7.0,
            "text": "Thanks for watching",
            "confidence": 0.3,
            "reason": "music",
        }
    ]
    assert entries_of(video) == entries_of(plain)
    for made in (speech_analysis(video, VideoMetadata()),):
        assert made == speech_analysis(plain, VideoMetadata())


def test_a_refused_transcript_is_unknown_and_not_empty() -> None:
    """Words are null because they were not measured; voice is still measured."""
    heard = timeline(10.0, [voice(1, 3)], ran=("voice", "energy"))
    refused = run("speech", 10.0, Status.UNAVAILABLE).model_copy(update={"reason": "no English"})
    runs = tuple(refused if r.analyzer == "speech" else r for r in heard.runs)
    video = heard.model_copy(update={"runs": runs, "events": (*heard.events, THANKS)})
    document = detector_documents(video, "id")["whisper"]
    assert (document["text"], document["segments"], document["language"]) == (None, None, None)
    assert document["metadata"]["reason"] == "no English"
    assert len(document["rejected"]) == 1
    family = speech_analysis(video, VideoMetadata())
    assert isinstance(family, SpeechAnalysis)
    result = result_of(family)
    assert result["speechCoreMetrics"]["totalWords"] is None
    assert result["_nulls"]["speechCoreMetrics.totalWords"] == "not_measured"
    assert result["speechCoreMetrics"]["speechCoverage"] == 0.2


def test_the_language_is_the_one_most_is_said_in() -> None:
    """Each segment keeps its own."""
    german = said(0.0, "ja").model_copy(update={"language": "de"})
    video = timeline(10.0, [german, said(2.0, "and", "so", "on")])
    document = detector_documents(video, "id")["whisper"]
    assert document["language"] == "en"
    assert [segment["language"] for segment in document["segments"]] == ["de", "en"]
