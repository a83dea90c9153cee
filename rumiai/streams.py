"""Keeps stdout for the caller's protocol, whatever the libraries print.

Native libraries write to the file descriptors 1 and 2 behind Python's back. While a run goes on
both lead nowhere (with --debug to stderr), and the run itself writes to copies of the real ones.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True)
class Streams:
    """The caller's real stdout and stderr, as UTF-8."""

    out: TextIO
    err: TextIO

    def line(self, text: str) -> None:
        """Write one line of the protocol, at once."""
        self.out.write(text + "\n")
        self.out.flush()

    def complain(self, text: str) -> None:
        """Write one line for a human, at once."""
        self.err.write(text + "\n")
        self.err.flush()


def open_standard_streams() -> None:
    """Lead nowhere what the caller closed; without it each write, and each look, would fail."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != descriptor:
                os.dup2(nowhere, descriptor)
                os.close(nowhere)
            setattr(sys, name, os.fdopen(descriptor, "w" if descriptor else "r"))


@contextmanager
def own_streams(debug: bool) -> Iterator[Streams]:
    """Copies of the real streams; the originals are silenced until the end of the block."""
    sys.stdout.flush()
    sys.stderr.flush()
    real = os.dup(1), os.dup(2)
    out, err = (os.fdopen(os.dup(fd), "w", encoding="utf-8", errors="replace") for fd in real)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for descriptor in (1, 2):
            os.dup2(real[1] if debug else nowhere, descriptor)
        yield Streams(out, err)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for descriptor, original in enumerate(real, 1):
            os.dup2(original, descriptor)
        for stream in (out, err):
            with suppress(OSError):  # nobody reads it, or there is no room: it was told before
                stream.close()
        for descriptor in (*real, nowhere):
            os.close(descriptor)
