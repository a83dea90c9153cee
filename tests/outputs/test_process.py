"""What a process reports about itself is its own."""

from __future__ import annotations

import subprocess
import sys

from rumiai.outputs.report import process_metrics

CODE = """
from rumiai.outputs.report import process_metrics
print(process_metrics({}, {}).memory.peak_process_gb)
"""


def test_the_peak_is_not_the_parents() -> None:
    """A large parent that starts a small run does not show in the run's memory."""
    ballast = bytearray(b"x") * (600 << 20)
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert len(ballast) / 2**30 > 0.5
    assert 0.01 < float(done.stdout) < 0.4


def test_the_peak_is_at_least_what_is_held() -> None:
    """The peak is never below the memory held now, and grows with what is allocated."""
    before = process_metrics({}, {}).memory
    ballast = bytearray(b"x") * (200 << 20)
    after = process_metrics({}, {}).memory
    del ballast
    freed = process_metrics({}, {}).memory
    assert before.peak_process_gb >= before.final_process_gb - 0.001
    assert after.peak_process_gb >= after.final_process_gb - 0.001
    assert after.final_process_gb - before.final_process_gb > 0.15
    assert freed.peak_process_gb >= after.peak_process_gb
