#!/usr/bin/env python3
"""The scoreboard: precision, recall and timing error of every analyzer.

usage: evaluate.py [--json FILE] [--effect-clips N] [--folder FOLDER]

Made clips have exact truth; effects are scored on held-out seeds only. The real clips of
../shared/media are scored where that folder is there. Exits with an error only if something breaks,
never because a score is low.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

import cv2

from evaluation.effect_clips import HELD_OUT_SEEDS, effect_clip
from evaluation.general_clips import general_clips
from evaluation.looking import look, made
from evaluation.measure import KINDS, Key, effects, everything
from evaluation.media import MEDIA
from evaluation.scoring import Score
from rumiai.analyzers.effects import Effects
from rumiai.constants.thresholds import VALIDATED_EFFECTS

CARRIED = ("shots", "text", "faces", "gaze", "pose", "hands", "voice", "energy", "effects")
SHARED = Path(__file__).resolve().parents[2] / "shared" / "media"
Scores = dict[Key, Score]


def made_clips(folder: Path) -> Scores:
    """All analyzers on made clips of people, texts and sounds; they hold no effects."""
    scores: Scores = defaultdict(Score)
    for i, spec in enumerate(general_clips()):
        path, truth = made(spec, folder, f"general_{i}")
        truth |= {"gaze": truth["faces"], "pose": truth["faces"], "hands": []}
        _add(scores, everything(look(path, CARRIED, CARRIED), truth))
    return scores


def effect_clips(folder: Path, seeds: list[int]) -> Scores:
    """Effects on the clips of some seeds, those that are not validated included."""
    scores: Scores = defaultdict(Score)
    cv2.setNumThreads(1)
    Effects.reported = frozenset(KINDS)
    try:
        for seed in seeds:
            path, truth = made(effect_clip(seed), folder, f"effects_{seed}")
            _add(scores, effects(look(path, ("effects",), ("effects",)), truth))
    finally:
        Effects.reported = VALIDATED_EFFECTS
    return scores


def real_clips(folder: Path) -> Scores:
    """All analyzers on the real clips, as far as something is known of those."""
    scores: Scores = defaultdict(Score)
    for name, truth in MEDIA.items():
        _add(scores, everything(look(folder / name, CARRIED, CARRIED), truth))
    return scores


def _add(total: Scores, scores: Scores) -> None:
    for key, score in scores.items():
        total[key].add(score)


def table(title: str, scores: Scores) -> str:
    """Readable lines, one an analyzer and kind."""
    lines = [title, f"  {'':24}{'true':>6}{'found':>7}{'precision':>11}{'recall':>8}{'off by':>9}"]
    for key, score in scores.items():
        values = score.as_json()
        shown = [_number(values["precision"], 11), _number(values["recall"], 8)]
        off = "" if values["timing_error"] is None else f"{1000 * values['timing_error']:.0f} ms"
        counts = f"{values['true']:>6}{values['found']:>7}"
        lines.append(f"  {key.analyzer + ' ' + key.kind:24}{counts}{''.join(shown)}{off:>9}")
    return "\n".join(lines)


def _number(value: float | None, width: int) -> str:
    return f"{'–' if value is None else f'{value:.3f}':>{width}}"


def main(arguments: list[str]) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description="Score every analyzer against known truth.")
    parser.add_argument("--json", type=Path, help="also write the scores to this file")
    parser.add_argument("--effect-clips", type=int, help="so many of the held-out clips")
    parser.add_argument("--folder", type=Path, default=Path("build/evaluation"))
    options = parser.parse_args(arguments)
    seeds = HELD_OUT_SEEDS[: options.effect_clips]
    sets = {
        "made clips": made_clips(options.folder),
        f"effects, {len(seeds)} held-out made clips": effect_clips(options.folder, seeds),
    }
    if SHARED.is_dir():
        sets["real clips"] = real_clips(SHARED)
    else:
        print(f"evaluate: {SHARED} is absent; the real clips are left out")
    for title, scores in sets.items():
        print(table(title, scores), end="\n\n")
    if options.json:
        document = {
            title: {f"{k.analyzer}.{k.kind}": s.as_json() for k, s in scores.items()}
            for title, scores in sets.items()
        }
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
