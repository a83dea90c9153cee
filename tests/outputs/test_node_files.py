"""The Node generation's files, from a small timeline; every number is computed by hand.

12 s at 30 pictures a second; a cut at 4.5 s, a text, faces in two samples of 60, a body, a hand, a
gesture, an expression, an object in two samples, two words.
"""

from __future__ import annotations

import io
import json
import re
import wave
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builders import (
    CENTRE,
    emotion,
    face,
    gesture,
    glimpse,
    said,
    seen_text,
    shots,
    text,
    thing,
    timeline,
    voice,
)
from built import BUILT
from rumiai.errors import ArgumentError
from rumiai.legacy.read import reports
from rumiai.legacy.shapes import stored
from rumiai.outputs.detectors import detector_documents
from rumiai.outputs.node.documents import node_documents
from rumiai.outputs.node.frames import Frames, KeptFrame
from rumiai.outputs.node.journal import journal
from rumiai.outputs.node.merged import merged
from rumiai.outputs.node.names import insist_on_own_names
from rumiai.outputs.node.sound import wav_of
from rumiai.outputs.paths import Paths
from rumiai.schema.events import (
    Box,
    Event,
    FaceSeen,
    GazeSeen,
    GestureSeen,
    HandSeen,
    ObjectSeen,
    PoseSeen,
    Shot,
    SpeechSegment,
    TextSeen,
)
from rumiai.schema.insights import Insight
from rumiai.schema.media import Audio, SourceVideo, VideoMetadata
from rumiai.schema.timeline import Timeline

SMALL = Box(x=0.0, y=0.0, width=0.1, height=0.1)
EVENTS: tuple[Event, ...] = (
    *shots(12, 4.5),
    seen_text("Hi", 0.0),
    seen_text("Hi", 0.5),
    seen_text("Follow me", 1.0),
    text("Hi", 0.0, 1.0),
    face(0.0),
    face(0.0, box=SMALL),
    face(0.2),
    PoseSeen(start=0.4, end=0.4, score=0.7, frame=12, box=CENTRE, landmarks=33),
    HandSeen(start=0.4, end=0.4, score=0.9, frame=12, box=CENTRE, hand="left"),
    GazeSeen(start=0.0, end=0.0, score=0.9, frame=0, offset_x=0.1, offset_y=0.2, magnitude=0.2236),
    gesture(1.0),
    emotion(0.0, "joy"),
    emotion(0.2, "neutral"),
    emotion(0.4, "joy"),
    thing("cup", 2.0, 3.0, track=7),
    glimpse("cup", 2.0, score=0.5, track=7),
    glimpse("cup", 2.5, score=0.7, track=7),
    said(1.0, "hello", "there"),
    voice(1.0, 2.0),
)
FULL = timeline(12, EVENTS)
NOTHING = timeline(12, [], ran=())
FRAMES = Frames(
    5.0,
    tuple(KeptFrame(f"frame_{i:04d}_t{i / 5:.2f}.jpg", 6 * i, i / 5) for i in range(60)),
    tuple(i / 30 for i in range(360)),
)


def documents(of: Timeline = FULL) -> dict[str, dict[str, Any]]:
    source = SourceVideo(Path("v1.mp4"), "v1", VideoMetadata())
    return node_documents(source, of, FRAMES, detector_documents(of, "v1"))


def test_objects() -> None:
    """An annotation a track, a record a sighting, edges as shares; 0.6 is the sightings' mean."""
    document = documents()["yolo"]
    assert (document["total_frames"], document["fps"], document["total_tracks"]) == (360, 30.0, 1)
    assert document["video_path"] == "v1.mp4"
    (annotation,) = document["objectAnnotations"]
    assert annotation["trackId"] == "object_7"
    assert annotation["entity"] == {"entityId": "cup", "description": "cup"}
    assert annotation["confidence"] == 0.6
    assert annotation["frames"][1] == {
        "frame": 75,
        "timestamp": 2.5,
        "bbox": {"left": 0.4, "top": 0.4, "right": 0.6, "bottom": 0.5},
        "confidence": 0.7,
    }


def test_people() -> None:
    """Three of 60 samples show a face or a body; joy is seen twice, neutral once."""
    insights = documents()["mediapipe"]["insights"]
    assert (insights["human_presence"], insights["total_frames"]) == (0.05, 60)
    assert insights["dominant_expressions"] == ["joy", "neutral"]
    course = insights["timeline"]
    assert [e["frame"] for e in course["expressions"]] == [1, 2, 3], "frames count from 1"
    assert course["gestures"] == [
        {"frame": 6, "timestamp": 1.0, "gesture": "victory", "hand": "left", "confidence": 0.8}
    ]
    assert (course["poses"][0]["pose"], course["engagement_moments"]) == (None, None)
    details = documents()["mediapipe"]["frame_details"]
    assert [frame["timestamp"] for frame in details] == [0.0, 0.2, 0.4, 1.0]
    assert details[0]["summary"] == {"face_count": 2, "hand_count": 0, "body_count": 0}
    assert details[2]["hands"][0]["hand"] == "left"


