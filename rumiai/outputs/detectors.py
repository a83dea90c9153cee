"""The detectors' findings in their legacy F shapes (IO_CONTRACT section 3).

A list is null, with the reason in ``_nulls``, where its analyzer did not run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from rumiai.outputs.expressions import expressions
from rumiai.outputs.people import people
from rumiai.outputs.wire import pixel_box, provenance, score, seconds, track_id, why_not
from rumiai.schema.events import (
    AudioEnergy,
    AudioPeak,
    ObjectSeen,
    ObjectTrack,
    Shot,
    SpeechRejected,
    SpeechSegment,
    TextSeen,
)
from rumiai.schema.intervals import label
from rumiai.schema.loudness import burst_pattern, energy_variance
from rumiai.schema.measure import NullCode
from rumiai.schema.media import SAMPLE_RATE, Clip
from rumiai.schema.timeline import Timeline

VARIANCE_DECIMALS = 9


def detector_documents(timeline: Timeline, video_id: str) -> dict[str, dict[str, Any]]:
    """All detector documents by their legacy names."""
    return {
        "yolo": _objects(timeline),
        "whisper": _speech(timeline),
        "mediapipe": people(timeline),
        "ocr": _texts(timeline),
        "scene_detection": _scenes(timeline),
        "audio_energy": _energy(timeline),
        "emotion": expressions(timeline, video_id),
    }


def _objects(timeline: Timeline) -> dict[str, Any]:
    """One row a sighting, as readers of F files expect, and beside them the tracks."""
    rows = [
        {**_object(seen, timeline.clip), "frame_number": seen.frame}
        for seen in timeline.of(ObjectSeen)
    ]
    tracks = [
        {**_object(track, timeline.clip), "end": seconds(track.end)}
        for track in timeline.of(ObjectTrack)
    ]
    ran = timeline.settled("objects")
    return {
        "objectAnnotations": rows if ran else None,
        "tracks": tracks if ran else None,
        "metadata": {
            **provenance(timeline.run("objects")),
            "objects_detected": len(rows) if ran else None,
            "total_tracks": len(tracks) if ran else None,
        },
        "_nulls": why_not(timeline, objectAnnotations="objects", tracks="objects"),
    }


def _object(event: ObjectSeen | ObjectTrack, clip: Clip) -> dict[str, Any]:
    return {
        "trackId": track_id(event),
        "className": event.label,
        "confidence": score(event.score),
        "timestamp": seconds(event.start),
        "bbox": _corners(pixel_box(event.box, clip)),
    }


def _corners(box: tuple[float, float, float, float]) -> list[float]:
    x, y, width, height = box
    return [x, y, round(x + width, 1), round(y + height, 1)]


def _speech(timeline: Timeline) -> dict[str, Any]:
    segments = timeline.of(SpeechSegment)
    rejected = [_rejected(seen) for seen in timeline.of(SpeechRejected)]
    ran = timeline.settled("speech")
    listed = {"rejected": "speech"} if not rejected else {}
    return {
        "text": " ".join(s.text for s in segments) if ran else None,
        "segments": [_segment(i, s) for i, s in enumerate(segments)] if ran else None,
        "rejected": rejected if ran or rejected else None,
        "language": _language(segments),
        "duration": seconds(timeline.clip.duration),
        "metadata": provenance(timeline.run("speech")),
        "_nulls": {
            **why_not(timeline, text="speech", segments="speech", **listed),
            **(
                {}
                if segments
                else {"language": (NullCode.NO_SPEECH if ran else NullCode.NOT_MEASURED).value}
            ),
        },
    }


def _language(segments: Sequence[SpeechSegment]) -> str | None:
    """The language in which most time is spoken, the first of equals."""
    spoken: defaultdict[str, float] = defaultdict(float)
    for segment in segments:
        spoken[segment.language] += segment.end - segment.start
    return max(spoken, key=lambda code: spoken[code], default=None)


def _rejected(seen: SpeechRejected) -> dict[str, Any]:
    return {
        "start": seconds(seen.start),
        "end": seconds(seen.end),
        "text": seen.text,
        "confidence": score(seen.score),
        "reason": seen.reason,
    }


def _segment(index: int, segment: SpeechSegment) -> dict[str, Any]:
    return {
        "id": index,
        "start": seconds(segment.start),
        "end": seconds(segment.end),
        "text": segment.text,
        "language": segment.language,
        "words": [
            {
                "word": word.text,
                "start": seconds(word.start),
                "end": seconds(word.end),
                "probability": score(word.score),
            }
            for word in segment.words
        ],
    }


def _texts(timeline: Timeline) -> dict[str, Any]:
    rows = [
        {
            "text": seen.text,
            "confidence": score(seen.score),
            "timestamp": seconds(seen.start),
            "bbox": list(pixel_box(seen.box, timeline.clip)),
            "frame_number": seen.frame,
        }
        for seen in timeline.of(TextSeen)
    ]
    ran = timeline.settled("text")
    return {
        "textAnnotations": rows if ran else None,
        "stickers": None,
        "metadata": {
            **provenance(timeline.run("text")),
            "unique_texts": len({row["text"] for row in rows}) if ran else None,
        },
        "_nulls": {
            **why_not(timeline, textAnnotations="text"),
            "stickers": NullCode.STICKER_NOT_MEASURED.value,
        },
    }


def _scenes(timeline: Timeline) -> dict[str, Any]:
    shots = timeline.of(Shot)
    ran = timeline.settled("shots")
    rows = [
        {
            "scene_number": i,
            "start_time": seconds(shot.start),
            "end_time": seconds(shot.end),
            "duration": seconds(shot.end - shot.start),
        }
        for i, shot in enumerate(shots, 1)
    ]
    return {
        "scenes": rows if ran else None,
        "total_scenes": len(rows) if ran else None,
        "scene_changes": [seconds(shot.start) for shot in shots[1:]] if ran else None,
        "metadata": provenance(timeline.run("shots")),
        "_nulls": why_not(timeline, scenes="shots", total_scenes="shots", scene_changes="shots"),
    }


def _energy(timeline: Timeline) -> dict[str, Any]:
    windows, peaks = timeline.of(AudioEnergy), timeline.of(AudioPeak)
    ran = timeline.settled("energy")
    variance = energy_variance(windows)
    values: dict[str, Any] = {
        "energy_level_windows": {label(w): score(w.level) for w in windows} if ran else None,
        "energy_variance": None if variance is None else round(variance, VARIANCE_DECIMALS),
        "climax_timestamp": seconds(peaks[0].start) if peaks else None,
        "burst_pattern": burst_pattern(windows, timeline.clip.duration),
    }
    empty = NullCode.INSUFFICIENT_SAMPLES if windows else NullCode.NO_AUDIO
    code = empty if ran else NullCode.NOT_MEASURED
    return {
        **values,
        "duration": seconds(timeline.clip.duration),
        "metadata": {**provenance(timeline.run("energy")), "sample_rate": SAMPLE_RATE},
        "_nulls": {name: code.value for name, value in values.items() if value is None},
    }
