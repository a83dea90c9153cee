"""Each trained model missing in turn: exactly what depends on it is null, with the right code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders import timeline
from built import ALL, BUILT, ITEM
from rumiai.metrics import measure
from rumiai.schema.events import EmotionSeen, GestureSeen, ObjectSeen, ObjectTrack, SpeechSegment
from rumiai.schema.measure import result_of
from rumiai.schema.metrics import Unmeasured

KINDS: dict[str, tuple[type, ...]] = {
    "emotions": (EmotionSeen,),
    "objects": (ObjectSeen, ObjectTrack),
    "gestures": (GestureSeen,),
    "speech": (SpeechSegment,),
}
EXPECTED: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "missing.json").read_text(encoding="utf-8")
)
"""By analyzer: each path that becomes null without it, and its code. Looked over by hand."""
SUMS = "density"
"""Its sums are over the types in `measuredTypes`: they follow when one more type is missing."""


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value outside lists and `_nulls`, with its path."""
    if not isinstance(value, dict):
        yield path, value
        return
    for key, item in value.items():
        if key != "_nulls":
            yield from leaves(item, f"{path}.{key}" if path else key)


def results(missing: str | None) -> dict[str, tuple[Any, str | None]]:
    """All values of the clip with everything, with their codes; one analyzer may be missing."""
    whole = BUILT["everything"]
    if missing is not None:
        left = [event for event in whole.events if not isinstance(event, KINDS[missing])]
        ran = [name for name in ALL if name != missing]
        whole = timeline(whole.clip.duration, left, ran=ran)
    found: dict[str, tuple[Any, str | None]] = {}
    for family in measure(whole, ITEM).in_order():
        if isinstance(family, Unmeasured):
            found[family.name] = None, family.reason
            continue
        result = result_of(family)
        codes = result["_nulls"]
        found |= {path: (value, codes.get(path)) for path, value in leaves(result)}
    return found


@pytest.mark.parametrize("analyzer", KINDS)
def test_exactly_what_depends_on_it_is_null(analyzer: str) -> None:
    """No other field becomes null, and each that does says why."""
    before, after = results(None), results(analyzer)
    nulls = {
        path: code
        for path, (value, code) in after.items()
        if value is None and before.get(path, (True, None))[0] is not None
    }
    assert nulls == EXPECTED[analyzer]


@pytest.mark.parametrize("analyzer", KINDS)
def test_no_other_number_changes(analyzer: str) -> None:
    """What does not depend on it keeps its value; density's sums name what they are over."""
    before, after = results(None), results(analyzer)
    changed = {
        path
        for path, (value, _) in after.items()
        if value is not None and path in before and value != before[path][0]
    }
    allowed = {path for path in changed if path.startswith(SUMS) or path.endswith("Confidence")}
    assert changed - allowed <= {"emotionalQuality.missingDataPoints"}
    if any(path.startswith(SUMS) for path in changed):
        assert "densityQuality.measuredTypes" in changed
