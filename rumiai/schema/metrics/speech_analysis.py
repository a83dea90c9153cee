"""Speech: how much is said, how fast, with which pauses and emphasis (METRICS_CONTRACT B5)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rumiai.schema.events import Emotion, GestureType
from rumiai.schema.loudness import BurstPattern
from rumiai.schema.measure import (
    Camel,
    Count,
    Family,
    Null,
    Rate,
    Ratio,
    Record,
    Score,
    Seconds,
    Variance,
)

Level = Annotated[Score, Field(ge=0)]
SilenceType = Literal["strategic", "dramatic", "awkward"]
Technique = Literal[
    "repetition", "direct_address", "questions", "dramatic_pauses", "rapid_delivery"
]
HookType = Literal["question", "hyperbole", "promise", "greeting", "value_prop"]


class SilencePeriod(Camel):
    """More than a second in which nobody speaks."""

    start: Seconds = Field(description="When it begins, in seconds.")
    end: Seconds = Field(description="When it ends, in seconds.")
    duration: Seconds = Field(description="Its length in seconds.")
    type: SilenceType = Field(
        description="A label for the length: below 2 s, at most 3 s, longer. Not a judgement."
    )


class SilentMoment(Camel):
    """Two seconds or more in which nobody speaks."""

    start: Seconds = Field(description="When it begins, in seconds.")
    end: Seconds = Field(description="When it ends, in seconds.")
    duration: Seconds = Field(description="Its length in seconds.")


class SpeechBurst(Camel):
    """A loud window of five seconds in which somebody speaks."""

    start: Seconds = Field(description="When the window begins, in seconds.")
    end: Seconds = Field(description="When it ends, in seconds.")
    duration: Seconds = Field(description="Its length in seconds.")
    energy: Ratio = Field(description="Its loudness as a share of the video's loud level.")
    type: Literal["high_energy"] = Field(description="Always high_energy.")


class GestureEmphasis(Record):
    """A gesture made at a word."""

    timestamp: Seconds = Field(description="When the gesture begins, in seconds.")
    gesture: GestureType = Field(description="The gesture.")
    hand: Literal["left", "right"] = Field(description="The hand that makes it.")
    word: str = Field(description="The word closest to its beginning.")


class ExpressionPeak(Record):
    """A strong facial expression while somebody speaks."""

    timestamp: Seconds = Field(description="When it is seen, in seconds.")
    emotion: Emotion = Field(description="The expression.")
    intensity: Ratio = Field(description="Its probability.")


class TemporalAlignment(Record):
    """How speech goes with hands and face."""

    gesture_emphasis_moments: tuple[GestureEmphasis, ...] | Null = Field(
        description="Gestures made within 0.3 s of a word."
    )
    expression_peaks_during_speech: tuple[ExpressionPeak, ...] | Null = Field(
        description="Those of the five strongest expressions that fall into speech."
    )
    lip_sync_quality: float | Null = Field(description="Always null: lips are not measured.")
    body_language_congruence: Ratio | Null = Field(description="The same as speechGestureSync.")


class LongestSegment(Camel):
    """The longest stretch of speech without a pause of more than 0.3 s."""

    duration: Seconds | Null = Field(description="Its length in seconds; 0 if nobody speaks.")
    timestamp: str | Null = Field(description="Whole seconds that enclose it.")
    words: Count | Null = Field(description="Words spoken in it.")


class ClimaxMoment(Camel):
    """The loudest instant of speech."""

    timestamp: Seconds | Null = Field(description="When it is, in seconds.")
    intensity: Level | Null = Field(
        description="Its loudness divided by the video's loud level, which 5 % of the time "
        "exceeds. May be more than 1."
    )


class VerbalHook(Camel):
    """A phrase that is used to catch attention."""

    text: str = Field(description="The phrase, as the list has it.")
    timestamp: Seconds = Field(description="When its first word begins, in seconds.")
    type: HookType = Field(description="Its kind.")


class CoreMetrics(Camel):
    """How much is said."""

    total_words: Count | Null = Field(description="Words spoken.")
    speech_density: Level | Null = Field(
        description="Words divided by the video's length in seconds."
    )
    words_per_minute: Rate | Null = Field(description="Words in a minute of speech.")
    vocabulary_diversity: Ratio | Null = Field(
        description="Different words as a share of all words. Falls with length."
    )
    silence_ratio: Ratio | Null = Field(description="Share of the time in which nobody speaks.")
    speech_coverage: Ratio | Null = Field(description="Share of the time in which somebody speaks.")
    avg_segment_duration: Seconds | Null = Field(
        description="Mean length of the stretches of speech, in seconds; pauses of up to 0.3 s "
        "do not end one."
    )
    unique_words: Count | Null = Field(description="Different words, case and punctuation aside.")
    confidence: Ratio | Null = Field(
        description="How surely voice and words were heard: mean detector score times the "
        "inspected share of the video. It says nothing about correctness and is not calibrated."
    )


class Dynamics(Camel):
    """How speech and sound change."""

    wpm_progression: tuple[Rate | Null, ...] | Null = Field(
        description="Words a minute in each five seconds, silence included."
    )
    silence_periods: tuple[SilencePeriod, ...] | Null = Field(
        description="Stretches of more than a second in which nobody speaks; those before the "
        "first and after the last word count."
    )
    speech_bursts: tuple[SpeechBurst, ...] | Null = Field(
        description="Five seconds in which somebody speaks at more than 90 % of the loud level."
    )
    burst_pattern: BurstPattern | Null = Field(
        description="Which third of the video is loudest; steady if they differ by at most 20 %."
    )
    energy_variance: Variance | Null = Field(
        description="Variance of the loudness of five-second windows, in full scale squared."
    )
    has_audio_energy: bool = Field(description="Whether loudness was measured.")
    pacing_variation: Rate | Null = Field(
        description="Standard deviation of wpmProgression over the windows with words."
    )
    temporal_alignment: TemporalAlignment = Field(
        description="How speech goes with hands and face."
    )


class Interactions(Camel):
    """How speech goes with what is seen."""

    speech_gesture_sync: Ratio | Null = Field(
        description="Share of the stretches of speech during which a gesture is made."
    )
    speech_emotion_alignment: float | Null = Field(
        description="Always null: the emotion of speech is not measured."
    )
    speech_text_overlap: Ratio | Null = Field(
        description="Share of the text overlays of which at least half the words are spoken "
        "within a second."
    )
    multi_modal_coherence: Ratio | Null = Field(
        description="Mean of speechGestureSync and speechTextOverlap."
    )


class KeyEvents(Camel):
    """The moments that stand out."""

    longest_segment: LongestSegment = Field(description="The longest stretch of speech.")
    climax_moment: ClimaxMoment = Field(description="The loudest instant of speech.")
    silent_moments: tuple[SilentMoment, ...] | Null = Field(
        description="Silences of two seconds or more."
    )


class Patterns(Camel):
    """How it is said."""

    repetition_rate: Ratio | Null = Field(
        description="Share of the words that stand in a sequence of two or three words said at "
        "least twice."
    )
    emphasis_techniques: tuple[Technique, ...] | Null = Field(
        description="repetition: repetitionRate above 0.3; direct_address: more than 5 % "
        "you-words; questions: at least one; dramatic_pauses: a pause of 2 to 3 s within the "
        "speech; rapid_delivery: more than 150 words a minute. Null where the language is not "
        "English."
    )
    narrative_style: str | Null = Field(description="Always null: no validated definition.")
    verbal_hooks: tuple[VerbalHook, ...] | Null = Field(
        description="Phrases of the list of hooks; a greeting counts among the first three words. "
        "Null where the language is not English."
    )


class Quality(Camel):
    """How clearly the words were recognised; no other quality is validated."""

    clarity: Ratio | Null = Field(description="Mean probability of the recognised words.")
    engagement: float | Null = Field(description="Always null: no validated definition.")
    emotional_range: float | Null = Field(description="Always null: no validated definition.")
    delivery_style: str | Null = Field(description="Always null: no validated definition.")
    overall_score: float | Null = Field(description="Always null: no validated definition.")


class SpeechAnalysis(Family):
    """What is said in a video: how much, how fast, and how."""

    NAME = "speech_analysis"
    PREFIX = "speech"
    REQUIRED = ("speech", "voice", "energy")
    USED = ("gestures", "text", "emotions")

    core_metrics: CoreMetrics
    dynamics: Dynamics
    interactions: Interactions
    key_events: KeyEvents
    patterns: Patterns
    quality: Quality
