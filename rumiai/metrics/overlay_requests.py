"""Overlays that ask the viewer to do something: calls to action that are not subtitles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, cast

from rumiai.constants.lexicon import first_hit, lexicon
from rumiai.constants.thresholds import (
    COMMERCE_REQUESTS,
    CONVERSION_REQUESTS,
    SUBTITLE_SECONDS,
)
from rumiai.metrics.spoken_text import is_spoken
from rumiai.schema.events import TextTrack, VoiceActivity
from rumiai.schema.intervals import instant, touches
from rumiai.schema.measure import Null
from rumiai.schema.metrics.visual_overlay import CtaMoment, CtaType
from rumiai.schema.timeline import Timeline


class Requests(NamedTuple):
    """The calls to action; null where it is open whether one is a subtitle."""

    moments: tuple[CtaMoment, ...] | Null

    def archetype(
        self, dense: bool
    ) -> Literal["informational", "attention_grabbing", "conversion_focused"] | Null:
        """What the overlays seem to be made for."""
        if isinstance(self.moments, Null):
            return self.moments
        if len(self.moments) > CONVERSION_REQUESTS:
            return "conversion_focused"
        return "attention_grabbing" if dense else "informational"

    @property
    def focus(self) -> Literal["product_focused", "informational"] | Null:
        """Whether the overlays ask to buy."""
        if isinstance(self.moments, Null):
            return self.moments
        commerce = sum(moment.cta_type in lexicon().commerce_cta for moment in self.moments)
        return "product_focused" if commerce >= COMMERCE_REQUESTS else "informational"


def requests(timeline: Timeline, tracks: Sequence[TextTrack]) -> Requests:
    """The overlays with a call to action, at most one each."""
    moments = []
    for track in tracks:
        hit = first_hit(track.text, lexicon().overlay_cta)
        subtitle = hit is not None and _is_subtitle(timeline, track)
        if isinstance(subtitle, Null):
            return Requests(subtitle)
        if hit is not None and not subtitle:
            moments.append(
                CtaMoment(
                    timestamp=instant(track.start),
                    cta_type=cast("CtaType", hit.phrase),
                    text_content=track.text,
                )
            )
    return Requests(tuple(moments))


def _is_subtitle(timeline: Timeline, track: TextTrack) -> bool | Null:
    """Whether an overlay repeats what is said.

    Without a transcript that is known only where nobody speaks around it.
    """
    if not timeline.ran("speech"):
        return _may_be_subtitle(timeline, track)
    return is_spoken(timeline, track)


def _may_be_subtitle(timeline: Timeline, track: TextTrack) -> Literal[False] | Null:
    if not timeline.clip.has_audio:
        return False
    voice = timeline.of(VoiceActivity)
    silent = timeline.ran("voice") and not any(touches(v, track, SUBTITLE_SECONDS) for v in voice)
    return False if silent else timeline.missing("speech") or False
