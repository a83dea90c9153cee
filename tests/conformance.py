"""The contract's own checker, run on everything that an analysis wrote."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def verdict(contract: Path, name: str, path: Path) -> str:
    """What the checker says of one file: "conforms", or its faults."""
    checker = [contract / "check_conformance.py", contract / "schemas" / f"{name}.json"]
    done = subprocess.run(
        [sys.executable, *checker, path], capture_output=True, text=True, check=False
    )
    return (done.stdout + done.stderr).strip()


def newest(root: Path, video: str, name: str) -> Path:
    return sorted((root / "insights" / video / name).glob(f"{name}_result_*.json"))[-1]


def check_conformance(contract: Path, root: Path, video: str) -> None:
    """The contract's own checker passes on all analyses and on the markers, wherever they lie."""
    written = {folder.name for folder in (root / "insights" / video).iterdir()}
    assert written >= {"metadata_analysis", "temporal_markers"}
    for name in written:
        files = [newest(root, video, name)]
        if name == "temporal_markers":
            files += [*(root / name).glob(f"{video}*.json")]
            assert len(files) == 3, "under insights, by time, and as the newest"
        for path in files:
            assert verdict(contract, name, path) == "conforms", path.name
