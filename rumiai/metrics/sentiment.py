"""The mood of a caption, from lists of English words (METRICS_CONTRACT B7, D6)."""

from __future__ import annotations

from typing import Literal, NamedTuple

from rumiai.constants.lexicon import hits, lexicon
from rumiai.constants.thresholds import SENTIMENT_BAND
from rumiai.metrics.caption import Caption, read_caption
from rumiai.metrics.language import is_english
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.media import VideoMetadata

Mood = Literal["positive", "negative", "neutral"]


class Sentiment(NamedTuple):
    """How much a caption praises or blames; null in both parts for the same reason."""

    polarity: float | Null
    """(Positive - negative words) / all words, -1 to 1. Words are counted, not understood."""
    category: Mood | Null


def caption_sentiment(metadata: VideoMetadata) -> Sentiment:
    """The sentiment of a video's caption; null without one, and where it is not English."""
    if metadata.description is None:
        return _unknown(NullCode.PLATFORM_MISSING)
    return sentiment(read_caption(metadata.description), metadata.language)


def sentiment(caption: Caption, stated_language: str | None) -> Sentiment:
    """The sentiment of a caption; the platform's word on its language counts where ours is open."""
    if caption.is_blank:
        return _unknown(NullCode.NO_CAPTION)
    english = is_english(caption.prose)
    if english is None and stated_language is not None:
        english = stated_language == "en"
    if english is None:
        return _unknown(NullCode.INSUFFICIENT_SAMPLES)
    return _measured(caption) if english else _unknown(NullCode.NON_ENGLISH)


def _measured(caption: Caption) -> Sentiment:
    lists = lexicon().sentiment
    found = {kind: len(hits(caption.phrases, lists[kind])) for kind in ("positive", "negative")}
    # "love,love" is two hits in one word as spaces divide them
    polarity = (found["positive"] - found["negative"]) / caption.tokens
    polarity = max(-1.0, min(1.0, polarity))
    return Sentiment(polarity, _category(polarity))


def _category(polarity: float) -> Mood:
    if abs(polarity) <= SENTIMENT_BAND:
        return "neutral"
    return "positive" if polarity > 0 else "negative"


def _unknown(code: NullCode) -> Sentiment:
    return Sentiment(Null(code=code), Null(code=code))
