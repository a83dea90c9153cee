"""What holds for every test: no network, a temporary home, no ERROR log."""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clipmaker.spec import ClipSpec
from clips import BASE
from make_clip import make_clip
from rumiai.settings import variables

SHARED = Path(__file__).resolve().parents[2] / "shared"
NO_NETWORK = Path(__file__).parent / "no_network"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connecting anywhere but to this machine fails the test, and so does asking for a name."""
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            pytest.fail(f"a test tried to reach {address}")
        connect(self, address)

    def resolved(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_number(name) and name not in LOOPBACK:
            pytest.fail(f"a test tried to find {name}")
        return resolve(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", resolved)


def _is_number(host: str) -> bool:
    """Whether a host is an address already, so that no server is asked for it."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Home is an empty folder, and no setting of the developer's environment counts; offline."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / ".cache"))
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RUMIAI_OFFLINE", "1")
    monkeypatch.setenv("RUMIAI_ASR", "none")  # half the time of a clip; tests of speech choose


@pytest.fixture(autouse=True)
def _no_error_logs(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """An ERROR record fails the test."""
    yield
    records = [r for phase in ("setup", "call") for r in caplog.get_records(phase)]
    errors = [r.getMessage() for r in records if r.levelno >= logging.ERROR]
    assert not errors, f"unexpected ERROR logs: {errors}"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[Path, dict[str, Any]]]:
    """Makes a clip from changes to the base spec, once a session: (path, truth)."""
    folder = tmp_path_factory.mktemp("clips")
    known: dict[str, tuple[Path, dict[str, Any]]] = {}

    def make(name: str, **changes: Any) -> tuple[Path, dict[str, Any]]:
        if name not in known:
            path = folder / f"{name}.mp4"
            known[name] = path, make_clip(ClipSpec.model_validate({**BASE, **changes}), path)
        return known[name]

    return make


@pytest.fixture(scope="session")
def shared() -> Path | None:
    """The shared folder, for tests that look at it as well where it is."""
    return SHARED if SHARED.is_dir() else None


@pytest.fixture(scope="session")
def media() -> Path:
    """The shared real clips; tests that need them skip where they are absent."""
    folder = SHARED / "media"
    if not folder.is_dir():
        pytest.skip("the real clips of ../shared/media are not on this machine")
    return folder


@pytest.fixture(scope="session")
def contract() -> Path:
    """The shared contract with its checker."""
    folder = SHARED / "contract"
    if not folder.is_dir():
        pytest.skip("the contract of ../shared/contract is not on this machine")
    return folder


@pytest.fixture
def rumiai(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line in a process of its own, in an empty folder."""

    def run(*arguments: object, env: dict[str, str] | None = None, **options: Any) -> Any:
        return subprocess.run(
            [sys.executable, "-m", "rumiai", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=options.pop("cwd", tmp_path),
            env={**os.environ, "PYTHONPATH": str(NO_NETWORK), **(env or {})},
            timeout=options.pop("timeout", 240),
            check=False,
            **options,
        )

    return run
