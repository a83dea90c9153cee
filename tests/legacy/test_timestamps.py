"""Every form of time stamp that legacy files hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rumiai.legacy.timestamps import parse_timestamp

FORMS: list[tuple[object, float | None]] = [
    (5, 5.0),
    (5.5, 5.5),
    ("5", 5.0),
    ("5s", 5.0),
    (" 5s ", 5.0),
    ("0-1s", 0.0),
    ("0-1", 0.0),
    ("1.5-2.5s", 1.5),
    ("1:30", 90.0),
    ("00:00:30", 30.0),
    ("0:12-0:16", 12.0),
    ("00:00:02,580", 2.58),
    ({"seconds": 2, "nanos": 500_000_000}, 2.5),
    ({"seconds": 0.0, "formatted": "00:00:00"}, 0.0),
    ({"seconds": "3", "nanos": 0}, 3.0),
    (0, 0.0),
    ("0", 0.0),
    (None, None),
    ("", None),
    ("invalid", None),
    ("-1s", None),
    ("5abc", None),
    (-1, None),
    (True, None),
    (float("nan"), None),
    (float("inf"), None),
    ("1:2:3:4", None),
    ({}, None),
    ({"seconds": -1}, None),
    ([5], None),
    (10**400, None),
    ("9" * 400, None),
    ("frame_0001_t0.20.jpg", 0.2),
    ("t0.20", None),
]


@pytest.mark.parametrize(("value", "seconds"), FORMS, ids=[repr(v)[:40] for v, _ in FORMS])
def test_forms(value: object, seconds: float | None) -> None:
    """A form is read as a whole; what is none, or negative, gives None."""
    parsed = parse_timestamp(value)
    assert parsed == (None if seconds is None else pytest.approx(seconds))


def test_every_time_in_the_recorded_files_can_be_read(contract: Path) -> None:
    """No time stamp of the recorded markers and transcripts is lost."""
    unread = []
    for path in sorted((contract / "data").rglob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        unread += [(path.name, v) for v in _times(document) if parse_timestamp(v) is None]
    assert not unread


def _times(node: Any) -> list[Any]:
    """Values under the keys that hold times of the video."""
    if isinstance(node, list):
        return [value for item in node for value in _times(item)]
    if not isinstance(node, dict):
        return []
    keys = ("start", "end", "start_time", "end_time", "from", "to", "timestamp")
    here = [
        node[key]
        for key in keys
        if isinstance(node.get(key), (int, float, str))
        and str(node[key])[:1].isdigit()
        and "T" not in str(node[key])
    ]
    return here + [value for item in node.values() for value in _times(item)]
