"""What both marker windows list: overlays, objects, speech."""

from __future__ import annotations

from collections import Counter
from math import floor

from rumiai.schema.events import ObjectTrack, SpeechSegment, TextTrack, Word
from rumiai.schema.intervals import Interval, instant, seconds_of
from rumiai.schema.markers import ObjectAppearance, TextMoment
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.timeline import Timeline

MAX_TEXTS, MAX_ITEMS = 10, 5


def texts(timeline: Timeline, window: Interval) -> tuple[TextMoment, ...]:
    """The overlays that begin in the window."""
    tracks = [t for t in timeline.of(TextTrack) if window.start <= t.start < window.end]
    return tuple(
        TextMoment(
            timestamp=instant(track.start),
            time=track.start,
            text=track.text,
            duration=track.end - track.start,
            position=track.box.side,
        )
        for track in tracks[:MAX_TEXTS]
    )


def appearances(timeline: Timeline, window: Interval) -> tuple[ObjectAppearance, ...]:
    """Classes of objects that appear in the window, the most frequent first."""
    tracks = [t for t in timeline.of(ObjectTrack) if window.start <= t.start < window.end]
    counts = Counter(track.label for track in tracks)
    first = {track.label: track.start for track in reversed(tracks)}
    ranked = sorted(counts, key=lambda label: (-counts[label], first[label], label))
    return tuple(
        ObjectAppearance(label=label, first_appearance=instant(first[label]), count=counts[label])
        for label in ranked[:MAX_ITEMS]
    )


def unseen(timeline: Timeline, analyzer: str, window: Interval) -> Null | None:
    """Why nothing is known of what is shown in a window; None where any second was looked at.

    Old detectors looked at parts of a video alone.
    """
    seconds = range(floor(window.start), seconds_of(window.end))
    blind = set(seconds).isdisjoint(timeline.inspected_bins(analyzer))
    return timeline.missing(analyzer) or (Null(code=NullCode.NOT_MEASURED) if blind else None)


def unheard(timeline: Timeline, analyzer: str = "voice") -> Null | None:
    """Why nothing is known from an analyzer of sound.

    None where it listened, and where there is no sound: then nothing was said, which is known.
    """
    missing = timeline.missing(analyzer)
    return None if missing is None or missing.code is NullCode.NO_AUDIO else missing


def words(timeline: Timeline, window: Interval) -> list[Word]:
    """The words whose middle lies in the window."""
    spoken = (word for segment in timeline.of(SpeechSegment) for word in segment.words)
    return [w for w in spoken if window.start <= (w.start + w.end) / 2 < window.end]
