"""Metadata, from what the platform says and the measured duration (METRICS_CONTRACT B7).

What the platform did not say is null, never 0; with no metadata at all only the duration is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

from rumiai.constants.thresholds import (
    EASY_SENTENCE_WORDS,
    EASY_WORD_LETTERS,
    LETTER_COST,
    MINIMAL_CAPTION_WORDS,
    STORY_SENTENCES,
    WORD_COST,
)
from rumiai.metrics.appeals import asks_for, cta_features, flag, has_hook, urgency
from rumiai.metrics.caption import Caption, read_caption
from rumiai.metrics.engagement import (
    PLATFORM_MISSING,
    engagement_rate,
    engagement_velocity,
    published,
    stated,
)
from rumiai.metrics.hashtags import breakdown, hashtags, strategy
from rumiai.metrics.sentiment import Sentiment, sentiment
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics.metadata_analysis import (
    CaptionStyle,
    CoreMetrics,
    Dynamics,
    Interactions,
    KeyEvents,
    MetadataAnalysis,
    Patterns,
    Quality,
)
from rumiai.schema.timeline import Timeline

T = TypeVar("T")

TOP_HASHTAGS, KEY_MENTIONS, PRIMARY_EMOJIS = 5, 3, 5
UNDEFINED = Null(code=NullCode.NO_VALIDATED_DEFINITION)


def metadata_analysis(timeline: Timeline, metadata: VideoMetadata) -> MetadataAnalysis:
    """What the platform says; never unmeasured, because the duration always is measured."""
    return _Measurement(timeline.clip.duration, metadata).family()


class _Measurement:
    """The metadata of one video, its caption taken apart once."""

    def __init__(self, duration: float, metadata: VideoMetadata) -> None:
        text = metadata.description
        self.duration = duration
        self.metadata = metadata
        self.caption = None if text is None else read_caption(text)
        self.tags = hashtags(metadata)
        self.published = published(metadata)

    def family(self) -> MetadataAnalysis:
        felt = self._sentiment()
        return MetadataAnalysis(
            core_metrics=self._core_metrics(),
            dynamics=self._dynamics(),
            interactions=self._interactions(),
            key_events=self._key_events(),
            patterns=self._patterns(felt),
            quality=self._quality(felt),
        )

    def _read(self, measure: Callable[[Caption], T]) -> T | Null:
        """A value of the caption, which may be empty; null where the platform gave none."""
        return PLATFORM_MISSING if self.caption is None else measure(self.caption)

    def _written(self, measure: Callable[[Caption], T | Null]) -> T | Null:
        """A value that an empty caption does not have."""
        if self.caption is not None and self.caption.is_blank:
            return Null(code=NullCode.NO_CAPTION)
        return PLATFORM_MISSING if self.caption is None else measure(self.caption)

    def _tagged(self, measure: Callable[[tuple[str, ...]], T]) -> T | Null:
        return PLATFORM_MISSING if self.tags is None else measure(self.tags)

    def _sentiment(self) -> Sentiment:
        if self.caption is None:
            return Sentiment(PLATFORM_MISSING, PLATFORM_MISSING)
        return sentiment(self.caption, self.metadata.language)

    def _core_metrics(self) -> CoreMetrics:
        return CoreMetrics(
            caption_length=self._read(lambda c: c.length),
            word_count=self._read(lambda c: c.tokens),
            hashtag_count=self._tagged(len),
            emoji_count=self._read(lambda c: len(c.emoji)),
            mention_count=self._read(lambda c: len(c.mentions)),
            engagement_rate=engagement_rate(self.metadata),
            view_count=stated(self.metadata.views),
            video_duration=self.duration,
        )

    def _dynamics(self) -> Dynamics:
        moment = self.published
        return Dynamics(
            hashtag_strategy=self._tagged(lambda tags: strategy(len(tags))),
            caption_style=self._written(_style),
            emoji_density=self._written(lambda c: len(c.emoji) / c.tokens),
            mention_density=self._written(lambda c: len(c.mentions) / c.tokens),
            publish_hour=stated(moment and moment.hour),
            publish_day_of_week=stated(moment and moment.weekday()),
        )

    def _interactions(self) -> Interactions:
        return Interactions(
            like_count=stated(self.metadata.likes),
            comment_count=stated(self.metadata.comments),
            share_count=stated(self.metadata.shares),
            save_count=stated(self.metadata.saves),
            engagement_velocity=engagement_velocity(self.metadata),
        )

    def _key_events(self) -> KeyEvents:
        return KeyEvents(
            top_hashtags=self._tagged(lambda tags: _first(tags, TOP_HASHTAGS)),
            key_mentions=self._read(lambda c: _first(c.mentions, KEY_MENTIONS)),
            primary_emojis=self._read(lambda c: _first(c.emoji, PRIMARY_EMOJIS)),
            call_to_action=self._read(lambda c: bool(asks_for(c))),
            hashtags=stated(self.tags),
            has_hook=self._read(has_hook),
        )

    def _patterns(self, felt: Sentiment) -> Patterns:
        return Patterns(
            sentiment_category=felt.category,
            urgency_level=self._read(urgency),
            content_category=UNDEFINED,
            viral_potential=UNDEFINED,
            hashtag_breakdown=breakdown(self.tags),
            cta_features=cta_features(self.caption),
            has_question=self._read(lambda c: flag(c.asks)),
            has_exclamation=self._read(lambda c: flag("!" in c.prose)),
        )

    def _quality(self, felt: Sentiment) -> Quality:
        return Quality(
            readability_score=self._written(_readability),
            sentiment_polarity=felt.polarity,
            hashtag_relevance=UNDEFINED,
            caption_effectiveness=UNDEFINED,
            overall_score=UNDEFINED,
            word_count=self._read(lambda c: c.tokens),
            has_caption=self._read(lambda c: flag(not c.is_blank)),
            link_present=self._read(lambda c: flag(c.has_link)),
        )


def _first(values: Iterable[str], count: int) -> tuple[str, ...]:
    """The first different values, in order."""
    return tuple(islice(dict.fromkeys(values), count))


def _style(caption: Caption) -> CaptionStyle:
    if caption.tokens < MINIMAL_CAPTION_WORDS:
        return "minimal"
    if caption.ends_with_question:
        return "question"
    if caption.sentences > STORY_SENTENCES:
        return "storytelling"
    return "list" if caption.has_digit else "direct"


def _readability(caption: Caption) -> float | Null:
    """The contract's formula, made for English; null where spaces do not divide words."""
    words = len(caption.words)
    if not words or not caption.letters:
        return Null(code=NullCode.INSUFFICIENT_SAMPLES)
    if caption.is_unspaced:
        return Null(code=NullCode.NOT_DETECTABLE)
    long_words = LETTER_COST * (caption.letters / words - EASY_WORD_LETTERS)
    long_sentences = WORD_COST * (words / caption.sentences - EASY_SENTENCE_WORDS)
    return max(0.0, min(1.0, 1 - long_words - long_sentences))
