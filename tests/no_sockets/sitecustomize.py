"""Started with a child process of test_offline: notes and refuses every step towards a network.

Python's own steps are seen by an audit hook, which C modules cannot go round. Where the kernel lets
it (Linux on x86-64 and ARM), a filter of system calls ends the process at a native library's.
"""

import atexit
import ctypes
import os
import platform
import socket
import struct
import sys
import time
import traceback
from pathlib import Path

LOG = os.environ["SOCKET_LOG"]
INTERNET = (int(socket.AF_INET), int(socket.AF_INET6))
SOCKET_CALL = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
PROBE = "in _has_ipv6"
"""urllib3 asks at its import whether the machine speaks IPv6; refused, it takes that for a no."""


def _hook(event, arguments):
    internet = event == "socket.__new__" and int(arguments[1]) in INTERNET
    lookup = event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
    if internet or lookup:
        stack = "".join(traceback.format_stack(limit=25))
        if PROBE not in stack:
            with Path(LOG).open("a", encoding="utf-8") as log:
                log.write(f"{event} {arguments[1:]!r}\n{stack}\n")
        raise OSError(f"refused: {event}")


def _forbid_in_the_kernel():
    """A filter that kills the process at socket(AF_INET or AF_INET6, ...)."""
    architecture, call = SOCKET_CALL[platform.machine()]
    load, equal, give = 0x20, 0x15, 0x06
    rules = (
        (load, 0, 0, 4),  # the architecture
        (equal, 0, 6, architecture),
        (load, 0, 0, 0),  # the system call
        (equal, 0, 4, call),
        (load, 0, 0, 16),  # its first argument
        (equal, 1, 0, INTERNET[0]),
        (equal, 0, 1, INTERNET[1]),
        (give, 0, 0, 0x80000000),  # kill the process
        (give, 0, 0, 0x7FFF0000),  # allow
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("rules", ctypes.c_void_p))

    program = Program(len(rules), ctypes.addressof(code))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    wide = ctypes.c_ulong
    prctl(38, wide(1), wide(0), wide(0), wide(0))  # no new privileges
    return prctl(22, wide(2), ctypes.byref(program), wide(0), wide(0)) == 0


def _linger(until):
    """Wait with the end: ONNX Runtime's telemetry, for one, was first sent after seven seconds."""
    time.sleep(max(0.0, until - time.monotonic()))


if "SOCKET_LINGER" in os.environ:
    atexit.register(_linger, time.monotonic() + float(os.environ["SOCKET_LINGER"]))
sys.addaudithook(_hook)
if sys.platform == "linux" and platform.machine() in SOCKET_CALL:
    os.environ["SOCKET_FILTER"] = "kernel" if _forbid_in_the_kernel() else "python"
