"""Adds up what one question has cost, over all its calls."""

from __future__ import annotations

from rumiai.constants.claude_models import ClaudeModel
from rumiai.insights.claude.budget import Reserved, cost_of
from rumiai.insights.claude.client import Reply
from rumiai.insights.claude.failures import CallFailed
from rumiai.schema.insights import TokenUsage


class Tally:
    """What one question has cost so far."""

    def __init__(self, model: ClaudeModel | None) -> None:
        self._model = model
        self.usage = TokenUsage()
        self.cost: float | None = 0.0 if model else None
        self.calls = 0
        self.request_ids: list[str] = []
        self.answer: str | None = None
        self.repaired = False

    def add(self, reply: Reply, reserved: Reserved) -> None:
        """Count an answered call."""
        self.answer = reply.text
        if reply.request_id:
            self.request_ids.append(reply.request_id)
        if reply.usage is None:
            self.cost = None
            return
        self.usage += reply.usage
        if self._model is not None:
            cost = cost_of(reply.usage, self._model)
            reserved.settle(cost)
            self.cost = None if self.cost is None else self.cost + cost

    def add_failure(self, failure: CallFailed, reserved: Reserved) -> None:
        """Count a call that brought no answer: what it cost is nothing, or not known."""
        if failure.billed:
            self.cost = None
        else:
            reserved.settle(0.0)
