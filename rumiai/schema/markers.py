"""Temporal markers: the opening, the closing call to action, the peaks and the curve."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rumiai.schema.events import Emotion, GestureType
from rumiai.schema.measure import Count, Null, Ratio, Record, Score, Seconds

Side = Literal["left", "center", "right"]


class TextMoment(Record):
    """A text overlay."""

    timestamp: str
    """The second of its onset, as in ``"2s"``."""
    time: Seconds
    """Its onset."""
    text: str
    duration: Seconds
    position: Side


class GestureMoment(Record):
    """A gesture's first frame."""

    timestamp: str
    time: Seconds
    type: GestureType
    confidence: Score


class ObjectAppearance(Record):
    """How often a class of objects appears, and when first."""

    label: str = Field(serialization_alias="class")
    first_appearance: str
    count: Count


class SpokenSegment(Record):
    """A stretch of speech."""

    start: str
    end: str
    text: str | Null


class FirstFiveSeconds(Record):
    """What happens in [0, 5) s."""

    density_progression: tuple[Count | Null, ...]
    text_moments: tuple[TextMoment, ...] | Null
    emotion_sequence: tuple[Emotion | Null, ...]
    gesture_moments: tuple[GestureMoment, ...] | Null
    object_appearances: tuple[ObjectAppearance, ...] | Null
    speech_segments: tuple[SpokenSegment, ...] | Null
    scene_changes: tuple[Seconds, ...] | Null


class CtaAppearance(Record):
    """A call to action, read or heard."""

    timestamp: str
    keyword: str
    context: str
    type: Literal["text", "speech"]


class GestureSync(Record):
    """Gestures beside speech."""

    gesture_count: Count | Null
    speech_count: Count | Null
    sync_ratio: Ratio | Null


class SpeechEmphasis(Record):
    """Speech inside the window."""

    speech_duration: Seconds | Null
    word_count: Count | Null
    words_per_second: Score | Null
    segment_count: Count | Null


class CtaWindow(Record):
    """What happens in the last 15 % of the video."""

    time_range: str
    cta_appearances: tuple[CtaAppearance, ...] | Null
    gesture_sync: GestureSync
    object_focus: tuple[str, ...] | Null
    speech_emphasis: SpeechEmphasis
    text_overlays: tuple[TextMoment, ...] | Null


class PeakMoment(Record):
    """A second in which much more begins than on average."""

    timestamp: Seconds
    intensity: Score
    events: tuple[str, ...]


class MlDataAvailable(Record):
    """Which detectors ran and finished."""

    yolo: bool
    whisper: bool
    ocr: bool
    mediapipe: bool
    scene: bool


class MarkersMetadata(Record):
    """What the markers were computed from."""

    video_id: str
    duration: Seconds
    generated_at: str
    ml_data_available: MlDataAvailable


class TemporalMarkers(Record):
    """All markers of one video."""

    first_5_seconds: FirstFiveSeconds
    cta_window: CtaWindow
    peak_moments: tuple[PeakMoment, ...] | Null
    engagement_curve: tuple[Ratio, ...] | Null
    metadata: MarkersMetadata
