"""The timeline's events as the entries of the unified analysis (IO_CONTRACT section 4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import floor
from typing import Any, NamedTuple

from rumiai.outputs.expressions import expression
from rumiai.outputs.wire import score, seconds, share_box, track_id
from rumiai.schema.events import (
    AudioEnergy,
    AudioOnset,
    AudioPeak,
    Effect,
    EmotionSeen,
    Event,
    FaceSeen,
    GazeSeen,
    GestureSeen,
    HandSeen,
    Loudness,
    ObjectSeen,
    ObjectTrack,
    PoseSeen,
    Shot,
    SpeechRejected,
    SpeechSegment,
    TextSeen,
    TextTrack,
    Transition,
    VoiceActivity,
)
from rumiai.schema.timeline import Timeline

LEFT_OUT = (Shot, TextSeen, ObjectSeen, Loudness, SpeechRejected)


class Entry(NamedTuple):
    """One entry; `end` is None for an instant."""

    start: float
    end: float | None
    entry_type: str
    data: dict[str, Any]

    def wire(self) -> dict[str, Any]:
        """The entry as it is written."""
        row: dict[str, Any] = {"start": seconds(self.start)}
        if self.end is not None:
            row["end"] = seconds(self.end)
        return {**row, "entry_type": self.entry_type, "data": self.data}


def entries_of(timeline: Timeline) -> list[Entry]:
    """All entries in order of time.

    Readings of text and sightings of objects are left out: their tracks are in. So are the curve of
    loudness and speech that was rejected.
    """
    faces = Counter(seen.start for seen in timeline.of(FaceSeen))
    found = [_entry(e, faces) for e in timeline.events if not isinstance(e, LEFT_OUT)]
    for i, shot in enumerate(timeline.of(Shot)):
        if i:
            change = {"transition_type": "cut", "scene_index": i}
            found.append(Entry(shot.start, None, "scene_change", change))
        scene = {"scene_index": i, "duration": seconds(shot.end - shot.start)}
        found.append(Entry(shot.start, shot.end, "scene", scene))
    return sorted(found, key=lambda entry: (entry.start, entry.entry_type))


def by_second(entries: Iterable[Entry], entry_type: str) -> dict[str, list[dict[str, Any]]]:
    """The data of one type of entries by the second in which they begin: ``{"0s": [data]}``."""
    return _grouped(entries, entry_type, lambda second: f"{second}s")


def by_bin(entries: Iterable[Entry], entry_type: str) -> dict[str, list[dict[str, Any]]]:
    """The same with the Node generation's keys: ``{"0-1s": [data]}``."""
    return _grouped(entries, entry_type, lambda second: f"{second}-{second + 1}s")


def _grouped(
    entries: Iterable[Entry], entry_type: str, key: Any
) -> dict[str, list[dict[str, Any]]]:
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        if entry.entry_type == entry_type:
            groups[key(floor(entry.start))].append(entry.data)
    return dict(groups)


def _entry(event: Event, faces: Counter[float]) -> Entry:
    instant = event.end == event.start
    kind, data = _typed(event)
    if isinstance(event, FaceSeen):
        data["count"] = faces[event.start]
    return Entry(event.start, None if instant else event.end, kind, data)


def _typed(event: Event) -> tuple[str, dict[str, Any]]:  # noqa: C901  one case a kind
    """Entry type and data of an event."""
    sure = {"confidence": score(event.score)}
    match event:
        case TextTrack():
            read = {"text": event.text, **_placed(event), "readings": event.readings}
            return "text", {**read, **sure}
        case SpeechSegment():
            words = [word.model_dump(mode="json") for word in event.words]
            spoken = {"text": event.text, "language": event.language, "words": words}
            return "speech", {**spoken, **sure}
        case ObjectTrack():
            thing = {"class": event.label, "bbox": share_box(event.box)}
            return "object", {**thing, "track_id": track_id(event), **sure}
        case FaceSeen():
            return "face", {"bbox": share_box(event.box), "source": "faces", **sure}
        case PoseSeen():
            box = share_box(event.box)
            return "pose", {"landmarks": event.landmarks, "action": None, "bbox": box, **sure}
        case HandSeen():
            return "hand", {"hand": event.hand, "bbox": share_box(event.box), **sure}
        case GazeSeen():
            offsets = {
                "gaze_offset_x": score(event.offset_x),
                "gaze_offset_y": score(event.offset_y),
                "gaze_magnitude": score(event.magnitude),
            }
            return "gaze", {"eye_contact": None, "gaze_direction": None, **offsets, **sure}
        case GestureSeen():
            return "gesture", {"type": event.gesture, "hand": event.hand, **sure}
        case EmotionSeen():
            return "emotion", {**expression(event), **sure}
        case Transition():
            return "transition", {"transition_type": event.style, **sure}
        case Effect():
            return "effect", {"type": event.effect, **sure}
        case AudioEnergy():
            return "audio_energy", {"rms": round(event.rms, 6), "level": score(event.level)}
        case AudioPeak():
            return "audio_peak", {"rms": round(event.rms, 6)}
        case AudioOnset() | VoiceActivity():
            return event.kind, sure
        case _:
            raise TypeError(f"{event.kind} has no entry type")


def _placed(track: TextTrack) -> dict[str, Any]:
    box = track.box
    return {"position": box.side, "size": None, "style": None, "bbox": share_box(box)}
