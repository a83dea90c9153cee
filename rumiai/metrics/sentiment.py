"""Whether a caption is meant kindly (METRICS_CONTRACT B7)."""

from __future__ import annotations

from typing import Literal, NamedTuple

from rumiai.constants.lexicon import hits, lexicon
from rumiai.schema.measure import Null, NullCode
from rumiai.schema.media import VideoMetadata

LEAST = 0.1


class Sentiment(NamedTuple):
    """Polarity from -1 to 1, and its class."""

    polarity: float | Null
    category: Literal["positive", "negative", "neutral"] | Null


def caption_sentiment(metadata: VideoMetadata) -> Sentiment:
    """The sentiment of the caption: (positive - negative words) / words."""
    words = (metadata.description or "").split()
    if not words:
        return Sentiment(Null(code=NullCode.NO_CAPTION), Null(code=NullCode.NO_CAPTION))
    lists, text = lexicon().sentiment, " ".join(words)
    balance = len(hits(text, lists["positive"])) - len(hits(text, lists["negative"]))
    polarity = balance / len(words)
    if abs(polarity) <= LEAST:
        return Sentiment(polarity, "neutral")
    return Sentiment(polarity, "positive" if polarity > 0 else "negative")
