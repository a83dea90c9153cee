"""Offline no analyzer takes a step towards a network: no internet socket, no name looked up."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clips import BRIEF
from rumiai.analyzers.registry import names

Make = Callable[..., tuple[Path, dict[str, Any]]]
TESTS = Path(__file__).parent
GUARD = TESTS / "no_sockets"
LONG = 12.0
"""Seconds that a process lives at least, in which its libraries may try something."""


@pytest.fixture
def guarded(tmp_path: Path) -> Callable[..., tuple[subprocess.CompletedProcess[str], str]]:
    """Runs Python where every socket is refused; gives its end, and what it tried."""

    def run(
        *arguments: object, seconds: float = 0.0
    ) -> tuple[subprocess.CompletedProcess[str], str]:
        log = tmp_path / "sockets.log"
        path = os.pathsep.join(map(str, (GUARD, TESTS, TESTS.parent / "scripts")))
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": path,
                "SOCKET_LOG": str(log),
                "SOCKET_LINGER": str(seconds),
            },
            timeout=300,
            check=False,
        )
        return done, log.read_text(encoding="utf-8") if log.exists() else ""

    return run


@pytest.mark.parametrize(
    "step",
    [
        "import socket; socket.socket(socket.AF_INET)",
        "import _socket; _socket.socket(10)",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import socket; socket.gethostbyname('localhost')",
        "import requests; requests.get('http://127.0.0.1:9')",
    ],
)
def test_the_guard_sees_python(guarded: Any, step: str) -> None:
    """Each way of Python's towards a network is noted and refused."""
    done, tried = guarded("-c", step)
    assert done.returncode == 1
    assert "socket" in tried


def test_the_guard_sees_native_libraries(guarded: Any) -> None:
    """The system call itself ends the process; one between processes of this machine does not."""
    done, _ = guarded("-c", "import os; print(os.environ.get('SOCKET_FILTER'))")
    if done.stdout.strip() != "kernel":
        pytest.skip("the kernel takes no filter of system calls here")
    call = "import ctypes; print(ctypes.CDLL(None).socket({}, 1, 0) >= 0)"
    assert guarded("-c", call.format(1))[0].stdout.strip() == "True"
    assert guarded("-c", call.format(2))[0].returncode < 0
    assert guarded("-c", call.format(10))[0].returncode < 0


@pytest.mark.parametrize("name", ["text", "gestures"])
def test_telemetry_is_off_before_a_library_is_loaded(guarded: Any, name: str) -> None:
    """ONNX Runtime reads the variable when it is first imported, and never again."""
    code = (
        "import os, sys; import rumiai.analyzers; assert 'onnxruntime' not in sys.modules\n"
        f"assert os.environ['ORT_DISABLE_TELEMETRY'] == '1'; import rumiai.analyzers.{name}"
    )
    assert guarded("-c", code)[0].returncode == 0


@pytest.mark.slow
def test_a_run_of_all_analyzers(guarded: Any, made: Make, tmp_path: Path) -> None:
    """`rumiai analyze --offline`, whatever weights this machine has or lacks."""
    clip, _ = made("brief", **BRIEF)
    done, tried = guarded(
        "-m", "rumiai", "analyze", clip, "--offline", "--root", tmp_path / "out", seconds=LONG
    )
    assert (done.returncode, tried) == (0, ""), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["emotions", "objects", "gestures", "speech", "text"])
def test_an_analyzer_with_weights(guarded: Any, made: Make, tmp_path: Path, name: str) -> None:
    """It loads what lies in the weights folder, and runs, without a network."""
    assert name in names()
    clip, _ = made("brief", **BRIEF)
    done, tried = guarded(
        TESTS / "offline_child.py", clip, tmp_path / "weights", name, seconds=LONG
    )
    assert (done.returncode, tried) == (0, ""), done.stderr[-2000:]
    assert f"{name} ok" in done.stdout.splitlines()
