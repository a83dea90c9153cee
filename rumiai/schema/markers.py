"""Temporal markers: the opening, the closing call to action, the peaks and the curve."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rumiai.schema.events import Emotion, GestureType
from rumiai.schema.measure import Count, Null, PerSecond, Ratio, Record, Score, Seconds

Side = Literal["left", "center", "right"]
ONSET = 'The second of its onset, as in "2s".'


class TextMoment(Record):
    """A text overlay."""

    timestamp: str = Field(description=ONSET)
    time: Seconds = Field(description="Its onset.")
    text: str = Field(description="Its text.")
    duration: Seconds = Field(description="How long it is on the screen.")
    position: Side = Field(description="In which third of the picture its middle is.")


class GestureMoment(Record):
    """A gesture's first frame."""

    timestamp: str = Field(description=ONSET)
    time: Seconds = Field(description="Its onset.")
    type: GestureType = Field(description="Which gesture.")
    confidence: Score = Field(description="The detector's score.")


class ObjectAppearance(Record):
    """How often a class of objects appears, and when first."""

    label: str = Field(serialization_alias="class", description="The class of objects.")
    first_appearance: str = Field(description='The second of the first one, as in "2s".')
    count: Count = Field(description="Objects of this class that appear.")


class SpokenSegment(Record):
    """A stretch of speech."""

    start: str = Field(description='The second in which it begins, as in "2s".')
    end: str = Field(description='The second in which it ends, as in "2s".')
    text: str | Null = Field(
        description="What is said, at most 50 characters; null until speech is transcribed."
    )


class FirstFiveSeconds(Record):
    """What happens in [0, 5) s."""

    density_progression: tuple[Count | Null, ...] = Field(
        description="What begins in each of the five seconds: texts weigh 3, stretches of speech "
        "2, all else 1; at most 10. A second is null where the video is over."
    )
    text_moments: tuple[TextMoment, ...] | Null = Field(
        description="The first ten text overlays that begin; null where text was not looked for."
    )
    emotion_sequence: tuple[Emotion | Null, ...] = Field(
        description="The likeliest expression in each of the five seconds. A second is null "
        "without a face, where the video is over, or where expressions were not looked for."
    )
    gesture_moments: tuple[GestureMoment, ...] | Null = Field(
        description="The first five gestures that begin; null where gestures were not looked for."
    )
    object_appearances: tuple[ObjectAppearance, ...] | Null = Field(
        description="The five classes of objects that appear most often; null where objects were "
        "not looked for."
    )
    speech_segments: tuple[SpokenSegment, ...] | Null = Field(
        description="The first five stretches of speech that begin; null where voices were not "
        "listened for."
    )
    scene_changes: tuple[Seconds, ...] | Null = Field(
        description="The cuts; null where cuts were not looked for."
    )


class CtaAppearance(Record):
    """A call to action, read or heard."""

    timestamp: str = Field(description=ONSET)
    keyword: str = Field(description="The word or phrase that asks.")
    context: str = Field(description="The text around it in lower case, at most 100 characters.")
    type: Literal["text", "speech"] = Field(description="Whether it is read or heard.")


class GestureSync(Record):
    """Gestures beside speech."""

    gesture_count: Count | Null = Field(
        description="Gestures in the window; null where gestures were not looked for."
    )
    speech_count: Count | Null = Field(
        description="Stretches of speech in the window; null where voices were not listened for."
    )
    sync_ratio: Ratio | Null = Field(
        description="Share of the stretches of speech with a gesture; null without speech, or "
        "where gestures were not looked for."
    )


class SpeechEmphasis(Record):
    """Speech inside the window."""

    speech_duration: Seconds | Null = Field(
        description="How long somebody speaks; null where voices were not listened for."
    )
    word_count: Count | Null = Field(description="Words spoken; null until speech is transcribed.")
    words_per_second: PerSecond | Null = Field(
        description="Words in a second of speech; null without speech, and until speech is "
        "transcribed."
    )
    segment_count: Count | Null = Field(
        description="Stretches of speech; null where voices were not listened for."
    )


class CtaWindow(Record):
    """What happens in the last 15 % of the video."""

    time_range: str = Field(description='The window, as in "10-12s".')
    cta_appearances: tuple[CtaAppearance, ...] | Null = Field(
        description="Calls to action, at most one for each text and stretch of speech; null where "
        "none was found but text was not read or speech not transcribed."
    )
    gesture_sync: GestureSync
    object_focus: tuple[str, ...] | Null = Field(
        description="The three classes of objects that appear most often; null where objects were "
        "not looked for."
    )
    speech_emphasis: SpeechEmphasis
    text_overlays: tuple[TextMoment, ...] | Null = Field(
        description="The first ten text overlays that begin; null where text was not looked for."
    )


class PeakMoment(Record):
    """A second in which much more begins than on average."""

    timestamp: Seconds = Field(description="The second.")
    intensity: Score = Field(
        description="What begins in it: texts weigh 3, cuts 2, stretches of speech 1.5, all else 1."
    )
    events: tuple[str, ...] = Field(description="What begins in it, in words.")


class MlDataAvailable(Record):
    """Which detectors ran and finished."""

    yolo: bool = Field(description="Objects were looked for.")
    whisper: bool = Field(description="Speech was transcribed.")
    ocr: bool = Field(description="Text was looked for.")
    mediapipe: bool = Field(description="Faces, bodies and hands were looked for.")
    scene: bool = Field(description="Cuts were looked for.")


class MarkersMetadata(Record):
    """What the markers were computed from."""

    video_id: str = Field(description="The video's id.")
    duration: Seconds = Field(description="The measured length of the video.")
    generated_at: str = Field(description="When this run began, in UTC (ISO 8601).")
    ml_data_available: MlDataAvailable


class TemporalMarkers(Record):
    """The opening, the closing call to action, the peaks, and a curve of activity."""

    first_5_seconds: FirstFiveSeconds
    cta_window: CtaWindow
    peak_moments: tuple[PeakMoment, ...] | Null = Field(
        description="At most five seconds in which more than one and a half times the mean begins, "
        "and more than in both neighbours; null where text, cuts or voices were not looked for."
    )
    engagement_curve: tuple[Ratio, ...] | Null = Field(
        description="What begins in each five seconds: texts weigh 2, cuts 1.5, stretches of "
        "speech 1, objects 0.5; a tenth of the sum, at most 1. Activity, not engagement. Null "
        "where text, cuts or voices were not looked for."
    )
    metadata: MarkersMetadata
