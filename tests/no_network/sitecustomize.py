"""Started with every child process of a test: connecting anywhere but to loopback ends it."""

import os
import socket
import sys

_connect = socket.socket.connect


def _guarded(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
        "127.0.0.1",
        "::1",
        "localhost",
    ):
        sys.__stderr__.write(f"ERROR a test's child tried to reach {address}\n")
        os._exit(99)
    return _connect(self, address)


socket.socket.connect = _guarded
socket.socket.connect_ex = _guarded
