"""Apify's own client against a server on this machine that plays Apify."""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from rumiai.acquire import apify
from rumiai.acquire.apify import Waiting
from rumiai.acquire.means import Means
from rumiai.acquire.targets import TikTokVideo
from rumiai.errors import (
    APIBlockedError,
    APIError,
    APIGoneError,
    APINetworkError,
    APIQuotaError,
    APISlideshowError,
    APITimeoutError,
    APITokenError,
    APIUnsafeError,
)
from servers.apify import (
    POST,
    RUN,
    TOKEN,
    VIDEO_ID,
    Apify,
    made_item,
    refusing,
    run_document,
    saying,
)

QUICK = Waiting(poll=0.02, total=5.0, request=2.0, abort=1.0, pause=0.01)
FILE = "https://files.example.com/v.mp4"
TARGET = TikTokVideo(POST, VIDEO_ID)


@pytest.fixture
def server() -> Iterator[Apify]:
    with Apify(items=[[made_item(mediaUrls=[FILE])]]) as playing:
        yield playing


def finder(server: Apify, waiting: Waiting = QUICK, **changes: Any) -> apify.Apify:
    usual: dict[str, Any] = {
        "folder": Path("temp"),
        "finders": ("apify",),
        "apify_token": SecretStr(TOKEN),
        "apify_url": server.url,
        "cookies": None,
        "offline": False,
        "allow_loopback": True,
        "max_bytes": 10_000_000,
    }
    return apify.Apify(Means(**{**usual, **changes}), waiting)


def test_what_is_sent(server: Apify) -> None:
    """The actor, the input and the bearer token of the contract; the run is limited in time."""
    found = finder(server).find(TARGET)
    start, items = server.asked
    assert start.method == "POST"
    assert start.path.partition("?")[0].endswith("/GdWCkxBtKWOsKjdch/runs")
    assert start.headers["Authorization"] == f"Bearer {TOKEN}"
    assert json.loads(start.body) == {
        "postURLs": [POST],
        "resultsPerPage": 1,
        "shouldDownloadVideos": True,
        "shouldDownloadCovers": True,
        "shouldDownloadSubtitles": True,
        "proxyConfiguration": {"useApifyProxy": True},
    }
    assert "limit=1" in items.path
    assert (found.video_id, found.url, dict(found.headers)) == (VIDEO_ID, FILE, {})
    assert (found.metadata.views, found.metadata.saves) == (132100, 3501)


def test_the_recorded_item(server: Apify, contract: Path) -> None:
    """The item of the contract has no file; with one, its metadata comes through."""
    recorded = contract / "data" / "v3" / "apify_video_response.json"
    item = json.loads(recorded.read_text(encoding="utf-8"))
    server.items = [[item]]
    with pytest.raises(APIError, match="names no video file"):
        finder(server).find(TARGET)
    server.items = [[{**item, "mediaUrls": [FILE]}]]
    found = finder(server).find(TARGET)
    assert found.video_id == item["id"]
    assert found.metadata.likes == item["diggCount"]
    assert found.metadata.hashtags is not None
    assert len(found.metadata.hashtags) == len(item["hashtags"])


@pytest.mark.parametrize(
    "keys",
    [
        {"videoUrl": FILE},
        {"downloadAddr": FILE},
        {"mediaUrls": [FILE]},
        {"downloadUrl": FILE},
        {"videoMeta": {"downloadAddr": FILE}},
    ],
)
def test_where_the_file_may_stand(server: Apify, keys: dict[str, Any]) -> None:
    """The contract's four places, and the scraper's own."""
    server.items = [[made_item(**keys)]]
    assert finder(server).find(TARGET).url == FILE


def test_a_short_link_gets_its_id_from_the_result(server: Apify) -> None:
    """Only the site knows the id behind vm.tiktok.com."""
    short = TikTokVideo("https://vm.tiktok.com/ZTR45GpSF/", None)
    assert finder(server).find(short).video_id == VIDEO_ID
    assert json.loads(server.asked[0].body)["postURLs"] == [short.url]


@pytest.mark.parametrize(
    "stated",
    ["../../etc/passwd", "1\n", "1\0", "9" * 300, "🎬", "１２３", "", None, "id", "-1", "1.5", {}],
)
def test_an_id_that_is_none(server: Apify, stated: Any) -> None:
    """What is not digits alone never becomes a file name."""
    server.items = [[made_item(id=stated, mediaUrls=[FILE])]]
    with pytest.raises(APIError, match="states an id that TikTok does not give"):
        finder(server).find(TikTokVideo("https://vm.tiktok.com/x", None))


def test_another_post_than_asked(server: Apify) -> None:
    """An item about something else is not taken for the video."""
    server.items = [[made_item(id="7000000000000000009", mediaUrls=[FILE])]]
    with pytest.raises(APIError, match=f"another post, 7000000000000000009, not {VIDEO_ID}"):
        finder(server).find(TARGET)


