"""What is said about one video, one insight a family."""

from __future__ import annotations

import json
from typing import Any, Literal

from rumiai.schema.measure import Count, NullCode, Record


class TokenUsage(Record):
    """Tokens that were billed."""

    input: Count = 0
    """Read at full price, without those of the cache."""
    output: Count = 0
    cache_write: Count = 0
    cache_read: Count = 0

    @property
    def prompt(self) -> int:
        """Tokens of the prompt, however they were billed."""
        return self.input + self.cache_write + self.cache_read

    @property
    def total(self) -> int:
        """All of them."""
        return self.prompt + self.output

    def __add__(self, other: TokenUsage) -> TokenUsage:
        mine, others = self.model_dump(), other.model_dump()
        return TokenUsage(**{name: mine[name] + others[name] for name in mine})


class Asked(Record):
    """How a model was asked for its part of an insight, and what it said."""

    name: str
    model: str
    prompt_sha256: str
    """Of everything that was sent, but for keys and how the answer is limited."""
    answer: str | None = None
    """The last answer, as it came."""
    error: str | None = None
    """Why there are no judgements; None where the answer was accepted."""
    error_type: str | None = None
    code: NullCode | None = None
    problems: tuple[str, ...] = ()
    """What was wrong with the last answer that was not accepted."""
    usage: TokenUsage = TokenUsage()
    cost: float | None = None
    """USD; None where a price or a usage is not known."""
    prices_of: str | None = None
    """Date of the price table."""
    calls: Count = 0
    repaired: bool = False
    """Whether the model was told what was wrong, and answered again."""
    request_ids: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """What did not fit into the prompt, in words."""
    seconds: float = 0.0
    asked_at: str = ""
    reused: bool = False
    """Whether this is an answer of an earlier run; then nothing was sent and nothing spent."""

    @property
    def tokens(self) -> int:
        """Tokens that this run used."""
        return 0 if self.reused else self.usage.total

    @property
    def spent(self) -> float | None:
        """USD that this run spent; None where that is not known."""
        return 0.0 if self.reused else self.cost


class Insight(Record):
    """One written analysis, or why there is none."""

    name: str
    prefix: str
    status: Literal["complete", "degraded", "failed"]
    reasons: tuple[str, ...] = ()
    """What is missing, in words."""
    result: dict[str, Any] | None
    """The prefixed blocks in wire form; None where the analysis failed."""
    seconds: float = 0.0
    asked: Asked | None = None
    """How a model was asked; None where none was."""

    @property
    def kilobytes(self) -> float:
        """Size of the result as JSON, in kilobytes."""
        return len(json.dumps(self.result)) / 1000

    @property
    def success(self) -> bool:
        """Whether there is a result, with the model's part where one was asked."""
        return self.result is not None and (self.asked is None or self.asked.error is None)
