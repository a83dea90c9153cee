"""What the analyzers saw and heard: one class an event kind, discriminated by `kind`.

Times are seconds from the first frame, boxes are shares of the displayed picture.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from rumiai.schema.measure import Record

LEFT, RIGHT = 0.33, 0.67
"""What lies left or right of these shares of the width is at that side."""

Share = Annotated[float, Field(ge=0, le=1)]
Emotion = Literal["joy", "sadness", "anger", "fear", "surprise", "disgust", "neutral"]
EffectKind = Literal["zoom_in", "zoom_out", "blur", "flash", "colour_filter"]
GestureType = Literal[
    "thumbs_up",
    "thumbs_down",
    "victory",
    "pointing",
    "open_palm",
    "closed_fist",
    "love",
]


class Box(Record):
    """A rectangle as shares of width and height, 0–1, origin top left."""

    x: Share
    y: Share
    width: Share
    height: Share

    @property
    def area(self) -> float:
        """Share of the picture that the box covers."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def side(self) -> Literal["left", "center", "right"]:
        """Where the middle of the box lies (METRICS_CONTRACT B8)."""
        x, _ = self.centre
        return "left" if x < LEFT else "right" if x > RIGHT else "center"

    @classmethod
    def of_corners(cls, left: float, top: float, right: float, bottom: float) -> Self:
        """The box between two corners, cut off at the picture's borders."""
        x, y = min(max(left, 0.0), 1.0), min(max(top, 0.0), 1.0)
        return cls(
            x=x,
            y=y,
            width=min(max(right, x), 1.0) - x,
            height=min(max(bottom, y), 1.0) - y,
        )

    def intersection(self, other: Box) -> float:
        """Share of the picture that both boxes cover."""
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(0.0, width) * max(0.0, height)


class _Event(Record):
    """Something that begins at `start` and ends at `end` (equal for an instant)."""

    start: float = Field(ge=0)
    end: float = Field(ge=0)
    score: Share
    """How sure the detector is; 1.0 where the measurement is arithmetic."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"end {self.end} before start {self.start}")
        return self


class _Seen(_Event):
    """Something found in one sampled frame."""

    frame: int = Field(ge=0)
    """Decode index of that frame."""


class Shot(_Event):
    """A run of frames from one cut to the next."""

    kind: Literal["shot"] = "shot"


class Transition(_Event):
    """A gradual change from one shot to the next."""

    kind: Literal["transition"] = "transition"
    style: Literal["fade_in", "fade_out", "dissolve"]


class TextSeen(_Seen):
    """A line of text read in one frame."""

    kind: Literal["text_seen"] = "text_seen"
    text: str
    box: Box


class TextTrack(_Event):
    """One text on screen from its first to its last reading; score is the readings' mean."""

    kind: Literal["text_track"] = "text_track"
    text: str
    box: Box
    """Where it was read best."""
    readings: int = Field(ge=1)


class FaceSeen(_Seen):
    """A face in one frame."""

    kind: Literal["face_seen"] = "face_seen"
    box: Box


class GazeSeen(_Seen):
    """Where the irises of the largest face stand, as a mean of both eyes.

    Offsets are from the middle of the eye's corners in eye widths, positive to the right and
    downwards in the picture. They are not calibrated to a viewing direction.
    """

    kind: Literal["gaze_seen"] = "gaze_seen"
    offset_x: float
    offset_y: float
    magnitude: float = Field(ge=0)


class PoseSeen(_Seen):
    """A body in one frame; score is the mean visibility of its landmarks."""

    kind: Literal["pose_seen"] = "pose_seen"
    box: Box
    landmarks: int


class HandSeen(_Seen):
    """A hand in one frame; `hand` is the owner's left or right."""

    kind: Literal["hand_seen"] = "hand_seen"
    box: Box
    hand: Literal["left", "right"]


class GestureSeen(_Seen):
    """A hand gesture in one frame."""

    kind: Literal["gesture_seen"] = "gesture_seen"
    gesture: GestureType
    hand: Literal["left", "right"]


class EmotionSeen(_Seen):
    """The expression of the largest face in one frame; score is the label's probability."""

    kind: Literal["emotion_seen"] = "emotion_seen"
    emotion: Emotion
    """The most probable label."""
    probabilities: dict[Emotion, Share]
    """Of all seven labels."""
    face_score: Share
    """How sure the detector is that this is a face."""
    action_units: dict[int, Share] = Field(default_factory=dict)
    """Activation of each facial action unit, by its FACS number."""
    box: Box

    @model_validator(mode="after")
    def _all_seven(self) -> Self:
        missing = set(get_args(Emotion)) - self.probabilities.keys()
        if missing:
            raise ValueError(f"no probability of {', '.join(sorted(missing))}")
        return self


class ObjectSeen(_Seen):
    """An object in one frame."""

    kind: Literal["object_seen"] = "object_seen"
    label: str
    box: Box
    track: int | None = None
    """Number of the track that it belongs to; None where sightings were not linked."""


class ObjectTrack(_Event):
    """One object followed through a shot; score is the sightings' mean."""

    kind: Literal["object_track"] = "object_track"
    label: str
    box: Box
    """Where it was seen best."""
    track: int | None = None
    """Its number, which its sightings bear; None where there are none."""


class Effect(_Event):
    """Something that was done to the picture while it was cut, other than a change of shots."""

    kind: Literal["effect"] = "effect"
    effect: EffectKind


class VoiceActivity(_Event):
    """A stretch in which somebody speaks, whatever is said."""

    kind: Literal["voice_activity"] = "voice_activity"


class Word(Record):
    """A spoken word."""

    text: str
    start: float = Field(ge=0)
    end: float = Field(ge=0)
    score: Share


class SpeechSegment(_Event):
    """A transcribed stretch of speech."""

    kind: Literal["speech_segment"] = "speech_segment"
    text: str
    language: str
    words: tuple[Word, ...]


class SpeechRejected(_Event):
    """What a recogniser took for speech and is not believed; it counts nowhere."""

    kind: Literal["speech_rejected"] = "speech_rejected"
    text: str
    reason: str


class AudioOnset(_Event):
    """An instant at which a sound begins; score is its strength relative to the strongest."""

    kind: Literal["audio_onset"] = "audio_onset"


class AudioEnergy(_Event):
    """Loudness of a five-second window; `rms` is in full scale, `level` relative, capped at 1."""

    kind: Literal["audio_energy"] = "audio_energy"
    rms: float = Field(ge=0)
    level: Share


class Loudness(_Event):
    """How loud the sound is all along: RMS in full scale, every `period` seconds from 0."""

    kind: Literal["loudness"] = "loudness"
    period: float = Field(gt=0)
    rms: tuple[float, ...]


class AudioPeak(_Event):
    """The loudest instant of the sound; `rms` in full scale."""

    kind: Literal["audio_peak"] = "audio_peak"
    rms: float = Field(ge=0)


Event = Annotated[
    Shot
    | Transition
    | Effect
    | TextSeen
    | TextTrack
    | FaceSeen
    | GazeSeen
    | PoseSeen
    | HandSeen
    | GestureSeen
    | EmotionSeen
    | ObjectSeen
    | ObjectTrack
    | VoiceActivity
    | SpeechSegment
    | SpeechRejected
    | AudioOnset
    | AudioEnergy
    | AudioPeak
    | Loudness,
    Field(discriminator="kind"),
]
