"""Starts the Node programs that play the old callers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
NO_NETWORK = HERE.parent / "no_network"
ROOT = HERE.parents[1]
NODE = shutil.which("node")
RUNNER = ROOT / "scripts" / "rumiai_runner.py"

OLDEST_NODE = 18


@cache
def needed() -> str | None:
    """Why the callers cannot be started here."""
    if NODE is None:
        return "node is not on this machine"
    told = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=True).stdout
    if int(told.lstrip("v").partition(".")[0]) < OLDEST_NODE:
        return f"node {told.strip()} is older than {OLDEST_NODE}"
    if not (ROOT / "venv" / "bin" / "activate").exists():
        return "no venv/bin/activate in the checkout (make setup links it)"
    return None


def flow(link: str, base: Path, **env: str) -> dict[str, Any]:
    """What the whole flow saw on a link."""
    done = _node("complete_flow.mjs", link, base=base, env=env)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def wrapper(*arguments: object, base: Path, **env: str) -> dict[str, Any]:
    """What the runner's wrapper understood."""
    done = _node("wrapper.mjs", *arguments, base=base, env={"PYTHON_CMD": sys.executable, **env})
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def refused(*arguments: str, base: Path) -> int:
    """The exit code with which the flow itself refuses its arguments."""
    return _node("complete_flow.mjs", *arguments, base=base, env={}).returncode


def _node(
    program: str, *arguments: object, base: Path, env: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    if (why := needed()) is not None:
        pytest.skip(why)
    assert NODE is not None
    return subprocess.run(
        [NODE, str(HERE / program), *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(NO_NETWORK), "RUMIAI_BASE_DIR": str(base), **env},
        timeout=240,
        check=False,
    )
