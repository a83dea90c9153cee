"""RumiAI goes to public addresses alone, whatever names and redirects say."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from rumiai.acquire import guard
from rumiai.acquire.addresses import is_allowed
from rumiai.acquire.means import Means
from rumiai.acquire.redirects import led_on
from rumiai.errors import APINetworkError, APITimeoutError, APIUnsafeError, ArgumentError
from servers.files import Answering, Server, saying

Make = Callable[..., Means]
Internet = dict[str, Server]
PUBLIC = "93.184.216.34"
RESOLVE = socket.getaddrinfo


@pytest.fixture(autouse=True)
def _odd_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system makes of odd names is looked at here, so it may be asked."""
    monkeypatch.setattr(socket, "getaddrinfo", RESOLVE)


def answers(names: dict[str, list[str]]) -> guard.Resolve:
    """A name server that knows these names, and the system's for numbers."""
    return lambda host, port: names.get(host) or guard.resolved(host, port)


def leading(place: str, code: int = 302) -> Callable[[Answering], None]:
    """A redirect."""
    return saying(code, b"", Location=place)


@pytest.fixture
def other() -> Iterator[Server]:
    """A second server."""
    with Server(b"other") as serving:
        yield serving


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Internet:
    """Public addresses, and the local servers that stand there."""
    there: Internet = {}
    connect = socket.create_connection

    def routed(address: tuple[str, int], *rest: Any, **options: Any) -> socket.socket:
        if address[0] in there:
            port = there[address[0]].url.rpartition(":")[2]
            address = ("127.0.0.1", int(port))
        return connect(address, *rest, **options)

    monkeypatch.setattr(socket, "create_connection", routed)
    return there


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "172.15.255.255", "100.63.255.255", "192.0.1.1", "223.255.255.255"),
        *("2606:4700::1111", "2a00:1450:4001:81b::200e", "64:ff9b::808:808", "::ffff:8.8.8.8"),
    ],
)
def test_public_addresses(address: str) -> None:
    """Also where IPv6 carries a public IPv4 address."""
    assert is_allowed(address, allow_loopback=False)


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1"),
        *("127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192"),
        *("192.168.1.1", "198.18.0.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "2002:7f00:1::"),
        *("2002:808:808::", "2001:0:7f00:1::", "2001:db8::1", "3fff::1", "100::1", "5f00::1"),
        *("2606:4700::1111%eth0", "", "localhost", "127.1", "0x7f.1", "8.8.8.8 "),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    """Loopback, private, link-local, shared, reserved, and those hidden inside IPv6."""
    assert not is_allowed(address, allow_loopback=False)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
def test_loopback_where_it_is_allowed(address: str) -> None:
    """And nothing else that is not public."""
    assert is_allowed(address, allow_loopback=True)
    assert not is_allowed("10.0.0.1", allow_loopback=True)
    assert not is_allowed("169.254.169.254", allow_loopback=True)
    assert not is_allowed("::1%lo", allow_loopback=True)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::]"),
        *("[::ffff:127.0.0.1]", "0", "0.0.0.0", "%31%32%37.0.0.1"),
    ],
)
def test_nothing_of_this_machine_is_fetched(server: Server, means: Make, host: str) -> None:
    """However its address is spelt: no request comes through."""
    port = server.url.rpartition(":")[2]
    refused = pytest.raises((APIUnsafeError, httpx2.ConnectError, httpx2.InvalidURL))
    with guard.client(means(allow_loopback=False)) as client, refused:
        client.get(f"http://{host}:{port}/")
    assert server.requests == []


@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.1", "[fe80::1%25eth0]", "2852039166"])
def test_other_networks_are_not_asked(means: Make, host: str) -> None:
    """Clouds' metadata and neighbours, also where loopback is allowed; tests fail on a connect."""
    kinds = (APIUnsafeError, httpx2.ConnectError)
    refused = pytest.raises(kinds, match=r"not on the public|be found")
    with guard.client(means()) as client, refused:
        client.get(f"http://{host}/latest/meta-data/")


