"""Servers that send something else, too much, too slowly, or from where they should not."""

from __future__ import annotations

import gzip
import os
import resource
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from acquire.fetching import (
    HALF,
    PAGE,
    Fetch,
    Make,
    left,
    refused,
    streaming,
)
from rumiai.errors import (
    APIDownloadError,
    APIError,
    APIPageError,
    APITimeoutError,
    APIUnsafeError,
    ArgumentError,
)
from servers.files import VIDEO, Answering, Server, breaking, saying


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (PAGE, "Text/HTML; charset=utf-8", "web page"),
        (PAGE, "video/mp4", "web page"),
        (b"\xef\xbb\xbf\n <html>", "video/mp4", "web page"),
        (b'{"error": "no such key"}', "application/json", "something else than a video"),
        (b'<?xml version="1.0"?><Error/>', "video/mp4", "something else"),
        (b"#EXTM3U\nfile:///etc/passwd", "video/mp4", "something else"),
        (b"ffconcat version 1.0\nfile /etc/passwd", "video/mp4", "something else"),
        (b"", "video/mp4", "empty"),
    ],
)
def test_what_is_no_video(
    fetch: Fetch, server: Server, target: Path, body: bytes, kind: str, said: str
) -> None:
    """A login page, an error or a playlist gets no name, whatever it is called."""
    server.bad = [saying(200, body, Content_Type=kind)]
    refused(fetch, APIPageError if said == "web page" else APIDownloadError, said)
    assert left(target) == set()


def test_a_page_in_crumbs(fetch: Fetch, server: Server, target: Path) -> None:
    """Its first piece alone does not betray it."""

    def crumbs(answering: Answering) -> None:
        answering.send_response(200)
        answering.send_header("Content-Length", str(len(PAGE)))
        answering.end_headers()
        for part in (PAGE[:1], PAGE[1:3], PAGE[3:]):
            answering.wfile.write(part)
            time.sleep(0.02)

    server.bad = [crumbs]
    refused(fetch, APIPageError, "web page")
    assert left(target) == set()


def test_a_length_beyond_the_cap(fetch: Fetch, server: Server, means: Make, target: Path) -> None:
    """It is refused before anything comes."""
    server.bad = [streaming("Content-Length: 3000000000\r\n", VIDEO)]
    refused(fetch, APIDownloadError, r"larger than 500\.0 MB.*RUMIAI_MAX_DOWNLOAD_MB")
    assert left(target) == set()
    refused(fetch, APIDownloadError, "larger than", means=means(max_bytes=len(VIDEO) - 1))
    fetch(means=means(max_bytes=len(VIDEO)))
    assert target.read_bytes() == VIDEO


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_without_length_or_end(
    fetch: Fetch, server: Server, means: Make, target: Path, chunked: bool
) -> None:
    """Cut off at the cap, and nothing stays; with no mark of its end it is not even begun."""
    piece = bytes(100_000)
    if chunked:
        piece = b"%x\r\n%b\r\n" % (len(piece), piece)
    server.bad = [streaming("Transfer-Encoding: chunked\r\n" if chunked else "", piece)]
    said = "larger than 5.0 MB" if chunked else "does not tell the length"
    refused(fetch, APIDownloadError, said, means=means(max_bytes=5_000_000))
    assert left(target) == set()
    assert len(server.requests) == 1


@pytest.mark.slow
def test_three_gigabytes_without_a_length(fetch: Fetch, server: Server, target: Path) -> None:
    """The usual cap of 500 MB holds, in memory and on the disk."""
    piece = b"%x\r\n%b\r\n" % (1 << 20, bytes(1 << 20))
    server.bad = [streaming("Transfer-Encoding: chunked\r\n", piece)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused(fetch, APIDownloadError, "larger than 500")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
    assert left(target) == set()


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "x", "GZip"])
def test_a_bomb(fetch: Fetch, server: Server, target: Path, encoding: str) -> None:
    """What comes compressed was not asked for: nothing is unpacked."""
    bomb = gzip.compress(bytes(10_000_000))
    server.bad = [saying(200, bomb, Content_Encoding=encoding)]
    refused(fetch, APIDownloadError, "compressed")
    assert left(target) == set()


@pytest.mark.parametrize(
    "line",
    [
        "HTTP/1.1 403 \x1b[31mred" + "x" * 5000,
        "x" * 50_000,
        "HTTP/1.1 200 OK\r\n" + "a: b\r\n" * 99_999,
    ],
)
def test_words_of_a_server(fetch: Fetch, server: Server, line: str) -> None:
    """What a server says is not repeated at length, nor obeyed by a terminal."""

    def answer(answering: Answering) -> None:
        with suppress(OSError):
            answering.wfile.write(line.encode() + b"\r\n\r\n")

    server.bad = [answer] * 3
    with pytest.raises(APIError) as caught:
        fetch()
    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "10, 20", str(2**70)])
