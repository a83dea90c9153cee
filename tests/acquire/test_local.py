"""A local file as a source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rumiai.acquire.local import local_video, video_id_of
from rumiai.errors import ArgumentError


def test_the_id_is_the_files_stem(tmp_path: Path) -> None:
    """As legacy callers expect; metadata is empty, not invented."""
    path = tmp_path / "7522345762324237623.mp4"
    path.touch()
    source = local_video(str(path), None)
    assert (source.video_id, source.path) == ("7522345762324237623", path)
    assert set(source.metadata.model_dump().values()) == {None}


@pytest.mark.parametrize("stem", ["clip", "my-clip_2", "7428757192624311594"])
def test_a_plain_stem_stays(stem: str) -> None:
    """Letters, digits, dash and underscore are kept."""
    assert video_id_of(stem) == stem


@pytest.mark.parametrize(
    "stem", ["my clip", "..", "a/b", "é", "x" * 300, "🎬", "a\nb", "-", ".hidden"]
)
def test_other_stems_become_safe_and_stay_different(stem: str) -> None:
    """What could harm a path is replaced, and a hash keeps different names apart."""
    made = video_id_of(stem)
    assert 0 < len(made) <= 100
    assert all(c.isascii() and (c.isalnum() or c in "_-") for c in made)
    assert made != video_id_of(stem + "!")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "no video is named"),
        ("missing.mp4", "no such file"),
        (".", "not a file"),
        ("a\0b.mp4", "no such file"),
        ("x" * 5000, "no file name"),
    ],
)
def test_what_is_no_file(source: str, said: str) -> None:
    """One clear line for everything that cannot be opened."""
    with pytest.raises(ArgumentError, match=said):
        local_video(source, None)


def test_an_apify_item_gives_the_metadata(contract: Path, tmp_path: Path) -> None:
    """The recorded item of the contract, read through --metadata."""
    clip = tmp_path / "clip.mp4"
    clip.touch()
    recorded = contract / "data" / "v3" / "apify_video_response.json"
    item = json.loads(recorded.read_text(encoding="utf-8"))
    metadata = local_video(str(clip), recorded).metadata
    assert metadata.id == item["id"]
    assert metadata.description == item["text"]
    assert (metadata.views, metadata.likes) == (item["playCount"], item["diggCount"])
    assert metadata.saves == item["collectCount"]
    assert metadata.create_time == "2025-07-02T05:03:39Z"
    assert metadata.hashtags is not None
    assert metadata.hashtags[0].name == item["hashtags"][0]["name"]


@pytest.mark.parametrize("content", ["", "{", "[]", "3", '"text"', "null"])
def test_metadata_that_is_none(tmp_path: Path, content: str) -> None:
    """A file that is not one item is an argument error that names the file."""
    clip, metadata = tmp_path / "clip.mp4", tmp_path / "item.json"
    clip.touch()
    metadata.write_text(content)
    with pytest.raises(ArgumentError, match=r"--metadata .*item\.json"):
        local_video(str(clip), metadata)
    with pytest.raises(ArgumentError, match="cannot be read"):
        local_video(str(clip), tmp_path / "absent.json")
