#!/usr/bin/env python3
"""Wall time, peak memory and each analyzer's share, on made clips of 540×960 at 30 frames/s.

usage: bench.py [SECONDS ...]        (default: 60 600)

Exits with 1 where a clip takes longer than it lasts, more than 2 GiB, or where memory grows by
more than a tenth from the first length to the last.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from clipmaker.spec import ClipSpec, Face, Shot, Sound, Speech, Text, Tone
from make_clip import make_clip

FOLDER = Path("build/bench")
MAX_WALL_PER_SECOND = 1.0
MAX_MIB = 2048.0
MAX_GROWTH = 0.1
SCENE_SECONDS = 5
SENTENCES = (
    "Here is what most people get wrong about house plants.",
    "Put it near a window, but never in the full sun.",
    "Water it on Monday, and let it rest until the weekend.",
)


KNOWN_MS = {
    "faces": 6.6,
    "gaze": 6.6 + 7.2,
    "pose": 38.0,
    "hands": 15.0,
    "text": 556.0,
    "objects": 71.0,
    "emotions": 556.0 + 326.0 + 31.0,
    "shots": 1000 / 170,
}
"""Milliseconds a frame of 540×960, measured alone on such a machine (shared/design/MEASURED.md).

Text is read where the picture changed only, and shots look at small pictures: both stay below.
"""


def spec(seconds: int) -> ClipSpec:
    """A busy clip: a cut, an overlay and a sentence every few seconds, a face half of the time."""
    starts = range(0, seconds, SCENE_SECONDS)
    texts, sounds, faces = [], list[Sound](), []
    for i, start in enumerate(starts):
        size, place = 0.03 + 0.004 * (i % 4), (0.5, 0.15 + 0.1 * (i % 6))
        begin, end = start + 0.5, min(seconds, start + 4.2)
        texts.append(Text(text=f"Tip number {i + 1}", start=begin, end=end, at=place, size=size))
        sounds.append(Speech(text=SENTENCES[i % len(SENTENCES)], start=start + 0.4))
        if i % 2 == 0:
            faces.append(Face(start=start, end=start + SCENE_SECONDS, height=0.45, to_height=0.6))
        if i % 3 == 0:
            sounds.append(Tone(start=start + 4.3, end=start + 4.8))
    return ClipSpec(
        width=540,
        height=960,
        duration=seconds,
        shots=tuple(Shot(start=start, seed=i) for i, start in enumerate(starts)),
        texts=tuple(texts),
        faces=tuple(faces),
        sounds=tuple(sounds),
    )


def measure(seconds: int) -> dict[str, float]:
    """Analyse one clip in a process of its own; prints a table, returns seconds and MiB."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    clip = FOLDER / f"bench_{seconds}.mp4"
    if not clip.exists():
        make_clip(spec(seconds), clip)
    command = ["-m", "rumiai", "analyze", str(clip), "--root", str(FOLDER)]
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command, "--output-format", "json"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "RUMIAI_MAX_VIDEO_DURATION": "3600", "RUMIAI_OFFLINE": "1"},
    )
    output = process.communicate()[0]
    wall = time.perf_counter() - started
    outcome = json.loads(output.splitlines()[-1])
    if process.returncode != 0:
        raise SystemExit(f"bench: {outcome['error']}")
    unified = json.loads(Path(outcome["outputs"]["unified"]).read_text(encoding="utf-8"))
    peak = outcome["report"]["memory_usage"]["peak_process_gb"] * 1024
    print_table(seconds, wall, peak, unified)
    return {"wall_seconds": wall, "peak_mib": peak}


def print_table(seconds: int, wall: float, peak: float, unified: dict) -> None:
    """One line an analyzer: its own time, a frame's, and its share of the wall time."""
    print(
        f"\n{seconds} s of 540×960: {wall:.1f} s wall, {peak:.0f} MiB peak, {os.cpu_count()} cores"
    )
    print(f"{'':10}{'seconds':>9}{'share':>8}{'ms/frame':>10}{'alone':>8}{'load s':>8}  device")
    for name, spent in unified["run"]["analyzers"].items():
        frames = unified["analyzers"][name].get("frames_analyzed")
        each = f"{1000 * spent['seconds'] / frames:.1f}" if frames else ""
        share = f"{100 * spent['seconds'] / wall:.0f} %"
        alone = f"{KNOWN_MS[name]:.1f}" if each and name in KNOWN_MS else ""
        device = unified["analyzers"][name]["device"] or ""
        times = f"{each:>10}{alone:>8}{spent['load_seconds']:>8.2f}"
        print(f"{name:10}{spent['seconds']:>9.2f}{share:>8}{times}  {device}")
    for stage, spent in unified["run"]["seconds"].items():
        print(f"  stage {stage:12}{spent:>7.2f} s")


def main(arguments: list[str]) -> int:
    """Measure each length; prints the growth of memory between the first and the last."""
    lengths = [int(argument) for argument in arguments] or [60, 600]
    results = [measure(seconds) for seconds in lengths]
    failed = [
        f"{seconds} s: {result['wall_seconds']:.0f} s and {result['peak_mib']:.0f} MiB"
        for seconds, result in zip(lengths, results, strict=True)
        if result["wall_seconds"] > MAX_WALL_PER_SECOND * seconds or result["peak_mib"] > MAX_MIB
    ]
    growth = results[-1]["peak_mib"] / results[0]["peak_mib"] - 1
    if len(results) > 1:
        print(f"\nmemory from {lengths[0]} s to {lengths[-1]} s: {100 * growth:+.1f} %")
    if growth > MAX_GROWTH:
        failed.append(f"memory grew by {100 * growth:.1f} %")
    print(f"bench: {'beyond the limits: ' + '; '.join(failed) if failed else 'within the limits'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