def test_enhanced_people() -> None:
    """Faces in 2 and bodies in 1 of 60 samples; 57 show neither, one shows two faces."""
    document = documents()["enhanced"]
    assert document["summary"] == {
        "face_screen_time_ratio": 0.0333,
        "person_screen_time_ratio": 0.0167,
        "subject_absence_count": 57,
        "multiple_person_frames": 1,
        "gaze_patterns": {"eye_contact_ratio": None, "primary_gaze_direction": None},
        "primary_actions": None,
        "scene_analysis": None,
    }
    assert document["_nulls"]["summary.gaze_patterns.eye_contact_ratio"] == "uncalibrated_gaze"
    assert [row["frame"] for row in document["frame_analyses"]] == [1, 2, 3]
    assert document["frame_analyses"][0]["gaze_analysis"]["gaze_offset_x"] == 0.1


def test_texts() -> None:
    """A record a frame in pixels of 540 × 960; it names the picture that was on the screen.

    Text was read at 0.5 s, and the folder has pictures at 0.4 and 0.6 s.
    """
    document = documents()["ocr"]
    assert document["insights"]["text_coverage"] == 0.05, "3 of 60 samples"
    frames = document["frame_details"]
    named = [(f["frame"], f["timestamp"]) for f in frames if f["text_elements"]]
    assert named == [
        ("frame_0000_t0.00.jpg", 0.0),
        ("frame_0002_t0.40.jpg", 0.5),
        ("frame_0005_t1.00.jpg", 1.0),
    ]
    (element,) = frames[0]["text_elements"]
    assert element["bbox"] == {"x1": 216.0, "y1": 384.0, "x2": 324.0, "y2": 480.0}
    assert (frames[0]["creative_elements"], frames[0]["ui_elements"]) == (None, None)
    assert [o["label"] for f in frames for o in f["yolo_objects"]] == ["cup", "cup"]


def test_objects_of_other_frames_are_not_put_to_texts() -> None:
    """Where objects were looked for in other frames, nothing is known of those with text."""
    runs = tuple(
        run.model_copy(update={"frames_per_second": 2.0}) if run.analyzer == "text" else run
        for run in FULL.runs
    )
    other = Timeline(clip=FULL.clip, runs=runs, events=FULL.events)
    frames = documents(other)["ocr"]["frame_details"]
    assert [frame["yolo_objects"] for frame in frames] == [None] * 3


def test_scenes() -> None:
    """Frames are counted: the picture at 4.5 s is number 135 of 360."""
    document = documents()["scene_detection"]
    assert document["total_scenes"] == 2
    assert document["shots"][0] == {
        "scene_id": 1,
        "start_time": 0.0,
        "end_time": 4.5,
        "start_frame": 0,
        "end_frame": 135,
        "duration": 4.5,
    }
    assert document["shots"][1]["end_frame"] == 360


def test_speech() -> None:
    """Words with times in whole seconds and billionths; the segments are those of the F file."""
    document = documents()["whisper"]
    (transcription,) = document["speechTranscriptions"]
    (alternative,) = transcription["alternatives"]
    assert alternative["transcript"] == document["transcript"] == "hello there"
    assert alternative["words"][1]["startTime"] == {"seconds": 1, "nanos": 500_000_000}
    assert (document["wordCount"], transcription["languageCode"]) == (2, "en")
    assert document["segments"][0]["words"][1]["start"] == 1.5


def test_the_merge() -> None:
    """All detectors in one: shots with times as texts, texts with their frames, the summary."""
    document = merged(documents(), FRAMES, FULL.clip)
    assert document["shots"][1] == {
        "startTime": "4.5s",
        "endTime": "12.0s",
        "startFrame": 135,
        "endFrame": 360,
    }
    assert [t["frames"][0]["frame"] for t in document["textAnnotations"]] == [0, 15, 30]
    assert document["objectAnnotations"][0]["trackId"] == "object_7"
    assert document["personAnnotations"][0]["frames"][0]["frame"] == 3
    assert document["enhancedHumanAnalysis"]["face_screen_time_ratio"] == 0.0333
    assert document["metadata"] == {
        "fps": 30.0,
        "total_frames": 360,
        "duration": 12.0,
        "width": 540,
        "height": 960,
    }


