"""A video's file comes whole or not at all, and what came is not asked for again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from acquire.fetching import (
    HALF,
    HASTY,
    SECRET,
    Bad,
    Fetch,
    Make,
    cut_in_chunks,
    left,
    refused,
)
from rumiai.acquire import download
from rumiai.errors import (
    APIDownloadError,
    APIError,
    APIExpiredError,
    APINetworkError,
    APITimeoutError,
    MLInputError,
)
from rumiai.progress import Progress, VideoArriving
from rumiai.transfers.patience import Patience
from rumiai.weights.telling import Interrupted
from servers.files import VIDEO, Answering, Server, breaking, saying


def test_a_video_comes_whole(fetch: Fetch, server: Server, target: Path) -> None:
    """It has its name and nothing else is left; what came is told."""
    news = fetch("/v?x=1", headers={"Referer": "me"})
    assert target.read_bytes() == VIDEO
    assert left(target) == {"1.mp4"}
    assert news[-1] == VideoArriving(len(VIDEO), len(VIDEO))
    received = [item.received for item in news if isinstance(item, VideoArriving)]
    assert received == sorted(received)
    path, headers = server.requests[0]
    assert path == "/v?x=1"
    assert (headers["Referer"], headers["Accept-Encoding"]) == ("me", "identity")
    assert "Range" not in headers


def test_the_callers_headers(fetch: Fetch, server: Server) -> None:
    """They are sent as they are, but for those that the transfer itself needs."""
    given = {"user-agent": "a browser", "accept-encoding": "gzip", "range": "bytes=5-", "X-A": "b"}
    fetch(headers=given)
    sent = {name.lower(): value for name, value in server.requests[0][1].items()}
    assert (sent["user-agent"], sent["x-a"]) == ("a browser", "b")
    assert sent["accept-encoding"] == "identity"
    assert "range" not in sent


@pytest.mark.parametrize(
    "headers", [{"Cookie": f"{SECRET}\nX: y"}, {"Cookie": f"{SECRET}é🎬"}, {f"{SECRET} x": "y"}]
)
def test_headers_that_cannot_be_sent(
    fetch: Fetch, server: Server, target: Path, headers: dict[str, str]
) -> None:
    """They are not repeated in the error."""
    refused(fetch, APIDownloadError, "no valid request", headers=headers)
    assert server.requests == []
    assert left(target) == set()


def test_a_broken_transfer_goes_on_where_it_broke(
    fetch: Fetch, server: Server, target: Path
) -> None:
    """The next request asks for the rest of the same version."""
    server.bad = [breaking(HALF)]
    news = fetch()
    assert target.read_bytes() == VIDEO
    asked = server.requests[1][1]
    assert (asked["Range"], asked["If-Range"]) == (f"bytes={HALF}-", '"one"')
    told = [item for item in news if isinstance(item, Interrupted)]
    assert len(told) == 1
    assert told[0].path == "127.0.0.1"


@pytest.mark.parametrize("changed", ["version", "validator gone", "range ignored", "wrong range"])
def test_never_are_two_versions_joined(
    fetch: Fetch, server: Server, target: Path, changed: str
) -> None:
    """The beginning of one file and the end of another are no video."""

    def change(answering: Answering) -> None:
        if changed == "version":
            server.etag = '"two"'
        elif changed == "validator gone":
            server.etag = None
        server.content = bytes(8) + VIDEO
        wrong = {"Content-Range": f"bytes 0-9/{len(VIDEO)}", "ETag": '"one"'}
        if changed == "wrong range":
            answering.say(206, VIDEO[:10], wrong)
        else:
            answering.give(ranges=changed != "range ignored")

    server.bad = [breaking(HALF), change]
    fetch()
    assert target.read_bytes() == server.content


def test_a_later_process_goes_on(fetch: Fetch, server: Server, target: Path) -> None:
    """What came is kept, hidden, for whoever asks the same address; the address is in no file."""
    server.bad = [breaking(HALF), *[breaking(0)] * 2]
    refused(fetch, APINetworkError, r"broke off.*\(127\.0\.0\.1\)")
    assert left(target) == {".1.mp4.part", ".1.mp4.part.json"}
    for path in target.parent.iterdir():
        assert SECRET.encode() not in path.read_bytes()
    fetch()
    assert server.requests[-1][1]["Range"] == f"bytes={HALF}-"
    assert target.read_bytes() == VIDEO
    assert left(target) == {"1.mp4"}


@pytest.mark.parametrize(("age", "joined"), [(3600, True), (1, False), (None, False)])
def test_dates_as_validators(
    fetch: Fetch, server: Server, target: Path, age: int | None, joined: bool
) -> None:
    """A file that changed a second ago may change again within it; its date names no version."""
    date = "soon" if age is None else formatdate(time.time() - age, usegmt=True)
    server.etag = None

    def cut(answering: Answering) -> None:
        answering.say(200, VIDEO, {"Last-Modified": date}, HALF)

    server.bad = [cut]
    fetch()
    assert ("Range" in server.requests[1][1]) is joined
    assert target.read_bytes() == VIDEO


def test_what_killed_processes_left_is_cleared(fetch: Fetch, target: Path) -> None:
    """After a day, and only what a fetch had left."""
    target.parent.mkdir()
    names = (".2.mp4.part", ".2.mp4.part.json", ".3.mp4.part", "4.mp4", "5.mp4.part")
    for name in names:
        (target.parent / name).touch()
        if not name.startswith(".3"):
            os.utime(target.parent / name, (0, 0))
    fetch()
    assert left(target) == {"1.mp4", ".3.mp4.part", "4.mp4", "5.mp4.part"}


def test_another_address_begins_anew(fetch: Fetch, server: Server, target: Path) -> None:
    """A fresh link may lead to another file."""
    server.bad = [breaking(HALF), *[breaking(0)] * 2]
    refused(fetch, APINetworkError, "broke off")
    fetch("/other")
    assert "Range" not in server.requests[-1][1]
    assert target.read_bytes() == VIDEO


def test_what_cannot_be_continued_is_removed(fetch: Fetch, server: Server, target: Path) -> None:
    """Without a validator nobody can tell whether the rest belongs to it."""
    server.etag = None
    server.bad = [breaking(HALF)] * 3
    refused(fetch, APINetworkError, "broke off")
    assert left(target) == set()
    assert len(server.requests) == 3


@pytest.mark.parametrize("how", ["dead", "cut", "cut in chunks", "silent", "busy"])
def test_three_attempts(fetch: Fetch, server: Server, target: Path, how: str) -> None:
    """Each has its class of error; none is made more often (decision 16)."""
    over = threading.Event()
    ways: dict[str, tuple[Bad, type[APIError], str]] = {
        "dead": (lambda _: None, APINetworkError, "broke off"),
        "cut": (breaking(HALF, ranges=False), APINetworkError, "broke off"),
        "cut in chunks": (cut_in_chunks, APINetworkError, "broke off"),
        "silent": (lambda _: bool(over.wait(5)) or None, APITimeoutError, "nothing came for 0.3 s"),
        "busy": (saying(429, b"", Retry_After="0"), APIDownloadError, "429 Too Many Requests"),
    }
    bad, kind, said = ways[how]
    server.bad = [bad] * 9
    refused(fetch, kind, said, patience=Patience(2.0, 0.3, (0.0, 0.05), 2, None))
    over.set()
    assert len(server.requests) == 3
    assert target.name not in left(target)


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(fetch: Fetch, server: Server, code: int) -> None:
    """A moment later it may do better."""
    server.bad = [saying(code, b"", Retry_After="0")] * 2
    fetch()
    assert len(server.requests) == 3


@pytest.mark.parametrize("how", ["seconds", "date"])
def test_the_pause_that_a_server_asks_for(fetch: Fetch, server: Server, how: str) -> None:
    """It is kept to."""
    asked = "1" if how == "seconds" else formatdate(time.time() + 2, usegmt=True)
    server.bad = [saying(503, b"", Retry_After=asked)]
    began = time.monotonic()
    news = fetch()
    assert time.monotonic() - began >= 0.9
    assert [0.9 < n.pause <= 2 for n in news if isinstance(n, Interrupted)] == [True]


def test_a_pause_beyond_all_patience(fetch: Fetch, server: Server) -> None:
    """Who asks for an hour is not waited for, and not asked too early either."""
    server.bad = [saying(429, b"", Retry_After="3600")] * 3
    refused(fetch, APIDownloadError, r"429 .*asks for 3600 s")
    assert len(server.requests) == 1


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_a_link_that_has_expired(fetch: Fetch, server: Server, target: Path, code: int) -> None:
    """It is asked once, and has a class of its own, so that a fresh link can be got."""
    server.bad = [saying(code, b"no")] * 3
    refused(fetch, APIExpiredError, rf"not valid, or no longer: .*{code}.*\(127\.0\.0\.1\)")
    assert len(server.requests) == 1
    assert left(target) == set()


@pytest.mark.parametrize("code", [204, 206, 300, 304, 400, 405, 416, 451, 505])
def test_other_answers(fetch: Fetch, server: Server, target: Path, code: int) -> None:
    """No video comes with them; no second try."""
    server.bad = [saying(code, b"" if code in (204, 304) else b"no")]
    refused(fetch, APIDownloadError, f"the server answered {code}")
    assert len(server.requests) == 1
    assert left(target) == set()


def test_the_callers_look(fetch: Fetch, target: Path) -> None:
    """The caller sees the whole file before it has its name; what it calls no video has none."""
    seen: list[bytes] = []
    fetch(check=lambda path: seen.append(path.read_bytes()))
    assert seen == [VIDEO]
    target.unlink()

    def refuse(path: Path) -> None:
        raise MLInputError(f"{path}: no video stream, only audio")

    line = refused(
        fetch, APIDownloadError, r"no video .*\(no video stream, only audio\)", check=refuse
    )
    assert ".part" not in line
    assert left(target) == set()


def test_a_body_in_chunks(fetch: Fetch, server: Server, target: Path) -> None:
    """No length at the start is no fault, if the end is marked."""

    def whole(answering: Answering) -> None:
        cut_in_chunks(answering)
        answering.wfile.write(b"0\r\n\r\n")

    server.bad = [whole]
    news = fetch()
    assert target.read_bytes() == VIDEO
    assert news[-1] == VideoArriving(len(VIDEO), None)


def test_nobody_there(fetch: Fetch, server: Server, target: Path) -> None:
    """Three attempts to connect, then a line."""
    server.__exit__()
    refused(fetch, APINetworkError, r"no connection .*\(127\.0\.0\.1\)")
    assert not target.parent.exists(), "no empty folder is left"


def test_the_second_process_waits(fetch: Fetch, server: Server, target: Path) -> None:
    """It takes what the first one fetched."""
    started, go = threading.Event(), threading.Event()

    def slow(answering: Answering) -> None:
        started.set()
        go.wait(10)
        answering.give()

    server.bad = [slow]
    results: list[list[Progress]] = []
    patient = Patience(2.0, 10.0, ())
    threads = [
        threading.Thread(target=lambda: results.append(fetch(patience=patient))) for _ in range(2)
    ]
    threads[0].start()
    assert started.wait(10)
    threads[1].start()
    time.sleep(0.1)
    go.set()
    for thread in threads:
        thread.join(10)
    assert sorted(map(len, results))[0] == 0
    assert len(results) == 2
    assert len(server.requests) == 1
    assert left(target) == {"1.mp4"}


def test_a_file_that_is_there_is_replaced(fetch: Fetch, target: Path) -> None:
    """Whether to keep it is the caller's question; a failure leaves it as it was."""
    target.parent.mkdir()
    target.write_bytes(b"old")
    fetch()
    assert target.read_bytes() == VIDEO