def test_lengths_that_make_no_sense(
    fetch: Fetch, server: Server, target: Path, length: str
) -> None:
    """Nothing stays."""
    server.bad = [streaming(f"Content-Length: {length}\r\n", VIDEO)] * 3
    with pytest.raises(APIError):
        fetch()
    assert left(target) == set()


def test_more_than_was_announced(fetch: Fetch, server: Server, target: Path) -> None:
    """A body ends where its length says."""
    server.bad = [streaming(f"Content-Length: {HALF}\r\n", VIDEO)]
    fetch()
    assert target.read_bytes() == VIDEO[:HALF]


def test_a_body_that_drips(fetch: Fetch, server: Server, target: Path) -> None:
    """Each byte comes in time, the whole never would."""
    over = threading.Event()
    server.bad = [streaming("Content-Length: 1000000\r\n", b"\0", wait=over)] * 9
    began = time.monotonic()
    refused(fetch, APITimeoutError, r"longer than 0\.4 s in all", longest=0.4)
    assert time.monotonic() - began < 1.5
    over.set()
    assert left(target) == set()


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/v.mp4", "http://169.254.169.254/", "file:///etc/passwd", "data:,x"]
)
def test_where_rumiai_does_not_go(fetch: Fetch, target: Path, url: str) -> None:
    """The guard's error comes through, without a second try."""
    refused(fetch, APIUnsafeError, "public internet|http and https", url=url)
    assert left(target) == set()


def test_loopback_is_for_tests_alone(fetch: Fetch, server: Server, means: Make) -> None:
    """Without the option this machine is asked for nothing."""
    refused(fetch, APIUnsafeError, "public internet", means=means(allow_loopback=False))
    with pytest.raises(ArgumentError, match="offline"):
        fetch(means=means(offline=True))
    assert server.requests == []


@pytest.mark.parametrize("url", ["http://a:T0KEN/", "http://a/\n", "http://0177.0.0.1/"])
def test_addresses_that_cannot_be_read(fetch: Fetch, target: Path, url: str) -> None:
    """They are not repeated: they may hold anything."""
    refused(fetch, APIDownloadError, "cannot be read", url=url)
    assert left(target) == set()


def test_a_redirect_to_elsewhere(fetch: Fetch, server: Server, target: Path) -> None:
    """It is checked, and the rest of a broken transfer is asked for there, too."""
    away = saying(302, b"", Location="/elsewhere?signature=1")
    server.bad = [away, breaking(HALF), away]
    fetch()
    assert [path.partition("?")[0] for path, _ in server.requests] == ["/v/1.mp4", "/elsewhere"] * 2
    assert server.requests[-1][1]["Range"] == f"bytes={HALF}-"
    assert target.read_bytes() == VIDEO
    target.unlink()
    server.bad = [saying(302, b"", Location="http://169.254.169.254/")]
    refused(fetch, APIUnsafeError, "public internet")
    assert left(target) == set()


def test_a_full_disk(fetch: Fetch, target: Path) -> None:
    """A limit on the size of files stands in for it: the same kind of error from the system."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        line = refused(fetch, APIDownloadError, "the disk is full")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert str(target.parent) in line
    assert left(target) == set()


@pytest.mark.parametrize("what", ["file", "below a file", "folder in its place"])
def test_no_place_for_it(fetch: Fetch, target: Path, server: Server, what: str) -> None:
    """A path at which nothing can be is named."""
    if what == "file":
        target.parent.write_text("x")
    elif what == "below a file":
        target.parent.parent.joinpath("x").write_text("x")
        target.parent.symlink_to(target.parent.parent / "x" / "y")
    else:
        target.mkdir(parents=True)
    line = refused(fetch, APIDownloadError, "cannot be written")
    assert str(target.parent) in line


def test_a_trap_in_the_folder(fetch: Fetch, target: Path, tmp_path: Path) -> None:
    """A link in the part's place is not followed: nothing outside the folder is written."""
    outside = tmp_path / "outside"
    outside.write_text("precious")
    target.parent.mkdir()
    (target.parent / ".1.mp4.part").symlink_to(outside)
    refused(fetch, APIDownloadError, "cannot be written")
    assert outside.read_text() == "precious"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(fetch: Fetch, target: Path) -> None:
    """A folder without the right to write is named."""
    target.parent.mkdir(mode=0o500)
    refused(fetch, APIDownloadError, "cannot be written")
