"""Keeps the C library from holding on to pictures that were given back."""

from __future__ import annotations

import ctypes
import sys

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
"""Parameters of glibc's mallopt (malloc.h)."""
LARGE = 1 << 20
ARENAS = 4


def steady_memory() -> bool:
    """Give large blocks back to the system at once; whether the C library can.

    glibc raises its threshold to 32 MiB when such blocks are freed, and keeps a heap for each
    thread. With twenty threads that pass pictures on, the peak then depends on who is slow.
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(M_MMAP_THRESHOLD, LARGE) and mallopt(M_ARENA_MAX, ARENAS))
