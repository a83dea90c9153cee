"""What a user sees of a pull."""

from __future__ import annotations

import io

import pytest

from rumiai.display import live_progress
from rumiai.progress import legacy_lines
from rumiai.schema.choices import Choices
from rumiai.schema.text import without_secrets
from rumiai.transfers.room import size
from rumiai.weights.entry import WeightFile, Weights
from rumiai.weights.needed import needed
from rumiai.weights.telling import Arrived, Interrupted, Lines


def test_plain_lines_are_few() -> None:
    """The beginning, the end, now and then one between, and every break."""
    lines: list[str] = []
    watch = Lines(lines.append, every=3600).watch
    for done in range(0, 5_000_001, 1000):
        watch(Arrived("a/b.bin", done, 5_000_000))
    watch(Interrupted("a/b.bin", "the connection broke off", 2.0))
    assert lines == [
        "a/b.bin: 0 bytes of 5.0 MB",
        "a/b.bin: 5.0 MB of 5.0 MB",
        "a/b.bin: the connection broke off; again in 2 s",
    ]


def test_sizes() -> None:
    """For people; unknown is a question mark."""
    assert [size(n) for n in (None, 12, 145_262_807)] == ["?", "12 bytes", "145.3 MB"]


@pytest.mark.parametrize(
    "address",
    [
        *("https://h.example/a/b", "https://me:pass@h.example/a/b?sig=1"),
        *("https://x@h.example/a/b#c", "https://me:pa/ss@h.example/a/b"),
    ],
)
def test_addresses_without_secrets(address: str) -> None:
    """User, password and signature are not shown."""
    assert without_secrets(address) == "https://h.example/a/b"


@pytest.mark.parametrize(
    "address", ["https://t.example/@u/video/1", "http://[::1]:8/@u", "http://h:8"]
)
def test_addresses_without_any_stay(address: str) -> None:
    """An @ in a path is no user, and a port no password."""
    assert without_secrets(address) == address


def test_a_run_shows_it_and_keeps_stdout() -> None:
    """The live bar takes the news; the protocol of legacy callers does not carry it."""
    with live_progress(io.StringIO()) as observe:
        for news in (Arrived("a.bin", 0, None), Arrived("a.bin", 5, 5), Interrupted("a", "b", 1)):
            observe(news)
            assert legacy_lines(news) == ()


def entry(name: str, analyzer: str) -> Weights:
    """A set of one file."""
    return Weights(
        name=name,
        analyzer=analyzer,
        source="test",
        revision=None,
        licence="",
        files=(WeightFile(path=name, url=f"https://weights.example/{name}"),),
    )


def test_what_a_run_needs() -> None:
    """The chosen detector, model and language; what is named by a path needs no set."""
    sets = {
        **{name: entry(name, "emotions") for name in ("feat-v1", "feat-v2")},
        **{name: entry(name, "objects") for name in ("yolo26n", "yolo26s")},
        "gesture_recognizer": entry("gesture_recognizer", "gestures"),
        **{name: entry(name, "speech") for name in ("whisper-base", "faster-whisper-base")},
    }
    assert needed(Choices(), sets) == (
        ("feat-v1",),
        ("yolo26n",),
        ("gesture_recognizer",),
        ("faster-whisper-base", "whisper-base"),
    )
    other = Choices(feat_detector="v2", yolo_model="own.pt", asr="none")
    assert needed(other, sets) == (("feat-v2",), ("gesture_recognizer",))
    assert needed(Choices(asr="faster-whisper"), sets)[-1] == ("faster-whisper-base",)
    assert needed(Choices(), {}) == ()
