"""Records that cannot be read are dropped and counted; files that cannot be read are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legacy.recorded import PLANTS, WORDS, analysis, f_shape, loaded, merged
from rumiai.errors import MLInputError
from rumiai.legacy.read import read_analysis
from rumiai.legacy.records import Size, UnreadableError, box_of
from rumiai.metrics import measure
from rumiai.schema.events import (
    FaceSeen,
    GestureSeen,
    ObjectSeen,
    Shot,
    SpeechSegment,
    TextSeen,
    TextTrack,
)
from rumiai.schema.media import VideoMetadata
from rumiai.timeline.markers import temporal_markers

NAN, INF = float("nan"), float("inf")
GOOD = {"className": "cup", "confidence": 0.8, "timestamp": 0.0, "bbox": [10.0, 20.0, 40.0, 60.0]}
BAD: dict[str, dict[str, Any]] = {
    "NaN time": {"timestamp": NAN},
    "negative time": {"timestamp": -1.0},
    "a time in words": {"timestamp": "soon"},
    "a time after the end": {"timestamp": 21.0},
    "no time": {"timestamp": None},
    "NaN in the box": {"bbox": [10.0, NAN, 40.0, 60.0]},
    "infinity in the box": {"bbox": [10.0, 20.0, INF, 60.0]},
    "corners the wrong way round": {"bbox": [40.0, 20.0, 10.0, 60.0]},
    "a box of three numbers": {"bbox": [10.0, 20.0, 40.0]},
    "a box outside the picture": {"bbox": [150.0, 20.0, 190.0, 60.0]},
    "a box larger than the picture": {"bbox": [-300.0, 20.0, 400.0, 60.0]},
    "no box": {"bbox": None},
    "no confidence": {"confidence": None},
    "a confidence above 1": {"confidence": 1.5},
    "a confidence in words": {"confidence": "high"},
    "a confidence too large for any float": {"confidence": 10**400},
    "the label that the old loader wrote": {"className": "unknown"},
    "no label": {"className": None},
}


@pytest.mark.parametrize("change", BAD.values(), ids=BAD.keys())
def test_a_bad_object(tmp_path: Path, change: dict[str, Any]) -> None:
    """Three good records stay, the bad one is dropped and told."""
    good = [{**GOOD, "timestamp": t} for t in (0.0, 0.2, 0.4)]
    rows = [*good, {**GOOD, "timestamp": 0.6, **change}]
    timeline = loaded(f_shape(yolo={"objectAnnotations": rows}), tmp_path)
    assert len(timeline.of(ObjectSeen)) == 3
    assert "1 record of yolo could not be read" in timeline.clip.faults


def test_the_count_is_in_words(tmp_path: Path) -> None:
    """Three bad records, strings and nulls among them."""
    rows = [GOOD, "junk", None, {**GOOD, "timestamp": NAN}]
    timeline = loaded(f_shape(yolo={"objectAnnotations": rows}), tmp_path)
    assert "3 records of yolo could not be read" in timeline.clip.faults


def test_a_bad_sample_was_not_looked_at(tmp_path: Path) -> None:
    """Where a record is broken, nobody knows what was there: its second is left out.

    At 30 frames/s a video of 4 s was sampled 5 times a second: 20 frames. All samples of second 2
    hold broken records, so seconds 0, 1 and 3 count as looked at.
    """
    box = {"x": 0.1, "y": 0.1, "width": 0.2, "height": 0.2}
    rows = [
        {
            "timestamp": i / 5,
            "confidence": 0.9,
            "bbox": {**box, "width": NAN} if i // 5 == 2 else box,
        }
        for i in range(20)
    ]
    people = {"faces": rows, "metadata": {"frames_analyzed": 20, "processed": True}}
    timeline = loaded(f_shape(4.0, mediapipe=people), tmp_path)
    assert len(timeline.of(FaceSeen)) == 15
    assert timeline.inspected_bins("faces") == (0, 1, 3)
    assert "5 records of mediapipe faces could not be read" in timeline.clip.faults


def test_recorded_corner_cases_of_boxes(contract: Path) -> None:
    """The recorded corrupt boxes: negative, above 1, NaN, null, missing, strings, infinite."""
    path = contract / "data/final/test_outputs/person_framing_v2_edge_cases.json"
    cases = json.loads(path.read_text())["corrupted_data"]
    assert len(cases) >= 8
    for case in cases:
        values = {"nan": NAN, "inf": INF}
        box = eval(case["bbox"], {"__builtins__": {}}, values)  # a Python literal but for NaN
        with pytest.raises(UnreadableError):
            box_of({"bbox": {"x": 0.1, "y": 0.1, **box}}, None, "size")


@pytest.mark.parametrize(
    "box",
    [
        [10, 20, 30, 10],
        [[10, 20], [40, 20], [40, 30], [10, 30]],
        {"x1": 10, "y1": 20, "x2": 40, "y2": 30},
        {"left": 0.1, "top": 0.1, "right": 0.4, "bottom": 0.15},
        {"x": 0.1, "y": 0.1, "width": 0.3, "height": 0.05},
    ],
)
def test_forms_of_boxes(box: Any) -> None:
    """Pixels of a picture of 100 × 200 as x, y, width, height or four points; shares as such."""
    read = box_of({"bbox": box}, Size(100, 200), "size")
    assert (read.x, read.y) == pytest.approx((0.1, 0.1))
    assert (read.width, read.height) == pytest.approx((0.3, 0.05))


def test_pixels_of_an_unknown_picture() -> None:
    """Without the picture's size, pixels mean nothing."""
    with pytest.raises(UnreadableError, match="unknown size"):
        box_of({"bbox": [10, 20, 30, 10]}, None, "size")


