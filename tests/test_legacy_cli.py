"""The old entry points as their callers start them: forms, precedence, streams, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rumiai import legacy_cli
from rumiai.settings import load_settings

ROOT = Path(__file__).parents[1]
NO_NETWORK = Path(__file__).parent / "no_network"
PROMPTS = "scripts/run_video_prompts_validated_v2.py"
RUNNER = "scripts/rumiai_runner.py"
LOCAL = "scripts/local_video_runner.py"

Done = subprocess.CompletedProcess[str]
Start = Callable[..., Done]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Starts a script of the checkout in an empty folder."""

    def run(script: str, *arguments: object, python: str = sys.executable, **env: str) -> Done:
        return subprocess.run(
            [python, str(ROOT / script), *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(NO_NETWORK), **env},
            timeout=240,
            check=False,
        )

    return run


def last_json(stdout: str) -> dict[str, Any]:
    """The protocol: exactly one line begins with a brace, it is the last, and it is JSON."""
    lines = stdout.splitlines()
    assert [line.startswith("{") for line in lines] == [False] * (len(lines) - 1) + [True]
    document: dict[str, Any] = json.loads(lines[-1])
    return document


@pytest.mark.parametrize(
    ("entry", "arguments"),
    [
        (legacy_cli.run_video_prompts, ()),
        (legacy_cli.run_video_prompts, ("1", "2")),
        (legacy_cli.run_video_prompts, ("--video-id", "1")),
        (legacy_cli.run_video_prompts, ("-x",)),
        (legacy_cli.runner, ()),
        (legacy_cli.runner, ("",)),
        (legacy_cli.runner, ("--video-url", "", "--video-id", "")),
        (legacy_cli.runner, ("1", "2")),
        (legacy_cli.runner, ("1", "--output-format", "xml")),
        (legacy_cli.runner, ("--bogus", "\n{")),
        (legacy_cli.runner, ("1", "--config-dir", "/nowhere\n{")),
        (legacy_cli.local_video, ()),
        (legacy_cli.local_video, ("a", "b")),
    ],
)
def test_wrong_arguments(
    capfd: pytest.CaptureFixture[str],
    entry: Callable[[tuple[str, ...]], int],
    arguments: tuple[str, ...],
) -> None:
    """Exit code 2, the reason on stderr, an argument error as JSON on the last line of stdout."""
    assert entry(arguments) == 2
    stdout, stderr = capfd.readouterr()
    document = last_json(stdout)
    assert (document["success"], document["error_type"]) == (False, "ArgumentError")
    assert stdout.splitlines()[0] == f"❌ Step failed: {document['error']}"
    assert stderr.splitlines()[-1] == f"rumiai: {document['error']}"
    wrong_setting = "--config-dir" in arguments
    assert stderr.startswith("usage: ") != wrong_setting


def test_wrong_arguments_as_text(capfd: pytest.CaptureFixture[str]) -> None:
    """Who asked for text reads text, also about a wrong argument after it."""
    assert legacy_cli.runner(("--output-format", "text", "1", "2")) == 2
    assert capfd.readouterr().out == "❌ Failed! Error: unrecognized arguments: 2\n"


@pytest.mark.parametrize(
    ("arguments", "source", "is_link"),
    [
        (("first",), "first", False),
        (("http://first",), "http://first", True),
        (("HTTPS://first",), "HTTPS://first", True),
        (("first", "--video-id", "second"), "second", False),
        (("http://first", "--video-id", "second"), "second", False),
        (("--video-id", "http://second"), "http://second", False),
        (("first", "--video-url", "third", "--video-id", "second"), "third", True),
        (("first", "--video-url", "", "--video-id", ""), "first", False),
        ((), "", False),
    ],
)
def test_a_link_wins_over_an_id_over_the_rest(
    arguments: tuple[str, ...], source: str, is_link: bool
) -> None:
    """The precedence of the runner's three ways to name a video."""
    given = legacy_cli.runner_parser().parse_args(arguments)
    assert legacy_cli.named(given) == (source, is_link)


def test_what_is_no_link(start: Start, tmp_path: Path) -> None:
    """--video-url takes links alone: no file, no id."""
    (tmp_path / "here.mp4").touch()
    done = start(RUNNER, "--video-url", "here.mp4")
    assert done.returncode == 2
    assert "here.mp4: not a link" in last_json(done.stdout)["error"]


def test_the_link_at_the_top_level_from_anywhere(start: Start) -> None:
    """The old callers look for it there; a Python without the package starts the checkout's own."""
    linked = ROOT / "run_video_prompts_validated_v2.py"
    assert linked.resolve() == (ROOT / PROMPTS).resolve()
    assert not linked.readlink().is_absolute()
    plain = Path(sys.base_prefix) / "bin" / "python3"
    done = start("run_video_prompts_validated_v2.py", "1", "2", python=str(plain))
    assert done.returncode == 2
    assert "unrecognized arguments: 2" in last_json(done.stdout)["error"]


def test_without_the_package_anywhere(tmp_path: Path) -> None:
    """A copy of the scripts without a checkout says what to do, in the protocol."""
    for name in (LOCAL, "scripts/checkout.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    plain = Path(sys.base_prefix) / "bin" / "python3"
    command = [str(plain), "-E", str(tmp_path / LOCAL), "x.mp4"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    document = last_json(done.stdout)
    assert (document["success"], "make setup" in document["error"]) == (False, True)


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("https://www.tiktok.com/@u/video/1", 2, "no such file"),
        ("text\n{😀.mp4", 4, "not a video"),
    ],
)
def test_local_files_that_are_none(
    start: Start, tmp_path: Path, name: str, code: int, said: str
) -> None:
    """A path is a path, whatever it looks like: nothing is fetched for it."""
    if code == 4:
        (tmp_path / name).write_text("hello\n" * 100)
    done = start(LOCAL, name)
    assert done.returncode == code
    assert said in last_json(done.stdout)["error"]
    assert not any(path.is_dir() for path in tmp_path.iterdir())


def test_a_folder_of_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--config-dir names where the markers' configuration is, whatever the root."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    options = legacy_cli.configuration(Path("config"))
    assert load_settings(**options, root=tmp_path / "root").temporal_markers is True
    content = json.dumps({"enable_temporal_markers": False})
    (tmp_path / "config" / "temporal_markers.json").write_text(content)
    assert load_settings(**options, root=tmp_path / "root").temporal_markers is False
    assert legacy_cli.configuration(None) == {}


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    """The run ends, with one line and no traceback."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / PROMPTS), "7280654844715666731"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert len(process.stderr.read().splitlines()) == 1
    assert process.wait(timeout=60) == 1


@pytest.mark.parametrize(
    "where", [">&-", pytest.param("2>&-", marks=pytest.mark.slow), ">/dev/full 2>/dev/full"]
)
def test_a_caller_that_takes_no_words(tmp_path: Path, where: str) -> None:
    """A closed stream or a full disk for stdout changes no exit code, and there is no traceback."""
    command = ["sh", "-c", f'exec "$@" {where}', "sh", sys.executable, str(ROOT / PROMPTS), "../x"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == (1 if where == ">&-" else 0)


def test_the_old_name_gives_the_same_modules() -> None:
    """`rumiai_v2` is another name, not another program."""
    import rumiai.errors
    import rumiai_v2
    from rumiai_v2 import errors

    assert errors is rumiai.errors
    assert rumiai_v2.__version__ == rumiai.__version__
    with pytest.raises(ImportError):
        from rumiai_v2 import nothing_of_the_kind  # type: ignore[attr-defined]  # noqa: F401
