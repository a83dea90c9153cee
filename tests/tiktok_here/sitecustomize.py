"""Started with a child process of a test: TikTok's hosts are a server on this machine.

TIKTOK_HERE holds the server's port. Names are resolved and connections made at the lowest level of
Python, so that all of RumiAI's checks stay in the way. Elsewhere nothing can be reached.
"""

import os
import socket
import sys

HOSTS = ("www.tiktok.com", "vm.tiktok.com", "v16.tiktokcdn.com")
PORT = int(os.environ["TIKTOK_HERE"])
_resolve, _connect = socket.getaddrinfo, socket.socket.connect


def _resolved(host, port, *arguments, **options):
    return _resolve("127.0.0.1" if host in HOSTS else host, port, *arguments, **options)


def _connected(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] != "127.0.0.1":
        sys.__stderr__.write(f"ERROR a test's child tried to reach {address}\n")
        os._exit(99)
    return _connect(self, ("127.0.0.1", PORT) if address[1:2] == (443,) else address)


socket.getaddrinfo = _resolved
socket.socket.connect = _connected
