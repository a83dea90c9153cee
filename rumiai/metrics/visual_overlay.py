"""Visual overlays (METRICS_CONTRACT B6): n text tracks in a video of D seconds.

Stickers have no validated detector: their count is null and they take part in nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from statistics import fmean
from typing import Literal

from rumiai.constants.thresholds import (
    ATTENTION_DENSITY,
    BURST_SECONDS,
    LOW_VARIETY,
    MIN_ONSETS,
    MINIMAL_DENSITY,
    MODERATE_DENSITY,
    OVERLAY_PEAK_FACTOR,
    OVERLAY_WINDOWS,
    REINFORCED_SHARE,
    RHYTHMIC,
    TREND_STEP,
)
from rumiai.metrics.intervals import (
    confidence,
    covered_bins,
    gaps,
    overall_confidence,
    trend,
    unmeasured,
    variation,
    within,
)
from rumiai.metrics.overlay_modes import Modes, accompany
from rumiai.metrics.overlay_requests import Requests, requests
from rumiai.schema.events import GestureSeen, SpeechSegment, TextTrack, VoiceActivity
from rumiai.schema.intervals import (
    label,
    overlap,
    seconds_of,
    starting_in,
    windows,
)
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.metrics.visual_overlay import (
    CoreMetrics,
    Dynamics,
    Interactions,
    KeyEvents,
    OverlayPeak,
    OverlayWindow,
    Patterns,
    Quality,
    Trend,
    VisualOverlay,
)
from rumiai.schema.text import normalised
from rumiai.schema.timeline import Timeline

NO_TEXT = Null(code=NullCode.NO_TEXT)

Technique = Literal["direct_cta", "rhythmic_timing", "dynamic_pacing", "multimodal_reinforcement"]


def visual_overlay(timeline: Timeline, metadata: VideoMetadata) -> VisualOverlay | Unmeasured:
    """What is laid over the picture; unmeasured where text was not read."""
    missing = unmeasured(timeline, VisualOverlay)
    return missing or _Measurement(timeline).family()


class _Measurement:
    """The tracks of one video and what several blocks need to know about them."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.duration = timeline.clip.duration
        self.tracks: Sequence[TextTrack] = timeline.of(TextTrack)
        self.onsets = [track.start for track in self.tracks]
        self.windows = windows(self.duration, ceil(seconds_of(self.duration) / OVERLAY_WINDOWS))
        self.modes: Modes = accompany(timeline, self.tracks)
        self.requests: Requests = requests(timeline, self.tracks)
        self.read = self._sureness("text")

    def family(self) -> VisualOverlay:
        core, dynamics = self._core_metrics(), self._dynamics()
        interactions, events = self._interactions(), self._key_events()
        patterns = self._patterns(dynamics)
        blocks = (core, dynamics, interactions, events, patterns)
        return VisualOverlay(
            core_metrics=core,
            dynamics=dynamics,
            interactions=interactions,
            key_events=events,
            patterns=patterns,
            quality=self._quality([block.confidence for block in blocks]),
        )

    def _scores(self) -> list[float]:
        return [track.score for track in self.tracks]

    def _sureness(self, *analyzers: str) -> float | Null:
        """A block's confidence, from the analyzers that it takes events from."""
        found: dict[str, Sequence[float]] = {
            "text": self._scores(),
            "voice": [voice.score for voice in self.timeline.of(VoiceActivity)],
            "gestures": [seen.score for seen in self.timeline.of(GestureSeen)],
            "speech": [word.score for s in self.timeline.of(SpeechSegment) for word in s.words],
        }
        return confidence(self.timeline, {name: found[name] for name in analyzers})

    def _or_no_text(self, value: float) -> float | Null:
        return value if self.tracks else NO_TEXT

    def _core_metrics(self) -> CoreMetrics:
        count, tracks = len(self.tracks), self.tracks
        return CoreMetrics(
            total_overlays=count,
            total_text_overlays=count,
            total_stickers=Null(code=NullCode.STICKER_NOT_MEASURED),
            unique_overlay_count=self._different(),
            overlay_density=count / self.duration,
            unique_overlay_ratio=self._or_no_text(self._different() / max(count, 1)),
            time_to_first_overlay=self._or_no_text(min(self.onsets, default=0.0)),
            avg_overlay_duration=fmean(t.end - t.start for t in tracks) if tracks else NO_TEXT,
            overlay_frequency=60 * count / self.duration,
            confidence=self.read,
        )

    def _different(self) -> int:
        return len({normalised(track.text) for track in self.tracks})

    def _dynamics(self) -> Dynamics:
        counted = [(window, starting_in(self.tracks, window)) for window in self.windows]
        return Dynamics(
            overlay_progression=tuple(
                OverlayWindow(
                    timestamp=label(window),
                    overlay_count=count,
                    density=count / within(window, self.duration),
                )
                for window, count in counted
            ),
            rhythm_consistency=self._rhythm(),
            overlay_acceleration=self._trend(),
            temporal_distribution=self._distribution(),
            burst_patterns=sum(gap < BURST_SECONDS for gap in gaps(self.onsets)),
            confidence=self.read,
        )

    def _rhythm(self) -> float | Null:
        if len(self.onsets) < MIN_ONSETS:
            return Null(code=NullCode.INSUFFICIENT_SAMPLES) if self.onsets else NO_TEXT
        return 1 / (1 + variation(gaps(self.onsets)))

    def _trend(self) -> Trend | Null:
        if not self.onsets:
            return NO_TEXT
        change = trend(self.onsets, self.duration, TREND_STEP)
        return "accelerating" if change > 0 else "decelerating" if change < 0 else "stable"

    def _distribution(self) -> Literal["front_loaded", "back_loaded", "balanced"] | Null:
        if not self.onsets:
            return NO_TEXT
        first = sum(onset < self.duration / 3 for onset in self.onsets)
        last = sum(onset >= self.duration * 2 / 3 for onset in self.onsets)
        if first == last or 2 * max(first, last) < len(self.onsets):
            return "balanced"
        return "front_loaded" if first > last else "back_loaded"

    def _interactions(self) -> Interactions:
        modes = self.modes
        return Interactions(
            overlay_speech_alignment=modes.speech_share,
            overlay_gesture_sync=modes.gesture_share,
            multimodal_reinforcement_count=modes.reinforced,
            multimodal_moments=modes.moments,
            cross_modal_coherence=modes.coherence,
            confidence=self._sureness("text", "voice", "gestures"),
        )

    def _key_events(self) -> KeyEvents:
        peaks = self._peaks()
        highest = max(peaks, key=lambda peak: peak.overlay_count, default=None)
        none = Null(code=NullCode.INSUFFICIENT_SAMPLES) if self.tracks else NO_TEXT
        return KeyEvents(
            overlay_peaks=peaks,
            cta_moments=self.requests.moments,
            climax_moment=highest.timestamp if highest else none,
            quiet_moments=self._quiet(),
            confidence=self._sureness("text", "speech"),
        )

    def _peaks(self) -> tuple[OverlayPeak, ...]:
        counted = [(window, starting_in(self.tracks, window)) for window in self.windows]
        mean = fmean(count for _, count in counted)
        most = max(count for _, count in counted)
        return tuple(
            OverlayPeak(timestamp=label(window), overlay_count=count, intensity=count / most)
            for window, count in counted
            if count > OVERLAY_PEAK_FACTOR * mean
        )

    def _quiet(self) -> tuple[str, ...]:
        inspected = set(self.timeline.inspected_bins("text"))
        return tuple(
            label(window)
            for window in self.windows
            if inspected.issuperset(range(int(window.start), int(window.end)))
            and not any(overlap(track, window) > 0 for track in self.tracks)
        )

    def _patterns(self, dynamics: Dynamics) -> Patterns:
        density = len(self.tracks) / self.duration
        return Patterns(
            overlay_strategy=_strategy(density),
            overlay_techniques=self._techniques(dynamics),
            engagement_archetype=self.requests.archetype(dense=density > ATTENTION_DENSITY),
            pacing_pattern=dynamics.overlay_acceleration,
            content_focus=self.requests.focus if self.tracks else NO_TEXT,
            confidence=self._sureness("text", "voice", "gestures", "speech"),
        )

    def _techniques(self, dynamics: Dynamics) -> tuple[Technique, ...] | Null:
        """The techniques found; null where it is open whether one of them is used."""
        rhythm, pace = dynamics.rhythm_consistency, dynamics.overlay_acceleration
        reinforced = self.modes.reinforced_above(REINFORCED_SHARE)
        requested = self.requests.moments
        if isinstance(requested, Null):
            return requested
        if isinstance(reinforced, Null):
            return reinforced
        used: dict[Technique, bool] = {
            "direct_cta": bool(requested),
            "rhythmic_timing": not isinstance(rhythm, Null) and rhythm > RHYTHMIC,
            "dynamic_pacing": pace in ("accelerating", "decelerating"),
            "multimodal_reinforcement": reinforced,
        }
        return tuple(name for name, found in used.items() if found)

    def _quality(self, confidences: Sequence[float | Null]) -> Quality:
        completeness = self.timeline.inspected_share("text")
        surety = fmean(self._scores()) if self.tracks else 1.0
        return Quality(
            detection_confidence=surety if self.tracks else NO_TEXT,
            data_completeness=completeness,
            analysis_reliability=_reliability(completeness, surety),
            missing_data_points=self._missing(),
            timeline_coverage=covered_bins(self.tracks, self.duration) / seconds_of(self.duration),
            overall_confidence=overall_confidence(confidences),
        )

    def _missing(
        self,
    ) -> tuple[Literal["no_overlays_detected", "low_text_variety", "sticker_not_measured"], ...]:
        if not self.tracks:
            return ("no_overlays_detected", "sticker_not_measured")
        if self._different() < LOW_VARIETY * len(self.tracks):
            return ("low_text_variety", "sticker_not_measured")
        return ("sticker_not_measured",)


def _strategy(density: float) -> Literal["minimal", "moderate", "heavy"]:
    if density <= MINIMAL_DENSITY:
        return "minimal"
    return "moderate" if density <= MODERATE_DENSITY else "heavy"


def _reliability(completeness: float, surety: float) -> Literal["high", "medium", "low"]:
    if completeness >= 0.9 and surety >= 0.7:
        return "high"
    return "medium" if completeness >= 0.6 and surety >= 0.5 else "low"
