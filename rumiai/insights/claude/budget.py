"""What calls cost, and a budget that calls at the same time cannot overrun."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

from rumiai.constants.claude_models import ClaudeModel
from rumiai.errors import APIQuotaError
from rumiai.schema.insights import TokenUsage

MILLION = 1e6
COUNT_MARGIN = 1.1
"""The API calls its token counts estimates, and adds words of its own for the schema."""
EPSILON = 1e-12


def cost_of(usage: TokenUsage, model: ClaudeModel) -> float:
    """Price of one call in USD (decision 25); cache reads and writes are priced apart."""
    rates = model.rates_for(usage.prompt)
    return (
        usage.input * rates.input
        + usage.output * rates.output
        + usage.cache_write * rates.cache_write
        + usage.cache_read * rates.cache_read
    ) / MILLION


def at_most(prompt_tokens: int, max_tokens: int, model: ClaudeModel) -> float:
    """The highest price in USD of a call: all of it written to the cache, the longest answer."""
    tokens = int(prompt_tokens * COUNT_MARGIN) + 1
    rates = model.rates_for(tokens)
    dearest = max(rates.input, rates.cache_write)
    return (tokens * dearest + max_tokens * rates.output) / MILLION


class Reserved:
    """What was set aside for one call; all of it counts as spent unless it is settled."""

    def __init__(self, amount: float) -> None:
        self.spent = amount

    def settle(self, cost: float) -> None:
        """Say what the call has cost in USD."""
        self.spent = cost


class Budget:
    """So many USD for one video; None: no limit. Safe for threads."""

    def __init__(self, limit: float | None) -> None:
        self.limit = limit
        self._spent = 0.0
        self._reserved = 0.0
        self._changed = Condition()

    @contextmanager
    def reserve(
        self, amount: float, stopped: Callable[[], bool] = lambda: False
    ) -> Iterator[Reserved]:
        """Set an amount aside while the block runs.

        Waits where it may fit once other calls have settled for less. Raises APIQuotaError where
        it cannot fit any more.
        """
        with self._changed:
            if self.limit is not None:
                self._wait_for(amount, self.limit, stopped)
            self._reserved += amount
        reserved = Reserved(amount)
        try:
            yield reserved
        finally:
            with self._changed:
                self._reserved -= amount
                self._spent += reserved.spent
                self._changed.notify_all()

    def _wait_for(self, amount: float, limit: float, stopped: Callable[[], bool]) -> None:
        while self._spent + self._reserved + amount > limit + EPSILON:
            if self._spent + amount > limit + EPSILON or stopped():
                raise APIQuotaError(_too_dear(amount, limit, self._spent))
            self._changed.wait(0.1)


def _too_dear(amount: float, limit: float, spent: float) -> str:
    return (
        f"the call may cost up to ${amount:.4f}, and ${spent:.4f} of the budget of ${limit:g} "
        "are spent: raise it by --max-cost or CLAUDE_COST_THRESHOLD"
    )
