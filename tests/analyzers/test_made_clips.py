"""On the made 12 s clip every cut, overlay and silence is found, however the file is made."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from clips import VARIANTS
from conformance import check_conformance
from evaluation.looking import here
from looking import look
from rumiai.constants.thresholds import TEXT_FRAMES_PER_SECOND
from rumiai.pipeline import Request, analyze
from rumiai.schema.events import Effect, FaceSeen, TextTrack, Transition, VoiceActivity
from rumiai.schema.stored import timeline_of
from rumiai.schema.timeline import Timeline
from rumiai.settings import load_settings
from rumiai.timeline.moments import speech_runs

Make = Callable[..., tuple[Path, dict[str, Any]]]
SILENCE_SECONDS = 1.0
SIMILAR = (
    *("rate-23.976", "rate-29.97", "offset-1.4", "rate-60"),
    *("rotated-90", "rotated-180", "rotated-270"),
)
"""Containers whose like is in the default suite; together they take half a minute."""


@pytest.mark.parametrize(
    "variant", [pytest.param(v, marks=[pytest.mark.slow] if v in SIMILAR else []) for v in VARIANTS]
)
def test_cuts_overlays_and_silences(
    made: Make, tmp_path: Path, shared: Path | None, variant: str
) -> None:
    """Cuts within one frame, texts letter by letter within one sample, silences within 0.15 s.

    Where the contract lies beside the checkout, all files that are written conform to it.
    """
    path, truth = made(variant, **VARIANTS[variant])
    request = Request(str(path), frozenset({"shots", "text", "voice", "energy", "effects"}))
    video = analyze(request, load_settings(root=tmp_path), here(), lambda _: None).video_id
    stored = json.loads((tmp_path / "unified_analysis" / f"{video}.json").read_text())
    timeline = timeline_of(stored["measured"])
    assert timeline.clip.duration == pytest.approx(truth["duration"], abs=truth["longest_frame"])
    check_cuts(timeline, truth)
    check_texts(timeline, truth)
    check_silences(timeline, truth)
    assert not timeline.of(Transition)
    assert not timeline.of(Effect)
    if shared is not None:
        check_conformance(shared / "contract", tmp_path, video)


def check_cuts(timeline: Timeline, truth: dict[str, Any]) -> None:
    assert len(truth["cuts"]) == 4
    assert list(timeline.cuts) == pytest.approx(truth["cuts"], abs=truth["longest_frame"])


def check_texts(timeline: Timeline, truth: dict[str, Any]) -> None:
    tracks, period = timeline.of(TextTrack), 1 / TEXT_FRAMES_PER_SECOND
    assert [letters(t.text) for t in tracks] == [letters(t["text"]) for t in truth["texts"]]
    assert len(tracks) == 5
    assert [t.start for t in tracks] == pytest.approx(
        [t["start"] for t in truth["texts"]], abs=period
    )
    assert [t.end for t in tracks] == pytest.approx([t["end"] for t in truth["texts"]], abs=period)


def letters(text: str) -> str:
    return re.sub(r"\s", "", text).casefold()


def check_silences(timeline: Timeline, truth: dict[str, Any]) -> None:
    found = [(a.end, b.start) for a, b in pairwise(speech_runs(timeline))]
    silences = [gap for gap in found if gap[1] - gap[0] > SILENCE_SECONDS]
    expected = [tuple(s) for s in truth["silences"] if s[1] - s[0] > SILENCE_SECONDS]
    assert len(expected) == 2
    assert silences == [pytest.approx(silence, abs=0.15) for silence in expected]


def test_faces_only_while_one_is_shown(made: Make) -> None:
    """Every sample that shows the portrait has its face in the right place, no other has one."""
    path, truth = made("base")
    timeline = look(path, ("faces", "gaze"))
    shown = truth["faces"][0]
    seen = timeline.of(FaceSeen)
    assert [round(face.start, 1) for face in seen] == [round(0.2 * i, 1) for i in range(13)]
    x, y, width, height = shown["box"]
    centre = seen[0].box.centre
    assert centre == pytest.approx((x + width / 2, y + height / 2), abs=0.05)
    assert all(face.start < shown["end"] for face in seen)


def test_nothing_is_found_where_nothing_is(made: Make) -> None:
    """A single shot without text, face or sound: analyzers run, look at all of it, find nothing."""
    path, _ = made("bare", duration=2.0, shots=[{}], texts=[], faces=[], sounds=[])
    timeline = look(path, ("shots", "text", "faces", "hands", "voice"))
    assert not timeline.cuts
    assert not [e for e in timeline.events if e.kind != "shot"]
    assert all(timeline.inspected_share(n) == 1 for n in ("shots", "text", "faces", "voice"))


def test_text_that_only_moves_stays_one_overlay(made: Make) -> None:
    """A text that crosses the picture faster than its own size is one track."""
    moving = {
        "text": "Look over here",
        "start": 0.0,
        "end": 3.0,
        "at": [0.5, 0.1],
        "to": [0.5, 0.9],
    }
    path, _ = made("moving", duration=3.0, shots=[{}], faces=[], sounds=None, texts=[moving])
    tracks = look(path, ("text",)).of(TextTrack)
    assert [(t.text, t.start, t.end) for t in tracks] == [("Look over here", 0.0, 3.0)]


def test_small_and_low_contrast_text_is_noticed(made: Make) -> None:
    """A small overlay that appears on a picture at rest is read: the change is not too small."""
    small = {"text": "read the label", "start": 1.0, "end": 3.0, "at": [0.7, 0.9], "size": 0.02}
    faint = {**small, "colour": "#8a8a8a", "background": "#5a5a5a"}
    path, _ = made("small", duration=3.0, shots=[{}], faces=[], sounds=None, texts=[faint])
    tracks = look(path, ("text",)).of(TextTrack)
    assert [(t.text, t.start) for t in tracks] == [("read the label", 1.0)]


def test_gradual_transitions(made: Make) -> None:
    """A dissolve gives no cut; a fade through black gives one, where it is darkest."""
    path, truth = made(
        "gradual",
        duration=8.0,
        texts=[],
        faces=[],
        sounds=None,
        shots=[
            {"seed": 1},
            {"start": 2.0, "seed": 2, "via": "dissolve", "via_seconds": 1.0},
            {"start": 4.0, "seed": 3},
            {"start": 6.0, "seed": 4, "via": "fade", "via_seconds": 1.0},
        ],
    )
    assert [t["kind"] for t in truth["transitions"]] == ["dissolve", "fade"]
    assert list(look(path, ("shots",)).cuts) == pytest.approx([4.0, 6.0], abs=0.04)


def test_voice_ends_with_the_voice(made: Make) -> None:
    """Tones are no speech."""
    tone = {"kind": "tone", "start": 0.5, "end": 3.5, "hertz": 300}
    path, _ = made("hum", duration=4.0, shots=[{}], texts=[], faces=[], sounds=[tone])
    assert not look(path, ("voice",)).of(VoiceActivity)
