"""Gestures, by the real recogniser from a file of its own format with known or random weights."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from mediapipe.tasks.python.components.containers import Category
from mediapipe.tasks.python.vision import GestureRecognizerResult

from films import film
from gesture_tasks import LABELS, bias_for, both_hands, embedder, right_hand, task
from looking import look
from rumiai.analyzers.gestures import GESTURES, Gestures, seen
from rumiai.analyzers.workplace import Workplace
from rumiai.errors import MLFailedError, MLUnavailableError
from rumiai.outputs.people import people
from rumiai.schema.choices import Choices
from rumiai.schema.events import GestureSeen, HandSeen
from rumiai.schema.media import Frame
from rumiai.schema.timeline import Timeline
from rumiai.timeline.moments import moments
from rumiai.weights.catalogue import CATALOGUE
from rumiai.weights.entry import WeightFile
from rumiai.weights.store import Store

WEIGHTS = CATALOGUE["gesture_recognizer"]
FILE = WEIGHTS.files[0].path
ONLY = ("gestures",)


def place(folder: Path) -> Workplace:
    """A workplace whose catalogue knows neither hash nor size: they are those of the real file."""
    file = WeightFile(path=FILE, url=WEIGHTS.files[0].url)
    known = {WEIGHTS.name: WEIGHTS.model_copy(update={"files": (file,)})}
    return Workplace(Store(folder, offline=True, catalogue=known), "cpu", Choices())


@pytest.fixture(scope="module")
def hands_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A man's right hand on the left, its mirror image, a left hand, on the right."""
    return film(both_hands(), tmp_path_factory.mktemp("hands") / "hands.mp4")


def recognised(clip: Path, folder: Path, *others: str) -> Timeline:
    workplace = place(folder)
    timeline = look(clip, (*ONLY, *others), (*ONLY, *others), workplace)
    workplace.close()
    return timeline


@pytest.mark.parametrize(("label", "gesture"), GESTURES.items())
def test_every_gesture_of_the_contract(
    tmp_path: Path, hands_clip: Path, label: str, gesture: str
) -> None:
    """What the network holds for most probable is told in the contract's word, with its score."""
    task(tmp_path / FILE, bias=bias_for(label, 0.8))
    events = recognised(hands_clip, tmp_path).of(GestureSeen)
    assert {e.gesture for e in events} == {gesture}
    assert [e.score for e in events] == pytest.approx([0.8] * len(events), abs=1e-3)


def test_a_clip_from_end_to_end(tmp_path: Path, hands_clip: Path) -> None:
    """Each sample of the second shows both hands, with the side that the hands analyzer sees."""
    path = task(tmp_path / FILE, bias=bias_for("Victory", 0.9))
    timeline = recognised(hands_clip, tmp_path, "hands")
    run = timeline.run("gestures")
    assert run is not None
    assert (run.samples, run.frames_per_second, run.device) == (5, 5.0, "cpu")
    assert run.engine is not None
    assert run.engine.startswith("mediapipe ")
    assert run.weights_sha256 == _sha256(path)
    events = timeline.of(GestureSeen)
    times = Counter(event.start for event in events)
    assert times == dict.fromkeys([0.0, 0.2, 0.4, 0.6, 0.8], 2)
    assert {event.hand for event in events if event.start == 0.0} == {"left", "right"}
    sides = Counter((event.start, event.hand) for event in events)
    assert sides == Counter((hand.start, hand.hand) for hand in timeline.of(HandSeen))


def test_left_and_right_are_the_owners(tmp_path: Path) -> None:
    """The man's right hand is a right one, in his mirror image a left one."""
    task(tmp_path / FILE, bias=bias_for("Closed_Fist", 0.9))
    analyzer = Gestures(place(tmp_path))
    image = right_hand()
    for picture, side in ((image, "right"), (image[:, ::-1], "left")):
        (event,) = analyzer.see([Frame(7, 1.5, picture)])
        assert isinstance(event, GestureSeen)
        assert (event.hand, event.gesture) == (side, "closed_fist")
        assert (event.frame, event.start, event.end) == (7, 1.5, 1.5)


@pytest.mark.parametrize(("label", "score"), [("None", 0.9), ("Thumb_Up", 0.45)])
def test_no_gesture_is_no_event(tmp_path: Path, label: str, score: float) -> None:
    """A hand that makes no gesture, or most likely one but not probably, is not told."""
    task(tmp_path / FILE, bias=bias_for(label, score))
    assert Gestures(place(tmp_path)).see([Frame(0, 0.0, both_hands())]) == []


def test_random_weights_twice(tmp_path: Path, hands_clip: Path, media: Path) -> None:
    """The same file gives the same events, also after another video; a toy has no hands."""
    task(tmp_path / FILE, seed=4, spread=0.3)
    first = recognised(hands_clip, tmp_path).of(GestureSeen)
    assert first
    assert all(0.5 < event.score <= 1 for event in first)
    workplace = place(tmp_path)
    assert not look(media / "small.mp4", ONLY, ONLY, workplace).of(GestureSeen)
    assert look(hands_clip, ONLY, ONLY, workplace).of(GestureSeen) == first
    workplace.close()


