"""Metadata: what the platform says about a video, and how its caption is written (B7)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rumiai.schema.measure import (
    Camel,
    Count,
    Family,
    Null,
    OpenPercent,
    Rate,
    Ratio,
    Score,
    Seconds,
)

Flag = Literal[0, 1]
HashtagStrategy = Literal["none", "minimal", "moderate", "heavy", "spam"]
CaptionStyle = Literal["minimal", "question", "storytelling", "list", "direct"]
Urgency = Literal["high", "medium", "none"]
Hour = Annotated[int, Field(ge=0, le=23)]
Weekday = Annotated[int, Field(ge=0, le=6)]
Share = Annotated[Score, Field(ge=0)]
Polarity = Annotated[Score, Field(ge=-1, le=1)]


class CoreMetrics(Camel):
    """The caption in numbers, and how the video did."""

    caption_length: Count | Null = Field(description="Characters of the caption.")
    word_count: Count | Null = Field(
        description="Words of the caption as spaces divide them, hashtags and mentions among them."
    )
    hashtag_count: Count | Null = Field(description="Hashtags that the platform lists.")
    emoji_count: Count | Null = Field(
        description="Emoji in the caption; a flag, a family or a skin tone is one."
    )
    mention_count: Count | Null = Field(description="Mentions (@name) in the caption.")
    engagement_rate: OpenPercent | Null = Field(
        description="Likes, comments and shares as a percentage of the views."
    )
    view_count: Count | Null = Field(description="Views, as the platform counts them.")
    video_duration: Seconds = Field(description="Measured length of the video in seconds.")


class Dynamics(Camel):
    """How the caption is written, and when the video was published."""

    hashtag_strategy: HashtagStrategy | Null = Field(
        description="By the number of hashtags: 0, at most 2, at most 7, at most 15, more."
    )
    caption_style: CaptionStyle | Null = Field(
        description="The first that fits: under ten words; ends with a question mark; more than "
        "three sentences; has a number; else direct. Tags and emoji do not count as its end."
    )
    emoji_density: Share | Null = Field(description="Emoji a word.")
    mention_density: Share | Null = Field(description="Mentions a word.")
    publish_hour: Hour | Null = Field(description="Hour of publication in UTC.")
    publish_day_of_week: Weekday | Null = Field(
        description="Weekday of publication in UTC; 0 is Monday."
    )


class Interactions(Camel):
    """What viewers did with the video."""

    like_count: Count | Null = Field(description="Likes, as the platform counts them.")
    comment_count: Count | Null = Field(description="Comments, as the platform counts them.")
    share_count: Count | Null = Field(description="Shares, as the platform counts them.")
    save_count: Count | Null = Field(description="Saves, as the platform counts them.")
    engagement_velocity: Rate | Null = Field(
        description="Likes, comments and shares an hour, from publication to when they were read."
    )


class KeyEvents(Camel):
    """What stands out in the caption."""

    top_hashtags: tuple[str, ...] | Null = Field(
        description="The first five different hashtags, in the platform's order, without #."
    )
    key_mentions: tuple[str, ...] | Null = Field(
        description="The first three different mentions, with @."
    )
    primary_emojis: tuple[str, ...] | Null = Field(description="The first five different emoji.")
    call_to_action: bool | Null = Field(
        description="Whether a listed English phrase asks the reader to do something."
    )
    hashtags: tuple[str, ...] | Null = Field(
        description="All hashtags, in the platform's order, without #."
    )
    has_hook: Flag | Null = Field(
        description="1 if a listed English phrase makes curious, as in “wait for it”."
    )


class HashtagBreakdown(Camel):
    """Which kind of hashtags are used."""

    total: Count | Null = Field(description="All hashtags.")
    generic: Count | Null = Field(description="Those of the list that fit any video, as fyp.")
    niche: Count | Null = Field(description="All others.")
    generic_ratio: Ratio | Null = Field(description="Generic ones as a share of all.")
    strategy: HashtagStrategy | Null = Field(description="The same as hashtagStrategy.")


class CtaFeatures(Camel):
    """What the caption asks for, by lists of English phrases."""

    has_cta: Flag | Null = Field(alias="hasCTA", description="1 if it asks for anything.")
    cta_follow: Flag | Null = Field(description="1 if it asks to follow.")
    cta_like: Flag | Null = Field(description="1 if it asks for a like.")
    cta_comment: Flag | Null = Field(description="1 if it asks for a comment.")
    cta_share: Flag | Null = Field(description="1 if it asks to share.")
    cta_urgency: Flag | Null = Field(description="1 if it says that time is short.")
    cta_count: Count | Null = Field(description="How many of these five it does.")


class Patterns(Camel):
    """The caption's mood and means."""

    sentiment_category: Literal["positive", "negative", "neutral"] | Null = Field(
        description="By sentimentPolarity: above 0.1, below -0.1, else. English captions only."
    )
    urgency_level: Urgency | Null = Field(
        description="Whether an English word of the list for high or for medium urgency is in it."
    )
    content_category: str | Null = Field(description="Null: nobody defined it validly.")
    viral_potential: Score | Null = Field(description="Null: nobody defined it validly.")
    hashtag_breakdown: HashtagBreakdown
    cta_features: CtaFeatures
    has_question: Flag | Null = Field(description="1 if there is a question mark.")
    has_exclamation: Flag | Null = Field(description="1 if there is an exclamation mark.")


class Quality(Camel):
    """How the caption reads."""

    readability_score: Ratio | Null = Field(
        description="1 for short words in short sentences; less by 0.1 for each letter a word "
        "above 4 and by 0.02 for each word a sentence above 15. Tags, links and emoji left out."
    )
    sentiment_polarity: Polarity | Null = Field(
        description="Positive less negative words of two lists, divided by all words. Words are "
        "counted, not understood: “not good” is positive. English captions only."
    )
    hashtag_relevance: Score | Null = Field(description="Null: nobody defined it validly.")
    caption_effectiveness: Score | Null = Field(description="Null: nobody defined it validly.")
    overall_score: Score | Null = Field(description="Null: nobody defined it validly.")
    word_count: Count | Null = Field(description="The same as in the core metrics.")
    has_caption: Flag | Null = Field(description="1 if there is a caption.")
    link_present: Flag | Null = Field(description="1 if there is a web address in it.")


class MetadataAnalysis(Family):
    """What the platform says about a video, and how its caption is written."""

    NAME = "metadata_analysis"
    PREFIX = "metadata"
    REQUIRED = ()
    USED = ()

    core_metrics: CoreMetrics
    dynamics: Dynamics
    interactions: Interactions
    key_events: KeyEvents
    patterns: Patterns
    quality: Quality
