"""Platform metadata: what it says, or None; never 0, never a guess."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumiai.acquire.apify_item import metadata_of


def test_first_hit_wins() -> None:
    """The contract's table: which key is read first."""
    item = {"playCount": 10, "views": 99, "likes": 5, "text": "caption", "description": "other"}
    metadata = metadata_of(item)
    assert (metadata.views, metadata.likes, metadata.description) == (10, 5, "caption")


@pytest.mark.parametrize("value", [None, -1, "many", True, [], {}, float("nan"), float("inf"), ""])
def test_a_count_that_makes_no_sense_is_unknown(value: Any) -> None:
    """Wrong types and negative numbers are None."""
    assert metadata_of({"playCount": value}).views is None


@pytest.mark.parametrize("value", [10**400, "9" * 400, 1e308, 2**53 + 2])
def test_a_number_beyond_all_measure(value: Any) -> None:
    """JSON can spell numbers that no float can hold: they are None, too."""
    assert metadata_of({"playCount": value}).views is None
    assert metadata_of({"playCount": 2**53}).views == 2**53
    assert metadata_of({"duration": 10**400}).duration is None


@pytest.mark.parametrize(("value", "count"), [(0, 0), ("123", 123), (12.0, 12), ("0", 0)])
def test_counts_as_texts_and_zero(value: Any, count: int) -> None:
    """A count in words of digits counts; zero is a count."""
    assert metadata_of({"playCount": value}).views == count


@pytest.mark.parametrize(
    ("item", "time"),
    [
        ({"createTimeISO": "2025-07-02T05:03:39.000Z"}, "2025-07-02T05:03:39Z"),
        ({"createTime": 1751432619}, "2025-07-02T05:03:39Z"),
        ({"createTime": "1751432619"}, "2025-07-02T05:03:39Z"),
        ({"createTimeISO": "2025-07-02T07:03:39+02:00"}, "2025-07-02T05:03:39Z"),
        ({"createTimeISO": "yesterday"}, None),
        ({"createTimeISO": "yesterday", "createTime": 1751432619}, "2025-07-02T05:03:39Z"),
        ({"createTime": 10**30}, None),
        ({"createTime": 0}, None),
        ({}, None),
    ],
)
def test_creation_time(item: dict[str, Any], time: str | None) -> None:
    """ISO in UTC from either key; what cannot be read is None, not now."""
    assert metadata_of(item).create_time == time


def test_an_empty_caption_is_kept_apart_from_none() -> None:
    """The platform says that nothing was written, or says nothing; the first text wins."""
    assert metadata_of({"text": ""}).description == ""
    assert metadata_of({"text": "", "description": "other"}).description == "other"
    assert metadata_of({"text": None}).description is None
    assert metadata_of({}).description is None


def test_what_no_file_can_hold_is_replaced() -> None:
    """JSON can spell half a surrogate pair; UTF-8 cannot."""
    metadata = metadata_of({"text": "a\ud800b", "hashtags": ["\udc00"]})
    assert metadata.model_dump_json().encode("utf-8")
    assert metadata.description == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize(
    ("stated", "language"),
    [("en", "en"), ("pt-BR", "pt"), ("un", None), ("", None), (None, None), (5, None)],
)
def test_the_caption_language(stated: Any, language: str | None) -> None:
    """Two letters; "un" is TikTok's word for not knowing."""
    assert metadata_of({"textLanguage": stated}).language == language


def test_when_it_was_scraped() -> None:
    """Only where the item says so; never now, never when it was published."""
    stamp = "2025-07-03T07:03:39+02:00"
    assert metadata_of({"scrapedAt": stamp}).scraped_at == "2025-07-03T05:03:39Z"
    assert metadata_of({"createTimeISO": stamp}).scraped_at is None


def test_hashtags() -> None:
    """Names are kept in order; entries without a name are left out; no list is None, not empty."""
    item = {"hashtags": [{"name": "a", "id": 5}, {"name": ""}, "b", 7, None]}
    tags = metadata_of(item).hashtags
    assert tags is not None
    assert [(t.name, t.id) for t in tags] == [("a", "5"), ("b", None), ("7", None)]
    assert metadata_of({}).hashtags is None
    assert metadata_of({"hashtags": []}).hashtags == ()


texts = st.text("a1 é\n", max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
KEYS = ["id", "text", "playCount", "videoMeta", "authorMeta", "hashtags", "createTime", "musicMeta"]
KEYS += ["textLanguage", "scrapedAt"]


@given(st.dictionaries(st.sampled_from(KEYS), json_values))
def test_no_item_is_a_crash(item: dict[str, Any]) -> None:
    """Whatever stands in an item, it is read or left out."""
    metadata = metadata_of(item)
    assert metadata.views is None or metadata.views >= 0
