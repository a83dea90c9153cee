"""Sightings become tracks: Ultralytics' ByteTrack on hand-made boxes."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from rumiai.analyzers.objects_assignment import lapjv
from rumiai.analyzers.objects_model import Found
from rumiai.analyzers.objects_tracks import Tracks

SIZE = (360, 640)


def found(label: str, left: float, score: float = 0.8) -> Found:
    return Found(label, score, (left, 100.0, left + 100.0, 200.0))


def numbers(tracks: Tracks, *boxes: Found) -> list[tuple[str, int]]:
    return [(one.found.label, one.track) for one in tracks.link(boxes, SIZE)]


def test_overlapping_sightings_of_a_label_are_one_track() -> None:
    """Moved by a third of its width it is the same; elsewhere it is another one."""
    tracks = Tracks()
    assert numbers(tracks, found("cup", 0)) == [("cup", 0)]
    assert numbers(tracks, found("cup", 33)) == [("cup", 0)]
    assert numbers(tracks, found("cup", 400)) == [("cup", 1)]


def test_two_labels_on_one_thing_do_not_swap() -> None:
    """Each label keeps its own track, whatever the order of the boxes."""
    tracks = Tracks()
    first = numbers(tracks, found("car", 0, 0.8), found("truck", 0, 0.3))
    second = numbers(tracks, found("truck", 0, 0.6), found("car", 0, 0.5))
    assert dict(first) == dict(second) == {"car": 0, "truck": 1}


def test_a_doubtful_box_continues_a_track_and_begins_none() -> None:
    """Below 0.25 it is told only where the object was seen before."""
    tracks = Tracks()
    assert numbers(tracks, found("cup", 0, 0.2)) == []
    assert numbers(tracks, found("cup", 0)) == [("cup", 0)]
    assert numbers(tracks, found("cup", 5, 0.15)) == [("cup", 0)]


def test_a_single_sighting_is_a_track_too() -> None:
    """What is counted in a second has a track, also in the middle of the video."""
    tracks = Tracks()
    assert numbers(tracks) == []
    assert numbers(tracks, found("cup", 0)) == [("cup", 0)]
    assert numbers(tracks, found("cup", 300)) == [("cup", 1)]


def test_a_track_survives_a_second() -> None:
    """Two samples without the object do not end its track; four do."""
    tracks = Tracks()
    numbers(tracks, found("cup", 0))
    for _ in range(2):
        numbers(tracks)
    assert numbers(tracks, found("cup", 0)) == [("cup", 0)]
    for _ in range(4):
        numbers(tracks)
    assert numbers(tracks, found("cup", 0)) == [("cup", 1)]


@pytest.mark.parametrize("seed", range(20))
def test_the_assignment_is_the_cheapest(seed: int) -> None:
    """As `lap` defines it: each row and column left alone costs half the limit."""
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(1, 5, 2)
    cost = rng.random((rows, columns))
    limit = 0.5
    total, of_row, of_column = lapjv(cost, extend_cost=True, cost_limit=limit)
    paired = [(i, j) for i, j in enumerate(of_row) if j >= 0]
    assert [(of_column[j], j) for _, j in paired] == paired
    price = total + limit / 2 * (rows + columns - 2 * len(paired))
    choices = [*range(columns), *[-1] * rows]
    cheapest = min(
        sum(cost[i, j] for i, j in enumerate(order) if j >= 0)
        + limit / 2 * (rows + columns - 2 * sum(j >= 0 for j in order))
        for order in set(permutations(choices, int(rows)))
    )
    assert price == pytest.approx(cheapest)
