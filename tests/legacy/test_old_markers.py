"""The marker rules give what the old systems stored, apart from the faults that were mended.

IO_CONTRACT section 5 says that the rules reproduce three files exactly; two of them are recorded
with their unified analysis. The old entries stand here as moments, as the old program counted
them; METRICS_CONTRACT B8 names each difference.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builders import timeline
from legacy.recorded import LESSONS, PLANTS, analysis, document, merged
from rumiai.schema.markers import TemporalMarkers
from rumiai.schema.measure import Null
from rumiai.timeline import markers as rules
from rumiai.timeline.markers import temporal_markers
from rumiai.timeline.moments import Kind, Moment
from rumiai.timeline.opening import opening

STORED = {
    PLANTS: "final/temporal_markers/7280654844715666731_1754507940.json",
    LESSONS: "final/temporal_markers/7389683775929699616_1754325600.json",
}
KINDS: dict[str, Kind] = {
    "text": "text",
    "speech": "speech",
    "scene_change": "scene_change",
    "face": "face",
    "pose": "pose",
}
BOTH = pytest.mark.parametrize("name", [PLANTS, LESSONS])


def old_moments(contract: Path, name: str, scenes: bool) -> list[Moment]:
    """The old entries; with `scenes`, each scene counts beside its cut, as any other thing.

    The second file was made before its transcript (IO_CONTRACT section 5: drop speech).
    """
    found = []
    for entry in document(contract, name)["timeline"]["entries"]:
        kind = KINDS.get(entry["entry_type"])
        if entry["entry_type"] == "scene" and scenes:
            kind = "face"  # weighs 1 in the density and in peaks, 0 in the curve
        if kind is None or (name == LESSONS and kind == "speech"):
            continue
        found.append(Moment(kind, entry["start"], entry.get("end", entry["start"])))
    return found


def stored(contract: Path, name: str) -> dict[str, Any]:
    return document(contract, STORED[name])


def recomputed(contract: Path, name: str) -> TemporalMarkers:
    return temporal_markers(merged(analysis(contract, name)), name, "2026-11-20T00:00:00Z")


def scenes_in(contract: Path, name: str, second: int) -> int:
    scenes = document(contract, name)["ml_data"]["scene_detection"]["scenes"]
    return sum(int(scene["start_time"]) == second for scene in scenes)


@BOTH
def test_density(contract: Path, name: str) -> None:
    """With the scenes counted beside their cuts, the weights and the cap give the old numbers."""
    everything = timeline(79.9)
    old = stored(contract, name)["first_5_seconds"]["density_progression"]
    both = opening(everything, old_moments(contract, name, scenes=True)).density_progression
    assert list(both) == old
    once = opening(everything, old_moments(contract, name, scenes=False)).density_progression
    mended = [o - scenes_in(contract, name, s) for s, o in enumerate(old) if o < 10]
    assert [n for n, o in zip(once, old, strict=True) if o < 10] == mended, "the mended fault"


@BOTH
def test_peaks(contract: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same seconds and weights; the old program never looked at the first and the last."""
    monkeypatch.setattr(rules, "MAX_PEAKS", 100)
    last = int(stored(contract, name)["metadata"]["duration"]) - 1
    found = rules._peaks(old_moments(contract, name, scenes=True))
    inner = [(p.timestamp, p.intensity) for p in found if 0 < p.timestamp < last]
    old = [(p["timestamp"], p["intensity"]) for p in stored(contract, name)["peak_moments"]]
    assert inner[:5] == old
    assert len(old) == 5


def test_peaks_count_a_cut_once(contract: Path) -> None:
    """Two cuts in one second weighed 2 × (2 + 1) = 6; they weigh 4."""
    once = rules._peaks(old_moments(contract, LESSONS, scenes=False))
    assert {peak.intensity for peak in once} == {4.0}
    assert [p.timestamp for p in once] == [4.0, 9.0, 23.0, 39.0, 41.0]


def test_curve(contract: Path) -> None:
    """The second file's curve as it is: 16 buckets of 77.5 s."""
    curve = rules._curve(old_moments(contract, LESSONS, scenes=False), 77.47)
    assert [round(value, 2) for value in curve] == stored(contract, LESSONS)["engagement_curve"]


