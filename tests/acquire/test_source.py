"""From a link to a video on disk: real finders and the real downloader, servers on this machine."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from acquire.fetching import STORE
from rumiai.acquire.means import Means
from rumiai.acquire.source import Claim, acquire, unclaimed
from rumiai.errors import (
    APIDownloadError,
    APIError,
    APIExpiredError,
    APIGoneError,
    APINetworkError,
    APIPageError,
    APIQuotaError,
    APISlideshowError,
    APITokenError,
    ArgumentError,
)
from rumiai.pipeline import insist_on_video
from rumiai.progress import Progress, Stage, StageStarted, VideoArriving, VideoHere, VideoKnown
from rumiai.schema.media import SourceVideo
from servers.apify import POST, TOKEN, VIDEO_ID, Apify, made_item, refusing, saying, video

Make = Callable[..., Means]
Acquire = Callable[..., SourceVideo]


@pytest.fixture
def seen() -> list[Progress]:
    return []


@pytest.fixture
def get(means: Make, apify: Apify, seen: list[Progress]) -> Acquire:
    """Acquires with Apify alone, unless told otherwise."""

    def acquired(
        source: str, metadata: Path | None = None, claim: Claim = unclaimed, **changes: Any
    ) -> SourceVideo:
        usual = {"finders": ("apify",), "apify_token": SecretStr(TOKEN), "apify_url": apify.url}
        given = means(**{**usual, **changes})
        return acquire(source, metadata, given, seen.append, insist_on_video, claim)

    return acquired


@pytest.fixture
def kept(tmp_path: Path, content: bytes) -> Path:
    """The post's video is here from before."""
    path = tmp_path / "temp" / f"{VIDEO_ID}.mp4"
    path.parent.mkdir()
    path.write_bytes(content)
    return path


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No name can be resolved; tells which were asked for."""
    asked: list[str] = []
    resolve = socket.getaddrinfo

    def resolved(host: Any, *arguments: Any, **options: Any) -> Any:
        if host == "127.0.0.1":
            return resolve(host, *arguments, **options)
        asked.append(host)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    return asked


def steps(seen: list[Progress]) -> list[Progress]:
    return [news for news in seen if not isinstance(news, VideoArriving)]


def test_a_post(get: Acquire, seen: list[Progress], content: bytes, tmp_path: Path) -> None:
    """Stages, id and file are told once and in order; the bytes are told while they come."""
    found = get(f"{POST}?is_from_webapp=1")
    path = tmp_path / "temp" / f"{VIDEO_ID}.mp4"
    assert (found.path, found.video_id, found.fetched, found.faults) == (path, VIDEO_ID, True, ())
    assert path.read_bytes() == content
    assert found.metadata.views == 132100
    assert steps(seen) == [
        StageStarted(Stage.SCRAPING),
        VideoKnown(VIDEO_ID),
        StageStarted(Stage.DOWNLOADING),
        VideoHere(path),
    ]
    assert VideoArriving(len(content), len(content)) in seen
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_file_on_this_machine(
    get: Acquire, seen: list[Progress], kept: Path, apify: Apify
) -> None:
    """Its id is told, nothing else; nobody is asked."""
    found = get(str(kept))
    assert (found.fetched, steps(seen)) == (False, [VideoKnown(VIDEO_ID)])
    assert apify.asked == []


@pytest.mark.parametrize(
    "form", ["https://vm.tiktok.com/ZTR45GpSF/", "https://www.tiktok.com/t/x/"]
)
def test_short_links(
    get: Acquire, seen: list[Progress], kept: Path, form: str, apify: Apify
) -> None:
    """The id comes from the result; a video that is here then is not fetched again."""
    assert get(form).video_id == VIDEO_ID
    assert STORE not in apify.paths()
    assert steps(seen)[-1] == VideoHere(kept)


def test_what_is_here_is_not_fetched_again(
    get: Acquire, seen: list[Progress], kept: Path, apify: Apify
) -> None:
    """The platform is asked for its counts alone; the same stages are told."""
    found = get(POST)
    assert (found.path, found.metadata.views, found.faults) == (kept, 132100, ())
    assert STORE not in apify.paths()
    assert [type(news) for news in seen] == [StageStarted, VideoKnown, StageStarted, VideoHere]


def test_what_is_here_and_nobody_answers(get: Acquire, kept: Path, apify: Apify) -> None:
    """The file is enough to go on; what is not known is said."""
    apify.api = [refusing(402, "quota", "no money")]
    found = get(POST)
    assert found.path == kept
    assert set(found.metadata.model_dump().values()) == {None}
    assert found.faults[0].startswith("platform metadata: the Apify account's quota")


def test_the_users_metadata_is_stronger(
    get: Acquire, kept: Path, apify: Apify, tmp_path: Path
) -> None:
    """With --metadata nobody is asked for what is here; what comes anew takes it, too."""
    stated = tmp_path / "item.json"
    stated.write_text(json.dumps({"playCount": 7}))
    assert get(POST, stated).metadata.views == 7
    assert apify.asked == []
    kept.unlink()
    found = get(POST, stated)
    assert (found.metadata.views, found.metadata.likes) == (7, None)
    with pytest.raises(ArgumentError, match="cannot be read"):
        get(POST, tmp_path / "absent.json")


@pytest.mark.parametrize(
    "source", [POST, VIDEO_ID, "https://vm.tiktok.com/x/", "the link to the file", "the file"]
)
def test_the_video_is_claimed_first(
    get: Acquire, apify: Apify, seen: list[Progress], tmp_path: Path, content: bytes, source: str
) -> None:
    """Once, before its id is told or a file of it is looked at: another run may be writing it."""
    link = apify.serve("/v.mp4", video(content))
    (tmp_path / "x.mp4").write_bytes(content)
    named = {"the link to the file": link, "the file": str(tmp_path / "x.mp4")}
    claimed: list[str] = []

    def claim(video_id: str) -> None:
        assert not any(isinstance(news, VideoKnown) for news in seen)
        claimed.append(video_id)
        if source != "the file":  # what the other run leaves
            (tmp_path / "temp").mkdir()
            (tmp_path / "temp" / f"{video_id}.mp4").write_bytes(content)

    found = get(named.get(source, source), claim=claim)
    assert claimed == [found.video_id]
    assert not {STORE, "/v.mp4"} & set(apify.paths()), "the other run's file is taken"


def test_a_broken_file_is_fetched_anew(get: Acquire, kept: Path, content: bytes) -> None:
    """A file under the video's name that is none does not count as here."""
    kept.write_bytes(b"half of something")
    assert get(POST).path.read_bytes() == content


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_an_expired_link(
    get: Acquire, seen: list[Progress], apify: Apify, content: bytes, code: int
) -> None:
    """A fresh one is asked for, once."""
    old = apify.serve("/old", saying(code))
    new = apify.serve("/new", video(content))
    apify.items = [[made_item(mediaUrls=[old])], [made_item(mediaUrls=[new], playCount=9)]]
    found = get(POST)
    assert found.path.read_bytes() == content
    assert (apify.begun, found.metadata.views) == (2, 9)
    assert len([news for news in seen if isinstance(news, VideoKnown)]) == 1


