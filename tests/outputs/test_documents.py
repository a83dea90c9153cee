"""What the files hold, from a small timeline."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from builders import (
    CENTRE,
    EVERYTHING,
    emotion,
    face,
    gesture,
    glimpse,
    onset,
    said,
    seen_text,
    shots,
    text,
    thing,
    timeline,
    voice,
)
from rumiai.outputs.detectors import detector_documents
from rumiai.outputs.insights import write_insights
from rumiai.outputs.unified import unified_document
from rumiai.schema.events import (
    AudioEnergy,
    AudioPeak,
    Box,
    GazeSeen,
    HandSeen,
    PoseSeen,
    Transition,
)
from rumiai.schema.insights import Insight
from rumiai.schema.media import SourceVideo, VideoMetadata
from rumiai.schema.timeline import Timeline

SMALL = Box(x=0.0, y=0.0, width=0.1, height=0.1)
EVENTS = (
    *shots(12, 4.5),
    seen_text("Hi", 0.0),
    text("Hi", 0.0, 0.5),
    face(0.0),
    face(0.0, box=SMALL),
    face(0.2),
    PoseSeen(start=0.4, end=0.4, score=0.7, frame=12, box=CENTRE, landmarks=33),
    HandSeen(start=0.4, end=0.4, score=0.9, frame=12, box=CENTRE, hand="left"),
    GazeSeen(
        start=0.0, end=0.0, score=0.9, frame=0, offset_x=0.01, offset_y=-0.02, magnitude=0.0224
    ),
    gesture(1.0),
    emotion(0.0, "joy"),
    thing("cup", 2.0, 3.0, track=0),
    glimpse("cup", 2.0, track=0),
    glimpse("cup", 2.5, track=0),
    said(1.0, "hello", "there"),
    voice(1.0, 2.0),
    onset(1.0),
    Transition(start=6, end=7, score=1.0, style="dissolve"),
    *(
        AudioEnergy(start=s, end=e, score=1, rms=r, level=1)
        for s, e, r in ((0, 5, 0.1), (5, 10, 0.2), (10, 12, 0.4))
    ),
    AudioPeak(start=11, end=11, score=1, rms=0.5),
)
FULL = timeline(12, EVENTS)
EMPTY = timeline(12, [], ran=())


def unified(of: Timeline, **metadata: Any) -> dict[str, Any]:
    source = SourceVideo(Path("v1.mp4"), "v1", VideoMetadata(**metadata))
    return unified_document(
        source, of, detector_documents(of, "v1"), [], True, {"started_at": "now"}
    )


def test_people() -> None:
    """One row a frame: number of faces, the largest one's box; presence over the samples."""
    faces = timeline(12, EVENTS)
    document = detector_documents(faces, "v1")["mediapipe"]
    assert [(f["timestamp"], f["count"]) for f in document["faces"]] == [(0.0, 2), (0.2, 1)]
    assert document["faces"][0]["bbox"]["width"] == 0.2
    assert document["poses"][0]["landmarks"] == 33
    assert document["frames_with_people"] == 3
    assert document["gaze"][0]["eye_contact"] is None
    assert document["_nulls"]["gaze[].eye_contact"] == "uncalibrated_gaze"
    assert document["gestures"][0]["timestamp_ms"] == 1000


def test_texts_scenes_and_objects_in_pixels() -> None:
    """Boxes are pixels of the displayed picture, 540 × 960."""
    documents = detector_documents(FULL, "v1")
    assert documents["ocr"]["textAnnotations"][0]["bbox"] == [216.0, 384.0, 108.0, 96.0]
    assert documents["ocr"]["stickers"] is None
    assert documents["yolo"]["objectAnnotations"][0]["bbox"] == [216.0, 384.0, 324.0, 480.0]
    assert documents["yolo"]["tracks"][0]["bbox"] == [216.0, 384.0, 324.0, 480.0]
    scenes = documents["scene_detection"]
    assert [s["scene_number"] for s in scenes["scenes"]] == [1, 2]
    assert (scenes["total_scenes"], scenes["scene_changes"]) == (2, [4.5])


def test_objects_have_a_row_a_sighting_and_a_name_a_track() -> None:
    """An old reader finds every detection where it was; each bears its track's name everywhere."""
    document = detector_documents(FULL, "v1")["yolo"]
    rows = document["objectAnnotations"]
    assert [(r["trackId"], r["timestamp"], r["frame_number"]) for r in rows] == [
        ("obj_0", 2.0, 60),
        ("obj_0", 2.5, 75),
    ]
    assert [(t["trackId"], t["timestamp"], t["end"]) for t in document["tracks"]] == [
        ("obj_0", 2.0, 3.0)
    ]
    assert document["metadata"]["objects_detected"] == 2
    assert document["metadata"]["total_tracks"] == 1
    (data,) = unified(FULL)["objectTimeline"]["2s"]
    assert (data["class"], data["track_id"]) == ("cup", "obj_0")


def test_speech_and_energy() -> None:
    """Transcript with words; loudness by window, its variance and its loudest third."""
    documents = detector_documents(FULL, "v1")
    assert documents["whisper"]["text"] == "hello there"
    assert documents["whisper"]["segments"][0]["words"][1]["start"] == 1.5
    energy = documents["audio_energy"]
    assert list(energy["energy_level_windows"]) == ["0-5s", "5-10s", "10-12s"]
    assert energy["energy_variance"] == pytest.approx(0.0155556, abs=1e-6)
    assert (energy["burst_pattern"], energy["climax_timestamp"]) == ("back_loaded", 11.0)


