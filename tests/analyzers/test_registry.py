"""Analyzers are found by name, and only by name."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rumiai.analyzers.base import AudioAnalyzer, FrameAnalyzer
from rumiai.analyzers.registry import ANALYZERS, OF_SOUND, load, names, select
from rumiai.errors import ArgumentError


def test_only_and_skip() -> None:
    """`only` names what runs, `skip` takes away from it; without them everything runs."""
    assert select((), ()) == set(names())
    assert select(("shots", "text"), ("text",)) == {"shots"}
    assert select((), ("text",)) == set(names()) - {"text"}


@pytest.mark.parametrize(
    ("only", "skip", "said"),
    [(("nope",), (), "no analyzer is called nope"), (("text",), ("text",), "leave no analyzer")],
)
def test_wrong_names_are_refused(only: tuple[str], skip: tuple[str], said: str) -> None:
    """A name without an analyzer, or a choice of none, is an argument error."""
    with pytest.raises(ArgumentError, match=said):
        select(only, skip)


@pytest.mark.parametrize("name", ANALYZERS)
def test_every_registered_analyzer_is_one(name: str) -> None:
    """Each entry leads to a class that carries the entry's name and hears or sees as it says."""
    analyzer = load(name)
    assert analyzer.name == name
    assert issubclass(analyzer, AudioAnalyzer if name in OF_SOUND else FrameAnalyzer)


def test_knowing_the_names_loads_no_library() -> None:
    """The registry can be read without importing any detector."""
    code = (
        "import sys; from rumiai.analyzers.registry import names; names();"
        "heavy = {'torch', 'cv2', 'mediapipe', 'rapidocr', 'scenedetect', 'silero_vad'};"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
