"""Object tracks: the sightings that an analyzer linked become one track in each shot.

Nobody can tell whether what stands in the same place after a cut is the same object, so a track
ends at the cut and another one begins. A sighting stands until the next sample.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import fmean

from rumiai.schema.events import ObjectSeen, ObjectTrack


def object_tracks(
    seen: Iterable[ObjectSeen], cuts: Sequence[float], period: float
) -> tuple[list[ObjectSeen], list[ObjectTrack]]:
    """The sightings with the final numbers of their tracks, and the tracks in order of number.

    `period` is the time between two samples, in seconds.
    """
    groups: defaultdict[tuple[int | None, int], list[ObjectSeen]] = defaultdict(list)
    for one in sorted(seen, key=lambda one: (one.start, one.track)):
        groups[one.track, bisect_right(cuts, one.start)].append(one)
    sightings: list[ObjectSeen] = []
    tracks: list[ObjectTrack] = []
    for number, ((_, shot), group) in enumerate(groups.items()):
        until = group[-1].start + period
        end = min(until, cuts[shot]) if shot < len(cuts) else until
        best = max(group, key=lambda one: (one.score, -one.start))
        tracks.append(
            ObjectTrack(
                start=group[0].start,
                end=end,
                score=fmean(one.score for one in group),
                label=group[0].label,
                box=best.box,
                track=number,
            )
        )
        sightings += [one.model_copy(update={"track": number}) for one in group]
    return sightings, tracks
