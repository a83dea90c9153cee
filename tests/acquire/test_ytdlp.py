"""The real yt-dlp and its TikTok extractor, against pages in TikTok's form served on this machine.

What this proves: requests, TLS, redirects, cookies, the extractor's reading of a page, its errors.
What it cannot: that TikTok's real pages still look like this, and that TikTok answers at all.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from yt_dlp.utils import YoutubeDLError

from rumiai.acquire.means import Means
from rumiai.acquire.targets import TikTokVideo
from rumiai.acquire.ytdlp import Patience, YtDlp
from rumiai.acquire.ytdlp_errors import ours
from rumiai.errors import (
    APIBlockedError,
    APIError,
    APIGoneError,
    APINetworkError,
    APIQuotaError,
    APISlideshowError,
    APITimeoutError,
    APIUnsafeError,
    ArgumentError,
)
from servers.tiktok import FILE, HOSTS, POST, VIDEO_ID, TikTok, bitrate, html, page, post_data

QUICK = Patience(silence=2.0, retries=0)
TARGET = TikTokVideo(POST, VIDEO_ID)
SHORT = TikTokVideo("https://vm.tiktok.com/ZTR45GpSF", None)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TikTok]:
    with TikTok(tmp_path_factory.mktemp("tiktok")) as serving:
        yield serving


@pytest.fixture
def tiktok(served: TikTok, monkeypatch: pytest.MonkeyPatch) -> TikTok:
    """TikTok's hosts resolve to this machine, and https leads to the server's port."""
    resolve, connect = socket.getaddrinfo, socket.socket.connect

    def resolved(host: Any, *arguments: Any, **options: Any) -> Any:
        return resolve("127.0.0.1" if host in HOSTS else host, *arguments, **options)

    def connected(self: socket.socket, address: Any) -> None:
        connect(self, ("127.0.0.1", served.port) if address[1:2] == (443,) else address)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr(socket.socket, "connect", connected)
    monkeypatch.setenv("SSL_CERT_FILE", str(served.authority))
    served.asked.clear()
    served.answers = {
        POST: html(page(post_data()), Set_Cookie="tt_chain_token=abc; Domain=.tiktok.com")
    }
    return served


@pytest.fixture
def finder(means: Callable[..., Means]) -> Callable[..., YtDlp]:
    def make(patience: Patience = QUICK, **changes: Any) -> YtDlp:
        return YtDlp(means(**changes), patience)

    return make


Find = Callable[..., YtDlp]


def test_a_post(tiktok: TikTok, finder: Find, capfd: pytest.CaptureFixture[str]) -> None:
    """Id, counts, file and headers come from the page; nothing is printed."""
    found = finder().find(TARGET)
    assert (found.video_id, found.url) == (VIDEO_ID, FILE)
    assert found.headers["Referer"] == POST
    assert "User-Agent" in found.headers
    data = found.metadata
    assert (data.views, data.likes, data.comments, data.shares, data.saves) == (
        132100,
        8112,
        122,
        1406,
        3501,
    )
    assert data.description == "Three plants #plants #indoor"
    assert (data.author, data.music, data.duration) == ("sampleauthor", "original sound", 18.0)
    assert data.create_time == "2025-07-02T05:03:39Z"
    assert (data.hashtags, data.language, data.scraped_at) == (None, None, None)
    assert capfd.readouterr() == ("", "")


def test_cookies_go_where_they_belong(tiktok: TikTok, finder: Find, tmp_path: Path) -> None:
    """A login's cookies go to TikTok, not to another host's file; the user's file stays."""
    lines = "#HttpOnly_.tiktok.com\tTRUE\t/\tTRUE\t0\tsessionid\tSeCrEt\n"
    jar = tmp_path / "cookies.txt"
    jar.write_text(lines)
    found = finder(cookies=jar).find(TARGET)
    assert "sessionid=SeCrEt" in tiktok.asked[0][1]["Cookie"]
    assert "Cookie" not in found.headers
    within = "https://v19.tiktok.com/clip/"
    video = {**post_data()["video"], "playAddr": within, "bitrateInfo": [], "downloadAddr": ""}
    tiktok.answers[POST] = html(
        page(post_data(video=video)), Set_Cookie="tt_chain_token=abc; Domain=.tiktok.com; Path=/"
    )
    headers = finder(cookies=jar).find(TARGET).headers
    assert {"sessionid=SeCrEt", "tt_chain_token=abc"} <= set(headers["Cookie"].split("; "))
    assert jar.read_text() == lines
    assert [path.name for path in tmp_path.iterdir()] == ["cookies.txt"]