def test_curve_counts_what_begins(contract: Path) -> None:
    """The first file's curve counted in each bucket all that touched it, both edges included.

    Put at their bucket's start, those moments give the old curve: the weights are the same. By
    onset, as the contract has it, no value is larger.
    """
    found = old_moments(contract, PLANTS, scenes=False)
    touching = [
        moment._replace(start=float(edge))
        for edge in range(0, 80, 5)
        for moment in found
        if moment.end >= edge and moment.start <= edge + 5
    ]
    old = stored(contract, PLANTS)["engagement_curve"]
    assert [round(value, 2) for value in rules._curve(touching, 79.9)] == old
    mended = rules._curve(found, 79.9)
    assert all(now <= then for now, then in zip(mended, old, strict=True))
    assert round(mended[2], 2) == 0.35
    assert old[2] == 0.65


def test_no_bucket_after_the_end() -> None:
    """Where 5 divides the duration there was an empty bucket more."""
    assert len(rules._curve([], 60.0)) == 12


def test_texts_of_the_opening(contract: Path) -> None:
    """The same texts at the same seconds, without the one of 5 s, which is not in [0, 5).

    Durations were max(1, 0.1 s × characters), positions always "right".
    """
    old = stored(contract, PLANTS)["first_5_seconds"]["text_moments"]
    found = recomputed(contract, PLANTS).first_5_seconds.text_moments
    assert not isinstance(found, Null)
    assert [(t["timestamp"], t["text"]) for t in old[:-1]] == [(t.timestamp, t.text) for t in found]
    assert old[-1]["timestamp"] == "5s"
    assert {t["position"] for t in old} == {"right"}
    assert {t.position for t in found} == {"center"}
    assert {t.duration for t in found} == {0.5}
    assert [t.time for t in found][:3] == [0.0, 0.5, 1.5], "a float beside each timestamp"


@BOTH
def test_cuts_of_the_opening(contract: Path, name: str) -> None:
    """The same cuts, but for the start of the video, which is none."""
    old = [t for t in stored(contract, name)["first_5_seconds"]["scene_changes"] if t > 0]
    assert recomputed(contract, name).first_5_seconds.scene_changes == tuple(old)


def test_the_closing_window(contract: Path) -> None:
    """The same range and texts; "like" in "I like storing them" asks for nothing.

    The measured duration stays whole: 79.9 s, cut to 79.0 before.
    """
    old = stored(contract, PLANTS)["cta_window"]
    markers = recomputed(contract, PLANTS)
    window = markers.cta_window
    assert window.time_range == old["time_range"]
    assert not isinstance(window.cta_appearances, Null)
    assert not isinstance(window.text_overlays, Null)
    kept = [
        (call["timestamp"], call["keyword"], call["type"], call["context"])
        for call in old["cta_appearances"]
        if call["keyword"] != "like"
    ]
    found = [(c.timestamp, c.keyword, c.type, c.context) for c in window.cta_appearances]
    assert found == kept
    assert len(old["cta_appearances"]) == len(kept) + 1
    assert [t.text for t in window.text_overlays] == [t["text"] for t in old["text_overlays"]]
    assert (markers.metadata.duration, stored(contract, PLANTS)["metadata"]["duration"]) == (
        79.9,
        79,
    )


def test_what_was_never_measured_is_null(contract: Path) -> None:
    """Emotions came from keywords, speech from segments that touch, gestures from a wrong key."""
    old = stored(contract, PLANTS)["first_5_seconds"]
    assert (set(old["emotion_sequence"]), old["gesture_moments"]) == ({"neutral"}, [])
    now = recomputed(contract, PLANTS).first_5_seconds
    assert all(isinstance(label, Null) for label in now.emotion_sequence)
    assert isinstance(now.gesture_moments, Null)
    assert isinstance(now.speech_segments, Null)
    assert all(isinstance(value, Null) for value in now.density_progression)


def test_objects_appear(contract: Path) -> None:
    """object_appearances was empty in all 43 files, beside 1,169 detections."""
    assert stored(contract, PLANTS)["first_5_seconds"]["object_appearances"] == []
    found = recomputed(contract, PLANTS).first_5_seconds.object_appearances
    assert not isinstance(found, Null)
    assert {"bottle", "person"} <= {one.label for one in found}
    assert all(one.first_appearance == "0s" for one in found)


@BOTH
def test_detectors_that_never_ran_are_not_available(contract: Path, name: str) -> None:
    """All five were true in both files."""
    assert all(stored(contract, name)["metadata"]["ml_data_available"].values())
    available = recomputed(contract, name).metadata.ml_data_available
    assert available.scene is True
    assert available.mediapipe is available.whisper is False
    assert available.yolo is available.ocr is (name == PLANTS)