def test_an_expired_link_and_no_fresh_one(get: Acquire, apify: Apify, tmp_path: Path) -> None:
    """After the second one it is said; nothing is left."""
    apify.items = [[made_item(mediaUrls=[apify.serve("/old", saying(403))])]]
    with pytest.raises(APIExpiredError, match="not valid, or no longer"):
        get(POST)
    assert apify.begun == 2
    assert not list(tmp_path.glob("temp/*"))


def test_what_came_is_no_video(get: Acquire, apify: Apify, tmp_path: Path) -> None:
    """It never gets the video's name."""
    apify.items = [[made_item(mediaUrls=[apify.serve("/v.mp4", video(b"\0" * 5000))])]]
    with pytest.raises(APIDownloadError, match="no video"):
        get(POST)
    assert not list(tmp_path.glob("temp/*"))


def test_an_id_that_is_here(get: Acquire, kept: Path, apify: Apify) -> None:
    """A bare id is as good as the link: another run on it does not lose what the platform says."""
    found = get(VIDEO_ID)
    assert (found.path, found.metadata.views, found.faults) == (kept, 132100, ())
    assert STORE not in apify.paths()


def test_an_id_that_is_not_here(get: Acquire, apify: Apify) -> None:
    """It is taken for TikTok's."""
    assert get(VIDEO_ID).video_id == VIDEO_ID
    asked = json.loads(apify.asked[0].body)["postURLs"]
    assert asked == [f"https://www.tiktok.com/@_/video/{VIDEO_ID}"]


