"""The doctor finds what is wrong with an installation, and names the cure."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rumiai.analyzers import registry
from rumiai.doctor import machine, software
from rumiai.doctor.examine import examine
from rumiai.doctor.line import Diagnosis, Line
from rumiai.settings import load_settings
from rumiai.weights.entry import WeightFile, Weights
from rumiai.weights.store import Store

OFTEN = {"feat-v1": "emotions", "yolo26n": "objects", "whisper-base": "speech", "hand": "gestures"}
TESTS = Path(__file__).resolve().parent
CHILD = TESTS / "weights" / "with_catalogue.py"


def catalogue() -> dict[str, Weights]:
    """A set of one small file for each model of the default run."""
    return {name: _entry(name, analyzer) for name, analyzer in OFTEN.items()}


def _entry(name: str, analyzer: str) -> Weights:
    content = name.encode()
    file = WeightFile(
        path=f"{analyzer}/{name}.bin",
        url=f"https://weights.example/{name}",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return Weights(
        name=name, analyzer=analyzer, source="test", revision=None, licence="", files=(file,)
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A weights folder with everything in it."""
    for name, analyzer in OFTEN.items():
        path = tmp_path / "weights" / analyzer / f"{name}.bin"
        path.parent.mkdir(parents=True)
        path.write_bytes(name.encode())
    return tmp_path / "weights"


@pytest.fixture
def look(folder: Path, tmp_path: Path) -> Callable[..., dict[str, Line]]:
    """What the doctor says, by name; options are settings."""

    def examined(**settings: object) -> dict[str, Line]:
        given = load_settings(root=tmp_path / "results", **{"asr": "auto", **settings})
        store = Store(folder, offline=True, catalogue=catalogue())
        return {line.name: line for line in examine(given, store).lines}

    return examined


def problems(lines: dict[str, Line]) -> dict[str, str | None]:
    """What each problem's cure is."""
    return {name: line.mend for name, line in lines.items() if line.problem}


def test_a_sound_installation(look: Callable[..., dict[str, Line]], tmp_path: Path) -> None:
    """Versions of everything, and no problem."""
    lines = look()
    assert not problems(lines)
    for name in ("rumiai", "python", "torch", "mediapipe", "faster-whisper", "pocketsphinx"):
        assert lines[name].value[0].isdigit()
    assert lines["ffmpeg"].value.startswith("libavcodec ")
    assert lines["faces"].value == "can be loaded"
    assert {lines[name].value for name in OFTEN} == {"verified"}
    assert not (tmp_path / "results").exists(), "looking writes nothing"


@pytest.mark.parametrize("name", ["feat-v1", "yolo26n", "hand"])
@pytest.mark.parametrize("damage", [False, True])
def test_weights_that_are_not_right(
    look: Callable[..., dict[str, Line]], folder: Path, name: str, damage: bool
) -> None:
    """Missing or damaged: a problem, and the command that gets them."""
    path = folder / OFTEN[name] / f"{name}.bin"
    if damage:
        path.write_bytes(b"x" * len(name))
    else:
        path.unlink()
    lines = look()
    assert set(problems(lines)) == {name}
    assert lines[name].mend == f"rumiai weights pull {name}"
    assert str(path) in str(lines[name].problem)


def test_without_whisper(look: Callable[..., dict[str, Line]], folder: Path) -> None:
    """PocketSphinx steps in for one that is missing, and it is said; not for a damaged one."""
    path = folder / "speech/whisper-base.bin"
    path.write_bytes(b"damaged!")
    assert problems(look())["whisper-base"] == "rumiai weights pull whisper-base"
    path.unlink()
    line = look()["whisper-base"]
    assert (line.problem, line.mend) == (None, "rumiai weights pull whisper-base")
    assert "PocketSphinx" in line.value
    assert look(asr="whisper")["whisper-base"].problem is not None
    assert "whisper-base" not in look(asr="none")


def test_models_named_by_the_user(look: Callable[..., dict[str, Line]], tmp_path: Path) -> None:
    """A path must be there; another name must be known."""
    own = tmp_path / "own.pt"
    own.touch()
    assert look(yolo_model=str(own))["yolo model"].problem is None
    lines = look(yolo_model="yolo99x", whisper_model="huge")
    assert problems(lines)["yolo model"] == "rumiai weights list"
    assert "RUMIAI_WHISPER_MODEL" in str(lines["whisper model"].problem)


