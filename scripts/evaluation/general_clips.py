"""Made clips for the analyzers that look for content: cuts, texts, faces, speech, tones."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from clipmaker.spec import ClipSpec

LINES = (
    *("3 plants to grow indoors", "Step one: light", "No soil needed", "Follow for part 2"),
    *("This took me 40 days", "Save this for later", "Wait for the end", "Morning routine"),
)
SENTENCES = (
    "Here are three plants that grow in any room.",
    "Water them once a week, and never more.",
    "Follow me to see the second part of this.",
    "Most people do this wrong for many years.",
)
BOXES = (("#ffffff", "#000000"), ("#101010", "#ffe040"), ("#ffffff", "#c02020"))


def general_clips(count: int = 4) -> Iterator[ClipSpec]:
    """Clips of 12 s, each with three or four cuts, texts, one face, speech and tones."""
    for seed in range(count):
        yield _clip(Random(seed))


def _clip(random: Random) -> ClipSpec:
    edges = [0.0, *(round(t + random.uniform(-0.8, 0.8), 2) for t in (2.5, 5.0, 7.5, 10.0))]
    seeds = random.sample(range(1, 12), len(edges))
    shots = [{"start": a, "seed": s} for a, s in zip(edges, seeds, strict=True)]
    texts, lines = [], random.sample(LINES, 4)
    for start, line in zip(edges, lines, strict=False):
        texts.append(_text(random, line, start))
    face = random.randrange(len(edges) - 1)
    return ClipSpec.model_validate(
        {
            "width": 360,
            "height": 640,
            "duration": 12.0,
            "shots": shots,
            "texts": texts,
            "faces": [{"start": edges[face], "end": edges[face + 1], "height": 0.5}],
            "sounds": [
                {"kind": "speech", "start": 0.2, "text": random.choice(SENTENCES)},
                {"kind": "tone", "start": 4.4, "end": 4.8, "hertz": random.uniform(200, 900)},
                {"kind": "tone", "start": 5.3, "end": 5.6, "hertz": random.uniform(200, 900)},
                {"kind": "speech", "start": 6.5, "text": random.choice(SENTENCES)},
                {"kind": "tone", "start": 11.0, "end": 11.5, "level": 0.1},
            ],
        }
    )


def _text(random: Random, line: str, start: float) -> dict[str, Any]:
    colour, background = random.choice(BOXES)
    return {
        "text": line,
        "start": start + 0.2,
        "end": start + 1.6,
        "at": [0.5, random.choice((0.12, 0.88))],
        "size": random.uniform(0.034, 0.046),
        "colour": colour,
        "background": background,
    }
