"""Every form of time stamp in legacy files (IO_CONTRACT sections 4 and 8, decision 20)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

NANOS = 1e9

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_CLOCK = r"(?:(?:[0-9]+:)?[0-9]+:)?[0-9]+(?:[.,][0-9]+)?"
_SECONDS = re.compile(rf"({_NUMBER})s?(?:-{_NUMBER}s?)?")
"""``"5"``, ``"5.5s"``, ``"0-1s"``: a range stands for its start."""
_FRAME_FILE = re.compile(rf"\S*_t({_NUMBER})\.(?:jpg|jpeg|png)")
"""``"frame_0001_t0.20.jpg"``: the Node generation's names of extracted frames."""
_CLOCK_TIME = re.compile(rf"({_CLOCK})(?:-{_CLOCK})?")
"""``"1:30"``, ``"00:00:02,580"``, ``"0:12-0:16"``."""


def parse_timestamp(value: object) -> float | None:
    """Seconds of a legacy time stamp; None for what is none: wrong forms, negative times.

    Strings must match as a whole. A mapping counts as its seconds and nanos together.
    """
    if isinstance(value, str):
        return _from_text(value.strip())
    if isinstance(value, Mapping):
        return _from_mapping(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return _finite(value) if value >= 0 else None


def _finite(value: float) -> float | None:
    """The number as a float; None for NaN, infinity, and integers that no float can hold."""
    try:
        seconds = float(value)
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) else None


def _from_text(text: str) -> float | None:
    plain = _SECONDS.fullmatch(text) or _FRAME_FILE.fullmatch(text)
    if plain is not None:
        return _finite(float(plain[1]))
    clock = _CLOCK_TIME.fullmatch(text)
    if clock is None or ":" not in clock[1]:
        return None
    total = 0.0
    for part in clock[1].replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return _finite(total)


def _from_mapping(value: Mapping[object, object]) -> float | None:
    if "seconds" not in value and "nanos" not in value:
        return None
    seconds = parse_timestamp(value.get("seconds", 0))
    nanos = parse_timestamp(value.get("nanos", 0))
    return None if seconds is None or nanos is None else seconds + nanos / NANOS
