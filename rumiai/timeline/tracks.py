"""Text tracks: consecutive readings of one overlay become one track (METRICS_CONTRACT B6).

Two consecutive readings belong together if their boxes overlap and their texts are alike, or if
the text is the same and only moved. A text that is still being drawn or typed joins the text that
it becomes, and one sample in which a text was missed or misread does not end it.

A text in which a word is exchanged is another overlay: at once where the words are unlike, and
where they are alike ("this", "that") if both texts were read twice in a row, because recognition
errors do not last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby

from rumiai.constants.thresholds import (
    GROWN_SHARE,
    LASTING_READINGS,
    SAME_WORD,
    TEXT_SIMILARITY,
    UNFINISHED_READINGS,
    UNLIKE_WORD,
)
from rumiai.schema.events import TextSeen, TextTrack
from rumiai.schema.text import normalised, plain, similarity, word_similarity


def text_tracks(readings: Sequence[TextSeen]) -> list[TextTrack]:
    """The tracks of all readings, which must be in order of time."""
    open_tracks: list[_Track] = []
    closed: list[_Track] = []
    for _, group in groupby(readings, key=lambda reading: reading.start):
        sample = list(group)
        alive = [track for track in open_tracks if track.may_continue(sample[0])]
        closed += [track for track in open_tracks if track not in alive]
        open_tracks = _assign(alive, sample)
    parts = [part for track in [*closed, *open_tracks] for part in track.parts()]
    return [_event(part) for part in sorted(parts, key=_order)]


class _Track:
    """A track that still may grow."""

    def __init__(self, first: TextSeen) -> None:
        self.readings = [first]

    @property
    def last(self) -> TextSeen:
        """The latest reading."""
        return self.readings[-1]

    def may_continue(self, reading: TextSeen) -> bool:
        """Whether at most one sample lies between the last reading and this one."""
        period = self.last.end - self.last.start
        return reading.start <= self.last.end + period + 1e-6

    def rank(self, reading: TextSeen) -> float:
        """How well a reading continues the track; 0 if it does not."""
        shared = self.last.box.intersection(reading.box)
        if plain(self.last.text) == plain(reading.text):
            return 3 + shared
        missed = reading.start > self.last.end + 1e-6
        if shared <= 0 or missed:
            return 0
        if _alike(self.last.text, reading.text):
            return 2 + shared
        unfinished = len(self.readings) <= UNFINISHED_READINGS
        return 1 + shared if unfinished and _grows(self.last.text, reading.text) else 0

    def parts(self) -> list[list[TextSeen]]:
        """The readings, cut where a lasting text gives way to another lasting one."""
        runs = [list(run) for _, run in groupby(self.readings, key=lambda r: plain(r.text))]
        parts: list[list[TextSeen]] = [[]]
        lasting: str | None = None
        for run in runs:
            if len(run) >= LASTING_READINGS:
                if lasting is not None and _exchanged(lasting, run[0].text):
                    parts.append([])
                lasting = run[0].text
            parts[-1] += run
        return parts


def _order(part: Sequence[TextSeen]) -> tuple[float, float, float, str]:
    first = part[0]
    return first.start, first.box.y, first.box.x, first.text


def _event(part: Sequence[TextSeen]) -> TextTrack:
    """The track of its readings: the surest reading of the text read most surely overall."""
    weight: defaultdict[str, float] = defaultdict(float)
    for reading in part:
        weight[reading.text] += reading.score
    best = max(part, key=lambda r: (weight[r.text], r.score, -r.start))
    return TextTrack(
        start=part[0].start,
        end=part[-1].end,
        score=sum(reading.score for reading in part) / len(part),
        text=best.text,
        box=best.box,
        readings=len(part),
    )


def _assign(alive: list[_Track], sample: list[TextSeen]) -> list[_Track]:
    """Give each reading of a sample to the track that it continues best, or a new one."""
    ranks = [
        (track.rank(reading), i, k)
        for i, track in enumerate(alive)
        for k, reading in enumerate(sample)
    ]
    used_tracks: set[int] = set()
    used_readings: set[int] = set()
    for rank, i, k in sorted(ranks, key=lambda r: (-r[0], r[1], r[2])):
        if rank > 0 and i not in used_tracks and k not in used_readings:
            alive[i].readings.append(sample[k])
            used_tracks.add(i)
            used_readings.add(k)
    fresh = [_Track(r) for k, r in enumerate(sample) if k not in used_readings]
    return [*alive, *fresh]


def _alike(before: str, after: str) -> bool:
    """Whether two texts may be readings of one, with recognition errors."""
    if similarity(plain(before), plain(after)) < TEXT_SIMILARITY:
        return False
    pairs = _word_pairs(before, after)
    return pairs is None or all(word_similarity(a, b) >= UNLIKE_WORD for a, b in pairs)


def _exchanged(before: str, after: str) -> bool:
    """Whether two texts that both lasted differ by a word, and not only by a misread letter."""
    if _grows(before, after):
        return False
    pairs = _word_pairs(before, after)
    if pairs is None:
        return plain(before) != plain(after)
    return any(word_similarity(a, b) < SAME_WORD for a, b in pairs)


def _word_pairs(before: str, after: str) -> list[tuple[str, str]] | None:
    """The words of both texts side by side; None where their numbers differ."""
    words, others = normalised(before).split(), normalised(after).split()
    return list(zip(words, others, strict=True)) if len(words) == len(others) else None


def _grows(before: str, after: str) -> bool:
    """Whether one text may be an unfinished form of the next."""
    short, long = plain(before), plain(after)
    if len(short) >= GROWN_SHARE * len(long):
        return False
    matcher = SequenceMatcher(None, short, long, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    return kept >= TEXT_SIMILARITY * len(short)
