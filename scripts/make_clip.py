#!/usr/bin/env python3
"""Make a video clip with known truth from a declarative spec.

usage: make_clip.py SPEC.json OUT.mp4

Writes OUT.mp4 and OUT.truth.json. The spec's keys are described in clipmaker/spec.py; ready
specs lie in scripts/specs/. The same spec gives the same truth.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from clipmaker.mux import write
from clipmaker.spec import ClipSpec, load
from clipmaker.truth import describe


def make_clip(spec: ClipSpec, path: Path) -> dict[str, Any]:
    """Write the clip and, beside it, its truth; returns the truth."""
    times, end, sounds = write(spec, path)
    truth = describe(spec, times, end, sounds)
    text = json.dumps(truth, indent=1, ensure_ascii=False) + "\n"
    path.with_suffix(".truth.json").write_text(text, encoding="utf-8")
    return truth


def main(arguments: list[str]) -> int:
    """Run the command line; returns the exit status."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        spec = load(Path(arguments[0]))
    except (OSError, ValueError, ValidationError) as error:
        print(f"make_clip: {arguments[0]}: {error}", file=sys.stderr)
        return 2
    make_clip(spec, Path(arguments[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
