"""Which overlays go with speech or with a gesture, as far as that was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rumiai.constants.thresholds import OVERLAY_GESTURE_SECONDS
from rumiai.schema.events import GestureSeen, TextTrack, VoiceActivity
from rumiai.schema.intervals import instant, overlap, touches
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.metrics.visual_overlay import MultimodalMoment
from rumiai.schema.text import shortened
from rumiai.schema.timeline import Timeline

MAX_MOMENTS = 5
TEXT_LENGTH = 50


class Modes(NamedTuple):
    """What accompanies each overlay; a Null says why that is not known."""

    tracks: Sequence[TextTrack]
    spoken: Sequence[bool] | Null
    gestured: Sequence[bool] | Null
    speech_share: float | Null
    gesture_share: float | Null

    @property
    def coherence(self) -> float | Null:
        """Mean of both shares."""
        if isinstance(self.speech_share, Null):
            return self.speech_share
        if isinstance(self.gesture_share, Null):
            return self.gesture_share
        return (self.speech_share + self.gesture_share) / 2

    @property
    def reinforced(self) -> int | Null:
        """Overlays with either; null unless that is certain for each of them."""
        return self._doubt() or sum(answer is True for answer in self._answers())

    @property
    def moments(self) -> tuple[MultimodalMoment, ...] | Null:
        """The first overlays with either; null unless both are known for each of them."""
        rows = []
        for i, track in enumerate(self.tracks):
            spoken, gestured = self._spoken(i), self._gestured(i)
            if isinstance(spoken, Null):
                return spoken
            if isinstance(gestured, Null):
                return gestured
            if spoken or gestured:
                rows.append(_moment(track, spoken, gestured))
        return tuple(rows[:MAX_MOMENTS])

    def reinforced_above(self, share: float) -> bool | Null:
        """Whether more than this share of overlays has either; null where that is open."""
        answers = self._answers()
        sure = sum(answer is True for answer in answers)
        if sure > share * len(answers):
            return True
        open_ones = sum(isinstance(answer, Null) for answer in answers)
        doubt = self._doubt() if sure + open_ones > share * len(answers) else None
        return doubt or False

    def _spoken(self, i: int) -> bool | Null:
        return self.spoken if isinstance(self.spoken, Null) else self.spoken[i]

    def _gestured(self, i: int) -> bool | Null:
        return self.gestured if isinstance(self.gestured, Null) else self.gestured[i]

    def _answers(self) -> list[bool | Null]:
        """Has each overlay either? One yes suffices for a yes, a no needs both."""
        answers: list[bool | Null] = []
        for i in range(len(self.tracks)):
            spoken, gestured = self._spoken(i), self._gestured(i)
            either = spoken is True or gestured is True
            answers.append(True if either else spoken if isinstance(spoken, Null) else gestured)
        return answers

    def _doubt(self) -> Null | None:
        return next((answer for answer in self._answers() if isinstance(answer, Null)), None)


def accompany(timeline: Timeline, tracks: Sequence[TextTrack]) -> Modes:
    """What accompanies each overlay. Without an audio track nothing is spoken, for certain."""
    voice, gestures = timeline.of(VoiceActivity), timeline.of(GestureSeen)
    unheard = timeline.missing("voice")
    unseen = timeline.missing("gestures", NullCode.GESTURE_NOT_MEASURED)
    spoken = [any(overlap(track, v) > 0 for v in voice) for track in tracks]
    gestured = [
        any(touches(track, g, OVERLAY_GESTURE_SECONDS) for g in gestures) for track in tracks
    ]
    known = unheard is None or unheard.code is NullCode.NO_AUDIO
    return Modes(
        tracks=tracks,
        spoken=spoken if known else unheard or spoken,
        gestured=unseen or gestured,
        speech_share=unheard or _share(spoken),
        gesture_share=unseen or _share(gestured),
    )


def _share(answers: Sequence[bool]) -> float | Null:
    return sum(answers) / len(answers) if answers else Null(code=NullCode.NO_TEXT)


def _moment(track: TextTrack, spoken: bool, gestured: bool) -> MultimodalMoment:
    return MultimodalMoment(
        timestamp=instant(track.start),
        text_content=shortened(track.text, TEXT_LENGTH),
        has_speech=spoken,
        has_gesture=gestured,
    )
