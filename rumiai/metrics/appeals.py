"""What a caption asks of its readers: calls to action, hooks, urgency (B7, D6)."""

from __future__ import annotations

from rumiai.constants.lexicon import first_hit, lexicon
from rumiai.metrics.caption import Caption
from rumiai.metrics.engagement import PLATFORM_MISSING
from rumiai.schema.metrics.metadata_analysis import CtaFeatures, Flag, Urgency


def flag(holds: bool) -> Flag:
    """A truth as 0 or 1."""
    return 1 if holds else 0


def asks_for(caption: Caption) -> frozenset[str]:
    """What the caption asks for: follow, like, comment, share, urgency."""
    kinds = lexicon().caption_cta.items()
    return frozenset(kind for kind, phrases in kinds if first_hit(caption.phrases, phrases))


def cta_features(caption: Caption | None) -> CtaFeatures:
    """The calls to action, kind by kind."""
    if caption is None:
        missing = PLATFORM_MISSING
        return CtaFeatures(
            has_cta=missing,
            cta_follow=missing,
            cta_like=missing,
            cta_comment=missing,
            cta_share=missing,
            cta_urgency=missing,
            cta_count=missing,
        )
    asked = asks_for(caption)
    return CtaFeatures(
        has_cta=flag(bool(asked)),
        cta_follow=flag("follow" in asked),
        cta_like=flag("like" in asked),
        cta_comment=flag("comment" in asked),
        cta_share=flag("share" in asked),
        cta_urgency=flag("urgency" in asked),
        cta_count=len(asked),
    )


def has_hook(caption: Caption) -> Flag:
    """Whether the caption makes curious."""
    return flag(first_hit(caption.phrases, lexicon().caption_hooks) is not None)


def urgency(caption: Caption) -> Urgency:
    """How much haste the caption makes."""
    levels = lexicon().urgency
    if first_hit(caption.phrases, levels["high"]):
        return "high"
    return "medium" if first_hit(caption.phrases, levels["medium"]) else "none"
