"""Speech (METRICS_CONTRACT B5): what is said in a video of D seconds, and how.

Without a transcript everything that needs words is null; voice and loudness are still measured.
Without an audio track the counts are 0 and all else is null.
"""

from __future__ import annotations

from statistics import fmean

from rumiai.constants.thresholds import DRAMATIC_SILENCE_SECONDS
from rumiai.metrics.intervals import confidence, unmeasured
from rumiai.metrics.speech_company import (
    bursts,
    climax,
    emphases,
    expressions,
    gesture_sync,
    no_climax,
    text_overlap,
)
from rumiai.metrics.speech_hooks import hooks, techniques
from rumiai.metrics.speech_silence import Voice, unheard, voice
from rumiai.metrics.speech_words import NO_SPEECH, Transcript, transcript
from rumiai.schema.events import AudioEnergy, SpeechSegment, VoiceActivity
from rumiai.schema.intervals import Interval, label
from rumiai.schema.loudness import BurstPattern, burst_pattern, energy_variance
from rumiai.schema.measure import Null, NullCode, given
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.metrics.speech_analysis import (
    CoreMetrics,
    Dynamics,
    Interactions,
    KeyEvents,
    LongestSegment,
    Patterns,
    Quality,
    SilentMoment,
    SpeechAnalysis,
    TemporalAlignment,
)
from rumiai.schema.timeline import Timeline

UNDEFINED = Null(code=NullCode.NO_VALIDATED_DEFINITION)
TOO_FEW = Null(code=NullCode.INSUFFICIENT_SAMPLES)


def speech_analysis(timeline: Timeline, metadata: VideoMetadata) -> SpeechAnalysis | Unmeasured:
    """What is said and how; unmeasured where neither words, nor voice, nor loudness were."""
    missing = unmeasured(timeline, SpeechAnalysis)
    return missing or _Measurement(timeline).family()


