"""The clip on which the issue's demands are tested: 12 s, 4 cuts, 5 overlays, 2 silences."""

from __future__ import annotations

from typing import Any

BASE: dict[str, Any] = {
    "width": 360,
    "height": 640,
    "rate": "30",
    "duration": 12.0,
    "shots": [
        {"seed": 1},
        {"start": 2.5, "seed": 2},
        {"start": 5.0, "seed": 3},
        {"start": 7.6, "seed": 5},
        {"start": 10.1, "seed": 4},
    ],
    "texts": [
        {
            "text": "3 plants to grow indoors",
            "start": 0.3,
            "end": 2.2,
            "at": [0.5, 0.15],
            "size": 0.034,
        },
        {"text": "Step one: light", "start": 2.7, "end": 4.7, "at": [0.5, 0.8], "size": 0.045},
        {"text": "Step two: light", "start": 4.7, "end": 7.3, "at": [0.5, 0.8], "size": 0.045},
        {
            "text": "No soil needed",
            "start": 7.8,
            "end": 9.8,
            "at": [0.3, 0.2],
            "to": [0.65, 0.3],
            "size": 0.036,
            "colour": "#101010",
            "background": "#ffe040",
        },
        {
            "text": "Follow for part 2",
            "start": 10.3,
            "end": 11.9,
            "at": [0.5, 0.5],
            "size": 0.05,
            "background": "#c02020",
        },
    ],
    "faces": [{"start": 0.0, "end": 2.5, "at": [0.5, 0.6], "height": 0.5, "to_height": 0.6}],
    "sounds": [
        {"kind": "speech", "start": 0.0, "text": "Here are three plants that grow in any room."},
        {"kind": "speech", "start": 4.5, "text": "Water them once a week, and never more."},
        {"kind": "speech", "start": 9.0, "text": "Follow me to see the second part of this."},
    ],
}

VARIANTS: dict[str, dict[str, Any]] = {
    "base": {},
    "rate-23.976": {"rate": "24000/1001"},
    "rate-29.97": {"rate": "30000/1001"},
    "rate-60": {"rate": "60"},
    "variable": {"variable_rate": True},
    "rotated-90": {"rotation": 90},
    "rotated-180": {"rotation": 180},
    "rotated-270": {"rotation": 270},
    "offset-1.4": {"start_offset": 1.4},
}
"""The same clip in every other container: changes to its spec, by name."""

BRIEF: dict[str, Any] = {
    "duration": 4.0,
    "shots": BASE["shots"][:2],
    "texts": [BASE["texts"][0], {**BASE["texts"][1], "end": 3.9}],
    "sounds": BASE["sounds"][:1],
}
"""A third of it, with something of each kind: one cut, two overlays, a face, a sentence."""
