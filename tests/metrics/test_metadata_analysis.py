"""Metadata, by values computed by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import timeline
from conformance import verdict
from rumiai.acquire.apify_item import metadata_of
from rumiai.metrics.metadata_analysis import metadata_analysis
from rumiai.schema.measure import result_of
from rumiai.schema.media import Hashtag, VideoMetadata
from rumiai.schema.metrics.metadata_analysis import MetadataAnalysis

TEXT = (
    "Watch till the end! 🔥🔥 I love this trick, @anna.b and @bob. "
    "Comment below 👍🏽 www.example.com/now #Fyp #cats"
)
ITEM: dict[str, Any] = {
    "text": TEXT,
    "createTimeISO": "2025-07-02T05:03:39.000Z",
    "scrapedAt": "2025-07-02T15:03:39.000Z",
    "playCount": 1000,
    "diggCount": 90,
    "commentCount": 7,
    "shareCount": 3,
    "collectCount": 50,
    "hashtags": [{"name": "Fyp"}, {"name": "cats"}],
}


def of(metadata: VideoMetadata, duration: float = 12.34) -> dict[str, Any]:
    result = result_of(metadata_analysis(timeline(duration), metadata))
    return {k.removeprefix("metadata"): v for k, v in result.items()}


def measured(text: str | None = None, **changes: Any) -> dict[str, Any]:
    return of(VideoMetadata(description=text, **changes))


def recorded(**changes: Any) -> dict[str, Any]:
    return of(metadata_of({**ITEM, **changes}))


def tags(*names: str) -> tuple[Hashtag, ...]:
    return tuple(Hashtag(name=name) for name in names)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is no block, with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    else:
        yield path, value


def test_core_metrics() -> None:
    """18 words between spaces; 🔥 🔥 👍🏽; two names; 100 (90 + 7 + 3) / 1000; saves left out."""
    assert recorded()["CoreMetrics"] == {
        "captionLength": len(TEXT),
        "wordCount": 18,
        "hashtagCount": 2,
        "emojiCount": 3,
        "mentionCount": 2,
        "engagementRate": 10.0,
        "viewCount": 1000,
        "videoDuration": 12.34,
    }


def test_dynamics() -> None:
    """Two hashtags are few; 3 emoji and 2 mentions in 18 words; 2 July 2025 was a Wednesday."""
    assert recorded()["Dynamics"] == {
        "hashtagStrategy": "minimal",
        "captionStyle": "direct",
        "emojiDensity": 0.167,
        "mentionDensity": 0.111,
        "publishHour": 5,
        "publishDayOfWeek": 2,
    }


def test_interactions() -> None:
    """100 interactions in ten hours; saves are the platform's (legacy: always 0)."""
    assert recorded()["Interactions"] == {
        "likeCount": 90,
        "commentCount": 7,
        "shareCount": 3,
        "saveCount": 50,
        "engagementVelocity": 10.0,
    }


def test_key_events() -> None:
    """In order of appearance; "watch till" makes curious, "comment below" asks."""
    assert recorded()["KeyEvents"] == {
        "topHashtags": ["Fyp", "cats"],
        "keyMentions": ["@anna.b", "@bob"],
        "primaryEmojis": ["🔥", "👍🏽"],
        "callToAction": True,
        "hashtags": ["Fyp", "cats"],
        "hasHook": 1,
    }


def test_patterns() -> None:
    """One positive word ("love") in 18 is no mood; the address's "now" is no haste."""
    assert recorded()["Patterns"] == {
        "sentimentCategory": "neutral",
        "urgencyLevel": "none",
        "contentCategory": None,
        "viralPotential": None,
        "hashtagBreakdown": {
            "total": 2,
            "generic": 1,
            "niche": 1,
            "genericRatio": 0.5,
            "strategy": "minimal",
        },
        "ctaFeatures": {
            "hasCTA": 1,
            "ctaFollow": 0,
            "ctaLike": 0,
            "ctaComment": 1,
            "ctaShare": 0,
            "ctaUrgency": 0,
            "ctaCount": 1,
        },
        "hasQuestion": 0,
        "hasExclamation": 1,
    }


def test_quality() -> None:
    """Prose: "Watch till the end! I love this trick, and . Comment below".

    11 words with 44 letters in 3 sentences: 1 - 0.1 (4 - 4) - 0.02 (3.7 - 15) is above 1.
    """
    assert recorded()["Quality"] == {
        "readabilityScore": 1.0,
        "sentimentPolarity": 0.056,
        "hashtagRelevance": None,
        "captionEffectiveness": None,
        "overallScore": None,
        "wordCount": 18,
        "hasCaption": 1,
        "linkPresent": 1,
    }