def test_a_wrong_stored_size_is_found(tmp_path: Path) -> None:
    """Boxes that are cut off at 576 × 1024 prove that the stored 1920 × 1080 is a placeholder."""
    rows = [{**GOOD, "timestamp": t / 5, "bbox": [100.5, 200.5, 576.0, 1024.0]} for t in range(3)]
    root = f_shape(yolo={"objectAnnotations": rows})
    root["metadata"] |= {"width": 1920, "height": 1080}
    timeline = loaded(root, tmp_path)
    assert (timeline.clip.width, timeline.clip.height) == (576, 1024)
    assert any("1920×1080 is wrong" in fault for fault in timeline.clip.faults)


def scenes(*spans: tuple[Any, Any]) -> dict[str, Any]:
    rows = [{"start_time": a, "end_time": b} for a, b in spans]
    return f_shape(scene_detection={"scenes": rows})


def test_a_broken_scene_between_good_ones(tmp_path: Path) -> None:
    """Its neighbours say where it began and ended: no cut is lost, and the fault is told."""
    timeline = loaded(scenes((0, 5), (NAN, 9), (9, 20)), tmp_path)
    assert [shot.start for shot in timeline.of(Shot)] == [0, 5, 9]
    assert "1 record of scene_detection could not be read" in timeline.clip.faults


def test_two_broken_scenes_hide_a_cut(tmp_path: Path) -> None:
    """Then the number of scenes is not known, and no number is given."""
    timeline = loaded(scenes((0, 5), (NAN, 9), (9, 3), (12, 20)), tmp_path)
    assert timeline.of(Shot) == ()
    assert "cuts unknown because of broken records: 1" in timeline.account("shots")


def test_scene_times_and_aliases(tmp_path: Path) -> None:
    """Cuts as bare times; clock times; a start at 0 and at the end of the video are no cuts."""
    timeline = loaded(f_shape(scene_detection={"cuts": ["0.0", "0:05.5", 12.25, 20]}), tmp_path)
    assert [shot.start for shot in timeline.of(Shot)] == [0, 5.5, 12.25]
    only = loaded(f_shape(scene_detection={"scene_changes": [4.0]}), tmp_path)
    assert [shot.start for shot in only.of(Shot)] == [0, 4.0]


def test_a_crash_that_was_saved_as_success(tmp_path: Path) -> None:
    """An empty list of scenes with "success", or with an error, is no video without cuts."""
    for document in ({"scenes": [], "success": True}, {"scenes": [], "error": "FrameTimecode"}):
        timeline = loaded(f_shape(scene_detection=document), tmp_path)
        assert timeline.account("shots").startswith("shots failed")


def test_segments_that_cannot_be_read(tmp_path: Path) -> None:
    """End before start: dropped, counted, and with it the claim to know all words."""
    good = {"start": 1.0, "end": 4.5, "text": "hello there friend", "words": WORDS}
    timeline = loaded(f_shape(whisper={"segments": [good, {**good, "end": 0.5}]}), tmp_path)
    assert len(timeline.of(SpeechSegment)) == 1
    assert not timeline.settled("speech")
    assert "1 record of whisper could not be read" in timeline.clip.faults


def test_the_forms_of_transcripts(tmp_path: Path, contract: Path) -> None:
    """The Node generation's alternatives with nanos, and whisper.cpp's clock times."""
    word = {"word": "hi", "startTime": {"seconds": 1, "nanos": 5e8}, "endTime": {"seconds": 2}}
    spoken = [{"alternatives": [{"transcript": "hi", "words": [{**word, "confidence": 0.9}]}]}]
    timeline = loaded(f_shape(whisper={"speechTranscriptions": spoken}), tmp_path)
    (segment,) = timeline.of(SpeechSegment)
    assert (segment.start, segment.end, segment.score) == (1.5, 2.0, 0.9)
    assert timeline.settled("speech")
    cpp = json.loads((contract / "data/final/test_3s.wav.json").read_text())
    (chimes,) = loaded(f_shape(whisper=cpp), tmp_path).of(SpeechSegment)
    assert (chimes.text, chimes.end, chimes.language) == ("(chimes)", 2.58, "en")


def test_an_empty_transcript(tmp_path: Path) -> None:
    """It counts as silence only where the file shows how many seconds were listened to."""
    empty = {"segments": [], "text": "", "metadata": {"processed": True, "success": True}}
    assert not loaded(f_shape(whisper=empty), tmp_path).settled("voice")
    listened = {**empty, "duration": 20.0}
    assert loaded(f_shape(whisper=listened), tmp_path).settled("voice")