def test_all_of_a_names_addresses_must_be_public() -> None:
    """One private address among public ones is enough to refuse the name."""

    def resolve(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.1"]

    with pytest.raises(APIUnsafeError, match=r"a\.example \(10\.0\.0\.1\) is not on the public"):
        guard.checked("a.example", 443, allow_loopback=True, resolve=resolve)
    assert guard.checked("127.0.0.1", 80, allow_loopback=True) == ["127.0.0.1"]


def test_a_name_that_is_public_first_and_private_second(means: Make, server: Server) -> None:
    """It is asked once for a connection, which goes to what was checked; later it is refused."""
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [PUBLIC] if len(asked) == 1 else ["127.0.0.1"]

    url = server.url.replace("127.0.0.1", "a.example")
    with guard.client(means(allow_loopback=False), resolve=resolve) as client:
        with pytest.raises(pytest.fail.Exception, match=re.escape(PUBLIC)):
            client.get(url)  # the tests' own guard stops the connection
        assert asked == ["a.example"]
        with pytest.raises(APIUnsafeError, match=r"a\.example \(127\.0\.0\.1\)"):
            client.get(url)
    assert server.requests == []


@pytest.mark.parametrize("name", ["no-such-host.invalid", "a..b", "x" * 70 + ".example"])
def test_a_name_without_an_address(means: Make, name: str) -> None:
    """It is a matter of the network."""
    with pytest.raises(APINetworkError, match="cannot be found"):
        guard.checked(name, 80, allow_loopback=False)
    with guard.client(means()) as client, pytest.raises(httpx2.ConnectError, match="be found"):
        client.get(f"http://{name}/")


def test_no_address_at_all() -> None:
    """An empty answer is no answer."""
    with pytest.raises(APINetworkError, match="cannot be found"):
        guard.checked("a.example", 80, allow_loopback=False, resolve=lambda *_: [])


@pytest.mark.parametrize(
    "place",
    [
        *("http://127.0.0.1:{port}/x", "http://localhost:{port}/x", "//[::1]:{port}/x"),
        *("http://169.254.169.254/", "http://2130706433:{port}/", "http://0x7f.1:{port}/"),
        *("http://inside.example:{port}/", "http://user:pass@127.0.0.1:{port}/"),
        *("file:///etc/passwd", "ftp://a.example/x", "gopher://127.0.0.1:{port}/", "data:,x"),
        *("http://[::1", "https://a.example:99999/", "http://a\\b/", "unix:/tmp/x"),
    ],
)
def test_redirects_are_checked_like_the_first_address(
    internet: Internet, server: Server, other: Server, means: Make, place: str
) -> None:
    """A public server cannot lead to this machine, to its network, or to other schemes."""
    internet[PUBLIC] = server
    names = {"a.example": [PUBLIC], "inside.example": ["127.0.0.1"]}
    server.bad = [leading(place.format(port=other.url.rpartition(":")[2]))]
    refused = pytest.raises((APIUnsafeError, httpx2.ConnectError))
    with guard.client(means(allow_loopback=False), resolve=answers(names)) as client, refused:
        client.get("http://a.example/")
    assert len(server.requests) == 1
    assert other.requests == []


def test_a_public_way_is_gone(
    internet: Internet, server: Server, other: Server, means: Make
) -> None:
    """Five redirects over two hosts are followed; relative ones, too."""
    internet.update({PUBLIC: server, "93.184.216.35": other})
    names = {"a.example": [PUBLIC], "b.example": ["93.184.216.35"]}
    server.bad = [leading("/1"), leading("?2", 301), leading("http://b.example/3", 307)]
    other.bad = [leading("http://a.example/4", 308)]
    server.bad += [leading("//b.example/5", 303)]
    with guard.client(means(allow_loopback=False), resolve=answers(names)) as client:
        assert client.get("http://a.example/0").content == b"other"
    assert [path for path, _ in server.requests] == ["/0", "/1", "/1?2", "/4"]
    assert [path for path, _ in other.requests] == ["/3", "/5"]


def test_redirects_without_end(server: Server, means: Make) -> None:
    """The sixth is not followed."""
    server.bad = [leading("/again")] * 20
    with guard.client(means()) as client, pytest.raises(APIUnsafeError, match="more than 5 times"):
        client.get(server.url)
    assert len(server.requests) == 6


def test_a_redirect_with_a_body_without_end(server: Server, means: Make) -> None:
    """The body of a redirect is not read."""

    def endless(answering: Answering) -> None:
        answering.send_response(302)
        answering.send_header("Location", "/there")
        answering.end_headers()
        with suppress(OSError):
            while True:
                answering.wfile.write(bytes(1 << 16))

    server.bad = [endless]
    with guard.client(means()) as client:
        assert client.get(server.url).content == server.content


def test_secrets_stay_with_their_host(server: Server, other: Server, means: Make) -> None:
    """Another host or port gets no cookie, no token and no referer, not even on the way back."""
    secret = {"Authorization": "Bearer T", "Cookie": "a=T", "Referer": "http://T/", "X-Key": "T"}
    server.bad = [leading("/same"), leading(f"{other.url}/x"), leading("/3")]
    other.bad = [leading(f"{server.url}/back")]
    with guard.client(means()) as client:
        client.get(server.url, headers={**secret, "Range": "bytes=0-", "User-Agent": "me"})
    sent = [headers for _, headers in server.requests]
    for headers in sent[:2]:
        assert {name: headers[name] for name in secret} == secret
    for headers in (sent[2], other.requests[0][1]):
        assert not set(secret) & set(headers)
        assert "T" not in headers.values()
        assert (headers["Range"], headers["User-Agent"]) == ("bytes=0-", "me")
    assert other.requests[0][1]["Host"] == other.url.removeprefix("http://")


@pytest.fixture
def encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server over TLS with a certificate for a.example, which this machine trusts."""
    if not shutil.which("openssl"):
        pytest.skip("the openssl program, which makes the certificate, is not here")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    named = ("-subj", "/CN=a.example", "-addext", "subjectAltName=DNS:a.example", "-days", "2")
    command = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *named)
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with Server(b"secret", context) as serving:
        yield serving


def test_encrypted_connections(
    encrypted: Server, server: Server, internet: Internet, means: Make
) -> None:
    """The certificate is the name's, though the address is connected to; no way leads to plain."""
    internet[PUBLIC] = encrypted
    names = {"a.example": [PUBLIC], "b.example": [PUBLIC]}
    with guard.client(means(allow_loopback=False), resolve=answers(names)) as client:
        assert client.get("https://a.example/").content == b"secret"
        with pytest.raises(httpx2.ConnectError, match=r"b\.example"):
            client.get("https://b.example/")
        encrypted.bad = [leading("http://a.example/")]
        with pytest.raises(APIUnsafeError, match="not encrypted"):
            client.get("https://a.example/")
    assert server.requests == []
    assert len(encrypted.requests) == 2


def test_cookies_are_not_kept(server: Server, means: Make) -> None:
    """What one answer sets, the next request does not bring."""
    server.bad = [saying(200, b"", Set_Cookie="a=1; Path=/")]
    with guard.client(means()) as client:
        client.get(server.url)
        client.get(server.url)
    assert "Cookie" not in server.requests[1][1]


def test_no_way_from_encrypted_to_plain() -> None:
    """An address that was encrypted does not lead to one that is not."""
    with pytest.raises(APIUnsafeError, match="not encrypted"):
        led_on(httpx2.Request("GET", "https://a.example/x"), "http://a.example/x")
    request = httpx2.Request("GET", "http://a.example/x", headers={"Cookie": "a=1"})
    assert led_on(request, "https://a.example/x").url.scheme == "https"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:,x", "/x"])
def test_other_schemes(means: Make, url: str) -> None:
    """Only http and https, from the beginning."""
    with guard.client(means()) as client, pytest.raises(APIUnsafeError, match="http and https"):
        client.get(url)


def test_proxies_are_not_asked(
    server: Server, other: Server, means: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A proxy would resolve names by itself, and see what is fetched; nor is .netrc read."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, other.url)
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with guard.client(means()) as client:
        assert client.get(server.url).content == server.content
    assert other.requests == []
    assert "Authorization" not in server.requests[0][1]


@pytest.mark.parametrize("headers_too", [False, True])
def test_a_server_that_drips(server: Server, means: Make, headers_too: bool) -> None:
    """Each byte comes in time, the whole never would: the deadline ends it."""
    over = threading.Event()

    def dripping(answering: Answering) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
        with suppress(OSError):
            answering.wfile.write(head[:9] if headers_too else head)
            while not over.wait(0.02):
                answering.wfile.write(b"2")

    server.bad = [dripping]
    began = time.monotonic()
    with guard.client(means(), deadline=guard.Deadline(0.3)) as client:
        with pytest.raises((APITimeoutError, httpx2.ReadTimeout)):
            client.get(server.url)
        assert time.monotonic() - began < 1.0
        with pytest.raises(APITimeoutError, match=r"longer than 0\.3 s in all"):
            client.get(server.url)
    over.set()


def test_the_second_address_is_tried(server: Server, means: Make) -> None:
    """A host's first address may be out of order."""

    def resolve(_host: str, _port: int) -> list[str]:
        return [*["::1"] * 9, "127.0.0.1"]

    url = server.url.replace("127.0.0.1", "a.example")
    with guard.client(means(), resolve=resolve) as client:
        assert client.get(url).content == server.content


def test_offline(means: Make) -> None:
    """No client is made."""
    with pytest.raises(ArgumentError, match="RUMIAI_OFFLINE"):
        guard.client(means(offline=True))