def test_without_metadata_only_the_duration_is_known() -> None:
    """Every other value is null; the legacy file had zeros, "none", "neutral", false and 60 s."""
    result = of(VideoMetadata())
    nulls = result.pop("_nulls")
    for path, value in leaves(result):
        if path == "CoreMetrics.videoDuration":
            assert value == 12.34
        else:
            assert value is None, path
    unknown = {"platform_missing", "no_validated_definition"}
    assert set(nulls.values()) == unknown
    undefined = {path for path, code in nulls.items() if code == "no_validated_definition"}
    assert undefined == {
        "metadataPatterns.contentCategory",
        "metadataPatterns.viralPotential",
        "metadataQuality.hashtagRelevance",
        "metadataQuality.captionEffectiveness",
        "metadataQuality.overallScore",
    }


def test_scores_that_nobody_defined_are_null() -> None:
    """Legacy: 0.5, 0.6, 0.7, "general" and 0, whatever the video (section E, decision 2)."""
    result = recorded()
    assert result["Quality"]["hashtagRelevance"] is None
    assert result["Patterns"]["contentCategory"] is None
    nulls = [code for code in result["_nulls"].values() if code == "no_validated_definition"]
    assert len(nulls) == 5


def test_an_empty_caption_is_not_an_unknown_one() -> None:
    """Nothing was written: counts are 0, and what only a caption can have is null."""
    result = recorded(text="")
    core, nulls = result["CoreMetrics"], result["_nulls"]
    assert [core[k] for k in ("captionLength", "wordCount", "emojiCount", "mentionCount")] == [
        0
    ] * 4
    assert result["Quality"]["hasCaption"] == 0
    assert result["KeyEvents"]["callToAction"] is False
    assert result["KeyEvents"]["primaryEmojis"] == []
    assert {path for path, code in nulls.items() if code == "no_caption"} == {
        "metadataDynamics.captionStyle",
        "metadataDynamics.emojiDensity",
        "metadataDynamics.mentionDensity",
        "metadataPatterns.sentimentCategory",
        "metadataQuality.readabilityScore",
        "metadataQuality.sentimentPolarity",
    }


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("playCount", "metadataCoreMetrics.viewCount"),
        ("playCount", "metadataCoreMetrics.engagementRate"),
        ("diggCount", "metadataCoreMetrics.engagementRate"),
        ("diggCount", "metadataInteractions.likeCount"),
        ("commentCount", "metadataInteractions.commentCount"),
        ("shareCount", "metadataInteractions.shareCount"),
        ("shareCount", "metadataInteractions.engagementVelocity"),
        ("collectCount", "metadataInteractions.saveCount"),
        ("scrapedAt", "metadataInteractions.engagementVelocity"),
        ("createTimeISO", "metadataInteractions.engagementVelocity"),
        ("createTimeISO", "metadataDynamics.publishHour"),
        ("createTimeISO", "metadataDynamics.publishDayOfWeek"),
        ("hashtags", "metadataCoreMetrics.hashtagCount"),
        ("hashtags", "metadataKeyEvents.topHashtags"),
        ("hashtags", "metadataPatterns.hashtagBreakdown.generic"),
        ("text", "metadataCoreMetrics.wordCount"),
        ("text", "metadataPatterns.ctaFeatures.hasCTA"),
        ("text", "metadataQuality.sentimentPolarity"),
    ],
)
def test_what_the_platform_does_not_say_is_null(key: str, path: str) -> None:
    """Never 0, and never left out of a sum."""
    assert recorded(**{key: None})["_nulls"][path] == "platform_missing"


def test_a_zero_of_the_platform_is_a_zero() -> None:
    """No likes and no shares are counts; no views make the rate null for that reason."""
    result = recorded(playCount=0, diggCount=0, shareCount=0)
    assert result["CoreMetrics"]["viewCount"] == result["Interactions"]["likeCount"] == 0
    assert result["CoreMetrics"]["engagementRate"] is None
    assert result["_nulls"]["metadataCoreMetrics.engagementRate"] == "views_zero"


def test_a_rate_may_exceed_one_hundred() -> None:
    """A viewer may like, comment and share: 3 of 2 views are 150 %."""
    assert recorded(playCount=2, diggCount=1, commentCount=1, shareCount=1)["CoreMetrics"][
        "engagementRate"
    ] == pytest.approx(150)


