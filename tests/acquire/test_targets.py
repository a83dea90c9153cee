"""What the user named is told apart, and nothing dangerous passes for a video's link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumiai.acquire.targets import (
    SAFE_ID,
    BareId,
    LocalFile,
    TikTokVideo,
    VideoLink,
    is_safe,
    post_url,
    target_of,
    told,
)
from rumiai.errors import APISlideshowError, ArgumentError

ID = "7428757192624311594"
POST = f"https://www.tiktok.com/@some.user_1/video/{ID}"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "link",
    [
        POST,
        f"{POST}/",
        f"{POST}?is_from_webapp=1&sender_device=pc#comments",
        f"  {POST}  ",
        POST.replace("www.", ""),
        POST.replace("www.", "m."),
        POST.replace("https", "http"),
        POST.replace("www.tiktok.com", "WWW.TikTok.COM").replace("https", "HTTPS"),
        POST.replace("https://", ""),
        POST.replace("https://www.", ""),
        POST.replace(".com/", ".com:443/"),
        POST.replace("@", "%40"),
    ],
)
def test_links_to_a_post(link: str) -> None:
    """All spellings become the one address that every finder understands."""
    assert target_of(link) == TikTokVideo(POST, ID)


@pytest.mark.parametrize(
    "path", [f"embed/v2/{ID}", f"embed/{ID}", f"v/{ID}.html", f"player/v1/{ID}", f"@/video/{ID}"]
)
def test_links_without_a_user(path: str) -> None:
    """Embedded players and old links name the post alone; that is enough."""
    assert target_of(f"https://www.tiktok.com/{path}?x=1") == TikTokVideo(post_url(ID), ID)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://vm.tiktok.com/ZMabc_1/", "https://vm.tiktok.com/ZMabc_1"),
        ("vm.tiktok.com/ZMabc", "https://vm.tiktok.com/ZMabc"),
        ("http://vt.tiktok.com/ZS1?x=1", "https://vt.tiktok.com/ZS1"),
        ("https://www.tiktok.com/t/ZT8abc/?k=1", "https://www.tiktok.com/t/ZT8abc"),
        ("tiktok.com/t/ZT8abc", "https://www.tiktok.com/t/ZT8abc"),
    ],
)
def test_short_links(link: str, url: str) -> None:
    """Only the site knows which post they lead to."""
    assert target_of(link) == TikTokVideo(url, None)


@pytest.mark.parametrize(
    "link", [f"https://www.tiktok.com/@u/photo/{ID}", "m.tiktok.com/@u/photo/1"]
)
def test_links_to_photos(link: str) -> None:
    """A slideshow is known by its address: nobody is asked."""
    with pytest.raises(APISlideshowError, match="photos and no video"):
        target_of(link)


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/@user", "/@user/live", "/tag/fun", "/search?q=fun", "/music/x-1", "/foryou"),
        *(
            "/@u/video/",
            "/@u/video/abc",
            f"/@u/video/{'1' * 26}",
            "/@u/video/１２",
            "/@u/video/1/2",
        ),
        *("/@u/video/1/2", "/@u/../video/1", "/@u//video/1", "/@u/video/..%2f1", "/t/", "/t/../x"),
        "/@ü/video/1",
    ],
)
def test_other_pages_of_tiktok(path: str) -> None:
    """Profiles, hashtags and the like are refused with a line that says what is expected."""
    with pytest.raises(ArgumentError, match=r"expected is .*@user/video/"):
        target_of(f"https://www.tiktok.com{path}")
    with pytest.raises(ArgumentError, match="expected is"):
        target_of("https://vm.tiktok.com/")


@pytest.mark.parametrize(
    "link",
    [
        f"https://me:secret@www.tiktok.com/@u/video/{ID}",
        f"https://www.tiktok.com@evil.example/@u/video/{ID}",
        f"https://www.tiktok.com:8443/@u/video/{ID}",
        f"https://www.tiktok.com:99999999/@u/video/{ID}",
        f"https://www.tiktok.com\\@evil.example/@u/video/{ID}",
        f"https://www.tiktok.com\n.evil.example/@u/video/{ID}",
        f"{POST}\n",
        f"{POST}\0",
        f"https://www.ti\tktok.com/@u/video/{ID}",
        f"https://www.ti\N{KELVIN SIGN}tok.com/@u/video/{ID}",
        f"https://www。tiktok。com/@u/video/{ID}",
        f"https://🎬.tiktok.com/@u/video/{ID}",
        f"https://{'a' * 300}.com/v.mp4",
        f"https://a.example/{'a' * 9000}.mp4",
        f"https:///@u/video/{ID}",
        f"https:/www.tiktok.com/@u/video/{ID}",
        f"https:www.tiktok.com/@u/video/{ID}",
        "https://a.example:0/v.mp4",
        "https://a.example:65536/v.mp4",
        "https://[::1%25lo]/v.mp4",
        "https://[::1/v.mp4",
        "https://\udcff.example/v.mp4",
        "https://a.example/\udcff.mp4",
        "https://",
        *("ftp://a.example/v.mp4", "file:///etc/passwd", "FILE:///etc/passwd", "file:/etc/passwd"),
        *("data:video/mp4;base64,AAAA", "javascript:alert(1)", "gopher://a", "blob:https://x"),
    ],
)
def test_what_is_no_link(link: str) -> None:
    """One clear line, without the password."""
    with pytest.raises(ArgumentError) as caught:
        target_of(link)
    said = str(caught.value)
    assert "secret" not in said
    assert said.isprintable()
    assert len(said) < 400


@pytest.mark.parametrize(
    "link",
    [
        f"https://www.tiktok.com.evil.example/@u/video/{ID}",
        f"https://evil.example/www.tiktok.com/@u/video/{ID}",
        f"https://evil.example?https://www.tiktok.com/@u/video/{ID}",
        f"https://evil.example#@www.tiktok.com/@u/video/{ID}",
        f"https://xn--tktok-n4a.com/@u/video/{ID}",
        f"https://notwww-tiktok.com/@u/video/{ID}",
    ],
)
def test_what_only_looks_like_tiktok(link: str) -> None:
    """Other hosts' links are links to files; their id is never a post's."""
    target = target_of(link)
    assert isinstance(target, VideoLink)
    assert target.video_id != ID
    assert is_safe(target.video_id)


@pytest.mark.parametrize(
    ("link", "stem"),
    [
        ("https://a.example/clips/my%20clip.mp4?token=x#t=1", "my_clip"),
        ("http://a.example:8080/7428757192624311594.mp4", ID),
        ("https://a.example/a/..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("https://a.example/%00%0a🎬.mp4", "video"),
        ("https://a.example", "video"),
        ("https://a.example/..", "video"),
        (f"https://a.example/{'x' * 300}.mp4", "x" * 60),
        ("http://[2001:db8::1]/v.webm", "v"),
    ],
)
def test_links_to_files(link: str, stem: str) -> None:
    """The id is the file's name, made safe, and a hash of the link; the query stays."""
    target = target_of(link)
    assert isinstance(target, VideoLink)
    assert target.url == link.partition("#")[0]
    assert re.fullmatch(re.escape(stem) + "_[0-9a-f]{16}", target.video_id)
    assert target_of(link) == target


