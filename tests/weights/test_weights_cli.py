"""`rumiai weights` as a caller sees it, in a process of its own."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from rumiai.weights.entry import Weights
from servers.files import CONTENT, Answering, Server, breaking, chunked, saying
from weights.ordered import one, unknown

Run = Callable[..., subprocess.CompletedProcess[str]]
TESTS = Path(__file__).resolve().parents[1]
CHILD = TESTS / "weights" / "with_catalogue.py"
HALF = len(CONTENT) // 2


def named(server: Server, name: str, **changes: object) -> Weights:
    """The set under another name and path."""
    weights = one(server, path=f"kind/{name}.bin", **changes)
    return weights.model_copy(update={"name": name})


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., list[str]]:
    """The command line with a catalogue."""

    def make(catalogue: Sequence[Weights], *arguments: str) -> list[str]:
        path = tmp_path / "catalogue.json"
        path.write_text(json.dumps([weights.model_dump() for weights in catalogue]))
        return [sys.executable, str(CHILD), str(path), *arguments]

    return make


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Online, with a folder of the test's."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(TESTS / "no_network"), str(TESTS.parent)]),
        "RUMIAI_WEIGHTS_DIR": str(tmp_path / "weights"),
        "RUMIAI_OFFLINE": "0",
    }


@pytest.fixture
def weights(command: Callable[..., list[str]], env: dict[str, str], tmp_path: Path) -> Run:
    """Runs `rumiai weights` with a catalogue."""

    def run(
        catalogue: Sequence[Weights],
        *arguments: str,
        wrap: Sequence[str] = (),
        changes: Mapping[str, str] | None = None,
        **options: object,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*wrap, *command(catalogue, "weights", *arguments)],
            capture_output=True,
            text=True,
            env={**env, **(changes or {})},
            cwd=tmp_path,
            timeout=60,
            check=False,
            **options,
        )

    return run


def test_a_life(weights: Run, server: Server, tmp_path: Path) -> None:
    """Missing, pulled with progress on stderr, verified, damaged, pulled again."""
    catalogue = [named(server, "yolo26n"), unknown(server)]
    assert weights(catalogue, "path").stdout == f"{tmp_path / 'weights'}\n"

    def listed(*arguments: str) -> dict[str, str]:
        done = weights(catalogue, *arguments, "--output-format", "json")
        assert done.stdout.count("\n") == 1
        return {row["name"]: row["state"] for row in json.loads(done.stdout)["weights"]}

    done = weights(catalogue, "pull")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "yolo26n: fetched")
    lines = done.stderr.splitlines()
    assert lines == [
        "kind/yolo26n.bin: 0 bytes of 0.3 MB",
        "kind/yolo26n.bin: 0.3 MB of 0.3 MB",
    ]
    done = weights(catalogue, "pull", "yolo26n", "model")
    assert done.stdout.splitlines()[:2] == ["yolo26n: already here", "model: fetched"]
    assert listed("verify") == {"yolo26n": "verified", "model": "verified"}

    (tmp_path / "weights/kind/model.bin").write_bytes(CONTENT[:HALF])
    done = weights(catalogue, "verify")
    assert done.returncode == 4
    (line,) = done.stderr.splitlines()
    assert line.startswith("rumiai: model: kind/model.bin its SHA-256 is ")
    assert line.endswith("get it with: rumiai weights pull model")
    assert "Traceback" not in done.stdout
    assert weights(catalogue, "pull", "model").returncode == 0
    assert listed("list") == {"yolo26n": "verified", "model": "verified"}


def test_the_table(weights: Run, server: Server) -> None:
    """Name, analyzer, size, licence, state, and what a run would use."""
    done = weights([named(server, "yolo26n"), unknown(server)], "list")
    assert [line.split() for line in done.stdout.splitlines()[:3]] == [
        ["name", "analyzer", "size", "licence", "state"],
        ["yolo26n", "objects", "0.3", "MB", "none", "missing", "needed"],
        ["model", "objects", "?", "none", "missing"],
    ]
    assert done.returncode == 0


@pytest.mark.parametrize("verb", ["pull", "verify"])
def test_an_unknown_name(weights: Run, server: Server, verb: str) -> None:
    """Exit code 2, and the known ones."""
    done = weights([one(server)], verb, "modle")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "rumiai: no weights are called modle; there are model\n"


def test_verify_counts_a_missing_set_only_where_it_is_named(weights: Run, server: Server) -> None:
    """Without names it looks at what is here."""
    assert weights([one(server)], "verify").returncode == 0
    done = weights([one(server)], "verify", "model")
    assert (done.returncode, "is missing" in done.stderr) == (4, True)


def test_one_failure_does_not_stop_the_others(weights: Run, server: Server) -> None:
    """Exit code 3 and one line for what failed; the rest is here."""
    server.bad = [saying(404, b"")]
    catalogue = [named(server, "a"), named(server, "b")]
    done = weights(catalogue, "pull", "a", "b", "--output-format", "json")
    assert done.returncode == 3
    results = json.loads(done.stdout)["weights"]
    assert [result["result"] for result in results] == ["failed", "fetched"]
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("rumiai: ")]
    assert line.startswith("rumiai: a: kind/a.bin: the server answered 404 Not Found (http://")


def test_offline(weights: Run, server: Server) -> None:
    """A pull that would need the network is a contradiction: exit code 2."""
    done = weights([one(server)], "pull", "model", changes={"RUMIAI_OFFLINE": "1"})
    assert (done.returncode, server.requests) == (2, [])
    assert "offline nothing is fetched" in done.stderr


def test_a_mirror(weights: Run, server: Server) -> None:
    """RUMIAI_WEIGHTS_MIRROR takes the place of every publisher; a wrong one is named."""
    catalogue = [one(server, url="https://weights.example/model.bin")]
    mirror = {"RUMIAI_WEIGHTS_MIRROR": f"{server.url}/mirror"}
    assert weights(catalogue, "pull", "model", changes=mirror).returncode == 0
    assert [path for path, _ in server.requests] == ["/mirror/kind/model.bin"]
    done = weights(catalogue, "list", changes={"RUMIAI_WEIGHTS_MIRROR": "mirror"})
    assert (done.returncode, "RUMIAI_WEIGHTS_MIRROR" in done.stderr) == (2, True)


def test_progress_on_a_terminal(
    command: Callable[..., list[str]], env: dict[str, str], server: Server
) -> None:
    """A live bar with the file's name and size."""
    primary, secondary = pty.openpty()
    done = subprocess.run(
        command([one(server)], "weights", "pull", "model"),
        stdout=subprocess.PIPE,
        stderr=secondary,
        env={**env, "TERM": "xterm", "COLUMNS": "120"},
        timeout=60,
        check=False,
    )
    os.close(secondary)
    shown = os.read(primary, 1 << 16).decode()
    os.close(primary)
    assert done.returncode == 0
    assert "kind/model.bin" in shown
    assert "307.2/307.2 kB" in shown


