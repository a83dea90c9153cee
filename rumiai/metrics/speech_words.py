"""The spoken words: how many, how different, how fast, how often repeated (METRICS_CONTRACT B5)."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from statistics import fmean, pstdev
from typing import NamedTuple

from rumiai.constants.lexicon import hits
from rumiai.constants.thresholds import WPM_MIN_SECONDS, WPM_WINDOW_SECONDS
from rumiai.metrics.speech_silence import listened, unheard
from rumiai.schema.events import SpeechSegment, Word
from rumiai.schema.intervals import Interval, overlap, total, windows
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.sure_words import UNSURE, is_sure
from rumiai.schema.timeline import Timeline

NO_SPEECH = Null(code=NullCode.NO_SPEECH)


class SpokenWord(NamedTuple):
    """A word with its punctuation, casefolded, its apostrophes straight."""

    text: str
    start: float
    end: float
    score: float

    @property
    def middle(self) -> float:
        """The instant at which it counts."""
        return (self.start + self.end) / 2

    @property
    def bare(self) -> str:
        """Without the punctuation around it."""
        return re.sub(r"^\W+|\W+$", "", self.text)

    @property
    def sure(self) -> bool:
        """Whether it is so probable that phrases may be read out of it."""
        return is_sure(self.score)


class Transcript(NamedTuple):
    """All words of a video in order, and the parts of the video that were transcribed."""

    words: tuple[SpokenWord, ...]
    heard: tuple[Interval, ...]
    duration: float
    foreign: Null | None
    """Why phrases cannot be looked for: their lists are English. None where all of it is."""
    questions: int
    """Question marks."""

    @property
    def bare(self) -> list[str]:
        """The words as they are compared."""
        return [word.bare for word in self.words]

    @property
    def unique(self) -> int:
        """How many different words."""
        return len(set(self.bare))

    @property
    def diversity(self) -> float | Null:
        """Different words as a share of all."""
        return self.unique / len(self.words) if self.words else NO_SPEECH

    @property
    def density(self) -> float:
        """Words a second of the time that was transcribed, which is D for any sound file."""
        return len(self.words) / total(self.heard)

    @property
    def clarity(self) -> float | Null:
        """Mean probability of the words."""
        return fmean(word.score for word in self.words) if self.words else NO_SPEECH

    @property
    def repetition(self) -> float | Null:
        """Share of the words that stand in a sequence of two or three said at least twice.

        A repeated three consists of repeated pairs, so that pairs suffice.
        """
        if not self.words:
            return NO_SPEECH
        pairs = list(pairwise(self.bare))
        counts = Counter(pairs)
        inside = {i + step for i, pair in enumerate(pairs) if counts[pair] > 1 for step in (0, 1)}
        return len(inside) / len(self.words)

    @property
    def pace(self) -> tuple[float | Null, ...]:
        """Words a minute in windows of five seconds, by their middle.

        Null where less than a second of a window was heard: one word would be hundreds a minute.
        """
        grid = windows(self.duration, WPM_WINDOW_SECONDS)
        counts = self._in_windows(len(grid))
        heard = [sum(overlap(window, span) for span in self.heard) for window in grid]
        return tuple(
            60 * count / length
            if length >= WPM_MIN_SECONDS
            else Null(code=NullCode.INSUFFICIENT_SAMPLES if length > 0 else NullCode.NOT_MEASURED)
            for count, length in zip(counts, heard, strict=True)
        )

    @property
    def pace_variation(self) -> float | Null:
        """Standard deviation of the pace over the windows with words; needs two of them."""
        spoken = [rate for rate in self.pace if not isinstance(rate, Null) and rate > 0]
        if len(spoken) < 2:
            return Null(code=NullCode.INSUFFICIENT_SAMPLES) if self.words else NO_SPEECH
        return pstdev(spoken)

    def share_of(self, listed: Iterable[str]) -> float:
        """Share of the words that a list holds, for certain."""
        wanted = set(listed)
        found = sum(word.sure and word.bare in wanted for word in self.words)
        return found / max(1, len(self.words))

    def phrases(self, listed: Iterable[str]) -> list[tuple[int, str]]:
        """The listed phrases, wherever segments begin, each with the index of its first word.

        None is read out of words that are not sure.
        """
        texts = [word.text if word.sure else UNSURE for word in self.words]
        starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        found = hits(" ".join(texts), listed)
        return [(bisect_right(starts, hit.at) - 1, hit.phrase) for hit in found]

    def inside(self, span: Interval) -> int:
        """How many words have their middle in the span."""
        return sum(span.start <= word.middle < span.end for word in self.words)

    def _in_windows(self, count: int) -> list[int]:
        held = Counter(min(int(w.middle // WPM_WINDOW_SECONDS), count - 1) for w in self.words)
        return [held[i] for i in range(count)]


def foreign(segments: Iterable[SpeechSegment]) -> Null | None:
    """Why lists of English phrases do not fit: another language, or none is known; else None."""
    languages = {s.language.casefold().partition("-")[0] for s in segments}
    if languages <= {"en"}:
        return None
    known = languages - {"en", "", "unknown"}
    return Null(code=NullCode.NON_ENGLISH if known else NullCode.NOT_MEASURED)


def transcript(timeline: Timeline) -> Transcript | Null:
    """The words that begin in the video, cut off at its end."""
    missing = unheard(timeline, "speech")
    if missing is not None:
        return missing
    duration, heard = timeline.clip.duration, listened(timeline, "speech")
    if total(heard) <= 0:
        return Null(code=NullCode.NOT_MEASURED)
    segments = timeline.of(SpeechSegment)
    return Transcript(
        words=_spoken([w for s in segments for w in s.words], duration),
        heard=heard,
        duration=duration,
        foreign=foreign(segments),
        questions=sum(s.text.count("?") for s in segments),
    )


def _spoken(words: Sequence[Word], duration: float) -> tuple[SpokenWord, ...]:
    """The words with letters or digits; a recogniser's "mind" and "-blowing" are one word."""
    found: list[SpokenWord] = []
    for word in words:
        end = min(word.end, duration)
        for text in _folded(word.text).split():
            if re.match(r"-[^\W\d_]", text) and found:
                first = found.pop()
                found.append(
                    first._replace(
                        text=first.text + text, end=end, score=min(first.score, word.score)
                    )
                )
            elif re.search(r"\w", text) and word.start < duration:
                found.append(SpokenWord(text, word.start, end, word.score))
    return tuple(found)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
