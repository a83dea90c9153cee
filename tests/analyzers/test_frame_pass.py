"""One decode pass feeds everyone; who fails does not disturb the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import fakes
from builders import clip
from evaluation.looking import here
from rumiai.analyzers import registry
from rumiai.analyzers.run import run_analyzers
from rumiai.errors import MLFailedError
from rumiai.schema.media import Audio, Frame
from rumiai.schema.timeline import AnalyzerRun, Status

Register = Callable[..., None]


@dataclass
class FakePicture:
    """A picture that needs no decoding."""

    index: int
    time: float

    def frame(self, max_side: int) -> Frame:
        return Frame(self.index, self.time, np.zeros((max_side, 8, 3), np.uint8))


class FakePictures:
    """Pictures at the given times."""

    def __init__(self, times: Sequence[float], end: float) -> None:
        self.times, self.end = times, end

    def __iter__(self) -> Iterator[FakePicture]:
        return (FakePicture(i, time) for i, time in enumerate(self.times))


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    """Puts fakes into the real registry, each under the name of an analyzer."""

    def put(**classes: str) -> None:
        for name, attribute in classes.items():
            monkeypatch.setitem(registry.ANALYZERS, name, f"fakes:{attribute}")

    return put


def run(
    names: Sequence[str],
    times: Sequence[float],
    end: float,
    audio: Audio | None = None,
    has_audio: bool = True,
    mandatory: Sequence[str] = (),
) -> dict[str, AnalyzerRun]:
    runs = run_analyzers(
        names,
        clip(end, has_audio=has_audio),
        FakePictures(times, end),
        audio,
        mandatory,
        here(),
        lambda _: None,
    )
    return {report.analyzer: report for report in runs}


TEN_SECONDS = [i / 30 for i in range(300)]
SILENCE = Audio(np.zeros(16_000, np.float32))


def test_one_frame_a_slot_over_the_whole_video(register: Register) -> None:
    """At 2 a second each half second gives its first frame, to the very end."""
    register(faces="Watcher")
    report = run(["faces"], TEN_SECONDS, 10.0)["faces"]
    assert [e.start for e in report.events] == pytest.approx([0.5 * i for i in range(20)])
    assert (report.samples, report.frames_per_second) == (20, 2.0)
    assert report.inspected == ((0.0, 10.0),)


@pytest.mark.parametrize("rate", [24000 / 1001, 30000 / 1001, 60])
def test_odd_rates_miss_no_slot(register: Register, rate: float) -> None:
    """Whatever the frame rate, each slot gets the first frame at or after its beginning."""
    register(faces="Watcher")
    times = [i / rate for i in range(int(20 * rate))]
    report = run(["faces"], times, 20.0)["faces"]
    assert report.samples == 40
    assert all(0 <= e.start - 0.5 * i < 1 / rate for i, e in enumerate(report.events))


def test_a_gap_causes_no_burst_and_leaves_nothing_unseen(register: Register) -> None:
    """A picture that stays on screen is the sample of every slot in which no other begins."""
    register(faces="Watcher")
    times = [0.0, 0.1, 0.5, 0.6, 3.7, 3.8, 4.0]
    report = run(["faces"], times, 4.5)["faces"]
    assert [(e.start, e.frame) for e in report.events] == [
        (0.0, 0),
        (0.5, 2),
        *[(0.5 * slot, 3) for slot in range(2, 7)],  # the picture of 0.6 s, until 3.7 s
        (3.7, 4),
        (4.0, 6),
    ]
    assert report.inspected == ((0.0, 4.5),)
    held = run(["faces"], [0.0, 0.5, 3.7], 4.5)["faces"]
    assert [e.start for e in held.events] == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.7, 4.0]
    assert held.inspected == ((0.0, 4.5),), "the picture of 0.5 s was on screen until 3.7 s"


def test_a_last_picture_that_is_held_is_looked_at(register: Register) -> None:
    """Two seconds of pictures held for ten more: a sample in each slot, all of it inspected."""
    register(faces="Watcher")
    report = run(["faces"], [i / 10 for i in range(20)], 12.0)["faces"]
    assert [e.start for e in report.events] == [0.5 * slot for slot in range(24)]
    assert {e.frame for e in report.events[4:]} == {19}
    assert report.inspected == ((0.0, 12.0),)


def test_every_frame(register: Register) -> None:
    """An analyzer without a rate sees all frames; the actual rate is recorded."""
    register(faces="EveryFrame")
    report = run(["faces"], TEN_SECONDS, 10.0)["faces"]
    assert report.samples == 300
    assert report.frames_per_second == pytest.approx(30)
    assert report.inspected == ((0.0, 10.0),)


@pytest.mark.parametrize("fake", ["Crashing", "CrashingAtTheEnd", "Leaving"])
def test_a_crash_drops_the_partial_events_and_nobody_elses(register: Register, fake: str) -> None:
    """Half a video of faces would bias every rate; the neighbour's result is whole."""
    register(faces=fake, pose="Watcher")
    reports = run(["faces", "pose"], TEN_SECONDS, 10.0)
    crashed = reports["faces"]
    assert crashed.status is Status.FAILED
    assert crashed.events == crashed.inspected == ()
    assert crashed.samples == 0
    assert any(why in str(crashed.reason) for why in ("third batch", "at the end", "SystemExit"))
    assert reports["pose"].status is Status.OK
    assert len(reports["pose"].events) == 20


