"""The folder of pictures that the Node generation reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from builders import clip
from rumiai.errors import OutputError
from rumiai.outputs import atomic
from rumiai.outputs.atomic import put_folder, staged_folder, write_file
from rumiai.outputs.node.frames import FrameKeeper
from rumiai.schema.media import Frame, Picture


class Grey:
    """A picture as bright as its number, told from others by that."""

    def __init__(self, index: int, time: float) -> None:
        self.index = index
        self.time = time

    def frame(self, max_side: int) -> Frame:
        image = np.full((max_side, max_side // 2, 3), self.index, np.uint8)
        return Frame(self.index, self.time, image)


class Pictures:
    """Pictures at chosen times."""

    def __init__(self, *times: float) -> None:
        self.times = times

    def __iter__(self) -> Iterator[Picture]:
        for index, time in enumerate(self.times):
            yield Grey(index, time)

    @property
    def end(self) -> float:
        return 10.0


def kept(folder: Path, *times: float, duration: float = 10.0) -> FrameKeeper:
    keeper = FrameKeeper(Pictures(*times), clip(duration), folder)
    assert [picture.time for picture in keeper] == list(times), "analyzers see every picture"
    return keeper


def test_the_first_picture_of_each_slot(tmp_path: Path) -> None:
    """At 5 a second 0.1 s shares its slot with 0; a gap is not filled with copies."""
    frames = kept(tmp_path, 0.0, 0.1, 0.35, 2.0).frames
    names = ["frame_0000_t0.00.jpg", "frame_0001_t0.35.jpg", "frame_0002_t2.00.jpg"]
    assert [frame.file for frame in frames.kept] == names
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert [frame.number for frame in frames.kept] == [0, 2, 3]
    assert (frames.rate, frames.total) == (5.0, 4)


def test_what_was_on_the_screen(tmp_path: Path) -> None:
    """A time belongs to the last picture before it; a cut to the first one after it."""
    frames = kept(tmp_path, 0.0, 0.1, 0.35, 2.0).frames
    assert [frames.place(t) for t in (0.0, 0.3499999, 0.35, 1.9, 2.0, 9.0)] == [0, 1, 1, 1, 2, 2]
    assert [frames.number(t) for t in (0.0, 0.1, 0.2, 9.0)] == [0, 1, 2, 4]


@pytest.mark.parametrize(
    ("duration", "rate"), [(29.9, 5), (30, 3), (59, 3), (60, 2), (119, 2), (120, 1), (300, 1)]
)
def test_longer_videos_give_fewer_a_second(tmp_path: Path, duration: float, rate: float) -> None:
    """The contract's rates; never more than 300 pictures in five minutes."""
    frames = kept(tmp_path, *(i / 10 for i in range(100)), duration=duration).frames
    assert frames.rate == rate
    assert len(frames.kept) == 10 * rate


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    """What cannot be stored ends the run with one clear line."""
    with pytest.raises(OutputError, match="cannot be written"):
        kept(tmp_path / "gone", 0.0)


def test_the_new_folder_takes_the_old_one_s_place(tmp_path: Path) -> None:
    """Old pictures are gone, also from hidden places: they are large."""
    folder = tmp_path / "a" / "v1_1"
    for number in (1, 2):
        with staged_folder(folder) as staged:
            (staged / f"{number}.jpg").touch()
            put_folder(staged, folder)
    assert [path.name for path in folder.iterdir()] == ["2.jpg"]
    assert [path.name for path in folder.parent.iterdir()] == ["v1_1"]


def test_a_link_in_the_folder_s_place(tmp_path: Path) -> None:
    """The link is replaced; what it points to is the user's and stays."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.jpg").touch()
    folder = tmp_path / "a" / "v1_1"
    folder.parent.mkdir()
    folder.symlink_to(elsewhere)
    with staged_folder(folder) as staged:
        put_folder(staged, folder)
    assert not folder.is_symlink()
    assert [path.name for path in elsewhere.iterdir()] == ["mine.jpg"]
    assert [path.name for path in folder.parent.iterdir()] == ["v1_1"]


def test_nothing_is_left_of_a_run_that_fails(tmp_path: Path) -> None:
    """The staged pictures go, and the folder that was made for them."""

    def run() -> None:
        with staged_folder(tmp_path / "a" / "v1_1") as staged:
            (staged / "1.jpg").touch()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run()
    assert list(tmp_path.iterdir()) == []


def test_pictures_of_a_killed_run_go_with_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once where the same video is analysed again; those of others after a day."""
    for name in ("v1_1", "v2_1"):
        (tmp_path / f".{name}.0123abcd.new").mkdir()
    monkeypatch.setattr(atomic, "ABANDONED_SECONDS", -1.0)
    with staged_folder(tmp_path / "v1_1") as staged:
        put_folder(staged, tmp_path / "v1_1")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".v2_1.0123abcd.new", "v1_1"]
    monkeypatch.setattr(atomic, "FORGOTTEN_SECONDS", -1.0)
    write_file(tmp_path / "a.json", "{}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "v1_1"]
