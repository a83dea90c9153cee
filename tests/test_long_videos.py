"""Memory does not grow with the length of the video."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Make = Callable[..., tuple[Path, dict[str, Any]]]
GROWTH = 1.10


def busy(seconds: int) -> dict[str, Any]:
    """A clip with a cut, an overlay and a sentence every five seconds, faces in every other."""
    starts = range(0, seconds, 5)
    return {
        "width": 270,
        "height": 480,
        "duration": seconds,
        "shots": [{"start": start, "seed": i} for i, start in enumerate(starts)],
        "texts": [
            {"text": f"Tip number {i}", "start": start + 0.5, "end": start + 4.0}
            for i, start in enumerate(starts)
        ],
        "faces": [{"start": start, "end": start + 5} for start in starts[::2]],
        "sounds": [
            {"kind": "speech", "start": start + 0.5, "text": "Water it on Monday."}
            for start in starts
        ],
    }


@pytest.mark.slow
def test_four_minutes_need_no_more_memory_than_one(
    rumiai: Callable[..., Any], made: Make, tmp_path: Path
) -> None:
    """Frames stream: the peak of the process stays within 10 % while the video grows fourfold."""
    peaks = []
    for seconds in (60, 240):
        path, truth = made(f"busy{seconds}", **busy(seconds))
        done = rumiai("analyze", path, "--root", tmp_path / str(seconds), timeout=900)
        outcome = json.loads(done.stdout.splitlines()[-1])
        assert outcome["success"], outcome
        pacing = next((tmp_path / str(seconds)).rglob("scene_pacing_result_*.json"))
        core = json.loads(pacing.read_text())["scenePacingCoreMetrics"]
        assert core["totalScenes"] == len(truth["cuts"]) + 1, "the whole video was looked at"
        peaks.append(outcome["report"]["memory_usage"]["peak_process_gb"])
    assert peaks[1] < GROWTH * peaks[0]