def test_it_looks_until_the_run_ends(server: Apify) -> None:
    """READY, RUNNING, SUCCEEDED: looked at after each pause."""
    server.statuses = ["READY", "RUNNING", "RUNNING", "SUCCEEDED"]
    assert finder(server).find(TARGET).video_id == VIDEO_ID
    assert server.paths().count(f"/v2/actor-runs/{RUN}") == 3


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        ("FAILED", APIError, "ended as FAILED: the scraper crashed"),
        ("ABORTED", APIError, "ended as ABORTED"),
        ("TIMED-OUT", APITimeoutError, "TIMED-OUT"),
        ("NEW-STATUS", APIError, "ended as NEW-STATUS"),
    ],
)
def test_a_run_that_did_not_succeed(
    server: Apify, status: str, error: type[APIError], said: str
) -> None:
    """Each end has its words; no result is read."""
    server.statuses, server.message = ["RUNNING", status], "the scraper crashed"
    with pytest.raises(error, match=said) as caught:
        finder(server).find(TARGET)
    assert type(caught.value) is error
    assert not any("datasets" in path for path in server.paths())


def test_a_run_without_end_is_stopped(server: Apify) -> None:
    """After the patience it is aborted at Apify, so that it costs nothing more."""
    server.statuses = ["RUNNING"]
    with pytest.raises(APITimeoutError, match=r"did not finish within 1 s"):
        finder(server, Waiting(poll=0.02, total=1.0, request=1.0)).find(TARGET)
    assert f"/v2/actor-runs/{RUN}/abort" in server.paths("POST")


@pytest.mark.parametrize(
    ("item", "error"),
    [
        (
            {"errorCode": "POST_NOT_FOUND_OR_PRIVATE", "error": "Post not found or private"},
            APIGoneError,
        ),
        ({"error": "POST_NOT_FOUND_OR_PRIVATE"}, APIGoneError),
        ({"errorCode": "PROFILE_PRIVATE"}, APIGoneError),
        ({"error": "This video was removed by its author"}, APIGoneError),
        ({"errorCode": "POST_SENSITIVE"}, APIBlockedError),
        ({"error": "Unavailable in your country"}, APIBlockedError),
        ({"errorCode": "INVALID_URLS"}, APIError),
        ({"isSlideshow": True, "mediaUrls": ["https://x/music.mp3"]}, APISlideshowError),
        ({"slideshowImageLinks": [{"tiktokLink": "https://x/1.jpg"}]}, APISlideshowError),
        ({"imagePost": {"images": [1]}}, APISlideshowError),
    ],
)
def test_posts_without_a_video(server: Apify, item: dict[str, Any], error: type[APIError]) -> None:
    """The scraper's error items, and slideshows, each with its class."""
    server.items = [[{"url": POST, **item}]]
    with pytest.raises(error) as caught:
        finder(server).find(TARGET)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([], "found nothing"),
        (["text"], "found nothing"),
        ([None], "found nothing"),
        ([{}], "names no video file"),
    ],
)
def test_an_empty_result(server: Apify, items: list[Any], said: str) -> None:
    """A run may succeed without having found anything."""
    server.items = [items]
    with pytest.raises(APIError, match=said):
        finder(server).find(TARGET)


@pytest.mark.parametrize(
    ("code", "kind", "error", "said", "tries"),
    [
        (401, "user-or-token-not-found", APITokenError, "token in APIFY_API_TOKEN", 1),
        (403, "insufficient-permissions", APITokenError, "token in APIFY_API_TOKEN", 1),
        (402, "not-enough-usage", APIQuotaError, "quota", 1),
        (403, "platform-feature-disabled", APIQuotaError, "quota", 1),
        (429, "rate-limit-exceeded", APIQuotaError, "asked too fast", 3),
        (404, "record-not-found", APIError, "does not know the scraper", 1),
        (400, "invalid-input", APIError, "could not do", 1),
        (500, "internal-error", APIError, "could not do", 3),
        (503, "unavailable", APIError, "could not do", 3),
    ],
)
def test_refusals_of_the_api(
    server: Apify, code: int, kind: str, error: type[APIError], said: str, tries: int
) -> None:
    """Each status has its class and words; what may pass is tried three times in all."""
    server.api = [refusing(code, kind, "Words of\nApify \x1b[31m")] * 3
    with pytest.raises(error, match=said) as caught:
        finder(server).find(TARGET)
    assert type(caught.value) is error
    assert f"Apify answered {code}: Words of Apify" in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert len(server.asked) == tries


def test_a_passing_trouble(server: Apify) -> None:
    """A 500 and a 429 are no end where the next try succeeds."""
    server.api = [refusing(500, "internal-error", "?"), refusing(429, "rate-limit-exceeded", "?")]
    assert finder(server).find(TARGET).video_id == VIDEO_ID


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_redirects_are_not_followed(server: Apify, code: int) -> None:
    """The token goes to no other address, not even once."""
    with Apify() as other:
        server.api = [saying(code, Location=f"{other.url}/v2/x")]
        with pytest.raises(APIUnsafeError, match="RUMIAI_APIFY_URL"):
            finder(server).find(TARGET)
        assert other.asked == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"<html>",
        b'{"data": null}',
        b'{"data": {"id": 5}}',
        b'{"data": []}',
        b"\xff",
    ],
)
def test_answers_in_another_form(server: Apify, body: bytes) -> None:
    """One clear line, whatever comes instead of a run."""
    server.api = [saying(201, body)]
    with pytest.raises(APIError, match="not in the form"):
        finder(server).find(TARGET)


