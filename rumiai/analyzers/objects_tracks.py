"""Links sightings of one object in consecutive samples: ByteTrack, one for each label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from rumiai.analyzers.objects_assignment import tracker_type
from rumiai.analyzers.objects_model import Found
from rumiai.constants.thresholds import (
    COUNTED_OBJECT_SCORE,
    LINKED_OVERLAP,
    OBJECT_CANDIDATE_SCORE,
    OBJECT_LOST_SAMPLES,
)

ByteTrack = tracker_type()

from ultralytics.engine.results import Boxes  # noqa: E402  prepared first

SETTINGS = SimpleNamespace(
    track_high_thresh=COUNTED_OBJECT_SCORE,
    track_low_thresh=OBJECT_CANDIDATE_SCORE,
    new_track_thresh=COUNTED_OBJECT_SCORE,
    track_buffer=OBJECT_LOST_SAMPLES,
    match_thresh=1 - LINKED_OVERLAP,
    fuse_score=False,
)


class Linked(NamedTuple):
    """A sighting and the number of its track."""

    found: Found
    track: int


class Tracks:
    """The tracks of one video, numbered from 0 in the order in which they begin.

    A label has a tracker of its own: two labels on one thing would swap their tracks.
    """

    def __init__(self) -> None:
        self._trackers: dict[str, Any] = {}
        self._numbers: dict[tuple[str, int], int] = {}
        self._next = count()

    def link(self, found: Sequence[Found], size: tuple[int, int]) -> list[Linked]:
        """The sightings in the next sample, of height × width pixels, that are worth telling.

        Sure ones all are. A doubtful one is if it continues a track.
        """
        for label in sorted({one.label for one in found} - self._trackers.keys()):
            self._trackers[label] = ByteTrack(SETTINGS)
        linked = [
            one
            for label, tracker in self._trackers.items()
            for one in self._of_label(label, tracker, found, size)
        ]
        order = {id(one): i for i, one in enumerate(found)}
        return sorted(linked, key=lambda one: order[id(one.found)])

    def _of_label(
        self, label: str, tracker: Any, found: Sequence[Found], size: tuple[int, int]
    ) -> Iterator[Linked]:
        own = [one for one in found if one.label == label]
        rows = np.array([(*one.corners, one.score, 0.0) for one in own], np.float32)
        tracker.update(Boxes(rows.reshape(-1, 6), size))
        for track in tracker.tracked_stracks:
            # one sure sighting is enough: at this rate much is seen no more than once
            track.is_activated = True
        current = {
            int(track.idx): int(track.track_id)
            for track in tracker.tracked_stracks
            if track.frame_id == tracker.frame_id
        }
        for i, one in enumerate(own):
            if i in current:
                yield Linked(one, self._number(label, current[i]))
            elif one.score >= COUNTED_OBJECT_SCORE:
                # what the tracker took for a double of another track
                yield Linked(one, next(self._next))

    def _number(self, label: str, identity: int) -> int:
        key = label, identity
        if key not in self._numbers:
            self._numbers[key] = next(self._next)
        return self._numbers[key]
