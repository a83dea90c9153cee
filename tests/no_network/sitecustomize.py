"""Started with every child process of a test: connecting anywhere but to loopback ends it.

So does asking for a name, which a machine without a name server would only answer with an error.
"""

import os
import re
import socket
import sys

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_connect, _resolve = socket.socket.connect, socket.getaddrinfo


def _guarded(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
        _end(f"reach {address}")
    return _connect(self, address)


def _resolved(host, *arguments, **options):
    name = host.decode() if isinstance(host, bytes) else host
    number = name is None or ":" in name or re.fullmatch(r"[0-9.]+", name)
    if not number and name not in LOOPBACK:
        _end(f"find {name}")
    return _resolve(host, *arguments, **options)


def _end(what):
    sys.__stderr__.write(f"ERROR a test's child tried to {what}\n")
    sys.__stderr__.flush()
    os._exit(99)


socket.socket.connect = _guarded
socket.socket.connect_ex = _guarded
socket.getaddrinfo = _resolved