@pytest.mark.parametrize("where", [1, 2])
def test_an_endless_answer(server: Apify, where: int) -> None:
    """An answer that is larger than any post's is cut off, packed or not."""
    import gzip

    document = {**run_document("RUNNING"), "more": "x" * 17_000_000}
    packed = gzip.compress(json.dumps(document).encode(), 1)
    server.statuses = ["RUNNING"]
    usual = [lambda answering: answering._usual(answering.path.partition("?")[0])] * (where - 1)
    server.api = [*usual, saying(200, packed, Content_Encoding="gzip")]
    with pytest.raises(APIError, match="larger than any post's"):
        finder(server).find(TARGET)


def test_an_answer_that_drips(server: Apify) -> None:
    """A byte now and then does not keep the search alive longer than its patience."""

    def drip(answering: Any) -> None:
        answering.send_response(200)
        answering.send_header("Content-Length", "1000")
        answering.end_headers()
        for _ in range(60):
            answering.wfile.write(b" ")
            time.sleep(0.05)

    server.api = [drip] * 9
    began = time.monotonic()
    with pytest.raises(APITimeoutError):
        finder(server, Waiting(poll=0.02, total=0.5, request=1.0, pause=0.01)).find(TARGET)
    assert time.monotonic() - began < 2.0


def test_a_silent_server(server: Apify) -> None:
    """No answer in time is a timeout, not a network error."""
    server.api = [lambda _: time.sleep(0.6)] * 3
    with pytest.raises(APITimeoutError):
        finder(server, Waiting(request=0.1, pause=0.01)).find(TARGET)


def test_nobody_there() -> None:
    """No connection: the address is told, and nothing of the token."""
    with Apify() as gone:
        pass
    with pytest.raises(APINetworkError, match=r"no connection to Apify at http://127\.0\.0\.1"):
        finder(gone).find(TARGET)


@pytest.mark.parametrize("token", ["", "  ", "a b", "a\nb", "ключ", "a\x00", None])
def test_tokens_that_cannot_be_sent(server: Apify, token: str | None) -> None:
    """They are refused before a library can quote them in an error."""
    with pytest.raises(APITokenError, match="APIFY_API_TOKEN is not set, or holds") as caught:
        finder(server, apify_token=SecretStr(token) if token is not None else None)
    assert not token or token.strip() == "" or token not in str(caught.value)


def test_the_token_goes_along_to_apifys_own_store(server: Apify) -> None:
    """A file on the API's host needs it; no other host, port or scheme gets it."""
    store = "/v2/key-value-stores/abc/records/video.mp4"
    port = server.url.rpartition(":")[2]
    elsewhere = [
        f"https://127.0.0.1:{port}{store}",
        f"http://127.0.0.1:1{store}",
        f"http://127.0.0.1.example.com:{port}{store}",
        f"http://127.0.0.1:{port}@example.com{store}",
        f"http://example.com/?{server.url}{store}",
        f"http://127.0.0.1:nonsense{store}",
    ]
    server.items = [[made_item(mediaUrls=[url])] for url in [server.url + store, *elsewhere]]
    found = [finder(server).find(TARGET) for _ in range(7)]
    assert dict(found[0].headers) == {"Authorization": f"Bearer {TOKEN}"}
    assert [dict(f.headers) for f in found[1:]] == [{}] * 6
    assert TOKEN not in repr(found)


def test_the_token_is_in_no_word(
    server: Apify, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither in errors that quote it, nor in their causes, logs or metadata."""
    caplog.set_level(logging.DEBUG)
    server.api = [refusing(401, "x", f"the token {TOKEN} is not valid")]
    with pytest.raises(APITokenError) as caught:
        finder(server).find(TARGET)
    told = "".join(traceback.format_exception(caught.value))
    server.items = [[made_item(text=f"look: {TOKEN}", mediaUrls=[f"{FILE}?token={TOKEN}"])]]
    found = finder(server).find(TARGET)
    written = capfd.readouterr()
    everything = [told, repr(found), caplog.text, written.out, written.err, repr(finder(server))]
    assert not any(TOKEN in text for text in everything)


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "x" * 1_000_000},
        {"text": 5, "authorMeta": "nobody", "musicMeta": [], "hashtags": "none"},
        {"videoMeta": None, "authorMeta": None, "createTimeISO": {}, "createTime": []},
        {"playCount": "132100", "diggCount": "many", "shareCount": -1, "commentCount": True},
    ],
)
def test_hostile_metadata(server: Apify, changes: dict[str, Any]) -> None:
    """Huge, wrong and missing fields are read or left out; the video is found all the same."""
    server.items = [[made_item(mediaUrls=[FILE], **changes)]]
    found = finder(server).find(TARGET)
    assert found.video_id == VIDEO_ID
    if "playCount" in changes:
        assert found.metadata.views == 132100
        assert found.metadata.likes is None