def test_a_failure_leaves_the_old_file(fetch: Fetch, server: Server, target: Path) -> None:
    """And nothing beside it."""
    target.parent.mkdir()
    target.write_bytes(b"old")
    server.bad = [saying(403, b"")]
    refused(fetch, APIExpiredError, "403")
    assert target.read_bytes() == b"old"
    assert left(target) == {"1.mp4"}


def test_a_stop_leaves_nothing(fetch: Fetch, server: Server, target: Path, means: Make) -> None:
    """SIGTERM rises from wherever the program is: what came so far is removed."""

    class Stopped(BaseException):
        pass

    def observe(progress: Progress) -> None:
        if isinstance(progress, VideoArriving) and progress.received:
            raise Stopped

    with pytest.raises(Stopped):
        download.fetch(f"{server.url}/v", {}, target, means(), observe, patience=HASTY)
    assert left(target) == set()


FETCHER = """
import sys
from pathlib import Path
from rumiai.acquire.download import fetch
from rumiai.acquire.means import Means

url, target = sys.argv[1], Path(sys.argv[2])
means = Means(target.parent, (), None, "", None, False, True, 10**9)
fetch(url, {}, target, means, lambda news: print(news, flush=True))
"""


def test_a_killed_process(server: Server, target: Path) -> None:
    """SIGKILL leaves what came, under no name that counts; the next process goes on with it."""
    over = threading.Event()

    def stalling(answering: Answering) -> None:
        answering.give(HALF)
        answering.wfile.flush()
        over.wait(30)

    server.bad = [stalling]
    command = [sys.executable, "-c", FETCHER, f"{server.url}/v", str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while f"received={HALF}" not in process.stdout.readline():
            assert process.poll() is None
        process.kill()
    over.set()
    assert left(target) == {".1.mp4.part", ".1.mp4.part.json"}
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert server.requests[1][1]["Range"] == f"bytes={HALF}-"
    assert target.read_bytes() == VIDEO
    assert left(target) == {"1.mp4"}