def test_one_recogniser_a_process(tmp_path: Path) -> None:
    """The second video finds it loaded."""
    task(tmp_path / FILE)
    workplace = place(tmp_path)
    first, second = Gestures(workplace), Gestures(workplace)
    assert first._model is second._model
    workplace.close()


def result(*hands: tuple[str, float, str]) -> GestureRecognizerResult:
    """The library's own result: gesture, score and side of each hand."""
    gestures = [[Category(-1, score, "", name)] for name, score, _ in hands]
    sides = [[Category(0, 0.9, side, side)] for _, _, side in hands]
    return GestureRecognizerResult(gestures, sides, [], [])


def test_results_become_events() -> None:
    """Only gestures above 0.5, each with its own hand's side; scores stay shares."""
    frame = Frame(3, 0.6, np.zeros((8, 8, 3), np.uint8))
    raw = result(("Thumb_Up", 1.0000001, "Left"), ("None", 0.99, "Right"))
    (event,) = seen(raw, frame)
    assert (event.gesture, event.hand, event.score) == ("thumbs_up", "left", 1.0)
    assert (
        seen(result(("Victory", 0.5, "Left"), ("Victory", 0.51, "Right")), frame)[0].score == 0.51
    )
    assert seen(result(("", 0.9, "Left")), frame) == []
    assert seen(result(), frame) == []
    with pytest.raises(ValueError, match="unknown gesture: Wave"):
        seen(result(("Wave", 0.9, "Left")), frame)


def test_the_labels_are_all_translated() -> None:
    """Every category of the published classifier but None has a word of the contract."""
    assert {"None", *GESTURES} == set(LABELS)


def _whole(folder: Path) -> bytes:
    return task(folder / "whole.task").read_bytes()


BROKEN: dict[str, Callable[[Path], bytes]] = {
    "truncated": lambda folder: _whole(folder)[:4_000_000],
    "cut at the end": lambda folder: _whole(folder)[:-10],
    "empty": lambda _: b"",
    "a web page": lambda _: b"<html>not found</html>" * 50,
    "another model": lambda _: embedder(1),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_said(tmp_path: Path, kind: str) -> None:
    """What is no recogniser makes the analyzer unavailable, with one line that says what to do."""
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_bytes(BROKEN[kind](tmp_path))
    with pytest.raises(MLUnavailableError, match="rumiai weights pull gesture_recognizer") as error:
        Gestures(place(tmp_path))
    assert len(str(error.value).splitlines()) == 1


def test_missing_weights(tmp_path: Path, media: Path) -> None:
    """The command that gets them is named; where gestures are mandatory the run fails."""
    with pytest.raises(MLUnavailableError, match="rumiai weights pull gesture_recognizer"):
        Gestures(place(tmp_path))
    with pytest.raises(MLFailedError, match="rumiai weights pull gesture_recognizer"):
        look(media / "park.mp4", ONLY, ONLY, place(tmp_path))


def test_missing_weights_are_told_before_the_library_is_loaded(tmp_path: Path) -> None:
    """Who has no weights does not wait for MediaPipe."""
    code = (
        "import sys; from pathlib import Path; from evaluation.looking import here\n"
        "from rumiai.analyzers.registry import load; from rumiai.errors import MLUnavailableError\n"
        f"try: load('gestures')(here(Path({str(tmp_path)!r})))\n"
        "except MLUnavailableError: sys.exit('mediapipe' in sys.modules)\n"
        "sys.exit(2)"
    )
    scripts = Path(__file__).parents[2] / "scripts"
    done = subprocess.run([sys.executable, "-c", code], cwd=scripts, check=False)
    assert done.returncode == 0


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_the_files_say(tmp_path: Path, hands_clip: Path) -> None:
    """Each sighting is a row of the human analysis; a gesture held for the clip is one moment."""
    task(tmp_path / FILE, bias=bias_for("Open_Palm", 0.75))
    timeline = recognised(hands_clip, tmp_path, "faces", "pose", "hands")
    document = people(timeline)
    rows = document["gestures"]
    assert len(rows) == 10
    assert {(row["type"], row["confidence"]) for row in rows} == {("open_palm", 0.75)}
    assert [row["timestamp_ms"] for row in rows[::2]] == [0, 200, 400, 600, 800]
    assert {row["hand"] for row in rows} == {"left", "right"}
    assert "gestures" not in document["_nulls"]
    assert document["metadata"]["gestures"]["processed"] is True
    held = [moment for moment in moments(timeline) if moment.kind == "gesture"]
    assert [(m.label, m.start, m.end) for m in held] == [
        ("open_palm left", 0.0, 1.0),
        ("open_palm right", 0.0, 1.0),
    ]
