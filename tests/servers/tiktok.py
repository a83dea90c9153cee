"""A server on 127.0.0.1 that plays TikTok's pages over TLS, with its own certificate authority."""

from __future__ import annotations

import datetime
import gzip
import json
import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

HOSTS = ("www.tiktok.com", "vm.tiktok.com", "v16.tiktokcdn.com")
VIDEO_ID = "7522345762324237623"
POST = f"https://www.tiktok.com/@sampleauthor/video/{VIDEO_ID}"
FILE = "https://v16.tiktokcdn.com/clip/?mime_type=video_mp4"


def post_data(**changes: Any) -> dict[str, Any]:
    """A post as pages state it: `webapp.video-detail` > `itemInfo` > `itemStruct`."""
    item = {
        "id": VIDEO_ID,
        "desc": "Three plants #plants #indoor",
        "createTime": "1751432619",
        "author": {"id": "7000000000000000001", "uniqueId": "sampleauthor", "nickname": "Sample"},
        "music": {"title": "original sound", "authorName": "Sample", "duration": 18},
        "stats": {
            "diggCount": 8112,
            "shareCount": 1406,
            "commentCount": 122,
            "playCount": 132100,
            "collectCount": "3501",
        },
        "video": {
            "duration": 18,
            "width": 576,
            "height": 1024,
            "cover": "https://p16.tiktokcdn.com/cover.jpeg",
            "playAddr": FILE,
            "downloadAddr": "https://v16.tiktokcdn.com/marked/?x=1",
            "bitrateInfo": [
                bitrate("h264_540p_900000", FILE),
                bitrate("bytevc1_1080p_2000000", "https://v16.tiktokcdn.com/large/"),
            ],
        },
    }
    return {**item, **changes}


def bitrate(key: str, url: str) -> dict[str, Any]:
    """One of a post's files."""
    return {"PlayAddr": {"UrlKey": f"v12044gd0000_{key}", "UrlList": [url], "DataSize": "1000"}}


def page(item: dict[str, Any] | None, status: int = 0) -> bytes:
    """A post's page: some HTML around the data that its scripts read."""
    detail = {"statusCode": status, "itemInfo": {"itemStruct": item} if item is not None else {}}
    data = {"__DEFAULT_SCOPE__": {"webapp.video-detail": detail}}
    script = f'<script id="__UNIVERSAL_DATA_FOR_REHYDRATION__">{json.dumps(data)}</script>'
    return f"<!DOCTYPE html><html><body>{script}</body></html>".encode()


Reply = tuple[int, dict[str, str], bytes]


def html(body: bytes, **headers: str) -> Reply:
    """A page that is sent packed, as TikTok's are."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    kind = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
    return 200, {**kind, **named}, gzip.compress(body)


class TikTok:
    """Answers by host and path; what is not named is a 404."""

    def __init__(self, folder: Path) -> None:
        self.authority, certificate = _certificates(folder)
        self.answers: dict[str, Reply | Callable[[Any], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.close_connection = True
                address = f"https://{self.headers['Host']}{self.path}"
                owner.asked.append((address, dict(self.headers)))
                answer = owner.answers.get(address, (404, {}, b""))
                if callable(answer):
                    return answer(self)
                code, headers, body = answer
                self.send_response(code)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)
                return None

            def do_HEAD(self) -> None:
                self.do_GET()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self.port = self._http.server_address[1]

    def __enter__(self) -> TikTok:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def environment(self) -> dict[str, str]:
        """What makes a child process take this server for TikTok."""
        place = Path(__file__).parents[1] / "tiktok_here"
        return {
            "PYTHONPATH": str(place),
            "TIKTOK_HERE": str(self.port),
            "SSL_CERT_FILE": str(self.authority),
            "RUMIAI_ALLOW_LOOPBACK": "true",
            "RUMIAI_OFFLINE": "false",
        }


def _certificates(folder: Path) -> tuple[Path, Path]:
    """A new authority's certificate, and a certificate with its key for TikTok's hosts."""
    pytest.importorskip("cryptography", reason="certificates are made with cryptography")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    def made(subject: str, key: Any, by: Any, extension: Any) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name("a test's authority"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(extension, critical=False)
            .sign(by, hashes.SHA256())
        )

    ruler, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    top = made("a test's authority", ruler, ruler, x509.BasicConstraints(ca=True, path_length=None))
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS])
    leaf = made(HOSTS[0], key, ruler, names)
    pem = serialization.Encoding.PEM
    authority, certificate = folder / "authority.pem", folder / "tiktok.pem"
    authority.write_bytes(top.public_bytes(pem))
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate.write_bytes(secret + leaf.public_bytes(pem))
    return authority, certificate
