"""Files come whole or not at all, whatever the server does."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from rumiai.errors import APIDownloadError, ArgumentError
from rumiai.transfers.exchange import _accept
from rumiai.transfers.faults import RefusedError
from rumiai.transfers.part import locked_part
from rumiai.transfers.patience import Patience
from rumiai.weights.store import Store
from rumiai.weights.telling import Arrived, Interrupted, Pulling
from servers.files import CONTENT, Answering, Server, breaking, chunked, saying
from weights.ordered import one, unknown

Make = Callable[..., Store]
HALF = len(CONTENT) // 2
PAGE = b"<!DOCTYPE html><title>Log in</title>" + b" " * 1000


def files(folder: Path) -> set[str]:
    """All files below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_file_comes_whole(store: Make, server: Server) -> None:
    """It is where the catalogue says, nothing else is left, and a second pull asks nobody."""
    place = store()
    assert place.pull("model") is True
    assert (place.folder / "kind/model.bin").read_bytes() == CONTENT
    assert files(place.folder) == {"kind/model.bin", "recorded.json"}
    assert place.pull("model") is False
    assert len(server.requests) == 1
    assert "Range" not in server.requests[0][1]


def test_a_broken_transfer_goes_on_where_it_broke(store: Make, server: Server) -> None:
    """The second request asks for the rest of the same version, and what came is told."""
    news: list[Pulling] = []
    server.bad = [breaking(HALF)]
    place = store(watch=news.append)
    place.pull("model")
    assert (place.folder / "kind/model.bin").read_bytes() == CONTENT
    asked = server.requests[1][1]
    assert (asked["Range"], asked["If-Range"]) == (f"bytes={HALF}-", '"one"')
    done = [item.done for item in news if isinstance(item, Arrived)]
    assert done == sorted(done)
    assert done[-1] == len(CONTENT)
    assert [i.path for i in news if isinstance(i, Interrupted)] == ["kind/model.bin"]


def test_a_later_process_goes_on(store: Make, server: Server) -> None:
    """What one process got is kept for the next, under a name that nobody takes for the file."""
    server.bad = [breaking(HALF), *[breaking(0)] * 3]
    with pytest.raises(APIDownloadError, match=r"broke off.*127\.0\.0\.1"):
        store().pull("model")
    place = store()
    assert files(place.folder) == {"kind/.model.bin.part", "kind/.model.bin.part.json"}
    assert not place.has("model")
    assert place.pull("model")
    assert server.requests[-1][1]["Range"] == f"bytes={HALF}-"
    assert files(place.folder) == {"kind/model.bin", "recorded.json"}


@pytest.mark.parametrize("known", [True, False])
def test_a_file_that_changed_in_between_begins_anew(
    store: Make, server: Server, known: bool
) -> None:
    """Never is the beginning of one version joined to the end of another."""
    weights = one(server) if known else unknown(server)
    server.content = bytes(len(CONTENT))
    server.bad = [breaking(HALF), *[breaking(0)] * 3]
    with pytest.raises(APIDownloadError):
        store(weights).pull("model")
    server.content, server.etag = CONTENT, '"two"'
    place = store(weights)
    place.pull("model")
    assert (place.folder / "kind/model.bin").read_bytes() == CONTENT


def wrong_start(answering: Answering) -> None:
    """A range that was not asked for."""
    answering.say(206, CONTENT[10:], {"Content-Range": f"bytes 10-{len(CONTENT) - 1}/307200"})


def other_version(answering: Answering) -> None:
    """The range of another version, although `If-Range` forbids it."""
    start = HALF
    value = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
    answering.say(206, bytes(HALF), {"Content-Range": value, "ETag": '"two"'})


def stale_beginning(answering: Answering) -> None:
    """The first half of another file under the same ETag."""
    answering.say(200, bytes(len(CONTENT)), {"ETag": '"one"'}, HALF)


@pytest.mark.parametrize(
    "bad",
    [
        [breaking(HALF), wrong_start],
        [breaking(HALF), other_version],
        [breaking(HALF), saying(416, b"")],
        [breaking(HALF), lambda answering: answering.give(ranges=False)],
        [stale_beginning],
        [saying(503, b"busy"), saying(429, b"", Retry_After="0")],
    ],
    ids=["wrong start", "other version", "416", "no ranges", "stale beginning", "busy"],
)
def test_odd_answers_are_survived(
    store: Make, server: Server, bad: list[Callable[[Answering], None]]
) -> None:
    """A wrong range is not used; a busy server is asked again."""
    server.bad = list(bad)
    place = store()
    place.pull("model")
    assert (place.folder / "kind/model.bin").read_bytes() == CONTENT


