"""From a TikTok link to the files that Node reads: the runner against a local Apify."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clips import BRIEF
from node.callers import RUNNER, flow, wrapper
from servers.apify import POST, TOKEN, VIDEO_ID, Apify, made_item, refusing, video

Make = Callable[..., tuple[Path, dict[str, Any]]]


@pytest.fixture
def apify() -> Iterator[Apify]:
    with Apify() as playing:
        yield playing


def environment(apify: Apify) -> dict[str, str]:
    """Weights are asked for here, too, and are not here."""
    return {
        "RUMIAI_APIFY_URL": apify.url,
        "RUMIAI_WEIGHTS_MIRROR": f"{apify.url}/weights",
        "APIFY_API_TOKEN": TOKEN,
        "RUMIAI_ALLOW_LOOPBACK": "true",
        "RUMIAI_OFFLINE": "false",
        "RUMIAI_SOURCES": "apify",
    }


def test_apify_refuses(apify: Apify, tmp_path: Path) -> None:
    """Exit code 3, which the caller takes for a failure of an API; the token is told nobody."""
    apify.api = [refusing(402, "quota", f"no money for {TOKEN}")]
    told = wrapper(RUNNER, POST, base=tmp_path, **environment(apify))
    assert (told["code"], told["failure"]) == (3, "api_failure")
    assert told["result"]["error_type"] == "APIQuotaError"
    assert told["progress"] == [["scraping_metadata", 0]]
    assert TOKEN not in str(told)
    assert list(tmp_path.rglob("*.*")) == []


@pytest.mark.slow
def test_from_a_link_to_the_files_that_node_reads(apify: Apify, made: Make, tmp_path: Path) -> None:
    """Every stage in its order, and then every file that the flow looks for, by id as well.

    The caption has a million characters; stdout stays far below the caller's 10 MB.
    """
    clip, _ = made("brief", **BRIEF)
    url = apify.serve("/v2/key-value-stores/abc/records/video.mp4", video(clip.read_bytes()))
    apify.items = [[made_item(mediaUrls=[url], text="a caption " * 100_000)]]
    told = wrapper(
        RUNNER, f"{POST}?lang=en", base=tmp_path, RUMIAI_NODE_FILES="true", **environment(apify)
    )
    assert (told["code"], told["signal"]) == (0, None), told["stderr"]
    result = told["result"]
    assert (result["success"], result["status"], result["video_id"]) == (True, "degraded", VIDEO_ID)
    assert told["progress"] == [
        ["scraping_metadata", 0],
        ["downloading_video", 10],
        ["running_ml_analysis", 20],
        ["building_timeline", 50],
        ["generating_temporal_markers", 60],
        ["saving_analysis", 65],
        ["running_precompute_functions", 70],
        ["generating_report", 95],
        ["completed", 100],
    ]
    assert told["bytes"] < 100_000
    assert TOKEN not in str(told)
    again = flow(POST, tmp_path)
    assert (again["code"], again["missing"], again["markerFaults"]) == (0, [], [])
    assert again["timelines"] == ["textOverlayTimeline"]
    assert again["last"]["outputs"]["video"] == str(tmp_path / f"temp/{VIDEO_ID}.mp4")