def test_a_broken_record(look: Callable[..., dict[str, Line]], folder: Path) -> None:
    """Told for each set; no traceback."""
    (folder / "recorded.json").write_text("{")
    assert "recorded.json" in str(look()["yolo26n"].problem)


def test_folders(look: Callable[..., dict[str, Line]], tmp_path: Path) -> None:
    """A place where nothing can be written is named, with the option that chooses another."""
    (tmp_path / "taken").touch()
    lines = look(insights_dir=tmp_path / "taken" / "insights")
    assert problems(lines)["insights"] == "rumiai analyze --root FOLDER"
    assert "temporal_markers" not in problems(lines)
    assert lines["temp"].value.endswith("writable")


@pytest.mark.parametrize("variable", ["ANTHROPIC_API_KEY", "CLAUDE_API_KEY"])
def test_keys_are_not_shown(
    look: Callable[..., dict[str, Line]], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """Only whether they are set; a default run needs none."""
    for name in ("ANTHROPIC_API_KEY", "CLAUDE_API_KEY", "APIFY_API_TOKEN", "APIFY_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "sk-secret")
    lines = look()
    assert lines["Claude"].value == "set"
    assert lines["Apify"].value.startswith("not set")
    assert not {"Claude", "Apify"} & set(problems(lines))
    assert "sk-secret" not in repr(lines)


def test_a_library_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Installing it is the cure."""
    monkeypatch.setattr(software, "LIBRARIES", ("numpy", "no-such-library"))
    found = {line.name: line for line in software.versions()}
    assert problems(found) == {"no-such-library": "make setup"}


def test_a_library_that_does_not_load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever it raises becomes a line, and the other analyzers are still looked at."""
    (tmp_path / "crashing_library.py").write_text("raise OSError('libGL.so.1: cannot open')\n")
    monkeypatch.syspath_prepend(tmp_path)
    named = {"first": "crashing_library:First", "energy": registry.ANALYZERS["energy"]}
    monkeypatch.setattr(registry, "ANALYZERS", named)
    found = {line.name: line for line in software.analyzers()}
    assert found["first"].problem == "cannot be loaded (OSError: libGL.so.1: cannot open)"
    assert found["energy"].problem is None


def test_a_machine_that_is_too_small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Memory, disk, and a device that is demanded and missing."""
    (line,) = machine.disk({"disk": (tmp_path / "not/yet", 10**18)})
    assert "are needed" in str(line.problem)
    assert "df -h" in str(line.mend)
    monkeypatch.setattr(machine, "MEMORY", 1 << 60)
    assert machine.memory().problem is not None
    import torch

    if not torch.cuda.is_available():
        assert machine.device("cuda").mend == "unset RUMIAI_DEVICE"
    assert machine.device("auto").problem is None


def test_a_container_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its limit is the memory that there is."""
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(machine, "CGROUP", limit)
    limit.write_text(f"{1 << 30}\n")
    assert machine.memory().value.endswith("of 1.0 GiB free")
    limit.write_text("max\n")
    assert machine.memory().problem is None


def test_the_last_lines() -> None:
    """Complete, or one line for each problem with its cure."""
    sound = Line(section="a", name="one", value="1")
    assert Diagnosis.of([sound]).text == "a\n  one  1\na run would be complete"
    broken = Line(section="b", name="two", value="2", problem="is odd", mend="make even")
    diagnosis = Diagnosis.of([sound, broken])
    assert not diagnosis.complete
    assert diagnosis.text.splitlines()[-1] == "  two: is odd → make even"


@pytest.mark.slow
@pytest.mark.parametrize(("form", "whole"), [("json", True), ("text", False)])
def test_the_verb(folder: Path, tmp_path: Path, form: str, whole: bool) -> None:
    """Exit code 0 exactly where a run would be complete; one document on stdout, quiet stderr."""
    if not whole:
        (folder / OFTEN["yolo26n"] / "yolo26n.bin").unlink()
    known = tmp_path / "catalogue.json"
    known.write_text(json.dumps([entry.model_dump() for entry in catalogue().values()]))
    done = subprocess.run(
        [sys.executable, CHILD, known, "doctor", "--output-format", form],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(TESTS / "no_network"), str(TESTS.parent)]),
            "RUMIAI_WEIGHTS_DIR": str(folder),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0 if whole else 1, "")
    if form == "json":
        assert json.loads(done.stdout)["complete"] is whole
    else:
        assert ("a run would be complete" in done.stdout) is whole