def test_without_a_validator_nothing_is_joined(store: Make, server: Server) -> None:
    """A server that names no version is asked for the whole file again."""
    server.etag = None
    server.bad = [breaking(HALF)]
    place = store(unknown(server))
    place.pull("model")
    assert "Range" not in server.requests[1][1]
    assert (place.folder / "kind/model.bin").read_bytes() == CONTENT


def endless(answering: Answering) -> None:
    """Neither length nor pieces: the end of the connection is all there is."""
    answering.send_response(200)
    answering.end_headers()
    answering.wfile.write(CONTENT[:HALF])


def longer(answering: Answering) -> None:
    """More than the catalogue's size, in pieces."""
    answering.send_response(200)
    answering.send_header("Transfer-Encoding", "chunked")
    answering.end_headers()
    for _ in range(3):
        answering.wfile.write(b"%x\r\n%b\r\n" % (HALF, CONTENT[:HALF]))


def test_a_chunked_answer_has_an_end(store: Make, server: Server) -> None:
    """Without a length the chunks tell the end; one that is missing counts as a break."""
    server.bad = [lambda answering: chunked(answering, whole=False), chunked]
    place = store(unknown(server))
    place.pull("model")
    assert len(server.requests) == 2
    assert (place.folder / "kind/model.bin").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("bad", "known", "said"),
    [
        (saying(404, b"no"), True, "the server answered 404 Not Found"),
        (saying(403, PAGE), True, "the server answered 403 Forbidden"),
        (saying(200, PAGE, Content_Type="text/html; charset=utf-8"), False, "a web page"),
        (saying(200, b"\n" + PAGE), False, "a web page"),
        (saying(200, b"version https://git-lfs.github.com/spec/v1\n"), False, "Git LFS pointer"),
        (saying(200, CONTENT[:-1]), True, "has 307199 bytes, the catalogue's 307200"),
        (saying(200, bytes(len(CONTENT))), True, "not the catalogue's"),
        (saying(200, b""), False, "the server's file is empty"),
        (saying(200, CONTENT, Content_Encoding="gzip"), True, "compressed"),
        (saying(302, b"", Location="ftp://127.0.0.1/x"), True, "cannot be fetched"),
        (saying(206, CONTENT), True, "answered 206"),
        (longer, True, "bytes, the catalogue's 307200"),
        (endless, False, "does not tell the length"),
    ],
)
def test_wrong_content_is_refused_at_once(
    store: Make, server: Server, bad: Callable[[Answering], None], known: bool, said: str
) -> None:
    """One clear line with the address, one request, and no file, not even a part."""
    server.bad = [bad]
    place = store(one(server) if known else unknown(server))
    with pytest.raises(APIDownloadError, match=said) as caught:
        place.pull("model")
    assert str(caught.value).startswith("kind/model.bin: ")
    assert f"{server.url}/model.bin" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(server.requests) == 1
    assert files(place.folder) == set()


def test_a_server_that_stays_broken(store: Make, server: Server) -> None:
    """Four tries, then the last reason."""
    server.bad = [saying(500, b"")] * 9
    with pytest.raises(APIDownloadError, match="500 Internal Server Error"):
        store().pull("model")
    assert len(server.requests) == 4


def test_a_server_that_falls_silent(store: Make, server: Server) -> None:
    """Silence ends after the patience, and what came is kept."""
    answer = threading.Event()

    def silent(answering: Answering) -> None:
        answering.give(HALF)
        answering.wfile.flush()
        answer.wait(10)

    server.bad = [silent]
    place = store(patience=Patience(connect=1, read=0.2, pauses=()))
    with pytest.raises(APIDownloadError, match=r"nothing came for 0\.2 s"):
        place.pull("model")
    answer.set()
    assert (place.folder / "kind/.model.bin.part").stat().st_size == HALF