@pytest.mark.parametrize(
    "source", [POST, VIDEO_ID, "https://vm.tiktok.com/x/", "https://a.example/v.mp4?s=KEY"]
)
def test_offline(get: Acquire, apify: Apify, lost: list[str], source: str) -> None:
    """One clear line, and not one step towards a network."""
    with pytest.raises(ArgumentError, match="offline nothing is fetched") as caught:
        get(source, offline=True)
    assert (apify.asked, lost) == ([], [])
    assert "KEY" not in str(caught.value)


def test_offline_with_the_file(get: Acquire, kept: Path, apify: Apify) -> None:
    """What is here works offline; that the counts are missing is said."""
    found = get(VIDEO_ID, offline=True)
    assert found.path == kept
    assert "offline" in found.faults[0]
    assert apify.asked == []


@pytest.mark.parametrize("source", [POST, "https://vm.tiktok.com/x/", "https://a.example/v.mp4"])
def test_no_place_for_it(get: Acquire, apify: Apify, tmp_path: Path, source: str) -> None:
    """A wrong folder is told before anybody is asked, and paid, for the video."""
    (tmp_path / "temp").write_text("a file")
    with pytest.raises(ArgumentError, match=r"temp: no video can be put there"):
        get(source)
    (tmp_path / f"{VIDEO_ID}.mp4").mkdir()
    with pytest.raises(ArgumentError, match="a folder is in the video's place"):
        get(POST, folder=tmp_path)
    assert apify.asked == []


def test_the_next_one_is_asked(get: Acquire, lost: list[str]) -> None:
    """In the settings' order, until one gives the video."""
    assert get(POST, finders=("yt-dlp", "apify")).metadata.saves == 3501
    assert lost == ["www.tiktok.com"]


def test_when_all_fail(get: Acquire, apify: Apify, lost: list[str]) -> None:
    """One line with what each said; of the first one's kind."""
    apify.api = [refusing(402, "quota", "no money")]
    with pytest.raises(APIError, match=r"apify: .*no money.*; yt-dlp: the address of") as caught:
        get(POST, finders=("apify", "yt-dlp"))
    assert type(caught.value) is APIQuotaError
    apify.items = [[]]
    with pytest.raises(APIError, match=r"apify: .*found nothing.*; yt-dlp: ") as caught:
        get(POST, finders=("apify", "yt-dlp"))
    assert type(caught.value) is APINetworkError, "it says more than that it did not work"


@pytest.mark.parametrize(
    ("item", "error"),
    [
        ({"errorCode": "POST_NOT_FOUND_OR_PRIVATE"}, APIGoneError),
        ({"id": VIDEO_ID, "isSlideshow": True}, APISlideshowError),
    ],
)
def test_what_is_final(
    get: Acquire, apify: Apify, lost: list[str], tmp_path: Path, item: Any, error: type[APIError]
) -> None:
    """Nobody else is asked about what does not exist; but a login may see private posts."""
    apify.items = [[item]]
    both = ("apify", "yt-dlp")
    with pytest.raises(error):
        get(POST, finders=both)
    assert lost == []
    jar = tmp_path / "cookies.txt"
    jar.write_text(".tiktok.com\tTRUE\t/\tTRUE\t0\tsessionid\tSeCrEt\n")
    with pytest.raises(error):
        get(POST, finders=both, cookies=jar)
    assert bool(lost) == (error is APIGoneError)


