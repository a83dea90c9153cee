"""`rumiai analyze LINK` in a process of its own, with the real clients, against local servers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from servers.apify import (
    POST,
    RUN,
    TOKEN,
    VIDEO_ID,
    Answering,
    Apify,
    made_item,
    refusing,
    saying,
    video,
)
from servers.tiktok import FILE, TikTok, html, page, post_data
from servers.tiktok import POST as PAGE

Run = Callable[..., subprocess.CompletedProcess[str]]
NO_NETWORK = Path(__file__).parents[1] / "no_network"


def environment(apify: Apify) -> dict[str, str]:
    return {
        "RUMIAI_APIFY_URL": apify.url,
        "APIFY_TOKEN": TOKEN,
        "RUMIAI_ALLOW_LOOPBACK": "true",
        "RUMIAI_OFFLINE": "false",
        "RUMIAI_SOURCES": "apify",
    }


@pytest.fixture
def analyze(rumiai: Run, apify: Apify) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `rumiai analyze` on a source with one quick analyzer."""

    def run(source: str, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
        arguments = (source, "--only", "shots", "--output-format", "json", *options)
        return rumiai("analyze", *arguments, env={**environment(apify), **more})

    return run


def last(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return document


def test_from_a_link_to_the_files(analyze: Any, tmp_path: Path, apify: Apify) -> None:
    """The legacy lines in their order, the platform's metadata in the unified file, no token."""
    done = analyze(f"{POST}?lang=en", "--debug")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    head = [line for line in lines if line.startswith(("🚀", "📊", "✅ V", "✅ D"))][:6]
    assert head == [
        f"🚀 Starting processing for: {POST}",
        "📊 scraping_metadata... (0%)",
        f"✅ Video ID: {VIDEO_ID}",
        "📊 downloading_video... (10%)",
        f"✅ Downloaded to: temp/{VIDEO_ID}.mp4",
        "📊 running_ml_analysis... (20%)",
    ]
    document = last(done)
    assert (document["success"], document["video_id"]) == (True, VIDEO_ID)
    unified = json.loads((tmp_path / document["outputs"]["unified"]).read_text(encoding="utf-8"))
    assert unified["metadata"]["views"] == 132100
    everything = [done.stdout, done.stderr, *map(bytes_of, tmp_path.rglob("*"))]
    assert not any(TOKEN in text for text in everything)


def bytes_of(path: Path) -> str:
    return path.read_bytes().decode("latin-1") if path.is_file() else str(path)


def served(apify: Apify, *answers: Callable[[Answering], None]) -> None:
    apify.items = [[made_item(mediaUrls=[apify.serve("/v.mp4", *answers)])]]


def stated(apify: Apify, **item: Any) -> None:
    apify.items = [[item]]


def ended(apify: Apify, *statuses: str) -> None:
    apify.statuses = list(statuses)


def answered(apify: Apify, code: int, kind: str, times: int = 1) -> None:
    apify.api = [refusing(code, kind, "words of Apify")] * times


def nobody(apify: Apify) -> None:
    apify.__exit__()


TROUBLES: dict[str, tuple[Callable[[Apify], None], str, str]] = {
    "private or removed": (
        lambda a: stated(a, errorCode="POST_NOT_FOUND_OR_PRIVATE"),
        "APIGoneError",
        "private, removed, or was never there",
    ),
    "region or login": (
        lambda a: stated(a, errorCode="POST_SENSITIVE"),
        "APIBlockedError",
        "to some visitors only",
    ),
    "slideshow": (lambda a: stated(a, isSlideshow=True), "APISlideshowError", "photo slideshow"),
    "empty dataset": (lambda a: a.items.__setitem__(0, []), "APIError", "found nothing"),
    "no file": (lambda a: stated(a, **made_item()), "APIError", "names no video file"),
    "expired": (lambda a: served(a, saying(403)), "APIExpiredError", "not valid, or no longer"),
    "run failed": (lambda a: ended(a, "FAILED"), "APIError", "ended as FAILED"),
    "run aborted": (lambda a: ended(a, "ABORTED"), "APIError", "ended as ABORTED"),
    "run timed out": (lambda a: ended(a, "TIMED-OUT"), "APITimeoutError", "TIMED-OUT"),
    "token": (
        lambda a: answered(a, 401, "user-or-token-not-found"),
        "APITokenError",
        "APIFY_API_TOKEN",
    ),
    "quota": (lambda a: answered(a, 402, "quota"), "APIQuotaError", "quota"),
    "too fast": (lambda a: answered(a, 429, "rate", 3), "APIQuotaError", "asked too fast"),
    "server error": (lambda a: answered(a, 500, "internal", 3), "APIError", "answered 500"),
    "network": (nobody, "APINetworkError", "no connection to Apify"),
    "web page": (
        lambda a: served(a, saying(200, b"<html>", Content_Type="text/html")),
        "APIPageError",
        "web page",
    ),
    "no video": (lambda a: served(a, video(b"\0" * 9000)), "APIDownloadError", "no video"),
    "wrong length": (
        lambda a: served(a, saying(200, b"\0" * 900, Content_Length="9000")),
        "APINetworkError",
        "received 900 bytes, expected 9000",
    ),
    "cut body": (
        lambda a: served(a, saying(200, b"\0" * 9000, 100)),
        "APINetworkError",
        "received 100 bytes",
    ),
    "unsafe redirect": (
        lambda a: served(a, saying(302, Location="http://169.254.169.254/latest")),
        "APIUnsafeError",
        "not on the public internet",
    ),
    "another id": (
        lambda a: stated(a, **made_item(id="../../x", mediaUrls=["https://x.example/v.mp4"])),
        "APIError",
        "states an id that TikTok does not give",
    ),
}


@pytest.mark.slow  # a process each; within this process all are provoked by default
@pytest.mark.parametrize("name", TROUBLES)
def test_what_can_go_wrong(analyze: Any, apify: Apify, tmp_path: Path, name: str) -> None:
    """Each has its class, its words in one line, exit code 3, and leaves nothing behind."""
    provoke, kind, said = TROUBLES[name]
    provoke(apify)
    done = analyze(POST)
    assert done.returncode == 3, done.stderr
    document = last(done)
    assert (document["success"], document["error_type"]) == (False, kind)
    assert said in document["error"]
    assert done.stderr.splitlines()[-1] == f"rumiai: {document['error']}"
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left == []
    if name == "network":
        apify.__enter__()


def test_the_token_is_in_no_traceback(analyze: Any, apify: Apify) -> None:
    """--debug shows where, and even then no secret that a server quotes."""
    apify.api = [refusing(401, "x", f"your token {TOKEN} is wrong")]
    done = analyze(POST, "--debug")
    assert done.returncode == 3
    assert "Traceback" in done.stderr
    assert TOKEN not in done.stdout + done.stderr


@pytest.mark.slow
def test_without_counts_it_is_degraded(analyze: Any, apify: Apify) -> None:
    """A video that is here is analysed though nobody answers; what is missing is said."""
    assert last(analyze(POST))["status"] == "complete"
    apify.api = [refusing(402, "quota", "no money")]
    document = last(analyze(POST))
    assert (document["success"], document["status"]) == (True, "degraded")
    assert "no money" in document["degraded"][0]


@pytest.mark.slow
def test_a_too_large_video(analyze: Any, content: bytes, tmp_path: Path) -> None:
    """The limit is an option; nothing is left."""
    done = analyze(POST, "--max-download-mb", "0.001")
    assert done.returncode == 3
    assert "larger than" in last(done)["error"]
    assert not list(tmp_path.glob("temp/*"))


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)]
)
def test_stopped_while_apify_works(apify: Apify, tmp_path: Path, number: signal.Signals) -> None:
    """It ends at once, also between two looks, and stops the run that it started."""
    apify.statuses = ["RUNNING"]
    process = subprocess.Popen(
        [sys.executable, "-m", "rumiai", "analyze", POST, "--output-format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(NO_NETWORK), **environment(apify)},
        text=True,
    )
    until = time.monotonic() + 60
    while not apify.begun and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.2)
    began = time.monotonic()
    process.send_signal(number)
    out, _ = process.communicate(timeout=30)
    assert time.monotonic() - began < 2.0
    assert process.returncode == {signal.SIGTERM: 143, signal.SIGINT: 130}[number]
    assert json.loads(out.splitlines()[-1])["success"] is False
    assert f"/v2/actor-runs/{RUN}/abort" in apify.paths("POST")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def tiktok(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TikTok]:
    with TikTok(tmp_path_factory.mktemp("tiktok")) as serving:
        yield serving


