"""Imports Ultralytics and OpenVINO without what else their imports do.

Importing ultralytics asks name servers whether there is a network, writes a settings file into the
home, sets environment variables that slow other libraries down, turns off OpenCV's threads and
replaces `torch.save`. Importing openvino reports to Google Analytics. None of that is wanted.
"""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

_IMPORTING = Lock()
QUIET = {
    "YOLO_OFFLINE": "1",
    "YOLO_AUTOINSTALL": "false",
    "YOLO_VERBOSE": "false",
    "ULTRALYTICS_SAFE_LOAD": "1",
}
"""What ultralytics reads once, at its import."""
LEFT_BEHIND = (
    *("OMP_NUM_THREADS", "NUMEXPR_MAX_THREADS"),
    *("TF_CPP_MIN_LOG_LEVEL", "TORCH_CPP_LOG_LEVEL", "KINETO_LOG_LEVEL"),
)
"""What its import sets."""


def prepare_ultralytics() -> None:
    """Import ultralytics; afterwards its modules can be imported as usual."""
    with _IMPORTING:
        if "ultralytics" not in sys.modules:
            _import_ultralytics()


def _import_ultralytics() -> None:
    # torch reads OMP_NUM_THREADS once: before ultralytics sets it to 1
    import cv2
    import numpy as np
    import torch

    node, saved = uuid.getnode, torch.save
    threads = cv2.getNumThreads()
    printing = np.get_printoptions()
    uuid.getnode = lambda: 0  # else it asks a socket for the network address
    try:
        with tempfile.TemporaryDirectory(prefix="rumiai-ultralytics-") as folder:
            wanted = {**QUIET, "YOLO_CONFIG_DIR": folder}
            with _environment(wanted, LEFT_BEHIND):
                import ultralytics.utils
            # in memory alone: its own setter writes the file again
            dict.update(ultralytics.utils.SETTINGS, {"sync": False})
    finally:
        cv2.setNumThreads(threads)
        np.set_printoptions(**printing)
        uuid.getnode, torch.save = node, saved


def openvino() -> Any:
    """OpenVINO, imported so that it takes the stub it has for a missing telemetry package."""
    with _IMPORTING:
        if "openvino" in sys.modules:
            return sys.modules["openvino"]
        name = "openvino_telemetry"
        before = sys.modules.get(name)
        sys.modules[name] = None  # type: ignore[assignment]  # how Python marks "not to be found"
        try:
            import openvino
        finally:
            del sys.modules[name]
            if before is not None:
                sys.modules[name] = before
        return openvino


class _SignalStack(ctypes.Structure):
    """stack_t of signal.h."""

    _fields_ = (
        ("address", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("size", ctypes.c_size_t),
    )


@contextmanager
def same_signal_stack() -> Iterator[None]:
    """Afterwards this thread runs its signal handlers where it did before.

    OpenVINO's CPU plugin gives its thread a stack for signals of 20 kB on processors with AMX. The
    interpreter's handler may need more when it runs first: SIGTERM then became SIGSEGV.
    """
    exchange = getattr(ctypes.CDLL(None), "sigaltstack", None)
    if exchange is None:
        yield
        return
    before = _SignalStack()
    exchange(None, ctypes.byref(before))
    try:
        yield
    finally:
        exchange(ctypes.byref(before), None)


@contextmanager
def _environment(wanted: dict[str, str], touched: tuple[str, ...]) -> Iterator[None]:
    """Variables set for a while; afterwards they and the touched ones are as before."""
    before = {name: os.environ.get(name) for name in (*wanted, *touched)}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