@pytest.mark.parametrize(
    ("stamp", "hour", "day"),
    [
        ("2025-07-06T23:59:59Z", 23, 6),
        ("2025-07-07T01:30:00+02:00", 23, 6),
        ("2025-07-07T00:00:00", 0, 0),
        ("1751432619", 5, 2),
        ("yesterday", None, None),
        ("", None, None),
        ("0", None, None),
    ],
)
def test_publication_in_utc(stamp: str, hour: int | None, day: int | None) -> None:
    """Sunday is 6, midnight is 0; what cannot be read is null (legacy: 0 and 0, or now)."""
    dynamics = measured(create_time=stamp)["Dynamics"]
    assert (dynamics["publishHour"], dynamics["publishDayOfWeek"]) == (hour, day)


def test_counted_before_publication_there_is_no_velocity() -> None:
    """A clock that is wrong gives no number."""
    result = recorded(scrapedAt="2025-07-02T05:03:39.000Z")
    assert result["Interactions"]["engagementVelocity"] is None


@pytest.mark.parametrize(
    ("count", "strategy"),
    [
        *((0, "none"), (1, "minimal"), (2, "minimal"), (3, "moderate"), (7, "moderate")),
        *((8, "heavy"), (15, "heavy"), (16, "spam")),
    ],
)
def test_hashtag_strategy(count: int, strategy: str) -> None:
    """At most 2, 7 and 15; of sixteen the first five stand out."""
    result = measured(hashtags=tags(*(f"t{i}" for i in range(count))))
    assert result["CoreMetrics"]["hashtagCount"] == count
    assert result["Dynamics"]["hashtagStrategy"] == strategy
    assert result["Patterns"]["hashtagBreakdown"]["strategy"] == strategy
    assert result["KeyEvents"]["topHashtags"] == [f"t{i}" for i in range(min(count, 5))]
    assert len(result["KeyEvents"]["hashtags"]) == count


def test_of_no_hashtags_no_share_is_generic() -> None:
    """0 of 0 is not a share."""
    result = measured(hashtags=())
    assert result["Patterns"]["hashtagBreakdown"]["generic"] == 0
    path = "metadataPatterns.hashtagBreakdown.genericRatio"
    assert result["_nulls"][path] == "insufficient_samples"


def test_the_recorded_item(contract: Path, tmp_path: Path) -> None:
    """A real item gives its values and a conforming file; it does not tell when it was read.

    100 (8112 + 122 + 1406) / 132100 = 7.297.
    """
    item = json.loads((contract / "data/v3/apify_video_response.json").read_text())
    result = of(metadata_of(item), 18.2)
    assert result["CoreMetrics"]["engagementRate"] == 7.3
    assert result["CoreMetrics"]["emojiCount"] == 3
    assert result["KeyEvents"]["topHashtags"] == ["parasites", "parasitecleanse", "detox"]
    assert result["Interactions"]["saveCount"] == 3501
    assert (result["Dynamics"]["publishHour"], result["Dynamics"]["publishDayOfWeek"]) == (5, 2)
    assert result["Interactions"]["engagementVelocity"] is None
    assert result["Quality"]["linkPresent"] == 1
    assert result["Patterns"]["sentimentCategory"] == "neutral"
    for name, metadata in (("full", metadata_of(item)), ("none", VideoMetadata())):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(result_of(metadata_analysis(timeline(18.2), metadata))))
        assert verdict(contract, "metadata_analysis", path) == "conforms"


def test_the_family_needs_no_analyzer() -> None:
    """Where no analyzer ran it is measured all the same."""
    family = metadata_analysis(timeline(0.4, ran=()), VideoMetadata())
    assert isinstance(family, MetadataAnalysis)
    assert family.core_metrics.video_duration == 0.4


counts = st.none() | st.integers(0, 10**12)


@given(
    st.none() | st.text(st.characters(exclude_categories=()), max_size=80),
    st.tuples(counts, counts, counts, counts, counts),
    st.none() | st.lists(st.text(max_size=5).map(lambda name: Hashtag(name=name)), max_size=20),
    st.none() | st.text("0123456789-:TZ+. ", max_size=25),
)
def test_whatever_the_platform_says_the_numbers_are_possible(
    text: str | None, numbers: tuple[Any, ...], names: Any, stamp: str | None
) -> None:
    """No NaN, nothing negative but polarity, and a reason for every null."""
    given = dict(zip(("views", "likes", "comments", "shares", "saves"), numbers, strict=True))
    tagged = None if names is None else tuple(names)
    result = measured(text, **given, hashtags=tagged, create_time=stamp, scraped_at=stamp)
    nulls = result.pop("_nulls")
    for path, value in leaves(result):
        assert (value is None) is (f"metadata{path}" in nulls), path
        if isinstance(value, (int, float)):
            assert math.isfinite(value)
            assert value >= (-1 if path == "Quality.sentimentPolarity" else 0), path
    words, tokens = result["CoreMetrics"]["wordCount"], (text or "").split()
    assert words is None or words == len(tokens)