@pytest.mark.parametrize(
    "text",
    ['[{"name": "sessionid", "value": "SeCrEt"}]', "sessionid=SeCrEt", "a\tb\tc\td\te\tf\tSeCrEt"],
)
def test_cookies_in_another_form(finder: Find, tmp_path: Path, text: str) -> None:
    """One clear line, without what stands in the file."""
    jar = tmp_path / "cookies.txt"
    jar.write_text(text)
    with pytest.raises(ArgumentError, match=r"line 1 is not in Netscape's format") as caught:
        finder(cookies=jar)
    assert "SeCrEt" not in str(caught.value)
    with pytest.raises(ArgumentError, match="cannot be read"):
        finder(cookies=tmp_path / "absent.txt")


def test_a_short_link(tiktok: TikTok, finder: Find) -> None:
    """It is followed to the post, whose id it did not tell."""
    tiktok.answers[SHORT.url] = (301, {"Location": f"{POST}?_t=1"}, b"")
    tiktok.answers[f"{POST}?_t=1"] = tiktok.answers[POST]
    assert finder().find(SHORT).video_id == VIDEO_ID


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ("https://www.tiktok.com/", APIGoneError),
        ("https://www.tiktok.com/@u/photo/7522345762324237623", APISlideshowError),
        ("https://www.tiktok.com/@u", APIGoneError),
    ],
)
def test_a_short_link_to_no_video(
    tiktok: TikTok, finder: Find, place: str, error: type[APIError]
) -> None:
    """Front pages, profiles and photos are no videos; no other extractor is tried."""
    tiktok.answers |= {SHORT.url: (301, {"Location": place}, b""), place: html(b"<html></html>")}
    with pytest.raises(error):
        finder().find(SHORT)


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (html(page(None, 10204)), APIBlockedError, "blocks this address"),
        (html(page(None, 10216)), APIGoneError, "private"),
        (html(page(None, 10222)), APIGoneError, "private"),
        (html(page(None, 10231)), APIGoneError, "removed"),
        (html(page(None, 0)), APIError, "status code 0"),
        (html(page({"id": "1", "isContentClassified": True})), APIBlockedError, "login"),
        (html(b"<html>Please wait...</html>"), APIBlockedError, "robots"),
        (html(b"<html>captcha</html>"), APIBlockedError, "robots"),
        ((404, {}, b""), APIGoneError, "answered 404"),
        ((403, {}, b"x" * 100), APIBlockedError, "answered 403"),
        ((429, {}, b""), APIQuotaError, "answered 429"),
        ((500, {}, b""), APIError, "answered 500"),
        ((301, {"Location": "https://www.tiktok.com/login"}, b""), APIBlockedError, "login"),
    ],
)
def test_posts_that_are_not_shown(
    tiktok: TikTok, finder: Find, answer: Any, error: type[APIError], said: str
) -> None:
    """Each reason has its class, its words in one line, and no request to report a bug."""
    tiktok.answers |= {POST: answer, "https://www.tiktok.com/login": html(b"<html></html>")}
    with pytest.raises(error, match=said) as caught:
        finder().find(TARGET)
    assert type(caught.value) is error
    assert "report" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_slideshow(tiktok: TikTok, finder: Find) -> None:
    """A post with sound alone has photos."""
    music = {"title": "song", "playUrl": "https://v16.tiktokcdn.com/music.mp3"}
    item = post_data(video={"duration": 0}, music=music, imagePost={"images": [{}]})
    tiktok.answers[POST] = html(page(item))
    with pytest.raises(APISlideshowError):
        finder().find(TARGET)
    tiktok.answers[POST] = html(page(post_data(video={"duration": 5}, music={})))
    with pytest.raises(APIError, match="no single file with picture and sound"):
        finder().find(TARGET)