@pytest.mark.slow
def test_from_tiktoks_page_to_the_files(
    rumiai: Run, tiktok: TikTok, content: bytes, tmp_path: Path
) -> None:
    """Without Apify: page, file and all over TLS; the file's host gets the referer, no login."""
    tiktok.answers = {
        PAGE: html(page(post_data())),
        FILE: (200, {"Content-Type": "video/mp4"}, content),
    }
    jar = tmp_path / "cookies.txt"
    jar.write_text(".tiktok.com\tTRUE\t/\tTRUE\t0\tsessionid\tSeCrEt\n")
    arguments = (PAGE, "--only", "shots", "--root", "out", "--cookies", jar, "--debug")
    done = rumiai("analyze", *arguments, env=tiktok.environment)
    assert done.returncode == 0, done.stderr
    unified = json.loads((tmp_path / f"out/unified_analysis/{VIDEO_ID}.json").read_text("utf-8"))
    assert unified["metadata"]["saves"] == 3501
    assert (tmp_path / f"out/temp/{VIDEO_ID}.mp4").read_bytes() == content
    (file,) = [headers for address, headers in tiktok.asked if address == FILE]
    assert file["Referer"] == PAGE
    assert "Cookie" not in file
    out = [bytes_of(path) for path in (tmp_path / "out").rglob("*")]
    assert not any("SeCrEt" in text for text in [done.stdout, done.stderr, *out])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (html(page(None, 10216)), "APIGoneError"),
        (html(page(None, 10204)), "APIBlockedError"),
        ((429, {}, b""), "APIQuotaError"),
    ],
)
def test_tiktok_refuses(rumiai: Run, tiktok: TikTok, answer: Any, kind: str) -> None:
    """yt-dlp's errors have the same classes, and the same exit code."""
    tiktok.answers = {PAGE: answer}
    done = rumiai("analyze", PAGE, "--only", "shots", env=tiktok.environment)
    assert (done.returncode, last(done)["error_type"]) == (3, kind)
    assert len(done.stderr.splitlines()) == 1
