"""Text tracks: consecutive readings of one overlay become one track (METRICS_CONTRACT B6).

Two consecutive readings belong together if their boxes overlap and their texts are alike
(similarity 0.8 or more, no whole word exchanged), or if the text is the same and only moved.
A text that is still being drawn or typed joins the text that it becomes, and one sample in
which a text was missed or misread does not end it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby

from rumiai.schema.events import TextSeen, TextTrack
from rumiai.schema.text import normalised

SIMILARITY = 0.8
WORD_SIMILARITY = 0.5
"""Two words less alike than this are different words, not one word misread."""
GROWTH = 0.8
"""A text shorter than this share of its successor may be an unfinished form of it."""
UNFINISHED_READINGS = 2
"""An unfinished text is read at most this often before it grows."""
CONFUSED = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "!": "l"})
"""Characters that text recognition takes for one another."""


def text_tracks(readings: Sequence[TextSeen]) -> list[TextTrack]:
    """The tracks of all readings, which must be in order of time."""
    open_tracks: list[_Track] = []
    closed: list[_Track] = []
    for _, group in groupby(readings, key=lambda reading: reading.start):
        sample = list(group)
        alive = [track for track in open_tracks if track.may_continue(sample[0])]
        closed += [track for track in open_tracks if track not in alive]
        open_tracks = _assign(alive, sample)
    return [track.event() for track in sorted([*closed, *open_tracks], key=_Track.order)]


class _Track:
    """A track that still may grow."""

    def __init__(self, first: TextSeen) -> None:
        self.readings = [first]

    @property
    def last(self) -> TextSeen:
        return self.readings[-1]

    def order(self) -> tuple[float, float, float, str]:
        first = self.readings[0]
        return first.start, first.box.y, first.box.x, first.text

    def may_continue(self, reading: TextSeen) -> bool:
        """Whether at most one sample lies between the last reading and this one."""
        period = self.last.end - self.last.start
        return reading.start <= self.last.end + period + 1e-6

    def rank(self, reading: TextSeen) -> float:
        """How well a reading continues the track; 0 if it does not."""
        before, after = _plain(self.last.text), _plain(reading.text)
        shared = self.last.box.intersection(reading.box)
        if before == after:
            return 3 + shared
        if shared <= 0:
            return 0
        missed = reading.start > self.last.end + 1e-6
        if not missed and _alike(self.last.text, reading.text):
            return 2 + shared
        return 1 + shared if self._grows_into(before, after) and not missed else 0

    def _grows_into(self, before: str, after: str) -> bool:
        """Whether the text so far was an unfinished form of the next one."""
        if len(before) >= GROWTH * len(after) or len(self.readings) > UNFINISHED_READINGS:
            return False
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        kept = sum(block.size for block in matcher.get_matching_blocks())
        return kept >= SIMILARITY * len(before)

    def event(self) -> TextTrack:
        best = self._best()
        return TextTrack(
            start=self.readings[0].start,
            end=self.last.end,
            score=sum(reading.score for reading in self.readings) / len(self.readings),
            text=best.text,
            box=best.box,
            readings=len(self.readings),
        )

    def _best(self) -> TextSeen:
        """The surest reading of the text that was read most surely overall."""
        weight: defaultdict[str, float] = defaultdict(float)
        for reading in self.readings:
            weight[reading.text] += reading.score
        return max(self.readings, key=lambda r: (weight[r.text], r.score, -r.start))


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


def _plain(text: str) -> str:
    """The letters and digits alone, confusable ones unified: spaces are often misread."""
    return normalised(text).replace(" ", "").translate(CONFUSED)


def _alike(before: str, after: str) -> bool:
    """Whether two texts are readings of one, with recognition errors but no word exchanged."""
    if _ratio(_plain(before), _plain(after)) < SIMILARITY:
        return False
    words, others = normalised(before).split(), normalised(after).split()
    if len(words) != len(others):
        return True
    return not any(_exchanged(a, b) for a, b in zip(words, others, strict=True))


def _exchanged(word: str, other: str) -> bool:
    if word == other:
        return False
    if word.isdigit() and other.isdigit():
        return True
    return _ratio(word.translate(CONFUSED), other.translate(CONFUSED)) < WORD_SIMILARITY


def _ratio(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