class _Measurement:
    """Voice and words of one video, and what several blocks need to know about them."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.voice = voice(timeline)
        self.words = transcript(timeline)
        self.words_per_minute = self._words_per_minute()

    def family(self) -> SpeechAnalysis:
        interactions = self._interactions()
        return SpeechAnalysis(
            core_metrics=self._core_metrics(),
            dynamics=self._dynamics(interactions.speech_gesture_sync),
            interactions=interactions,
            key_events=self._key_events(),
            patterns=self._patterns(),
            quality=Quality(
                clarity=given(self.words, lambda words: words.clarity),
                engagement=UNDEFINED,
                emotional_range=UNDEFINED,
                delivery_style=UNDEFINED,
                overall_score=UNDEFINED,
            ),
        )

    def _words_per_minute(self) -> float | Null:
        def pace(words: Transcript, heard: Voice) -> float | Null:
            return 60 * len(words.words) / heard.seconds if heard.spans else NO_SPEECH

        return given(self.words, lambda words: given(self.voice, lambda heard: pace(words, heard)))

    def _core_metrics(self) -> CoreMetrics:
        return CoreMetrics(
            total_words=_count(given(self.words, lambda words: len(words.words))),
            speech_density=given(self.words, lambda words: words.density),
            words_per_minute=self.words_per_minute,
            vocabulary_diversity=given(self.words, lambda words: words.diversity),
            silence_ratio=given(self.voice, lambda heard: 1 - heard.coverage),
            speech_coverage=given(self.voice, lambda heard: heard.coverage),
            avg_segment_duration=given(self.voice, _mean_length),
            unique_words=_count(given(self.words, lambda words: words.unique)),
            confidence=self._sureness(),
        )

    def _sureness(self) -> float | Null:
        missing = unheard(self.timeline, "voice") or unheard(self.timeline, "speech")
        return missing or confidence(
            self.timeline,
            {
                "voice": [seen.score for seen in self.timeline.of(VoiceActivity)],
                "speech": [w.score for s in self.timeline.of(SpeechSegment) for w in s.words],
            },
        )

    def _dynamics(self, sync: float | Null) -> Dynamics:
        timeline = self.timeline
        return Dynamics(
            wpm_progression=given(self.words, lambda words: words.pace),
            silence_periods=given(self.voice, lambda heard: heard.silences),
            speech_bursts=given(self.voice, lambda heard: bursts(timeline, heard)),
            burst_pattern=self._burst_pattern(),
            energy_variance=self._energy_variance(),
            has_audio_energy=unheard(timeline, "energy") is None,
            pacing_variation=given(self.words, lambda words: words.pace_variation),
            temporal_alignment=TemporalAlignment(
                gesture_emphasis_moments=given(self.words, lambda words: emphases(timeline, words)),
                expression_peaks_during_speech=given(
                    self.voice, lambda heard: expressions(timeline, heard)
                ),
                lip_sync_quality=Null(code=NullCode.NOT_MEASURED),
                body_language_congruence=sync,
            ),
        )

    def _burst_pattern(self) -> BurstPattern | Null:
        windows, duration = self.timeline.of(AudioEnergy), self.timeline.clip.duration
        return unheard(self.timeline, "energy") or burst_pattern(windows, duration) or TOO_FEW

    def _energy_variance(self) -> float | Null:
        missing = unheard(self.timeline, "energy")
        variance = energy_variance(self.timeline.of(AudioEnergy))
        return missing or (TOO_FEW if variance is None else variance)

    def _interactions(self) -> Interactions:
        sync = given(self.voice, lambda heard: gesture_sync(self.timeline, heard))
        overlap = given(self.words, lambda _: text_overlap(self.timeline))
        return Interactions(
            speech_gesture_sync=sync,
            speech_emotion_alignment=Null(code=NullCode.SPEECH_EMOTION_NOT_MEASURED),
            speech_text_overlap=overlap,
            multi_modal_coherence=given(sync, lambda a: given(overlap, lambda b: (a + b) / 2)),
        )

    def _key_events(self) -> KeyEvents:
        heard = self.voice
        return KeyEvents(
            longest_segment=self._longest_segment(),
            climax_moment=no_climax(heard)
            if isinstance(heard, Null)
            else climax(self.timeline, heard),
            silent_moments=given(heard, _silent_moments),
        )

    def _longest_segment(self) -> LongestSegment:
        longest = given(self.voice, _longest)
        return LongestSegment(
            duration=given(longest, lambda span: span.end - span.start if span else 0.0),
            timestamp=given(longest, lambda span: label(span) if span else NO_SPEECH),
            words=_count(
                given(self.words, lambda words: given(longest, lambda s: _inside(words, s)))
            ),
        )

    def _patterns(self) -> Patterns:
        pace = self.words_per_minute
        return Patterns(
            repetition_rate=given(self.words, lambda words: words.repetition),
            emphasis_techniques=given(
                self.words,
                lambda words: given(self.voice, lambda heard: techniques(words, heard, pace)),
            ),
            narrative_style=UNDEFINED,
            verbal_hooks=given(self.words, hooks),
        )


def _count(value: int | Null) -> int | Null:
    """A count of words; where there is no sound, none is spoken, for certain."""
    silent = isinstance(value, Null) and value.code is NullCode.NO_AUDIO
    return 0 if silent else value


def _mean_length(heard: Voice) -> float | Null:
    lengths = [segment.end - segment.start for segment in heard.segments]
    return fmean(lengths) if lengths else NO_SPEECH


def _longest(heard: Voice) -> Interval | None:
    return max(heard.segments, key=lambda span: span.end - span.start, default=None)


def _inside(words: Transcript, span: Interval | None) -> int:
    return words.inside(span) if span else 0


def _silent_moments(heard: Voice) -> tuple[SilentMoment, ...]:
    return tuple(
        SilentMoment(start=silence.start, end=silence.end, duration=silence.duration)
        for silence in heard.silences
        if silence.duration >= DRAMATIC_SILENCE_SECONDS
    )
