"""The emotional journey: which expressions faces show, and how they change (METRICS_CONTRACT B2).

An emotion here is the label that a model gives to a facial expression. It is not what somebody
feels, and the label's probability is not how strongly.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rumiai.schema.events import Emotion
from rumiai.schema.measure import Camel, Count, Family, Null, Ratio

Arc = Literal["rising", "falling", "rollercoaster", "stable"]
Sentiment = Literal["positive", "negative", "neutral"]
Archetype = Literal[
    "surprise_delight",
    "problem_solution",
    "transformation",
    "discovery",
    "narrative",
    "steady_state",
]
JourneyMap = Literal[
    "engaged_throughout",
    "tension_release",
    "emotional_investment",
    "curiosity_driven",
    "story_following",
    "passive_viewing",
]
Technique = Literal["rapid_shifts", "emotional_variety", "surprise_reveal", "positive_framing"]
MissingData = Literal[
    "no_people",
    "no_emotions_detected",
    "limited_emotional_range",
    "audio_emotion_not_measured",
    "tempo_not_measured",
    "caption_missing",
    "gesture_not_measured",
]
CONFIDENCE = (
    "How surely the inputs were seen: mean detector score times the inspected share of the "
    "video. It says nothing about correctness and is not calibrated."
)
PROBABILITY = "Probability of the label, which is not how strongly somebody feels."
SECOND = 'The second, as in "12s".'
CAUSE = "Always null: what caused it cannot be seen."


class ProgressionWindow(Camel):
    """The expressions of five seconds."""

    timestamp: str = Field(description='The window, as in "5-10s".')
    emotion: Emotion | Null = Field(
        description="The label whose mean probability is highest; null without a face."
    )
    intensity: Ratio | Null = Field(description="That mean probability; null without a face.")


class PeakEmotion(Camel):
    """A moment with a very clear expression."""

    timestamp: str = Field(description=SECOND)
    emotion: Emotion = Field(description="The label.")
    intensity: Ratio = Field(description=PROBABILITY)


class EmotionalPeak(PeakEmotion):
    """The same, with the field for what caused it."""

    trigger: str | Null = Field(description=CAUSE)


class TransitionPoint(Camel):
    """A change from one label to another."""

    timestamp: str = Field(description="The second in which the new label is first seen.")
    before: Emotion = Field(alias="from", description="The label before.")
    after: Emotion = Field(alias="to", description="The label after.")
    trigger: str | Null = Field(description=CAUSE)


class ContrastMoment(Camel):
    """A change from a pleasant to an unpleasant expression, or back."""

    timestamp: str = Field(description="Whole seconds that enclose the change.")
    conflict: str = Field(description='Both labels, as in "joy_to_sadness".')


class CoreMetrics(Camel):
    """Which expressions, and how surely."""

    unique_emotions: Count = Field(le=7, description="Different labels seen.")
    emotion_transitions: Count = Field(
        description="Changes of the label between samples at most two sample periods apart."
    )
    dominant_emotion: Emotion | Null = Field(
        description="The most frequent label; of equals, the one with the higher probabilities."
    )
    emotional_diversity: Ratio | Null = Field(
        description="Entropy of the labels: 0 for one, 1 for all seven equally often."
    )
    gesture_emotion_alignment: Ratio | Null = Field(
        description="Share of expressions with a gesture within one second, whatever it means."
    )
    audio_emotion_alignment: Ratio | Null = Field(
        description="Always null: the emotion of the sound is not measured."
    )
    caption_sentiment: Sentiment | Null = Field(
        description="Whether the caption's words are more positive or negative."
    )
    emotional_intensity: Ratio | Null = Field(description=f"Mean over all faces. {PROBABILITY}")
    avg_confidence: Ratio | Null = Field(description="The same as emotionalIntensity.")
    detection_rate: Ratio = Field(description="Share of samples that show a face.")
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class Dynamics(Camel):
    """How the expressions change."""

    emotion_progression: tuple[ProgressionWindow, ...] = Field(
        description="The expressions of each five seconds."
    )
    transition_smoothness: Ratio | Null = Field(
        description="How alike the probabilities of neighbouring samples are, 1 for no change."
    )
    emotional_arc: Arc | Null = Field(
        description="Whether the last third is more pleasant than the first, or all mixed."
    )
    peak_emotion_moments: tuple[PeakEmotion, ...] = Field(
        description="The three clearest expressions other than neutral."
    )
    stability_score: Ratio | Null = Field(
        description="Share of neighbouring samples without a transition."
    )
    tempo_emotion_sync: Ratio | Null = Field(
        description="Always null: the tempo of the music is not measured."
    )
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class Interactions(Camel):
    """How expressions go with gestures and the caption."""

    gesture_reinforcement: Ratio | Null = Field(description="The same as gestureEmotionAlignment.")
    audio_mood_congruence: Ratio | Null = Field(
        description="Always null: the emotion of the sound is not measured."
    )
    caption_emotion_alignment: Ratio | Null = Field(
        description="Caption and faces: 1 for the same mood, 0 for opposite ones, else 0.5."
    )
    multimodal_coherence: Ratio | Null = Field(
        description="Mean of the gestures' and the caption's alignment; null without either."
    )
    emotional_contrast_moments: tuple[ContrastMoment, ...] = Field(
        description="Transitions between pleasant (joy, surprise) and unpleasant labels."
    )
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class KeyEvents(Camel):
    """The moments that stand out."""

    emotional_peaks: tuple[EmotionalPeak, ...] = Field(
        description="At most five of the clearest expressions other than neutral."
    )
    transition_points: tuple[TransitionPoint, ...] = Field(description="All transitions.")
    climax_moment: str | Null = Field(description=f"The highest peak. {SECOND}")
    resolution_moment: str | Null = Field(
        description=f"First neutral or joyful face of the last fifth. {SECOND}"
    )
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class Patterns(Camel):
    """Labels that sum the journey up; none of them predicts what viewers do."""

    journey_archetype: Archetype | Null = Field(description="A label for the arc and the peaks.")
    emotional_techniques: tuple[Technique, ...] = Field(
        description="Which of four techniques are found."
    )
    pacing_strategy: Literal["gradual_build", "quick_shifts", "steady_state"] | Null = Field(
        description="No transitions; one in more than 40 % of neighbouring samples; else gradual."
    )
    engagement_hooks: tuple[str, ...] = Field(description="Always empty.")
    viewer_journey_map: JourneyMap | Null = Field(description="What the archetype is called here.")
    confidence: Ratio | Null = Field(description=CONFIDENCE)


class Quality(Camel):
    """How well the faces were seen."""

    detection_confidence: Ratio | Null = Field(description="Mean score of the faces.")
    timeline_coverage: Ratio = Field(
        description="Share of the five-second windows looked at that show a face."
    )
    emotional_data_completeness: Ratio = Field(
        description="Frames looked at as a share of those due at the sampling rate."
    )
    analysis_reliability: Literal["high", "medium", "low"] = Field(
        description="From the coverage and the mean score of the faces."
    )
    missing_data_points: tuple[MissingData, ...] = Field(description="What is missing.")
    overall_confidence: Ratio | Null = Field(description="Mean of the blocks' confidences.")


class EmotionalJourney(Family):
    """Which expressions the largest face shows, and how they change."""

    NAME = "emotional_journey"
    PREFIX = "emotional"
    REQUIRED = ("emotions",)
    USED = ("gestures",)

    core_metrics: CoreMetrics
    dynamics: Dynamics
    interactions: Interactions
    key_events: KeyEvents
    patterns: Patterns
    quality: Quality