def test_frames_looked_at_and_nothing_found(tmp_path: Path) -> None:
    """20 s × 5 frames/s = 100 frames, of which 60 were read: there is no text in those."""
    ocr = {"textAnnotations": [], "metadata": {"processed": True, "frames_analyzed": 60}}
    timeline = loaded(f_shape(ocr=ocr), tmp_path)
    assert timeline.settled("text")
    assert timeline.of(TextTrack) == ()
    assert 0 < timeline.inspected_share("text") < 1


def test_gestures_named_none(tmp_path: Path) -> None:
    """They are none, and no broken records either."""
    rows = [
        {"type": kind, "confidence": 0.9, "hand": "left", "timestamp": t / 5}
        for t, kind in enumerate(("none", "victory", "none"))
    ]
    timeline = loaded(f_shape(mediapipe={"gestures": rows}), tmp_path)
    assert [g.gesture for g in timeline.of(GestureSeen)] == ["victory"]
    assert not any("gestures could not" in fault for fault in timeline.clip.faults)


REFUSED: dict[str, tuple[str, str]] = {
    "no JSON": ("{", "not JSON"),
    "not UTF-8": ("\udcff", "not JSON"),
    "a list": ("[]", "not a unified analysis"),
    "nested too deep": ("[" * 100_000, "not JSON"),
    "something else": ('{"a": 1}', "not a unified analysis"),
    "a result": ('{"scenePacingCoreMetrics": {}}', "but a result of scene_pacing"),
    "a result of Claude": (
        json.dumps(
            dict.fromkeys(
                ("CoreMetrics", "Dynamics", "Interactions", "KeyEvents", "Patterns", "Quality")
            )
        ),
        "but a result of an analysis",
    ),
    "no duration": ('{"ml_data": {}}', "how long the video is"),
    "no length": ('{"ml_data": {}, "duration": 0}', "how long the video is"),
    "a negative length": ('{"ml_data": {}, "duration": -3}', "how long the video is"),
    "too long": ('{"ml_data": {}, "duration": 301}', "the limit is 300 s"),
    "a broken block": ('{"measured": {"clip": 1}}', "is broken"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_files(tmp_path: Path, kind: str) -> None:
    """One line that says what is wrong, and exit code 4."""
    text, said = REFUSED[kind]
    path = tmp_path / "file.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(MLInputError, match=said) as caught:
        read_analysis(path, 300)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("prefix", ["overlays", "overlay", "framing", "pacing", "density"])
def test_every_old_prefix_is_recognised(tmp_path: Path, prefix: str) -> None:
    """Results of all generations are archive: named, and not taken for a unified analysis."""
    path = tmp_path / "file.json"
    path.write_text(json.dumps({f"{prefix}CoreMetrics": {}}))
    with pytest.raises(MLInputError, match=r"but a result of [a-z_]+;"):
        read_analysis(path, 300)


KEYS = (
    *("timestamp", "start", "end", "start_time", "end_time", "duration", "frame", "frame_number"),
    *("bbox", "x", "y", "width", "height", "confidence", "text", "words", "word", "probability"),
    *("frames", "className", "count", "type", "hand", "emotion", "all_scores", "source"),
    *("data", "metadata", "frames_analyzed", "processed", "sample_rate", "fps", "error"),
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(0, 30)
    | st.floats()
    | st.floats(0, 1)
    | st.sampled_from(["1s", "0-1s", "1:30", "feat", "", "left", "victory", "joy"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=12,
)
BOXES = st.lists(st.floats(0, 200), min_size=4, max_size=4)
ROWS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("timestamp", "start", "end", "start_time", "end_time"), SCALARS),
        **dict.fromkeys(("confidence", "text", "className", "type", "hand", "count"), SCALARS),
        "bbox": BOXES | VALUES,
        "words": VALUES,
        "frames": VALUES,
    },
)
LISTS = ("objectAnnotations", "textAnnotations", "scenes", "segments", "faces", "gestures")
DOCUMENTS = st.dictionaries(st.sampled_from(LISTS), st.lists(ROWS, max_size=5) | VALUES, max_size=4)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(["yolo", "ocr", "whisper", "mediapipe", "scene_detection", "emotion"]),
        DOCUMENTS,
        max_size=3,
    ),
    VALUES,
)
def test_any_junk_is_read_or_left_out(tmp_path: Path, documents: Any, metadata: Any) -> None:
    """Whatever a file holds: no crash, events inside the video, and results without NaN."""
    root = f_shape(20.0, **documents)
    root["metadata"] = metadata
    timeline = loaded(root, tmp_path)
    for event in timeline.events:
        assert 0 <= event.start <= event.end <= 20.0
    measure(timeline, VideoMetadata())
    temporal_markers(timeline, "v", "now")


def test_the_recorded_readings_are_all_read(contract: Path) -> None:
    """No record of the recorded files is lost for its form alone."""
    timeline = merged(analysis(contract, PLANTS))
    assert len(timeline.of(TextSeen)) == 54
    assert not any("could not be read" in fault for fault in timeline.clip.faults)
