"""All seven analyses and the markers conform, whatever the detectors saw, once all of them looked.

The timelines are built: they hold what no detector without its weights can show on a clip.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from builders import (
    EVERYTHING,
    emotion,
    face,
    gesture,
    glimpse,
    loudness,
    onset,
    said,
    seen_text,
    shots,
    text,
    thing,
    timeline,
    voice,
)
from conformance import check_conformance
from rumiai.insights.python_only import PythonOnly
from rumiai.metrics import measure
from rumiai.outputs.save import save_insights, save_markers
from rumiai.pipeline import paths_for, write_insights
from rumiai.schema.events import Event
from rumiai.schema.media import VideoMetadata
from rumiai.schema.timeline import Timeline
from rumiai.settings import load_settings
from rumiai.timeline.markers import temporal_markers

ALL = (*EVERYTHING, "effects")
FAMILIES = {
    *("creative_density", "emotional_journey", "metadata_analysis", "person_framing"),
    *("scene_pacing", "speech_analysis", "visual_overlay_analysis"),
}
STARTED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MOODS = ("neutral", "joy", "joy", "surprise", "sadness", "anger", "fear", "disgust")
ITEM = VideoMetadata(id="built", description="Wait for it! #plants 🌱 follow me", views=1000)


def people(duration: float) -> list[Event]:
    """A face that changes its expression every second, and gestures."""
    seconds = range(max(1, int(duration)))
    return [
        *(face(second * 1.0) for second in seconds),
        *(emotion(second * 1.0, MOODS[second % len(MOODS)], 0.85) for second in seconds),
        *(gesture(second + 0.2) for second in seconds[::4] if second + 0.2 < duration),
    ]


def titles(duration: float) -> list[Event]:
    starts = [5.0 * i for i in range(int(duration // 5) + 1) if 5.0 * i + 0.3 < duration]
    return [
        *(text(f"Tip {start:.0f}: follow me", start, min(start + 3, duration)) for start in starts),
        *(seen_text(f"Tip {start:.0f}: follow me", start, period=0.2) for start in starts),
    ]


def sounds(duration: float) -> list[Event]:
    starts = [float(start) for start in range(0, int(duration) - 3, 6)]
    words = ("did", "you", "know", "follow", "me")
    return [
        *(said(start, *words) for start in starts),
        *(voice(start, start + 2.5) for start in starts),
        *(onset(start) for start in starts),
        *([loudness(duration, 0.1, 0.3, 0.2)] if starts else []),
    ]


def things(duration: float) -> list[Event]:
    return [
        thing("plant", 0.0, duration),
        *(glimpse("plant", second * 1.0) for second in range(max(1, int(duration)))),
    ]


def cut(duration: float) -> list[Event]:
    return [*shots(duration, *(3.0 * i for i in range(1, int(duration / 3)) if 3 * i < duration))]


def everything(duration: float) -> list[Event]:
    makers = (cut, people, titles, sounds, things)
    return [event for make in makers for event in make(duration)]


BUILT: dict[str, Timeline] = {
    "everything": timeline(20.0, everything(20.0), ran=ALL),
    "silence": timeline(
        20.0,
        [*cut(20.0), *people(20.0), *titles(20.0), *things(20.0)],
        ran=[name for name in ALL if name not in ("voice", "energy", "speech")],
        absent=("voice", "energy", "speech"),
        has_audio=False,
    ),
    "no face": timeline(20.0, [*cut(20.0), *titles(20.0), *sounds(20.0)], ran=ALL),
    "no text": timeline(20.0, [*cut(20.0), *people(20.0), *sounds(20.0)], ran=ALL),
    "nothing at all": timeline(20.0, cut(20.0), ran=ALL),
    "0.55 s": timeline(0.55, everything(0.55), ran=ALL),
    "ten minutes": timeline(600.0, everything(600.0), ran=ALL),
}


@pytest.mark.parametrize("kind", BUILT)
def test_all_seven_conform(contract: Path, tmp_path: Path, kind: str) -> None:
    """Every family is written, with its markers, and the contract's checker passes on each."""
    moments = BUILT[kind]
    paths = paths_for("built", load_settings(root=tmp_path))
    families = measure(moments, ITEM).in_order()
    insights = write_insights(families, moments, "built", PythonOnly(), lambda _: None)
    assert {i.name for i in insights if i.status == "complete"} == FAMILIES
    markers = temporal_markers(moments, "built", "2026-01-02T03:04:05")
    save_markers(paths, markers, STARTED)
    save_insights(paths, insights, markers, STARTED)
    check_conformance(contract, tmp_path, "built")