def test_a_run_pulls_what_it_needs(
    command: Callable[..., list[str]],
    env: dict[str, str],
    server: Server,
    made: Callable[..., tuple[Path, dict[str, object]]],
    tmp_path: Path,
) -> None:
    """Progress on stderr and the protocol alone on stdout; offline the reason and the cure."""
    clip, _ = made("bare", duration=2.0, shots=[{}], texts=[], faces=[], sounds=[])
    started = command([one(server)], "analyze", str(clip), "--only", "gaze", "--root", "r")

    def run(**changes: str) -> subprocess.CompletedProcess[str]:
        given = {**env, "NEEDY": "1", **changes}
        return subprocess.run(
            started, env=given, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    done = run(RUMIAI_OFFLINE="1")
    assert done.returncode == 4
    assert "offline nothing is fetched; get them with: rumiai weights pull model" in done.stderr
    assert server.requests == []
    done = run()
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "kind/model.bin: 0 bytes of 0.3 MB",
        "kind/model.bin: 0.3 MB of 0.3 MB",
    ]
    assert not any("model.bin" in line for line in done.stdout.splitlines())
    assert (run(RUMIAI_OFFLINE="1").returncode, len(server.requests)) == (0, 1)


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGKILL,
        pytest.param(signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, marks=pytest.mark.slow),
    ],
)
def test_a_killed_pull_is_continued(
    command: Callable[..., list[str]],
    env: dict[str, str],
    weights: Run,
    server: Server,
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    """Whatever ends the process, no half file has the name, and the next one goes on."""
    there, go = threading.Event(), threading.Event()

    def slow(answering: Answering) -> None:
        breaking(HALF)(answering)
        there.set()
        go.wait(20)

    server.bad = [slow]
    catalogue = [one(server)]
    part = tmp_path / "weights/kind/.model.bin.part"
    with subprocess.Popen(
        command(catalogue, "weights", "pull", "model"),
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert there.wait(20)
        while not part.exists() or part.stat().st_size < HALF:
            assert child.poll() is None
        child.send_signal(number)
        _, said = child.communicate(timeout=20)
    go.set()
    codes = {signal.SIGKILL: -9, signal.SIGTERM: 143, signal.SIGINT: 130}
    assert child.returncode == codes[number]
    assert "Traceback" not in said
    assert not (tmp_path / "weights/kind/model.bin").exists()
    assert weights(catalogue, "pull", "model").returncode == 0
    assert server.requests[-1][1]["Range"] == f"bytes={HALF}-"
    assert (tmp_path / "weights/kind/model.bin").read_bytes() == CONTENT


def test_two_processes_at_once(
    command: Callable[..., list[str]], env: dict[str, str], server: Server, tmp_path: Path
) -> None:
    """Both end well, and the file came once."""
    children = [
        subprocess.Popen(
            command([one(server)], "weights", "pull", "model"),
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(3)
    ]
    outs = [child.communicate(timeout=60)[0].splitlines()[0] for child in children]
    assert sorted(outs) == ["model: already here", "model: already here", "model: fetched"]
    assert [child.returncode for child in children] == [0, 0, 0]
    assert len(server.requests) == 1
    assert (tmp_path / "weights/kind/model.bin").read_bytes() == CONTENT


def limited(size: int) -> Callable[[], None]:
    """No file of the process may grow beyond a size."""

    def apply() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return apply


def test_no_room_for_the_file(weights: Run, server: Server, tmp_path: Path) -> None:
    """Writing that stops for want of room leaves nothing behind."""
    done = weights([one(server)], "pull", "model", preexec_fn=limited(HALF))
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith(
        "rumiai: model: kind/model.bin: the disk is full"
    )
    assert not [path for path in (tmp_path / "weights").rglob("*") if path.is_file()]


def mounted(options: str, then: str = "") -> list[str]:
    """Runs a command with a small file system of its own at its weights folder."""
    script = f'mount -t tmpfs -o {options} none "$RUMIAI_WEIGHTS_DIR" && {then or ":"} && exec "$@"'
    wrap = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    if shutil.which("unshare") is None:
        pytest.skip("no unshare here")
    return wrap


@pytest.fixture
def wrapped(tmp_path: Path, env: dict[str, str]) -> Callable[..., list[str]]:
    """As `mounted`, where this machine lets us mount."""
    (tmp_path / "weights").mkdir()

    def wrap(*arguments: str) -> list[str]:
        made = mounted(*arguments)
        tried = subprocess.run([*made, "true"], env=env, capture_output=True, check=False)
        if tried.returncode:
            pytest.skip(f"no mounts here: {tried.stderr.decode().strip()}")
        return made

    return wrap


def test_a_disk_that_is_too_small(
    weights: Run, server: Server, wrapped: Callable[..., list[str]]
) -> None:
    """Where the size is known nothing is begun; where it is not, writing stops. Nothing stays."""
    done = weights([one(server)], "pull", "model", wrap=wrapped("size=128k"))
    assert done.returncode == 3
    assert "the disk is full: 0.3 MB are needed, 0.1 MB are free" in done.stderr
    assert "Traceback" not in done.stderr

    server.bad = [chunked]
    done = weights([unknown(server)], "pull", "model", wrap=wrapped("size=128k"))
    assert done.returncode == 3
    assert "kind/model.bin: the disk is full (" in done.stderr


def test_a_read_only_folder(
    weights: Run, server: Server, wrapped: Callable[..., list[str]], tmp_path: Path
) -> None:
    """Complete, it works, with and without a record; incomplete, the folder is named."""
    source = tmp_path / "model.bin"
    source.write_bytes(CONTENT)
    fill = f'mkdir "$RUMIAI_WEIGHTS_DIR/kind" && cp {source} "$RUMIAI_WEIGHTS_DIR/kind"'
    close = 'mount -o remount,ro "$RUMIAI_WEIGHTS_DIR"'
    done = weights([one(server)], "verify", "model", wrap=wrapped("size=9m", f"{fill} && {close}"))
    assert (done.returncode, "verified" in done.stdout) == (0, True)
    done = weights(
        [unknown(server)], "verify", "model", wrap=wrapped("size=9m", f"{fill} && {close}")
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "present" in done.stdout, "nothing to compare with, and nothing could be recorded"
    done = weights([one(server)], "pull", "model", wrap=wrapped("size=9m", close))
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert "cannot be written (Read-only file system)" in line