def nulls_in(value: Any, path: str = "") -> Iterator[str]:
    """The path of every null; items of a list share one."""
    if value is None:
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            if key != "_nulls" and not (key == "metadata" and "processed" in str(item)):
                yield from nulls_in(item, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for item in value:
            yield from nulls_in(item, f"{path}[]")


@pytest.mark.parametrize("of", [FULL, NOTHING, *BUILT.values()], ids=["full", "none", *BUILT])
def test_every_null_has_its_reason(of: Timeline) -> None:
    """Whatever is null, ``_nulls`` says why; and it says so of nothing else."""
    made = documents(of)
    for name, document in {**made, "merge": merged(made, FRAMES, of.clip)}.items():
        json.dumps(document, allow_nan=False)
        found = set(nulls_in(document))
        said = set(document["_nulls"])
        assert not found - said, f"{name}: no reason for {sorted(found - said)}"
        assert not said - found, f"{name}: not null are {sorted(said - found)}"


def test_what_did_not_run_is_null() -> None:
    """No file claims to have looked and found nothing when nobody looked."""
    for name, document in documents(NOTHING).items():
        lists = [k for k, v in document.items() if v in ([], {}) and k != "_nulls"]
        assert not lists, f"{name}: {lists}"


def read_back(kind: type[Any], whisper: dict[str, Any] | None = None) -> list[Any]:
    """The events of a kind that the readers of old files find in these ones."""
    made = documents()
    root = {
        "video_id": "v1",
        "duration": 12.0,
        "metadata": {"width": 540, "height": 960, "fps": 30.0},
        "objectDetection": made["yolo"],
        "humanAnalysis": made["mediapipe"],
        "creativeAnalysis": made["ocr"],
        "sceneDetection": made["scene_detection"],
        "speechTranscription": whisper or made["whisper"],
    }
    runs = reports(stored(root)).runs
    return [event for run in runs for event in run.events if isinstance(event, kind)]


def plain(events: Any) -> list[dict[str, Any]]:
    """Events as values; numbers of tracks are left out, which old files do not hold."""
    return [event.model_dump(exclude={"track"}) for event in events]


@pytest.mark.parametrize(
    "kind", [Shot, ObjectSeen, TextSeen, FaceSeen, PoseSeen, HandSeen, GestureSeen, SpeechSegment]
)
def test_the_readers_of_old_files_find_the_same(kind: type[Any]) -> None:
    """What is written reads back as it was measured: times, frames, scores and boxes."""
    found, measured = plain(read_back(kind)), plain(FULL.of(kind))
    assert len(found) == len(measured) > 0
    for one, other in zip(found, measured, strict=True):
        boxes = one.pop("box", {}), other.pop("box", {})
        assert one == other
        assert boxes[0] == pytest.approx(boxes[1], abs=2e-4)


def test_the_cloud_s_form_of_speech_reads_back_too() -> None:
    """Without the segments, the alternatives hold the same words at the same times."""
    whisper = {k: v for k, v in documents()["whisper"].items() if k != "segments"}
    assert plain(read_back(SpeechSegment, whisper)) == plain(FULL.of(SpeechSegment))


def test_the_journal() -> None:
    """`progress.json` says how each analysis went, `metadata.json` which are done."""
    insights = [
        Insight(name="one", prefix="one", status="complete", result={}),
        Insight(name="two", prefix="two", status="failed", reasons=("why",), result=None),
    ]
    files = journal(insights, "v1", datetime(2026, 11, 21, 4, tzinfo=UTC))
    assert files["progress.json"]["prompts"]["two"] == {
        "status": "failed",
        "timestamp": "2026-11-21T04:00:00Z",
        "message": "why",
    }
    assert files["metadata.json"]["completedPrompts"] == ["one"]
    assert files["metadata.json"]["completionRate"] == 50.0


def test_the_sound() -> None:
    """16 kHz, mono, 16 bits; full scale is 32767 both ways, and more is cut off."""
    audio = Audio(np.array([0.0, 0.5, -1.0, 1.0, 1.5], np.float32))
    with wave.open(io.BytesIO(wav_of(audio))) as stream:
        assert (stream.getframerate(), stream.getnchannels(), stream.getsampwidth()) == (
            16_000,
            1,
            2,
        )
        samples = np.frombuffer(stream.readframes(9), "<i2")
    assert samples.tolist() == [0, 16384, -32767, 32767, 32767]


def test_two_videos_whose_files_have_the_same_names(tmp_path: Path) -> None:
    """The Node files of ``v`` are called as those of a video ``v_1``: neither overwrites them."""
    one, other = (
        Paths(name, *(tmp_path / n for n in ("d", "u", "i", "m", "t"))) for name in ("v", "v_1")
    )
    insist_on_own_names(one, node=True)
    insist_on_own_names(other, node=True)
    other.unified.parent.mkdir()
    other.unified.touch()
    insist_on_own_names(one, node=False)
    with pytest.raises(ArgumentError, match="the results of v_1"):
        insist_on_own_names(one, node=True)
    other.unified.unlink()
    one.frames.mkdir(parents=True)
    insist_on_own_names(one, node=True)
    with pytest.raises(ArgumentError, match="the Node files of v"):
        insist_on_own_names(other, node=False)


def test_names_have_the_contract_s_form() -> None:
    """The names of pictures are such that readers of old files find their time in them."""
    assert all(re.fullmatch(r"frame_\d{4}_t\d+\.\d\d\.jpg", f.file) for f in FRAMES.kept)