def test_nobody_there(store: Make, server: Server) -> None:
    """A server that cannot be reached is tried twice, and not again for the next file."""
    server.__exit__()
    news: list[Pulling] = []
    place = store(watch=news.append)
    for _ in range(2):
        with pytest.raises(APIDownloadError, match="no connection"):
            place.pull("model")
    assert len(news) == 1
    assert not place.folder.exists(), "no empty folder is left"


def test_the_password_in_an_address_is_not_shown(store: Make, server: Server) -> None:
    """Messages name the address without user, password and query."""
    server.bad = [saying(404, b"")]
    address = server.url.replace("//", "//me:secret@") + "/model.bin?signature=hidden"
    with pytest.raises(APIDownloadError) as caught:
        store(one(server, url=address)).pull("model")
    assert "secret" not in str(caught.value)
    assert "hidden" not in str(caught.value)
    assert server.requests[0][1]["Authorization"].startswith("Basic ")


def test_a_proxy_is_used(store: Make, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual variables count."""
    monkeypatch.setenv("http_proxy", server.url)
    place = store(one(server, url="http://weights.example/model.bin"))
    place.pull("model")
    assert server.requests[0][0] == "http://weights.example/model.bin"


def test_a_redirected_transfer_goes_on(store: Make, server: Server) -> None:
    """Model hubs lead to another address each time; the range and its condition come along."""

    def away(answering: Answering) -> None:
        answering.say(302, b"", {"Location": "/elsewhere?signature=1"})

    server.bad = [away, breaking(HALF), away]
    place = store()
    place.pull("model")
    assert [path for path, _ in server.requests] == [
        *("/model.bin", "/elsewhere?signature=1"),
        *("/model.bin", "/elsewhere?signature=1"),
    ]
    assert server.requests[-1][1]["Range"] == f"bytes={HALF}-"
    assert (place.folder / "kind/model.bin").read_bytes() == CONTENT


def test_no_way_from_encrypted_to_plain(tmp_path: Path) -> None:
    """An address that was encrypted does not lead to one that is not."""
    answer = httpx2.Response(200, request=httpx2.Request("GET", "http://a.example/x"))
    first = httpx2.Response(302, request=httpx2.Request("GET", "https://a.example/x"))
    answer.history = [first]
    with locked_part(tmp_path / "x") as part, pytest.raises(RefusedError, match="not encrypted"):
        _accept(answer, part, None)


def test_a_mirror_is_used(store: Make, server: Server) -> None:
    """With a mirror files come from there by their paths, and the catalogue's hash still counts."""
    weights = one(server, url="https://weights.example/model.bin", path="kind/a model.bin")
    place = store(weights, mirror=f"{server.url}/mirror/")
    place.pull("model")
    assert server.requests[0][0] == "/mirror/kind/a%20model.bin"


def test_two_at_once_do_no_harm(store: Make, server: Server) -> None:
    """The second waits for the first and finds the file there."""
    started, go = threading.Event(), threading.Event()

    def slow(answering: Answering) -> None:
        started.set()
        go.wait(10)
        answering.give()

    server.bad = [slow]
    places, results = [store(), store()], list[bool]()
    threads = [threading.Thread(target=lambda p=p: results.append(p.pull("model"))) for p in places]
    threads[0].start()
    assert started.wait(10)
    threads[1].start()
    go.set()
    for thread in threads:
        thread.join(10)
    assert sorted(results) == [False, True]
    assert len(server.requests) == 1
    assert files(places[0].folder) == {"kind/model.bin", "recorded.json"}


@pytest.mark.parametrize("what", ["file", "below a file"])
def test_a_folder_that_is_none(store: Make, tmp_path: Path, what: str) -> None:
    """A path at which no folder can be is named."""
    (tmp_path / "taken").write_text("x")
    folder = tmp_path / "taken" if what == "file" else tmp_path / "taken" / "below"
    with pytest.raises(APIDownloadError, match=r"taken.* cannot be written"):
        store(folder=folder).pull("model")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere; see test_weights_cli")
def test_a_folder_that_may_not_be_written(store: Make, tmp_path: Path) -> None:
    """A folder without the right to write is named."""
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(APIDownloadError, match="cannot be written"):
        store(folder=tmp_path / "closed").pull("model")


def test_offline_pulls_nothing(store: Make, server: Server) -> None:
    """Asked to pull offline, the store says why it does not."""
    with pytest.raises(ArgumentError, match="RUMIAI_OFFLINE"):
        store(offline=True).pull("model")
    assert server.requests == []