def test_without_a_token(get: Acquire, apify: Apify, lost: list[str]) -> None:
    """Apify is left out; where nobody is left, both ways out are named."""
    with pytest.raises(APINetworkError):
        get(POST, finders=("apify", "yt-dlp"), apify_token=None)
    assert apify.asked == []
    with pytest.raises(APITokenError, match=r"APIFY_API_TOKEN; --sources yt-dlp"):
        get(POST, finders=("apify",), apify_token=None)
    with pytest.raises(APIError, match=r"apify: APIFY_API_TOKEN .*; yt-dlp: "):
        get(POST, finders=("apify", "yt-dlp"), apify_token=SecretStr("not one"))


def test_a_link_to_a_file(get: Acquire, seen: list[Progress], apify: Apify, content: bytes) -> None:
    """Its id is made of the link; the next time the file is here."""
    url = apify.serve("/clips/My%20clip.mp4", video(content))
    found = get(f"{url}?signed=1")
    assert found.video_id.startswith("My_clip_")
    assert found.path.read_bytes() == content
    assert [type(news) for news in steps(seen)] == [VideoKnown, StageStarted, VideoHere]
    before = len(apify.asked)
    assert get(f"{url}?signed=1", offline=True).path == found.path
    assert len(apify.asked) == before


def test_a_link_to_a_page(get: Acquire, seen: list[Progress], apify: Apify, content: bytes) -> None:
    """yt-dlp's generic extractor finds the page's one video, where yt-dlp may be asked."""
    apify.serve("/clip.mp4", video(content))
    text = b"<!doctype html><html><title>T</title><body><video src='/clip.mp4'></video></html>"
    url = apify.serve("/page", saying(200, text, Content_Type="text/html"))
    with pytest.raises(APIPageError, match="web page"):
        get(url)
    seen.clear()
    found = get(url, finders=("yt-dlp",))
    assert found.path.read_bytes() == content
    assert found.video_id.startswith("page_")
    assert found.metadata.create_time is None
    assert len([news for news in seen if isinstance(news, VideoKnown)]) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<html>nothing to see</html>",
        b"<html><video src='/a.mp4'></video><video src='/b.mp4'></video></html>",
        b"<html><video src='file:///etc/passwd'></video></html>",
    ],
)
def test_pages_without_one_video(get: Acquire, apify: Apify, body: bytes, tmp_path: Path) -> None:
    """None, several, or one where nobody goes: refused, and nothing is left."""
    url = apify.serve("/page", saying(200, body, Content_Type="text/html"))
    with pytest.raises(APIError) as caught:
        get(f"{url}?signature=SeCrEt", finders=("yt-dlp",))
    assert "SeCrEt" not in str(caught.value)
    assert not list(tmp_path.glob("temp/*"))


def test_the_token_reaches_no_other_host(get: Acquire, apify: Apify, content: bytes) -> None:
    """Neither a file on another host gets it, nor one to which Apify's store leads."""
    with Apify() as other:
        url = other.serve("/v.mp4", video(content))
        apify.items = [[made_item(mediaUrls=[url])]]
        path = get(POST).path
        path.unlink()
        led = apify.serve(STORE, saying(302, Location=url))
        apify.items = [[made_item(mediaUrls=[led])]]
        get(POST)
        assert len(other.asked) == 2
        assert TOKEN not in repr(other.asked)
    sent = [a.headers.get("Authorization") for a in apify.asked if a.path == STORE]
    assert sent == [f"Bearer {TOKEN}"], "its own store gets it"


def test_two_ids_for_one_link(
    get: Acquire, apify: Apify, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the scraper changes its mind about a short link, nothing is mixed up."""
    old = apify.serve("/old", saying(403))
    other = made_item(id="7000000000000000009", mediaUrls=[apify.serve("/new", video(content))])
    apify.items = [[made_item(mediaUrls=[old])], [other]]
    with pytest.raises(APIError, match="another post"):
        get("https://vm.tiktok.com/x/")