def test_what_did_not_run_is_null_with_its_account() -> None:
    """No detector file claims to have looked and found nothing when nobody looked."""
    for name, document in detector_documents(EMPTY, "v1").items():
        empty = [k for k, v in document.items() if v in ([], {}) and k != "_nulls"]
        assert not empty, f"{name}: {empty}"
        for key, value in document.items():
            assert value is not None or key in document["_nulls"], f"{name}: {key}"
        assert document["metadata"]["processed"] is False


def test_every_kind_of_event_has_an_entry() -> None:
    """The timeline's entries hold all that was found, in order of time."""
    document = unified(FULL)
    entries = document["timeline"]["entries"]
    assert {e["entry_type"] for e in entries} == {
        *("text", "face", "pose", "hand", "gaze", "gesture", "emotion", "object", "speech"),
        *("scene", "scene_change", "transition", "voice_activity", "audio_onset"),
        *("audio_energy", "audio_peak"),
    }
    assert [e["start"] for e in entries] == sorted(e["start"] for e in entries)
    assert document["processing_metadata"]["entry_types"]["face"] == 3
    assert document["timeline"]["entry_count"] == len(entries)
    cut = next(e for e in entries if e["entry_type"] == "scene_change")
    assert cut == {
        "start": 4.5,
        "entry_type": "scene_change",
        "data": {"transition_type": "cut", "scene_index": 1},
    }


def test_maps_by_second_in_both_generations_forms() -> None:
    """F keys are "0s", Node keys "0-1s"; Node finds its eleven timelines."""
    document = unified(FULL)
    assert list(document["textTimeline"]) == ["0s"]
    assert list(document["timelines"]["textOverlayTimeline"]) == ["0-1s"]
    assert list(document["timelines"]["gestureTimeline"]) == ["1-2s"]
    assert list(document["timelines"]["objectTimeline"]) == ["2-3s"]
    assert len(document["timelines"]) == 11


def test_pipeline_status_is_true_only_for_what_ran() -> None:
    """An empty result of a detector that did not run is no success (a legacy bug)."""
    assert all(unified(FULL)["pipeline_status"].values())
    status = unified(EMPTY)["pipeline_status"]
    assert [name for name, ran in status.items() if ran] == ["temporal"]
    for result in unified(EMPTY)["ml_results"].values():
        assert result["success"] is False


def test_platform_numbers_are_null_not_zero() -> None:
    """What the platform did not say is null with platform_missing; what it said is there."""
    document = unified(FULL, views=0, likes=5)
    assert (document["metadata"]["views"], document["metadata"]["likes"]) == (0, 5)
    assert document["metadata"]["shares"] is None
    assert document["_nulls"]["metadata.shares"] == "platform_missing"
    assert "metadata.views" not in document["_nulls"]


def test_every_null_of_the_metadata_is_explained() -> None:
    """Nothing in the metadata is null without a reason."""
    document = unified(EMPTY)
    unexplained = [
        key
        for key, value in document["metadata"].items()
        if value is None and f"metadata.{key}" not in document["_nulls"]
    ]
    assert not unexplained


def test_the_three_files_of_an_insight(tmp_path: Path) -> None:
    """result has prefixed blocks, ml plain ones, complete both and how they came."""
    result = {
        "scenePacingCoreMetrics": {"totalScenes": 1, "pacingScore": None},
        "_nulls": {"scenePacingCoreMetrics.pacingScore": "no_cuts"},
    }
    insight = Insight(
        name="scene_pacing",
        prefix="scenePacing",
        status="degraded",
        reasons=("why",),
        result=result,
    )
    failed = Insight(name="other", prefix="other", status="failed", reasons=("no",), result=None)
    moment = datetime(2026, 11, 20, 18, 7, 3, tzinfo=UTC)
    write_insights(tmp_path / "v1", [insight, failed], moment)
    folder = tmp_path / "v1" / "scene_pacing"
    read = {
        part: json.loads((folder / f"scene_pacing_{part}_20261120_180703.json").read_text())
        for part in ("result", "ml", "complete")
    }
    assert [p.name for p in (tmp_path / "v1").iterdir()] == ["scene_pacing"]
    assert read["result"] == result
    assert read["ml"] == {
        "CoreMetrics": {"totalScenes": 1, "pacingScore": None},
        "_nulls": {"CoreMetrics.pacingScore": "no_cuts"},
    }
    complete = read["complete"]
    assert json.loads(complete.pop("result")) == result
    assert complete == {
        "analysis_type": "scene_pacing",
        "success": True,
        "status": "degraded",
        "degraded": ["why"],
        "parsed_response": read["ml"],
        "source": "python_precompute",
        "processing_mode": "python_only",
        "version": "2.0",
    }


def test_two_runs_in_one_second_keep_their_own_sets(tmp_path: Path) -> None:
    """A stamp that is taken is not overwritten: files of two runs never share a set."""
    moment = datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)
    for number in (1, 2):
        insight = Insight(name="one", prefix="one", status="complete", result={"n": number})
        write_insights(tmp_path / "v1", [insight], moment)
    stamps = sorted(p.name for p in (tmp_path / "v1" / "one").glob("*_result_*"))
    assert stamps == ["one_result_20261120_235959.json", "one_result_20261121_000000.json"]


def test_all_analyzers_are_listed_with_their_account() -> None:
    """The unified file tells for each analyzer whether, how and where it looked."""
    analyzers = unified(EMPTY)["analyzers"]
    assert tuple(analyzers) == EVERYTHING
    assert {a["status"] for a in analyzers.values()} == {"unavailable"}
    assert unified(FULL)["analyzers"]["text"]["inspected"] == [[0.0, 12.0]]
