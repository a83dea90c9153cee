"""An HTTP client that goes nowhere but to the public internet.

A host's name is resolved once for each connection; all answers are checked, and the connection is
made to one of exactly these addresses, so that a second answer of the name server changes nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from itertools import zip_longest
from time import monotonic
from typing import Any, NoReturn

import httpcore2
import httpx2

from rumiai.acquire.addresses import is_allowed
from rumiai.acquire.means import Means
from rumiai.acquire.redirects import Redirecting
from rumiai.errors import APINetworkError, APITimeoutError, APIUnsafeError, ArgumentError
from rumiai.schema.text import shortened

LONGEST = 600.0
"""Seconds."""
LONGEST_NAME = 100
MOST_ADDRESSES = 4
"""So many of a host's addresses are tried."""

Resolve = Callable[[str, int], Iterable[str]]


class Deadline:
    """The end of all waiting, so many seconds from now."""

    def __init__(self, total: float) -> None:
        self._total = total
        self._end = monotonic() + total

    def within(self, timeout: float | None) -> float:
        """As long as asked for, but not beyond the end. Raises APITimeoutError."""
        left = self._end - monotonic()
        if left <= 0:
            raise APITimeoutError(f"the server took longer than {self._total:g} s in all")
        return left if timeout is None else min(timeout, left)


def resolved(host: str, port: int) -> list[str]:
    """The system's answer to who that host is."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def checked(host: str, port: int, allow_loopback: bool, resolve: Resolve = resolved) -> list[str]:
    """A host's addresses, to connect to these and no others.

    Raises APIUnsafeError where one of them is not public, and APINetworkError where there is none.
    """
    shown = shortened(host, LONGEST_NAME)
    try:
        addresses = list(resolve(host, port))
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "the name is not valid"
        raise APINetworkError(f"the address of {shown} cannot be found ({reason})") from error
    for address in addresses:
        if not is_allowed(address, allow_loopback):
            where = shown if host == address else f"{shown} ({address})"
            raise APIUnsafeError(
                f"{where} is not on the public internet; RumiAI fetches from there alone"
            )
    if not addresses:
        raise APINetworkError(f"the address of {shown} cannot be found")
    return addresses


def insist_online(means: Means) -> None:
    """Raise ArgumentError where no connection may be opened."""
    if means.offline:
        raise ArgumentError("offline nothing is fetched; unset RUMIAI_OFFLINE, or name a file")


def client(
    means: Means,
    *,
    connect: float = 10.0,
    read: float = 30.0,
    deadline: Deadline | None = None,
    resolve: Resolve = resolved,
) -> httpx2.Client:
    """A client for public addresses, and loopback where `means` allow it. Times in seconds.

    It raises APIUnsafeError for an address that is not public or not http(s), for a way from https
    to http and for the sixth redirect, and APITimeoutError at the deadline (ten minutes from now).
    It keeps no cookies and knows no proxies (docs/decisions/0012). Raises ArgumentError offline.
    """
    insist_online(means)
    backend = _Backend(means.allow_loopback, resolve, deadline or Deadline(LONGEST))
    return httpx2.Client(
        transport=Redirecting(backend),
        timeout=httpx2.Timeout(read, connect=connect),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        follow_redirects=False,
        trust_env=False,
    )


def _by_turns(addresses: list[str]) -> list[str]:
    """IPv6 and IPv4 by turns: one of them may be out of order altogether."""
    six = [address for address in addresses if ":" in address]
    four = [address for address in addresses if ":" not in address]
    first, second = (six, four) if addresses[0] in six else (four, six)
    return [a for pair in zip_longest(first, second) for a in pair if a is not None]


class _Backend(httpcore2.NetworkBackend):
    """Opens connections to checked addresses."""

    def __init__(self, allow_loopback: bool, resolve: Resolve, deadline: Deadline) -> None:
        self._allow_loopback = allow_loopback
        self._resolve = resolve
        self._deadline = deadline
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            addresses = checked(host, port, self._allow_loopback, self._resolve)
        except APINetworkError as error:
            raise httpcore2.ConnectError(str(error)) from error
        failure: Exception = httpcore2.ConnectError("no address")
        for address in _by_turns(addresses)[:MOST_ADDRESSES]:
            try:
                stream = self._sockets.connect_tcp(
                    address, port, self._deadline.within(timeout), local_address, socket_options
                )
                return _Stream(stream, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(self, *_: Any, **__: Any) -> NoReturn:
        raise APIUnsafeError("sockets of this machine are not fetched from")


class _Stream(httpcore2.NetworkStream):
    """A connection that ends with the deadline, however slowly bytes drip."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self._deadline.within(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()
