"""A YOLO that was trained for it finds what is there, where it is, and follows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from evaluation.looking import here
from looking import look
from rumiai.analyzers.objects_library import prepare_ultralytics
from rumiai.analyzers.workplace import Workplace
from rumiai.schema.events import ObjectSeen, ObjectTrack
from rumiai.schema.timeline import Timeline
from squares import HEIGHT, WIDTH, Square, clip, picture, trained

pytestmark = pytest.mark.slow
SIDE = 90


def moving(time: float) -> Sequence[Square]:
    """A red square that crosses the picture in four seconds."""
    return [(0, int(60 + 90 * time), 120, SIDE)]


def crossing(time: float) -> Sequence[Square]:
    """A red one to the right above, a blue one to the left below."""
    return [(0, int(60 + 90 * time), 40, SIDE), (1, int(480 - 90 * time), 220, SIDE)]


def coming(time: float) -> Sequence[Square]:
    """A red square that is there from 1 to 2.5 s."""
    return [(0, 200, 120, SIDE)] if 1 <= time < 2.5 else []


def blinking(time: float) -> Sequence[Square]:
    """A red square that one sample misses."""
    return [] if 1.4 <= time < 1.7 else [(0, 200, 120, SIDE)]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A workplace whose YOLO knows red and blue squares."""
    prepare_ultralytics()
    folder = tmp_path_factory.mktemp("squares")
    return here(folder, yolo_model=str(trained(folder / "squares.pt")))


@pytest.fixture
def seen(tmp_path: Path, workplace: Workplace) -> Callable[..., Timeline]:
    """What the analyzer sees of a scene."""

    def see(scene: Callable[[float], Sequence[Square]], *names: str) -> Timeline:
        path = clip(tmp_path / f"{scene.__name__}.mp4", 4, scene)
        return look(path, ("objects", *names), ("objects",), workplace)

    return see


def test_one_moving_square_is_one_track(seen: Callable[..., Timeline]) -> None:
    """Found in every sample within a fifth of its side, and followed from start to end."""
    timeline = seen(moving)
    sightings = timeline.of(ObjectSeen)
    assert [one.start for one in sightings] == [k / 2 for k in range(8)]
    for one in sightings:
        ((_, left, top, side),) = moving(one.start)
        assert one.label == "red square"
        found = (one.box.x * WIDTH, one.box.y * HEIGHT, one.box.width * WIDTH)
        assert found == pytest.approx((left, top, side), abs=SIDE / 5)
    (track,) = timeline.of(ObjectTrack)
    assert (track.start, track.end, track.label) == (0.0, 4.0, "red square")
    best = max(sightings, key=lambda one: one.score)
    assert track.box == best.box


def test_two_squares_are_two_tracks(seen: Callable[..., Timeline]) -> None:
    """Each with its own label, all along."""
    tracks = seen(crossing).of(ObjectTrack)
    assert sorted((t.label, t.start, t.end) for t in tracks) == [
        ("blue square", 0.0, 4.0),
        ("red square", 0.0, 4.0),
    ]


def test_a_track_lasts_from_its_first_sighting_to_the_sample_after_its_last(
    seen: Callable[..., Timeline],
) -> None:
    """There from 1.0 s to before 2.5 s: samples at 1.0, 1.5 and 2.0 s."""
    (track,) = seen(coming).of(ObjectTrack)
    assert (track.start, track.end) == (1.0, 2.5)


def test_one_missed_sample_does_not_end_a_track(seen: Callable[..., Timeline]) -> None:
    """Nothing is seen at 1.5 s, and nothing is claimed to be."""
    timeline = seen(blinking)
    assert 1.5 not in {one.start for one in timeline.of(ObjectSeen)}
    (track,) = timeline.of(ObjectTrack)
    assert (track.start, track.end) == (0.0, 4.0)


def test_the_next_video_begins_with_new_tracks(
    seen: Callable[..., Timeline], tmp_path: Path, workplace: Workplace
) -> None:
    """The same place in another video is another object, numbered from 0 again."""
    first = seen(blinking)
    second = seen(moving)
    alone = here(tmp_path / "alone", yolo_model=workplace.choices.yolo_model)
    fresh = look(tmp_path / "moving.mp4", ("objects",), ("objects",), alone)
    assert [t.track for t in first.of(ObjectTrack)] == [0]
    assert second.events == fresh.events


def test_both_engines_find_the_same_boxes(tmp_path: Path, workplace: Workplace) -> None:
    """After suppression, too: labels, scores within 0.01, corners within a pixel."""
    from rumiai.analyzers.objects_files import read_checkpoint
    from rumiai.analyzers.objects_model import of_network
    from rumiai.analyzers.objects_openvino import converted

    file = Path(workplace.choices.yolo_model)
    network = read_checkpoint(file)
    fast = converted(network, file, tmp_path / "openvino")
    assert fast is not None
    slow = of_network(network, "cpu")
    for time in (0.0, 1.3, 2.9):
        image = picture(crossing(time))
        (expected,), (found,) = slow.find([image]), fast.find([image])
        assert [one.label for one in expected] == [one.label for one in found]
        for one, other in zip(expected, found, strict=True):
            assert one.score == pytest.approx(other.score, abs=0.01)
            assert one.corners == pytest.approx(other.corners, abs=1)
