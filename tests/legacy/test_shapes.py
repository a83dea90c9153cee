"""The four shapes of a unified analysis, and what is and is not known from each.

The generation with Claude (P) and the Node generation (N) left no complete file: theirs are made by
hand after IO_CONTRACT sections 3 and 4, in recorded.py.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from legacy.recorded import (
    FIXTURE,
    LESSONS,
    PLANTS,
    RECORDED,
    analysis,
    document,
    f_shape,
    loaded,
    merged,
    n_shape,
    p_shape,
)
from rumiai.legacy.read import read_analysis
from rumiai.metrics import measure
from rumiai.outputs.save import markers_document
from rumiai.schema.events import (
    EmotionSeen,
    GestureSeen,
    ObjectSeen,
    ObjectTrack,
    Shot,
    SpeechSegment,
    TextTrack,
    VoiceActivity,
)
from rumiai.schema.measure import Family, Null, result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.timeline import Status, Timeline
from rumiai.timeline.markers import temporal_markers


def faults(contract: Path, name: str, result: dict[str, Any]) -> list[str]:
    """What the contract's checker finds wrong with a result."""
    spec = importlib.util.spec_from_file_location("checker", contract / "check_conformance.py")
    assert spec is not None
    assert spec.loader is not None
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    schema = json.loads((contract / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    return list(checker.faults(schema, result, False))


def results(timeline: Timeline, metadata: VideoMetadata) -> Iterator[tuple[str, dict[str, Any]]]:
    for family in measure(timeline, metadata).in_order():
        if isinstance(family, Family):
            yield family.name, result_of(family)
    markers = temporal_markers(timeline, "made", "2026-11-20T00:00:00Z")
    yield "temporal_markers", markers_document(markers)


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_files_give_conforming_results(contract: Path, name: str) -> None:
    """Every analysis that can be computed from a recorded file conforms, and so do the markers."""
    read = analysis(contract, name)
    found = dict(results(merged(read), read.metadata))
    assert {"scene_pacing", "temporal_markers"} <= found.keys()
    assert [(n, faults(contract, n, r)) for n, r in found.items() if faults(contract, n, r)] == []


@pytest.mark.parametrize("shape", [p_shape, n_shape], ids=["P", "N"])
def test_made_shapes_give_conforming_results(contract: Path, tmp_path: Path, shape: Any) -> None:
    """So do the results of the shapes that were not recorded."""
    found = dict(results(loaded(shape(), tmp_path), VideoMetadata()))
    assert {"scene_pacing", "visual_overlay_analysis", "temporal_markers"} <= found.keys()
    assert [(n, faults(contract, n, r)) for n, r in found.items() if faults(contract, n, r)] == []


def test_scenes_reach_pacing(contract: Path) -> None:
    """E22, E23: 28 scenes are 28, not 0; 61 are 61, not 43. Starts at 0 are no cuts.

    The first file's scene_changes hold 0.0 and 27 cuts; cuts + 1 = 28.
    """
    for name, scenes in ((PLANTS, 28), (LESSONS, 61), (FIXTURE, 2)):
        pacing = measure(merged(analysis(contract, name)), VideoMetadata()).scene_pacing
        assert not isinstance(pacing, Unmeasured)
        assert pacing.core_metrics.total_scenes == scenes
        assert len(pacing.dynamics.pacing_progression) > 1


def test_every_reading_counts(contract: Path) -> None:
    """E17: 54 readings were 39 overlays, one a second; they are 53: "where" and "where I get".

    E18: no overlay lasts the 1.0 s of a dictionary's key; each lasts its samples, 0.5 or 1.0 s.
    """
    timeline = merged(analysis(contract, PLANTS))
    tracks = timeline.of(TextTrack)
    assert len(tracks) == 53
    assert {round(track.end - track.start, 6) for track in tracks} == {0.5, 1.0}
    assert {track.box.side for track in tracks} == {"center"}, "294 of 294 were at the right"


def test_all_objects_reach_the_timeline(contract: Path) -> None:
    """Of 1,169 detections not one reached the old timeline; here all do, and are linked."""
    timeline = merged(analysis(contract, PLANTS))
    seen, tracks = timeline.of(ObjectSeen), timeline.of(ObjectTrack)
    assert len(seen) == 1169
    assert "unknown" not in {one.label for one in seen}, "the old loader wrote over the class"
    assert 0 < len(tracks) < len(seen)
    assert max(one.start for one in seen) == 49.5
    assert max(track.end for track in tracks) <= 50.0


def test_what_was_not_looked_at(contract: Path) -> None:
    """E6, E7: objects were sought in 0–50 s, text read in three blocks, and nowhere else.

    Samples of text: 0–9.5, 26.5–45.5 and 69.5–79 s, that is 10 + 20 + 11 of 80 seconds.
    """
    timeline = merged(analysis(contract, PLANTS))
    assert timeline.inspected_bins("objects") == tuple(range(50))
    blocks = (*range(10), *range(26, 46), *range(69, 80))
    assert timeline.inspected_bins("text") == blocks
    overlay = measure(timeline, VideoMetadata()).visual_overlay_analysis
    assert not isinstance(overlay, Unmeasured)
    assert overlay.quality.data_completeness == pytest.approx(41 / 80)
    assert overlay.key_events.quiet_moments == (), "16–24 and 48–64 s were not read, not quiet"
    closing = temporal_markers(timeline, "v", "now").cta_window
    assert isinstance(closing.object_focus, Null), "nothing was sought after 50 s"


def test_empty_lists_prove_nothing(contract: Path) -> None:
    """pipeline_status says true, the lists are empty, and no frame was looked at: not measured."""
    root = document(contract, LESSONS)
    assert root["pipeline_status"]["yolo"] is root["pipeline_status"]["ocr"] is True
    timeline = merged(analysis(contract, LESSONS))
    for name in ("text", "objects", "faces", "pose", "hands", "gestures"):
        assert not timeline.settled(name), name
    assert "processed: false" in timeline.account("objects")
    assert isinstance(measure(timeline, VideoMetadata()).visual_overlay_analysis, Unmeasured)
    markers = temporal_markers(timeline, "v", "now")
    available = markers.metadata.ml_data_available
    assert (available.yolo, available.ocr, available.scene) == (False, False, True)


def test_no_word_without_its_time(contract: Path) -> None:
    """E21, E32: segments that touch are no voice activity, and words without times none at all.

    Their texts are there: a call to action is found in them.
    """
    timeline = merged(analysis(contract, PLANTS))
    segments = timeline.of(SpeechSegment)
    assert len(segments) == 42
    assert not any(segment.words for segment in segments)
    assert timeline.of(VoiceActivity) == ()
    assert not timeline.settled("speech")
    assert not timeline.settled("voice")
    overlay = measure(timeline, VideoMetadata()).visual_overlay_analysis
    assert not isinstance(overlay, Unmeasured)
    assert isinstance(overlay.interactions.overlay_speech_alignment, Null), "it was 0.974"
    assert isinstance(overlay.key_events.cta_moments, Null), 'it was "get", a subtitle'


def test_people_without_boxes(contract: Path) -> None:
    """Faces, bodies and hands without boxes are not measured; gestures that ran nowhere neither."""
    timeline = merged(analysis(contract, PLANTS))
    assert timeline.account("faces") == "faces failed: its 67 records have no boxes"
    assert timeline.account("gestures").startswith("gestures unavailable")
    assert timeline.account("gaze").startswith("gaze unavailable")


def test_guessed_emotions_are_left_out(contract: Path, tmp_path: Path) -> None:
    """Labels of other detectors are no emotions, nor are those of the entries' faces."""
    assert merged(analysis(contract, FIXTURE)).of(EmotionSeen) == ()
    entry = {"start": 1.0, "entry_type": "emotion", "data": {"emotion": "joy", "confidence": 0.9}}
    root = f_shape()
    root["timeline"]["entries"] = [entry, {**entry, "entry_type": "face"}]
    timeline = loaded(root, tmp_path)
    assert timeline.of(EmotionSeen) == ()
    assert not timeline.settled("emotions")


def test_emotions_of_feat(tmp_path: Path) -> None:
    """FEAT's entries count: the label's probability is the score; AU 12 keeps its activation."""
    scores = dict.fromkeys(("sadness", "anger", "fear", "surprise", "disgust", "neutral"), 0.05)
    data = {
        "emotion": "joy",
        "confidence": 0.7,
        "all_scores": {**scores, "joy": 0.7},
        "au_intensities": {"12": 0.8},
        "source": "feat",
        "face_bbox": {"x": 0.1, "y": 0.1, "width": 0.2, "height": 0.2},
        "face_score": 0.99,
    }
    root = f_shape()
    root["timeline"]["entries"] = [
        {"start": t, "end": t + 1, "entry_type": "emotion", "data": data} for t in (0.0, 0.5, 1.0)
    ]
    (first, *others) = loaded(root, tmp_path).of(EmotionSeen)
    assert len(others) == 2
    assert (first.emotion, first.score, first.face_score) == ("joy", 0.7, 0.99)
    assert first.action_units == {12: 0.8}


def test_a_recorded_human_analysis(contract: Path, tmp_path: Path) -> None:
    """E37, E38: 118 of 123 gestures are "none"; gaze in shares of the picture is not measured.

    140 faces have boxes, one each third of a second: 140 / 3 = 46.67 s.
    """
    people = document(contract, "final/test_output/7482079864242146603_human_analysis.json")
    timeline = loaded(f_shape(46.8, mediapipe=people), tmp_path)
    assert len(timeline.of(GestureSeen)) == 5
    assert not timeline.settled("gaze")
    run = timeline.run("faces")
    assert run is not None
    assert (run.status, run.samples) == (Status.OK, 140)
    assert run.frames_per_second == pytest.approx(3)
    assert len(timeline.inspected_bins("faces")) == 47


def test_the_generation_with_claude(tmp_path: Path) -> None:
    """P: detectors at the top, times as "Ns"; timed words give voice activity.

    Words at 1.0–1.4, 1.6–2.0 and 4.0–4.5 s; pauses up to 0.3 s are bridged: 1–2 and 4–4.5 s.
    """
    timeline = loaded(p_shape(), tmp_path)
    assert [(s.start, s.end) for s in timeline.of(Shot)] == [(0, 5), (5, 20)]
    assert [(v.start, v.end) for v in timeline.of(VoiceActivity)] == [(1.0, 2.0), (4.0, 4.5)]
    assert [v.score for v in timeline.of(VoiceActivity)] == [pytest.approx(0.8)] * 2
    (track,) = timeline.of(ObjectTrack)
    assert (track.label, track.start, track.end) == ("cup", 0.0, 4.0)
    assert track.score == pytest.approx((0.5 + 0.6 + 0.7 + 0.8) / 4)
    (text,) = timeline.of(TextTrack)
    assert (text.text, text.readings, text.start) == ("SALE", 3, 0.0)
    assert text.end == pytest.approx(0.6)
    assert any("unknown moments" in fault for fault in timeline.clip.faults)


def test_the_node_generation(tmp_path: Path) -> None:
    """N: timelines by bins; 60 frames at 5 a second are all 12 s."""
    timeline = loaded(n_shape(), tmp_path)
    assert [shot.start for shot in timeline.of(Shot)] == [0.0, 4.0, 8.0]
    assert "video: the times of cuts" in f"video: {timeline.clip.faults[0]}"
    assert timeline.inspected_share("text") == 1.0
    assert [t.start for t in timeline.of(TextTrack)] == [1.0]
    assert [o.label for o in timeline.of(ObjectTrack)] == ["cup"]
    assert [g.gesture for g in timeline.of(GestureSeen)] == ["victory"]
    assert timeline.of(EmotionSeen) == ()
    path = tmp_path / "made.json"
    metadata = read_analysis(path, 300).metadata
    assert (metadata.views, metadata.description) == (7, "caption")


def test_two_cuts_in_one_second_whose_times_are_lost(tmp_path: Path) -> None:
    """E23: bins cannot tell how long a scene between two cuts of one second is: no pacing."""
    root = n_shape()
    root["timelines"]["sceneChangeTimeline"]["4-5s"].append({"type": "cut"})
    timeline = loaded(root, tmp_path)
    assert "several cuts in one second" in timeline.account("shots")
    assert timeline.of(Shot) == ()


def test_metadata_in_both_forms(contract: Path, tmp_path: Path) -> None:
    """snake_case and camelCase, and the fixture's `stats`; what lacks is None, never 0."""
    fixture = analysis(contract, FIXTURE).metadata
    assert (fixture.views, fixture.likes, fixture.saves) == (12345, 1234, None)
    assert fixture.create_time == "2024-01-15T10:30:00Z"
    loaded(p_shape(), tmp_path)
    assert read_analysis(tmp_path / "made.json", 300).metadata.create_time == "2023-11-14T22:13:20Z"
    root = f_shape(scene_detection={"scenes": [{"start_time": 0.0, "end_time": 20.0}]})
    root["metadata"] |= {"createTime": "2024-01-01T00:00:00+02:00", "coverUrl": "u", "views": 0}
    root["metadata"] |= {"hashtags": [{"name": "one"}, "two", 5.5], "likes": -1}
    loaded(root, tmp_path)
    metadata = read_analysis(tmp_path / "made.json", 300).metadata
    assert (metadata.create_time, metadata.cover_url) == ("2023-12-31T22:00:00Z", "u")
    assert (metadata.views, metadata.likes) == (0, None)
    assert [tag.name for tag in metadata.hashtags or ()] == ["one", "two"]