CLEAN, LARGE, ODD = (f"https://v16.tiktokcdn.com/{name}/" for name in ("clean", "large", "odd"))


@pytest.mark.parametrize(
    ("bitrates", "chosen"),
    [
        ([("h264_540p_1", CLEAN), ("h264_720p_2", LARGE)], LARGE),
        ([("h264_720p_2", CLEAN), ("h264_1080p_3", LARGE)], CLEAN),
        ([("bytevc1_720p_1", LARGE), ("h264_720p_2", CLEAN)], CLEAN),
        ([("bytevc2_720p_1", ODD), ("h264_540p_2", CLEAN)], CLEAN),
        ([("h264_1080p_3", LARGE)], LARGE),
        ([("bytevc1_720p_1", f"{ODD}media-video-hvc1/"), ("h264_360p_1", CLEAN)], CLEAN),
    ],
)
def test_which_file(tiktok: TikTok, finder: Find, bitrates: Any, chosen: str) -> None:
    """At most 720 pixels on the shorter side where there is one, H.264, with sound, playable."""
    video = {"width": 576, "height": 1024, "bitrateInfo": [bitrate(*one) for one in bitrates]}
    marked = "https://v16.tiktokcdn.com/marked/"
    tiktok.answers[POST] = html(page(post_data(video={**video, "downloadAddr": marked})))
    assert finder().find(TARGET).url == chosen
    tiktok.answers[POST] = html(page(post_data(video={"downloadAddr": marked})))
    assert finder().find(TARGET).url == marked, "better than nothing"


@pytest.mark.parametrize(
    "changes",
    [
        {"desc": "x" * 1_000_000},
        {"desc": 5, "author": "u", "music": [], "stats": "none", "createTime": {}},
        {"desc": None, "author": None, "music": None, "stats": None, "createTime": None},
        {"stats": {"playCount": "132100", "diggCount": "many", "shareCount": -1}},
        {"desc": "a\ud800b\x00\x1b[31m", "author": {"uniqueId": "../../x", "nickname": 1}},
    ],
)
def test_hostile_metadata(tiktok: TikTok, finder: Find, changes: dict[str, Any]) -> None:
    """Huge, wrong and missing fields are read or left out; the video is found all the same."""
    tiktok.answers[POST] = html(page(post_data(**changes)))
    found = finder().find(TARGET)
    assert (found.video_id, found.url) == (VIDEO_ID, FILE)
    assert found.metadata.model_dump_json().encode("utf-8")
    if isinstance(changes.get("stats"), dict):
        assert (found.metadata.views, found.metadata.likes, found.metadata.shares) == (
            132100,
            None,
            None,
        )


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1/x",
        "file:///etc/passwd",
        "ftp://v16.tiktokcdn.com/x",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "https://[fe80::1]/",
    ],
)
def test_redirects_to_where_nobody_goes(tiktok: TikTok, finder: Find, place: str) -> None:
    """yt-dlp's own requests are held by the same guard, after each redirect again."""
    tiktok.answers[POST] = (302, {"Location": place}, b"")
    with pytest.raises(APIUnsafeError):
        finder().find(TARGET)
    assert len(tiktok.asked) == 1


def test_loopback_is_for_tests(tiktok: TikTok, finder: Find) -> None:
    """Where it is not allowed, a name that leads to this machine is not connected to."""
    with pytest.raises(APIUnsafeError, match="not on the public internet"):
        finder(allow_loopback=False).find(TARGET)
    assert tiktok.asked == []


