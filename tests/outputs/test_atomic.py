"""Files and sets appear whole or not at all, whenever the writer dies."""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from rumiai.errors import ArgumentError, OutputError
from rumiai.outputs import atomic
from rumiai.outputs.atomic import add_to_folder, check_writable, to_json, write_file

KILLS = 20
WRITER = Path(__file__).with_name("endless_writer.py")


def check_sets(folder: Path, at_rest: bool) -> int:
    """Every visible set has its three files, all of one number; returns how many sets there are.

    At rest both analyses have the same sets; in between, listing the second takes place later.
    """
    sets: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for analysis in ("one", "two"):
        names = sorted(p.name for p in (folder / analysis).iterdir()) if folder.exists() else []
        for name in names:
            stem, part, stamp = name.removesuffix(".json").split("_", 2)
            document = json.loads((folder / stem / name).read_text(encoding="utf-8"))
            if part == "complete":
                document = json.loads(document["result"])
            block = document.get("oneBlock") or document["Block"]
            sets[f"{stem} {stamp}"][part] = block["number"]
    for stamp, parts in sets.items():
        assert set(parts) == {"complete", "ml", "result"}, f"partial set {stamp}: {parts}"
        assert len(set(parts.values())) == 1, f"mixed set {stamp}: {parts}"
    ones = {key.split()[1] for key in sets if key.startswith("one")}
    twos = {key.split()[1] for key in sets if key.startswith("two")}
    assert ones == twos or not at_rest, "the analyses of one run appear together"
    return len(ones)


def check_files(root: Path) -> None:
    """Every visible file is whole JSON, and the analysis is all there."""
    for path in root.rglob("[!.]*.json"):
        if not any(part.startswith(".") for part in path.relative_to(root).parts):
            json.loads(path.read_text(encoding="utf-8"))
    for name in ("unified", "markers"):
        assert (root / name / "v1.json").is_file()


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    """Twenty times a writer is killed in mid-write; what is visible is always whole.

    The sets are checked while the writer works, too.
    """
    chance = random.Random(20261120)
    folder = tmp_path / "insights" / "v1"
    visible = 0
    for _ in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, str(WRITER), str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        deadline = time.monotonic() + chance.uniform(0.0, 0.15)
        while time.monotonic() < deadline:
            check_sets(folder, at_rest=False)
        writer.kill()
        writer.wait()
        writer.stdout.close()
        number = check_sets(folder, at_rest=True)
        assert number >= visible, "no set is ever lost"
        visible = number
        check_files(tmp_path)
    assert visible >= KILLS


def test_what_a_killed_writer_left_is_cleared_by_later_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old leftovers go; fresh ones may belong to a writer at work, here or in a container."""
    (tmp_path / ".a.json.0123abcd.part").write_text("half")
    write_file(tmp_path / "b.json", "{}\n")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".a.json.0123abcd.part", "b.json"]
    monkeypatch.setattr(atomic, "ABANDONED_SECONDS", -1.0)
    write_file(tmp_path / "c.json", "{}\n")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.json", "c.json"]


def test_many_writers_in_one_folder(tmp_path: Path) -> None:
    """Threads that write different files, and the same one, do not disturb each other."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: write_file(tmp_path / f"{i % 5}.json", str(i)), range(200)))
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"{i}.json" for i in range(5)]


def test_a_set_is_added_to_what_is_there(tmp_path: Path) -> None:
    """Older files stay as they are; the folder put aside is cleared after a while."""
    folder = tmp_path / "v1"
    add_to_folder(folder, lambda: {"a/old.json": "1"})
    add_to_folder(folder, lambda: {"a/new.json": "2", "b/new.json": "3"})
    files = {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*.json")}
    assert files == {"a/old.json": "1", "a/new.json": "2", "b/new.json": "3"}
    hidden = [p for p in tmp_path.iterdir() if p.name.startswith(".")]
    assert [p.suffix for p in hidden] == [".old"]


def test_a_replaced_file_does_not_change_the_retired_folder(tmp_path: Path) -> None:
    """Hard links are cut before a file of the same name is written anew."""
    folder = tmp_path / "v1"
    add_to_folder(folder, lambda: {"a.json": "1"})
    add_to_folder(folder, lambda: {"a.json": "2"})
    (retired,) = tmp_path.glob(".v1.*.old")
    assert (folder / "a.json").read_text() == "2"
    assert (retired / "a.json").read_text() == "1"


def test_retired_folders_go_after_a_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next writer clears them."""
    monkeypatch.setattr(atomic, "RETIRED_SECONDS", -1.0)
    for number in range(4):
        add_to_folder(tmp_path / "v1", partial(dict, {"a.json": str(number)}))
    assert len(list(tmp_path.glob(".*"))) == 1


def test_without_an_exchange_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a file system that cannot swap folders the result is the same."""
    monkeypatch.setattr(atomic, "_swap", lambda a, b: False)
    add_to_folder(tmp_path / "v1", lambda: {"a.json": "1"})
    add_to_folder(tmp_path / "v1", lambda: {"b.json": "2"})
    assert sorted(p.name for p in (tmp_path / "v1").iterdir()) == ["a.json", "b.json"]


def test_a_folder_lost_between_two_steps_comes_back(tmp_path: Path) -> None:
    """A writer killed after it moved the old folder aside loses nothing."""
    add_to_folder(tmp_path / "v1", lambda: {"a.json": "1"})
    (tmp_path / "v1").rename(tmp_path / ".v1.999999999.old")
    add_to_folder(tmp_path / "v1", lambda: {"b.json": "2"})
    assert sorted(p.name for p in (tmp_path / "v1").iterdir()) == ["a.json", "b.json"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails says where, and changes nothing."""
    path = tmp_path / "a.json"
    write_file(path, "old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for write in (
        lambda: write_file(path, "new"),
        lambda: add_to_folder(tmp_path / "v", lambda: {"a": "1"}),
    ):
        with pytest.raises(OutputError, match="No space left on device"):
            write()
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_folders_are_checked_before_any_work(tmp_path: Path) -> None:
    """A folder that does not exist yet is fine; one below a file, or on a closed system, is not."""
    check_writable((tmp_path / "new" / "deep",))
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file" / "sub", Path("/proc/nowhere")):
        with pytest.raises(ArgumentError, match="cannot be written"):
            check_writable((folder,))


def test_json_knows_no_nan() -> None:
    """A number that JSON lacks is an error, not a broken file."""
    assert to_json({"é": 1.5}) == '{\n  "é": 1.5\n}\n'
    with pytest.raises(ValueError, match="JSON"):
        to_json({"x": float("nan")})
