"""On the real clips of ../shared/media the analyzers find what is known to be true."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from looking import look
from rumiai.schema.events import FaceSeen, GazeSeen, TextTrack, VoiceActivity
from rumiai.schema.timeline import Status, Timeline

CARRIED = ("shots", "text", "faces", "gaze", "pose", "hands", "voice", "energy")


@functools.lru_cache(maxsize=8)
def seen(path: Path) -> Timeline:
    timeline = look(path, CARRIED)
    assert [timeline.run(n).status for n in CARRIED] == [Status.OK] * len(CARRIED)  # type: ignore[union-attr]
    assert all(timeline.inspected_share(n) == 1 for n in CARRIED[:6])
    return timeline


@pytest.mark.parametrize(
    ("name", "cut", "face_first"),
    [
        ("face_noface.mov", 2.40, True),
        pytest.param("noface_face.mov", 3.95, False, marks=pytest.mark.slow),
    ],
)
def test_one_cut_and_faces_on_one_side_of_it(
    media: Path, name: str, cut: float, face_first: bool
) -> None:
    """One cut each, a face in every sample on the man's side of it and in none on the other."""
    timeline = seen(media / name)
    assert list(timeline.cuts) == pytest.approx([cut], abs=0.04)
    period, side = 0.2, (0.0, cut) if face_first else (cut, timeline.clip.duration)
    times = [face.start for face in timeline.of(FaceSeen)]
    assert all(side[0] - 0.04 <= time < side[1] for time in times)
    assert len(times) == pytest.approx((side[1] - side[0]) / period, abs=1.01)
    assert {gaze.start for gaze in timeline.of(GazeSeen)} == set(times)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("face_noface.mov", marks=pytest.mark.slow),
        pytest.param("noface_face.mov", marks=pytest.mark.slow),
        "no_face.mp4",
    ],
)
def test_a_drawn_title_is_one_overlay(media: Path, name: str) -> None:
    """The title, misread while it is drawn, is one track with the right text, the only one."""
    tracks = seen(media / name).of(TextTrack)
    assert [track.text for track in tracks] == ["Caminandes"]
    assert tracks[0].end - tracks[0].start > 2


def test_no_face_means_no_face(media: Path) -> None:
    """An animated title is no person."""
    timeline = seen(media / "no_face.mp4")
    assert not timeline.of(FaceSeen)
    assert not timeline.of(GazeSeen)


def test_shorter_than_a_second(media: Path) -> None:
    """Half a second of video: one shot, no text, no face."""
    timeline = seen(media / "park.mp4")
    assert timeline.clip.duration == pytest.approx(0.553, abs=0.001)
    assert not timeline.cuts
    assert not timeline.of(TextTrack)
    assert not timeline.of(FaceSeen)


def test_a_toy_on_a_table(media: Path) -> None:
    """No text, no face, no cut, no speech."""
    timeline = seen(media / "small.mp4")
    assert not timeline.cuts
    assert not timeline.of(TextTrack)
    assert not timeline.of(FaceSeen)
    assert not timeline.of(VoiceActivity)


def test_one_face_all_the_time(media: Path) -> None:
    """One face in every one of the 12 samples, and its irises; no cut."""
    timeline = seen(media / "single_face.mp4")
    assert len(timeline.of(FaceSeen)) == len(timeline.of(GazeSeen)) == 12
    assert not timeline.cuts
