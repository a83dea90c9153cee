"""Values that know how they are rounded, nulls that know why."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rumiai.schema.measure import (
    Camel,
    Count,
    Family,
    Null,
    NullCode,
    Ratio,
    Record,
    Seconds,
    dump,
    reasons,
    result_of,
)


class Inner(Camel):
    some_ratio: Ratio | Null
    some_time: Seconds


class Blocks(Family):
    NAME = "example"
    PREFIX = "exampleFamily"
    REQUIRED = ("shots",)
    USED = ()

    core_metrics: Inner
    key_events: tuple[Inner, ...]
    counts: tuple[Count | Null, ...]


NONE = Null(code=NullCode.NO_TEXT)
FAMILY = Blocks(
    core_metrics=Inner(some_ratio=NONE, some_time=1.23456),
    key_events=(Inner(some_ratio=0.123456, some_time=2), Inner(some_ratio=NONE, some_time=3)),
    counts=(1, Null(code=NullCode.NO_CUTS)),
)


def test_values_are_rounded_only_when_written() -> None:
    """The model keeps what was measured; files have two decimals for seconds, three for shares."""
    assert FAMILY.core_metrics.some_time == 1.23456
    written = dump(FAMILY)
    assert written["coreMetrics"] == {"someRatio": None, "someTime": 1.23}
    assert written["keyEvents"][0] == {"someRatio": 0.123, "someTime": 2.0}


def test_every_null_says_why_at_its_path() -> None:
    """Paths use the written names; the items of a list share one path."""
    assert reasons(FAMILY) == {
        "coreMetrics.someRatio": "no_text",
        "keyEvents[].someRatio": "no_text",
        "counts[]": "no_cuts",
    }


def test_a_result_has_prefixed_blocks_and_prefixed_paths() -> None:
    """Blocks and the paths of their nulls carry the family's prefix."""
    result = result_of(FAMILY)
    assert list(result) == [
        "exampleFamilyCoreMetrics",
        "exampleFamilyKeyEvents",
        "exampleFamilyCounts",
        "_nulls",
    ]
    assert result["_nulls"]["exampleFamilyCoreMetrics.someRatio"] == "no_text"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1, 1.1, None])
def test_impossible_values_are_refused(value: float | None) -> None:
    """NaN, infinity, a share outside 0–1, and a null without a reason cannot be made."""
    with pytest.raises(ValidationError):
        Inner(some_ratio=value, some_time=1)


def test_records_are_closed_and_immutable() -> None:
    """An unknown field is an error, and so is changing one."""

    class Point(Record):
        x: float

    with pytest.raises(ValidationError):
        Point(x=1, y=2)  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        Point(x=1).x = 2


def test_items_with_different_reasons_keep_theirs() -> None:
    """The shared path has the first item's code; an item with another one has its own path."""

    class Item(Record):
        value: float | Null

    class Items(Record):
        row: tuple[Item, ...]

    first, other = NullCode.NO_PEOPLE, NullCode.INSUFFICIENT_SAMPLES
    codes = (first, other, first)
    record = Items(row=tuple(Item(value=Null(code=code)) for code in codes))
    assert reasons(record) == {"row[].value": first.value, "row[1].value": other.value}
