"""What the Claude API charges, by model; a table with a date, for prices change."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HAIKU, SONNET = "claude-haiku-5-5", "claude-sonnet-5-5"
"""The default, and what USE_CLAUDE_SONNET asks for (docs/decisions/0015)."""


@dataclass(frozen=True)
class Rates:
    """USD per million tokens."""

    input: float
    output: float
    cache_write: float
    cache_read: float


@dataclass(frozen=True)
class ClaudeModel:
    """A model that answers by a JSON schema, and its price."""

    name: str
    rates: Rates
    long_above: int | None
    """From more prompt tokens than this on, `long_rates` hold for the whole call."""
    long_rates: Rates | None
    effort: bool
    """Whether it takes the parameter `effort`."""

    def rates_for(self, prompt_tokens: int) -> Rates:
        """The rates of a call with a prompt of so many tokens, cached ones among them."""
        if self.long_above is None or self.long_rates is None or prompt_tokens <= self.long_above:
            return self.rates
        return self.long_rates


@dataclass(frozen=True)
class PriceTable:
    """The prices of one day."""

    date: str
    models: dict[str, ClaudeModel]


@cache
def price_table() -> PriceTable:
    """The table of this release."""
    path = Path(__file__).with_name("claude_models.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    models = {name: _model(name, entry) for name, entry in document["models"].items()}
    return PriceTable(document["date"], models)


def _model(name: str, entry: dict[str, Any]) -> ClaudeModel:
    long = entry.get("long")
    return ClaudeModel(
        name=name,
        rates=_rates(entry),
        long_above=long and long["above"],
        long_rates=_rates(long) if long else None,
        effort=entry["effort"],
    )


def _rates(entry: dict[str, Any]) -> Rates:
    names = ("input", "output", "cache_write", "cache_read")
    return Rates(**{name: float(entry[name]) for name in names})