def test_two_links_never_share_an_id() -> None:
    """Not even where the file's name is the same, or a post's id."""
    links = [f"https://{host}/{ID}.mp4{query}" for host in "ab" for query in ("", "?v=1", "?v=2")]
    ids = {target.video_id for target in map(target_of, links) if isinstance(target, VideoLink)}
    assert len(ids) == len(links)
    assert ID not in ids


def test_bare_ids_and_files(tmp_path: Path) -> None:
    """6 to 25 digits are an id, unless a file here has that name; all else is a file's name."""
    assert target_of(ID) == BareId(ID)
    assert target_of("123456") == BareId("123456")
    for name in (
        "12345",
        "1" * 26,
        "１２３４５６",
        f"{ID}.mp4",
        f"-{ID}",
        f"{ID}\n",
        "",
        " ",
        "a:b",
    ):
        assert target_of(name) == LocalFile(name)
    Path(ID).touch()
    assert target_of(ID) == LocalFile(ID)
    Path("654321").mkdir()
    assert target_of("654321") == BareId("654321")
    Path("data:x").touch()
    assert target_of("data:x") == LocalFile("data:x")
    assert target_of("../\0" + "x" * 5000) == LocalFile("../\0" + "x" * 5000)
    assert target_of("www.tiktok.com.evil.example/@u/video/1").__class__ is LocalFile


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("https://user:T0KEN@a.example/v.mp4?sig=T0KEN#T0KEN", "https://a.example/v.mp4"),
        ("https://a.example?sig=T0KEN", "https://a.example"),
        ("ftp://T0KEN@a.example/x@y", "ftp://a.example/x@y"),
        ("clips/what?.mp4", "clips/what?.mp4"),
        (ID, ID),
    ],
)
def test_what_a_log_may_hold(source: str, shown: str) -> None:
    """Of a link neither user, password nor signature; a file's name is as it is."""
    assert told(source) == shown


PIECES = (
    *("https://", "http:", "//", "www.", "tiktok.com", "vm.", "/", "@u", "/video/", "/photo/", ID),
    *("1", "/t/", "?", "#", "@", ":", ":443", "\\", "..", "%2e%2e", "%00", "\0", "\n", "[", "]"),
    *("::1", "🎬", ".mp4", "evil.example", " ", "\udc80", "\u202e", "é", "\N{KELVIN SIGN}"),
)
LINKISH = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(source=st.one_of(st.text(), LINKISH, LINKISH.map("https://a.example/".__add__)))
def test_nothing_else_comes_of_anything(source: str) -> None:
    """Whatever is named: a target whose id fits the pattern, or one of two errors in one line."""
    try:
        target = target_of(source)
    except (ArgumentError, APISlideshowError) as error:
        target, said = LocalFile(source), str(error)
    else:
        said = ""
    assert said.isprintable()
    if isinstance(target, LocalFile):
        assert target.path == source
        return
    assert target.video_id is None or SAFE_ID.fullmatch(target.video_id)
    if isinstance(target, TikTokVideo):
        assert re.fullmatch(r"https://(www|vm|vt)\.tiktok\.com/[A-Za-z0-9@/_.-]+", target.url)
        assert target.video_id is None or target.video_id.isdecimal()
