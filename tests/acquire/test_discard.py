"""Fetched videos are deleted on request, the user's own never."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.looking import here
from rumiai import pipeline
from rumiai.acquire.discard import discard
from rumiai.acquire.local import local_video
from rumiai.pipeline import Request, analyze
from rumiai.schema.media import SourceVideo, VideoMetadata
from rumiai.settings import load_settings

Make = Callable[..., tuple[Path, dict[str, Any]]]


def video(path: Path, fetched: bool) -> SourceVideo:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return SourceVideo(path, "v1", VideoMetadata(), fetched)


def test_only_what_was_fetched_into_its_folder(tmp_path: Path) -> None:
    """The user's file stays, wherever it is; so does what lies elsewhere."""
    temp = tmp_path / "temp"
    own = video(temp / "own.mp4", fetched=False)
    elsewhere = video(tmp_path / "v1.mp4", fetched=True)
    below = video(temp / "below" / "v1.mp4", fetched=True)
    fetched = video(temp / "v1.mp4", fetched=True)
    assert [discard(v, temp) for v in (own, elsewhere, below, fetched)] == [False] * 3 + [True]
    assert [v.path.exists() for v in (own, elsewhere, below, fetched)] == [True] * 3 + [False]


def test_a_link_goes_and_not_what_it_points_to(tmp_path: Path) -> None:
    """A user who put a link there keeps the video."""
    own = video(tmp_path / "own.mp4", fetched=False)
    link = tmp_path / "temp" / "v1.mp4"
    link.parent.mkdir()
    link.symlink_to(own.path)
    assert discard(SourceVideo(link, "v1", VideoMetadata(), fetched=True), link.parent)
    assert own.path.exists()
    assert not link.is_symlink()


def test_what_cannot_be_deleted_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The results are complete, so it is a warning; the report goes on to name the file."""
    (tmp_path / "v1.mp4").mkdir()
    source = SourceVideo(tmp_path / "v1.mp4", "v1", VideoMetadata(), fetched=True)
    assert not discard(source, tmp_path)
    assert "v1.mp4 cannot be deleted" in caplog.text


@pytest.mark.parametrize("variable", ["CLEANUP_VIDEO", "RUMIAI_CLEANUP_VIDEO"])
@pytest.mark.parametrize("fetched", [True, False])
def test_after_a_run(
    made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, fetched: bool
) -> None:
    """A degraded run, too: the fetched file is gone, and `outputs.video` says so by null."""
    path, _ = made("bare", duration=2.0, shots=[{}], texts=[], faces=[], sounds=[])
    held = tmp_path / "temp" / "v1.mp4"
    held.parent.mkdir()
    held.write_bytes(path.read_bytes())

    def acquire(source: str, *_: object) -> SourceVideo:
        found = local_video(source, None)
        return SourceVideo(found.path, found.video_id, found.metadata, fetched)

    monkeypatch.setattr(pipeline, "acquire", acquire)
    monkeypatch.setenv(variable, "true")
    request = Request(str(held), ("shots", "objects"))
    success = analyze(request, load_settings(root=tmp_path), here(), lambda _: None)
    assert success.status == "degraded"
    assert held.exists() is not fetched
    assert success.outputs.video == (None if fetched else str(held))
    assert success.report.feature_flags["cleanup_video"] is True
