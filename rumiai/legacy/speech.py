"""Speech from stored transcripts.

Old transcripts mostly lack word times. Then the segments' texts are kept, but speech counts as not
transcribed: no word is put at a time that nobody measured, and segments, which touch one another,
are no voice activity.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from statistics import fmean

from rumiai.constants.thresholds import SPEECH_GAP_SECONDS
from rumiai.legacy.records import (
    Item,
    end_of,
    items,
    mapping,
    number,
    optional_number,
    part,
    read_each,
    text,
    time_of,
)
from rumiai.legacy.reports import failed, missing, ran, refused, unread
from rumiai.legacy.shapes import Stored
from rumiai.schema.events import SpeechSegment, VoiceActivity, Word
from rumiai.schema.intervals import Interval, overlap, union
from rumiai.schema.timeline import AnalyzerRun

UNTIMED = "the transcript has no times of words"
UNKNOWN_LANGUAGE = "unknown"

Reports = tuple[list[AnalyzerRun], tuple[str, ...]]


def read_speech(stored: Stored) -> Reports:
    """The reports of speech and of voice activity, and what was wrong with the records."""
    document = stored.documents.get("whisper")
    rows = _rows(document or {}) or list(stored.of_type("speech"))
    if document is None and not rows:
        return _neither(missing, "the file holds no transcript"), ()
    why = refused(document or {}, len(rows) or _heard(document or {}))
    if why is not None:
        return _neither(failed, why), ()
    language = _language(document or {}, rows)
    segments, account = read_each(rows, lambda row: _segment(row, language))
    faults = unread("whisper", account)
    if rows and not segments:
        return _neither(failed, f"none of {len(rows)} segments can be read"), faults
    if account.bad:
        reason = f"{account.bad} of {len(rows)} segments could not be read: words are missing"
        return _untimed(segments, reason), faults
    if any(not segment.words for segment in segments):
        return _untimed(segments, UNTIMED), faults
    return _timed(stored, document or {}, segments), faults


def _neither(report: Callable[[str, str], AnalyzerRun], reason: str) -> list[AnalyzerRun]:
    return [report(analyzer, reason) for analyzer in ("voice", "speech")]


def _untimed(segments: Sequence[SpeechSegment], reason: str) -> list[AnalyzerRun]:
    """Texts without words in time: calls to action can be found in them, nothing can be counted."""
    speech = missing("speech", reason).model_copy(update={"events": tuple(segments)})
    return [missing("voice", f"{reason}, and segments are no voice activity"), speech]


def _timed(stored: Stored, document: Item, segments: Sequence[SpeechSegment]) -> list[AnalyzerRun]:
    """Voice activity is the words, merged over short pauses (METRICS_CONTRACT, inputs)."""
    whole = [Interval(0.0, stored.duration)]
    words = [word for segment in segments for word in segment.words]
    voice = [
        VoiceActivity(start=span.start, end=span.end, score=_sureness(span, words))
        for span in union(words, gap=SPEECH_GAP_SECONDS)
    ]
    return [ran("voice", document, voice, whole), ran("speech", document, segments, whole)]


def _sureness(span: Interval, words: Sequence[Word]) -> float:
    """How sure the reader was of the words in a stretch of speech."""
    inside = [w.score for w in words if overlap(w, span) > 0 or span.start <= w.start <= span.end]
    return _mean(inside)


def _heard(document: Item) -> int:
    """1 where an empty transcript shows how many seconds it was made of, else 0."""
    seconds = document.get("duration")
    about = part(document, "metadata")
    listened = isinstance(seconds, (int, float)) and seconds > 0
    return int(listened and about.get("processed", document.get("success")) is True)


def _rows(document: Item) -> list[object]:
    """The segments under any of their names; the Node generation's best alternatives."""
    spoken = [a for a in items(document, "speechTranscriptions") if isinstance(a, dict)]
    best = [items(a, "alternatives")[:1] for a in spoken]
    cpp = [row for row in items(document, "transcription") if isinstance(row, dict)]
    return (
        items(document, "segments")
        or items(document, "transcripts")
        or list(chain.from_iterable(best))
        or [{**row, **_offsets(row)} for row in cpp]
    )


def _offsets(row: Item) -> dict[str, object]:
    """The times of whisper.cpp, as ``HH:MM:SS,mmm``."""
    times = part(row, "timestamps")
    return {"start": times.get("from"), "end": times.get("to")}


def _language(document: Item, rows: Sequence[object]) -> str:
    places = (document, part(document, "result"), *(r for r in rows if isinstance(r, dict)))
    named = (place.get("language", place.get("languageCode")) for place in places)
    return next((name for name in named if isinstance(name, str) and name), UNKNOWN_LANGUAGE)


def _segment(row: Item, language: str) -> SpeechSegment:
    words = tuple(map(_word, items(row, "words")))
    said = text(row, "text", "transcript")
    start = words[0].start if words and "start" not in row else time_of(row)
    end = words[-1].end if words and "end" not in row else end_of(row, start)
    return SpeechSegment(
        start=start,
        end=end,
        score=optional_number(row, "confidence") or _mean([word.score for word in words]),
        text=said,
        language=own if isinstance(own := row.get("language"), str) and own else language,
        words=words,
    )


def _mean(scores: Sequence[float]) -> float:
    """How sure the reader was of all words; 0 where there are none to tell it."""
    return fmean(scores) if scores else 0.0


def _word(value: object) -> Word:
    row = mapping(value)
    start = time_of(row)
    end = end_of(row, start)
    return Word(
        text=text(row, "word", "text"),
        start=start,
        end=end,
        score=number(row, "probability", "confidence"),
    )
