"""Compares what each analyzer found in one clip with what is true of it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple

from evaluation.scoring import Score, Span, score_instants, score_samples, score_spans
from rumiai.schema.events import (
    AudioOnset,
    Effect,
    FaceSeen,
    GazeSeen,
    HandSeen,
    PoseSeen,
    TextTrack,
    Transition,
)
from rumiai.schema.timeline import Timeline
from rumiai.timeline.moments import speech_runs

CUT_SECONDS = 0.1
ONSET_SECONDS = 0.05
KINDS = (
    *("fade_in", "fade_out", "dissolve", "zoom_in", "zoom_out"),
    *("blur", "flash", "colour_filter"),
)
SAMPLED = {"faces": FaceSeen, "gaze": GazeSeen, "pose": PoseSeen, "hands": HandSeen}


class Key(NamedTuple):
    """What a line of the table is about."""

    analyzer: str
    kind: str


def effects(timeline: Timeline, truth: dict[str, Any]) -> dict[Key, Score]:
    """Every kind of effect and gradual transition, by overlap."""
    found = defaultdict[str, list[Span]](list)
    for transition in timeline.of(Transition):
        found[transition.style].append((transition.start, transition.end))
    for effect in timeline.of(Effect):
        found[effect.effect].append((effect.start, effect.end))
    true = true_effects(truth)
    return {Key("effects", kind): score_spans(found[kind], true[kind]) for kind in KINDS}


def true_effects(truth: dict[str, Any]) -> dict[str, list[Span]]:
    """The spans of each kind; a fade through black is a fade out and a fade in."""
    spans = defaultdict[str, list[Span]](list)
    for effect in truth.get("effects", []):
        spans[effect["kind"]].append((effect["start"], effect["end"]))
    for transition in truth.get("transitions", []):
        start, end = transition["start"], transition["end"]
        if transition["kind"] == "dissolve":
            spans["dissolve"].append((start, end))
        else:
            spans["fade_out"].append((start, (start + end) / 2))
            spans["fade_in"].append(((start + end) / 2, end))
    return spans


def everything(timeline: Timeline, truth: dict[str, Any]) -> dict[Key, Score]:
    """What a truth has a word about; a key that it lacks is not scored."""
    scores: dict[Key, Score] = {}
    if "cuts" in truth:
        found = timeline.cuts
        scores[Key("shots", "cut")] = score_instants(found, truth["cuts"], CUT_SECONDS)
    if "texts" in truth:
        scores[Key("text", "overlay")] = _texts(timeline, truth["texts"])
    for name in SAMPLED:
        if name in truth:
            scores[Key(name, "sample")] = _samples(timeline, name, truth[name])
    if "speech" in truth and timeline.ran("voice"):
        spans = [(run.start, run.end) for run in speech_runs(timeline)]
        scores[Key("voice", "speech")] = score_spans(spans, [(a, b) for a, b in truth["speech"]])
    if "tones" in truth and timeline.ran("energy"):
        scores[Key("energy", "onset")] = _onsets(timeline, truth)
    return scores | effects(timeline, truth)


def _texts(timeline: Timeline, true: list[dict[str, Any]]) -> Score:
    """An overlay is found if its letters are right and the times overlap."""
    score, tracks = Score(), timeline.of(TextTrack)
    for letters in {_letters(t["text"]) for t in true} | {_letters(t.text) for t in tracks}:
        score.add(
            score_spans(
                [(t.start, t.end) for t in tracks if _letters(t.text) == letters],
                [(t["start"], t["end"]) for t in true if _letters(t["text"]) == letters],
            )
        )
    return score


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text).casefold()


def _samples(timeline: Timeline, name: str, true: list[Any]) -> Score:
    run = timeline.run(name)
    rate = (run and run.frames_per_second) or 1.0
    looked = [round(i / rate, 3) for i in range(run.samples if run else 0)]
    spans = [(s["start"], s["end"]) if isinstance(s, dict) else (s[0], s[1]) for s in true]
    seen = {round(event.start * rate) for event in timeline.of(SAMPLED[name])}
    return score_samples([looked[i] for i in seen if i < len(looked)], spans, looked)


def _onsets(timeline: Timeline, truth: dict[str, Any]) -> Score:
    """Onsets of tones; where somebody speaks there are others, which no truth tells."""
    found = [
        onset.start
        for onset in timeline.of(AudioOnset)
        if not any(a - 0.1 <= onset.start <= b + 0.1 for a, b in truth["speech"])
    ]
    return score_instants(found, [start for start, _ in truth["tones"]], ONSET_SECONDS)
