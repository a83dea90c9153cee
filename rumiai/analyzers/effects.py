"""Gradual transitions and effects: what an editor did to the picture beside cutting it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rumiai.analyzers.base import FrameAnalyzer
from rumiai.analyzers.effects_flash import flashes
from rumiai.analyzers.effects_looks import Look, Looker, Looks
from rumiai.analyzers.effects_mix import mixes
from rumiai.analyzers.effects_spans import blurs, filters, shots
from rumiai.analyzers.effects_zoom import zooms
from rumiai.analyzers.workplace import Workplace
from rumiai.constants.thresholds import EFFECTS_FRAMES_PER_SECOND, VALIDATED_EFFECTS
from rumiai.schema.events import Effect, Event, Transition
from rumiai.schema.intervals import Interval, Spanning, overlap, touches
from rumiai.schema.media import Frame

BLOCK_SECONDS = 40.0
SHARED_SECONDS = 12.0
"""A video is searched in blocks, which share this much, so that memory does not grow with it."""
MIN_FRAMES = 6
OVERLAID = 0.4
"""Two findings that share more of their time than this are one, and only one is kept."""

Found = Transition | Effect


class Effects(FrameAnalyzer):
    """Every frame, at most 30 a second, as a tiny picture and a few numbers."""

    name: ClassVar[str] = "effects"
    packages: tuple[str, ...] = ("opencv-python-headless", "numpy", "scipy")
    max_side: ClassVar[int] = 160
    batch_size: int = 8
    reported: ClassVar[frozenset[str]] = VALIDATED_EFFECTS
    """The kinds that become events; the evaluation asks for all."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._looker = Looker()
        self._looks: list[Look] = []
        self._found: list[Found] = []
        self._settled = 0.0
        """Until when everything was told."""
        self._last = -1

    def frames_per_second(self, duration: float) -> float | None:
        return EFFECTS_FRAMES_PER_SECOND

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        for frame in frames:
            if frame.index != self._last:  # a picture that stays fills more than one slot
                self._looks.append(self._looker.look(frame))
                self._last = frame.index
        if self._looks and self._looks[-1].time - self._looks[0].time >= BLOCK_SECONDS:
            self._search(self._looks[-1].time - SHARED_SECONDS / 2)
            tail = self._looks[-1].time - SHARED_SECONDS
            self._looks = [look for look in self._looks if look.time >= tail]
        return []

    def finish(self, end: float) -> list[Event]:
        self._search(end)
        inside = (event for event in self._found if event.start < end)
        cut_off = (event.model_copy(update={"end": min(event.end, end)}) for event in inside)
        return [event for event in cut_off if kind_of(event) in self.reported]

    def _search(self, until: float) -> None:
        """Search the block that is held, and settle what begins before `until`."""
        for event in find(Looks.of(self._looks)) if len(self._looks) >= MIN_FRAMES else []:
            if event.start < self._settled:
                self._found = [_joined(known, event) for known in self._found]
            elif event.start < until:
                self._found.append(event)
        self._settled = until


def kind_of(event: Found) -> str:
    """What an event is validated as: a transition's style, an effect's name."""
    return event.style if isinstance(event, Transition) else event.effect


def _joined(known: Found, event: Found) -> Found:
    """An event of the last block, prolonged by what this block saw of it."""
    if kind_of(known) != kind_of(event) or not touches(known, event):
        return known
    return known.model_copy(update={"end": max(known.end, event.end)})


def find(looks: Looks) -> list[Found]:
    """Everything found in a stretch of video, whether its detector is validated or not."""
    flashed = flashes(looks)
    zoomed = zooms(looks)
    mixed = [
        mix
        for mix in mixes(looks)
        if mix.style != "dissolve"
        or not (_share(mix, flashed) > OVERLAID or _share(mix, zoomed) > OVERLAID)
    ]
    flashed = [flash for flash in flashed if _share(flash, mixed) <= OVERLAID]
    busy = [Interval(m.start, m.end) for m in mixed]
    busy += [Interval(flash.start, flash.end) for flash in flashed]
    zoomed = [zoom for zoom in zoomed if _share(zoom, mixed) <= OVERLAID]
    moving = [Interval(zoom.start, zoom.end) for zoom in zoomed]
    held = shots(looks, busy)
    return [
        *(Transition(start=m.start, end=m.end, score=m.score, style=m.style) for m in mixed),
        *(Effect(start=f.start, end=f.end, score=f.score, effect="flash") for f in flashed),
        *(Effect(start=z.start, end=z.end, score=z.score, effect=z.effect) for z in zoomed),
        *(
            Effect(start=b.start, end=b.end, score=b.score, effect="blur")
            for shot in held
            for b in blurs(looks, shot, moving)
        ),
        *(
            Effect(start=c.start, end=c.end, score=c.score, effect="colour_filter")
            for shot in held
            for c in filters(looks, shot, moving)
        ),
    ]


def _share(span: Spanning, others: Iterable[Spanning]) -> float:
    """The largest share of a span that another one covers."""
    seconds = span.end - span.start
    return max((overlap(span, other) / seconds for other in others), default=0.0)
