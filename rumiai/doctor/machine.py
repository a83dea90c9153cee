"""What there is to compute with: device, memory, disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil

from rumiai.analyzers.base import one_line
from rumiai.analyzers.device import Wish
from rumiai.doctor.line import Line

GIB = 1 << 30
MEMORY = 2 * GIB
"""A run without trained weights takes 1.3 GiB (README)."""
ROOM = 100_000_000
"""Bytes; the results of a video take a few megabytes."""
CGROUP = Path("/sys/fs/cgroup/memory.max")
"""What a container may use."""


def device(wish: Wish) -> Line:
    """Where models would run."""
    try:
        import torch

        if torch.cuda.is_available():
            card = torch.cuda.get_device_properties(0)
            value = f"CUDA: {card.name}, {card.total_memory / GIB:.1f} GiB"
            return Line(section="machine", name="device", value=value)
    except Exception as error:  # noqa: BLE001  whatever keeps the library from loading is told
        problem = f"PyTorch cannot be loaded ({one_line(error)})"
        return Line(
            section="machine", name="device", value="unknown", problem=problem, mend="make setup"
        )
    value = "CPU; PyTorch finds no CUDA device"
    if wish == "cuda":
        problem = "RUMIAI_DEVICE is cuda, and there is no CUDA device"
        mend = "unset RUMIAI_DEVICE"
        return Line(section="machine", name="device", value=value, problem=problem, mend=mend)
    idle = shutil.which("nvidia-smi") is not None
    hint = "nvidia-smi is here: look whether it shows a device and a driver" if idle else None
    return Line(section="machine", name="device", value=value, mend=hint)


def memory() -> Line:
    """Main memory, within what a container may use."""
    found = psutil.virtual_memory()
    total, free = found.total, found.available
    limit = _container_limit()
    if limit is not None and limit < total:
        total, free = limit, min(free, limit)
    value = f"{free / GIB:.1f} of {total / GIB:.1f} GiB free"
    if free >= MEMORY:
        return Line(section="machine", name="memory", value=value)
    problem = f"less than {MEMORY / GIB:.0f} GiB of memory are free"
    mend = "end other programs, or give the container more memory"
    return Line(section="machine", name="memory", value=value, problem=problem, mend=mend)


def disk(places: dict[str, tuple[Path, int]]) -> Iterator[Line]:
    """Free space at each place, which needs so many bytes."""
    for name, (folder, needed) in places.items():
        try:
            existing = next(path for path in (folder, *folder.parents) if path.exists())
            free = shutil.disk_usage(existing).free
        except OSError as error:
            problem, mend = f"{folder} cannot be looked at ({error.strerror})", f"ls -ld {folder}"
            yield Line(section="machine", name=name, value="?", problem=problem, mend=mend)
            continue
        value = f"{free / GIB:.1f} GiB free at {existing.absolute()}"
        short = free < needed
        yield Line(
            section="machine",
            name=name,
            value=value,
            problem=f"{needed / GIB:.1f} GiB are needed at {existing}" if short else None,
            mend=f"df -h {existing}, and make room" if short else None,
        )


def _container_limit() -> int | None:
    try:
        text = CGROUP.read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() else None
