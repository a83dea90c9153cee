"""Speech in the Node generation's shape, which is that of a cloud service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rumiai.outputs.wire import score, seconds
from rumiai.schema.events import SpeechSegment, Word
from rumiai.schema.timeline import Timeline

NANOS = 1_000_000_000


def speech(timeline: Timeline, whisper: Mapping[str, Any]) -> dict[str, Any]:
    """The transcription; `whisper` is the same in the F shape, whose segments are repeated."""
    segments = timeline.of(SpeechSegment)
    ran = timeline.settled("speech")
    reason = whisper["_nulls"].get("segments")
    missing = ("speechTranscriptions", "transcript", "wordCount", "segments")
    language = {k: v for k, v in whisper["_nulls"].items() if k == "language"}
    rows = [
        {**row, "confidence": score(segment.score)}
        for row, segment in zip(whisper["segments"] or (), segments, strict=ran)
    ]
    return {
        "speechTranscriptions": [_transcription(s) for s in segments] if ran else None,
        "transcript": whisper["text"],
        "wordCount": sum(len(s.words) for s in segments) if ran else None,
        "segments": rows if ran else None,
        "language": whisper["language"],
        "duration": whisper["duration"],
        "metadata": whisper["metadata"],
        "_nulls": {**({} if ran else dict.fromkeys(missing, reason)), **language},
    }


def _transcription(segment: SpeechSegment) -> dict[str, Any]:
    alternative = {
        "transcript": segment.text,
        "confidence": score(segment.score),
        "words": [_word(word) for word in segment.words],
    }
    return {"alternatives": [alternative], "languageCode": segment.language}


def _word(word: Word) -> dict[str, Any]:
    return {
        "word": word.text,
        "startTime": _time(word.start),
        "endTime": _time(word.end),
        "confidence": score(word.score),
    }


def _time(value: float) -> dict[str, int]:
    """A time in whole seconds and billionths of one."""
    whole, nanos = divmod(round(seconds(value) * NANOS), NANOS)
    return {"seconds": whole, "nanos": nanos}
