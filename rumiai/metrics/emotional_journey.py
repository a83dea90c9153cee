"""The emotional journey (METRICS_CONTRACT B2, C): n faces found in the samples of D seconds."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Literal

from rumiai.constants.thresholds import ARCHETYPE_PEAKS, EMOTIONS_FAIR, EMOTIONS_RELIABLE
from rumiai.metrics.emotion_company import Company, company
from rumiai.metrics.emotion_course import NO_PEOPLE, Course
from rumiai.metrics.emotion_peaks import (
    archetype,
    climax,
    contrasts,
    journey_map,
    peaks,
    resolution,
    techniques,
)
from rumiai.metrics.intervals import confidence, overall_confidence, unmeasured
from rumiai.schema.events import GestureSeen
from rumiai.schema.expressions import Expressions
from rumiai.schema.intervals import instant
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.metrics.emotional_journey import (
    CoreMetrics,
    Dynamics,
    EmotionalJourney,
    EmotionalPeak,
    Interactions,
    KeyEvents,
    MissingData,
    Patterns,
    PeakEmotion,
    Quality,
    TransitionPoint,
)
from rumiai.schema.timeline import Timeline

CAUSE = Null(code=NullCode.NOT_DETECTABLE)
NO_SOUND_EMOTION = Null(code=NullCode.AUDIO_EMOTION_NOT_MEASURED)
NO_TEMPO = Null(code=NullCode.TEMPO_NOT_MEASURED)
RELIABILITIES: tuple[tuple[Literal["high", "medium"], tuple[float, float]], ...] = (
    ("high", EMOTIONS_RELIABLE),
    ("medium", EMOTIONS_FAIR),
)
"""The least coverage and face score of each."""


def emotional_journey(timeline: Timeline, metadata: VideoMetadata) -> EmotionalJourney | Unmeasured:
    """Which expressions are shown; unmeasured where none were looked for (decision 3)."""
    missing = unmeasured(timeline, EmotionalJourney)
    looked = Expressions.of(timeline)
    if missing is not None or looked is None:
        blind = Unmeasured(name=EmotionalJourney.NAME, reason="emotions looked at no frame")
        return missing or blind
    return _Measurement(timeline, metadata, looked).family()


class _Measurement:
    """The faces of one video and what several blocks need to know about them."""

    def __init__(self, timeline: Timeline, metadata: VideoMetadata, looked: Expressions) -> None:
        self.timeline = timeline
        self.metadata = metadata
        self.looked = looked
        self.course = Course(looked)
        self.company: Company = company(timeline, metadata, self.course)
        self.peaks = peaks(self.course)
        self.seen = self._sureness("emotions")

    def family(self) -> EmotionalJourney:
        core, dynamics = self._core_metrics(), self._dynamics()
        interactions, events = self._interactions(), self._key_events()
        patterns = self._patterns()
        blocks = (core, dynamics, interactions, events, patterns)
        return EmotionalJourney(
            core_metrics=core,
            dynamics=dynamics,
            interactions=interactions,
            key_events=events,
            patterns=patterns,
            quality=self._quality([block.confidence for block in blocks]),
        )

    def _sureness(self, *analyzers: str) -> float | Null:
        """A block's confidence, from the analyzers that it takes events from."""
        found: dict[str, Sequence[float]] = {
            "emotions": [face.face_score for face in self.looked.faces],
            "gestures": [seen.score for seen in self.timeline.of(GestureSeen)],
        }
        return confidence(self.timeline, {name: found[name] for name in analyzers})

    def _core_metrics(self) -> CoreMetrics:
        course = self.course
        return CoreMetrics(
            unique_emotions=len(course.emotions),
            emotion_transitions=len(course.changes),
            dominant_emotion=course.dominant,
            emotional_diversity=course.diversity,
            gesture_emotion_alignment=self.company.gesture_share,
            audio_emotion_alignment=NO_SOUND_EMOTION,
            caption_sentiment=self.company.caption,
            emotional_intensity=course.surety,
            avg_confidence=course.surety,
            detection_rate=self.looked.detection_rate,
            confidence=self._sureness("emotions", "gestures"),
        )

    def _dynamics(self) -> Dynamics:
        course = self.course
        return Dynamics(
            emotion_progression=course.progression,
            transition_smoothness=course.smoothness,
            emotional_arc=course.arc,
            peak_emotion_moments=tuple(
                PeakEmotion(
                    timestamp=instant(face.start), emotion=face.emotion, intensity=face.score
                )
                for face in self.peaks[:ARCHETYPE_PEAKS]
            ),
            stability_score=course.stability,
            tempo_emotion_sync=NO_TEMPO,
            confidence=self.seen,
        )

    def _interactions(self) -> Interactions:
        return Interactions(
            gesture_reinforcement=self.company.gesture_share,
            audio_mood_congruence=NO_SOUND_EMOTION,
            caption_emotion_alignment=self.company.caption_share,
            multimodal_coherence=self.company.coherence,
            emotional_contrast_moments=contrasts(self.course),
            confidence=self._sureness("emotions", "gestures"),
        )

    def _key_events(self) -> KeyEvents:
        return KeyEvents(
            emotional_peaks=tuple(
                EmotionalPeak(
                    timestamp=instant(face.start),
                    emotion=face.emotion,
                    intensity=face.score,
                    trigger=CAUSE,
                )
                for face in self.peaks
            ),
            transition_points=tuple(
                TransitionPoint(
                    timestamp=instant(after.start),
                    before=before.emotion,
                    after=after.emotion,
                    trigger=CAUSE,
                )
                for before, after in self.course.changes
            ),
            climax_moment=climax(self.course),
            resolution_moment=resolution(self.course),
            confidence=self.seen,
        )

    def _patterns(self) -> Patterns:
        return Patterns(
            journey_archetype=archetype(self.course),
            emotional_techniques=techniques(self.course),
            pacing_strategy=self.course.pacing,
            engagement_hooks=(),
            viewer_journey_map=journey_map(self.course),
            confidence=self.seen,
        )

    def _quality(self, confidences: Sequence[float | Null]) -> Quality:
        faces = self.course.faces
        surety = fmean(face.face_score for face in faces) if faces else NO_PEOPLE
        windows = [window for window in self.looked.windows if window.sampled]
        coverage = sum(bool(window.faces) for window in windows) / len(windows)
        return Quality(
            detection_confidence=surety,
            timeline_coverage=coverage,
            emotional_data_completeness=min(1.0, self.looked.samples / self.looked.expected),
            analysis_reliability=_reliability(coverage, surety),
            missing_data_points=self._missing(),
            overall_confidence=overall_confidence(confidences),
        )

    def _missing(self) -> tuple[MissingData, ...]:
        missing: dict[MissingData, bool] = {
            "no_people": self.looked.no_people,
            "no_emotions_detected": not self.looked.faces,
            "limited_emotional_range": len(self.course.emotions) == 1,
            "audio_emotion_not_measured": True,
            "tempo_not_measured": True,
            "caption_missing": not (self.metadata.description or "").strip(),
            "gesture_not_measured": not self.timeline.ran("gestures"),
        }
        return tuple(name for name, holds in missing.items() if holds)


def _reliability(coverage: float, surety: float | Null) -> Literal["high", "medium", "low"]:
    """From the two values as they are written, to three decimals."""
    if isinstance(surety, Null):
        return "low"
    seen, sure = round(coverage, 3), round(surety, 3)
    reached = (name for name, least in RELIABILITIES if seen >= least[0] and sure >= least[1])
    return next(reached, "low")