def test_an_analyzer_without_a_rate_fails_alone(register: Register) -> None:
    """An error before the first frame is this analyzer's, not the run's."""
    register(faces="Rateless", pose="Watcher")
    reports = run(["faces", "pose"], TEN_SECONDS, 10.0)
    assert reports["faces"].status is Status.FAILED
    assert reports["pose"].status is Status.OK


def test_what_cannot_be_made_says_why(register: Register) -> None:
    """A missing model fails; missing weights are unavailable; the rest is skipped."""
    register(faces="Broken", pose="Unavailable")
    reports = run(["faces", "pose"], TEN_SECONDS, 10.0)
    assert reports["faces"].status is Status.FAILED
    assert "no such model file" in str(reports["faces"].reason)
    assert (reports["pose"].status, reports["pose"].reason) == (
        Status.UNAVAILABLE,
        "needs weights from the moon",
    )
    assert reports["hands"].status is Status.SKIPPED


def test_a_missing_package_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """An analyzer whose module cannot be imported names the package."""
    monkeypatch.setitem(registry.ANALYZERS, "faces", "no_such_package.faces:Faces")
    report = run(["faces"], TEN_SECONDS, 10.0)["faces"]
    assert report.status is Status.UNAVAILABLE
    assert "needs the package no_such_package" in str(report.reason)


def test_untrained_analyzers_tell_how_to_get_them() -> None:
    """Emotions, objects and gestures are registered, and unavailable with a sentence."""
    reports = run(["emotions", "objects", "gestures"], TEN_SECONDS, 10.0)
    for name, weights in {
        "emotions": "rumiai weights pull feat-v1",
        "objects": "rumiai weights pull yolo26n",
        "gestures": "rumiai weights pull gesture",
    }.items():
        assert reports[name].status is Status.UNAVAILABLE
        assert weights in str(reports[name].reason)


def test_sound_is_heard_whole(register: Register) -> None:
    """An analyzer of sound gets all of it and has inspected all of it."""
    register(energy="Listener")
    report = run(["energy"], [0.0], 1.0, audio=SILENCE)["energy"]
    assert report.inspected == ((0.0, 1.0),)
    assert report.events[0].start == 1.0


def test_a_crash_of_the_ears(register: Register) -> None:
    """A failing analyzer of sound leaves the frame pass alone."""
    register(voice="Deaf", faces="Watcher")
    reports = run(["voice", "faces"], TEN_SECONDS, 10.0, audio=SILENCE)
    assert reports["voice"].status is Status.FAILED
    assert "too loud" in str(reports["voice"].reason)
    assert reports["faces"].status is Status.OK


def test_no_audio_track_is_absence_not_failure(register: Register) -> None:
    """Without a track analyzers of sound are absent; an undecodable track is a failure."""
    register(energy="Listener")
    absent = run(["energy", "speech"], [0.0], 1.0, has_audio=False)
    assert absent["energy"].status is absent["speech"].status is Status.ABSENT
    undecodable = run(["energy"], [0.0], 1.0, has_audio=True)["energy"]
    assert undecodable.status is Status.FAILED


@pytest.mark.parametrize("fake", ["Crashing", "CrashingAtTheEnd", "Broken", "Unavailable"])
def test_strict_stops_at_the_first_mandatory_failure(register: Register, fake: str) -> None:
    """A mandatory analyzer that fails in any way raises; one that is not mandatory does not."""
    register(faces=fake)
    with pytest.raises(MLFailedError, match="faces"):
        run(["faces"], TEN_SECONDS, 10.0, mandatory=["faces"])
    assert run(["faces"], TEN_SECONDS, 10.0, mandatory=["pose"])


def test_a_decoder_that_fails_ends_the_run(register: Register) -> None:
    """An error of the decoder is not an analyzer's: it goes to the caller, and no thread hangs."""
    register(faces="Watcher")

    class Failing(FakePictures):
        def __iter__(self) -> Iterator[FakePicture]:
            yield from super().__iter__()
            raise OSError("disk gone")

    with pytest.raises(OSError, match="disk gone"):
        run_analyzers(["faces"], clip(1.0), Failing([0.0], 1.0), None, (), here(), lambda _: None)


def test_weights_and_engine_are_recorded(media: Path) -> None:
    """The report names the library's version and the hash of the model file."""
    from looking import look

    report = look(media / "park.mp4", ("faces",)).run("faces")
    assert report is not None
    assert report.engine == "mediapipe 0.10.21"
    assert report.weights_sha256 is not None
    assert len(report.weights_sha256) == 64
    assert fakes.Watcher(here()).weights == ()