def test_redirects_without_end(tiktok: TikTok, finder: Find) -> None:
    """Five are followed, no more."""
    chain = [POST, *(f"https://www.tiktok.com/{i}" for i in range(9))]
    tiktok.answers |= {a: (302, {"Location": b}, b"") for a, b in itertools.pairwise(chain)}
    with pytest.raises(APIUnsafeError, match="on and on"):
        finder().find(TARGET)
    assert len(tiktok.asked) == 6


def test_pages_too_large(tiktok: TikTok, finder: Find) -> None:
    """A page is cut off at its limit, packed or not, before it fills the memory."""
    bomb = gzip.compress(b"x" * 300_000_000, 1)
    for answer in (
        (200, {"Content-Encoding": "gzip"}, bomb),
        (200, {}, b"x" * 17_000_000),
        (200, {"Content-Encoding": "br"}, b"x"),
        (200, {"Content-Encoding": "gzip"}, b"not gzip"),
    ):
        tiktok.answers[POST] = answer
        with pytest.raises(APIError):
            finder().find(TARGET)


def test_cut_pages(tiktok: TikTok, finder: Find) -> None:
    """A page that ends too soon is not taken for a whole one."""
    body = page(post_data())
    tiktok.answers[POST] = (200, {"Content-Length": str(len(body) + 5)}, body)
    with pytest.raises(APINetworkError):
        finder().find(TARGET)


@pytest.mark.parametrize("where", ["silent", "drips", "headers"])
def test_slow_pages(tiktok: TikTok, finder: Find, where: str) -> None:
    """Neither silence nor a byte now and then holds a search for long."""

    def slow(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n")
        handler.wfile.write(b"X-Long: " if where == "headers" else b"\r\n")
        for _ in range(30):
            if where != "silent":
                handler.wfile.write(b" ")
            time.sleep(0.05)

    tiktok.answers[POST] = slow
    began = time.monotonic()
    patience = Patience(silence=0.3, total=0.5, retries=0)
    with pytest.raises(APITimeoutError):
        finder(patience).find(TARGET)
    assert time.monotonic() - began < 1.5


def test_certificates_are_checked(
    tiktok: TikTok, finder: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is not TikTok by certificate is no connection."""
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(APINetworkError, match="certificate"):
        finder().find(TARGET)


def test_no_name_no_connection(finder: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without network is told so."""

    def lost(*_: Any, **__: Any) -> None:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", lost)
    with pytest.raises(APINetworkError, match=r"www\.tiktok\.com cannot be found"):
        finder().find(TARGET)


def test_nothing_of_the_users_is_read(
    tiktok: TikTok, finder: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither config files, nor plugins, nor caches, nor proxies: yt-dlp does only what we ask."""
    home = Path(os.environ["HOME"])
    plugin = home / ".config/yt-dlp/plugins/evil/yt_dlp_plugins/extractor/evil.py"
    plugin.parent.mkdir(parents=True)
    plugin.write_text("raise SystemExit('a plugin ran')")
    (home / ".config/yt-dlp/config").write_text("--proxy http://127.0.0.1:1\n--exec 'touch x'\n")
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    before = sorted(home.rglob("*"))
    assert finder().find(TARGET).video_id == VIDEO_ID
    assert sorted(home.rglob("*")) == before
    assert not any(name.startswith("yt_dlp_plugins") for name in sys.modules)


def test_ids_that_are_none(tiktok: TikTok, finder: Find) -> None:
    """yt-dlp takes the id from the address; another than was asked for is refused."""
    other = "https://www.tiktok.com/@u/video/7000000000000000009"
    tiktok.answers[POST] = (302, {"Location": other}, b"")
    tiktok.answers[other] = html(page(post_data(id="../../etc")))
    assert finder().find(TARGET).video_id == VIDEO_ID
    assert json.loads(finder().find(TARGET).metadata.model_dump_json())["id"] == VIDEO_ID


def test_words_with_an_address_that_cannot_be_read() -> None:
    """They are told without its secrets, like any others."""
    said = str(ours(YoutubeDLError("no page at https://[me:T0KEN@a/?k=T0KEN"), "TikTok", None))
    assert "https://a/" in said
    assert "T0KEN" not in said
