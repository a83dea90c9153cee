"""Asks one question to its end: attempts, one repair round, and what all of it cost."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from time import perf_counter
from typing import Any

from rumiai.constants.claude_models import ClaudeModel, price_table
from rumiai.errors import APIError, APIQuotaError, APITokenError
from rumiai.insights.claude.answers import Accepted, Rejected, check
from rumiai.insights.claude.budget import Budget, at_most
from rumiai.insights.claude.client import Call, Client, Reply
from rumiai.insights.claude.failures import CallFailed
from rumiai.insights.claude.question import Question, repair
from rumiai.insights.claude.tally import Tally
from rumiai.schema.insights import Asked
from rumiai.schema.measure import Family, NullCode
from rumiai.schema.text import one_line
from rumiai.schema.timeline import Timeline

log = logging.getLogger(__name__)

ATTEMPTS = 3
LONGEST_PAUSE = 60.0
"""Seconds; where the API asks to wait longer, the prompt fails instead."""
MAX_PROMPT_BYTES = 1_000_000
SECONDS = {"emotional_journey": 90.0, "speech_analysis": 90.0, "visual_overlay_analysis": 120.0}
OTHER_SECONDS = 60.0
SMALL_KILOBYTES = 50.0
"""Larger prompts get more time, in proportion (IO_CONTRACT section 6)."""


@dataclass(frozen=True)
class Manner:
    """How questions are asked."""

    pause: float
    """Seconds before the second attempt; the third waits twice as long."""
    timeout: float | None
    """Seconds, in place of the family's."""


@dataclass(frozen=True)
class Judged:
    """What became of a question."""

    asked: Asked
    judgements: dict[str, Any] | None


class _Unjudged(Exception):  # noqa: N818  becomes a record, not an error
    """The question brought no judgements."""

    def __init__(self, code: NullCode, error: APIError, problems: tuple[str, ...] = ()) -> None:
        super().__init__(str(error))
        self.code, self.error, self.problems = code, error, problems


def prompt_hash(question: Question) -> str:
    """SHA-256 of what is asked; answers to another question are never taken for it."""
    parts = (question.system, question.shared, question.task, question.schema)
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


class Asker:
    """Asks the questions about one video; safe for threads."""

    def __init__(
        self, client: Client, model: ClaudeModel | None, budget: Budget, manner: Manner
    ) -> None:
        self._client = client
        self._model = model
        self._budget = budget
        self._manner = manner
        self._stopped = Event()
        self._refused_key: APITokenError | None = None

    def stop(self) -> None:
        """Begin no further call, and give up the connections."""
        self._stopped.set()
        self._client.close()

    def ask(
        self, question: Question, family: Family, timeline: Timeline, begun: Callable[[], None]
    ) -> Judged:
        """The answer to a question, whatever becomes of it; `begun` is called as it begins."""
        tally, started = Tally(self._model), perf_counter()
        judgements, failed = None, None
        try:
            judgements = self._judgements(question, family, timeline, tally, begun)
        except _Unjudged as unjudged:
            failed = unjudged
        asked = Asked(
            name=question.name,
            model=self._client.model,
            prompt_sha256=prompt_hash(question),
            answer=tally.answer,
            error=failed and one_line(str(failed.error)),
            error_type=failed and type(failed.error).__name__,
            code=failed and failed.code,
            problems=tuple(map(one_line, failed.problems)) if failed else (),
            usage=tally.usage,
            cost=tally.cost,
            prices_of=price_table().date if self._model else None,
            calls=tally.calls,
            repaired=tally.repaired,
            request_ids=tuple(tally.request_ids),
            left_out=tuple(question.left_out),
            seconds=round(perf_counter() - started, 3),
            asked_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        return Judged(asked, judgements)

    def _judgements(
        self,
        question: Question,
        family: Family,
        timeline: Timeline,
        tally: Tally,
        begun: Callable[[], None],
    ) -> dict[str, Any]:
        """What the model says and what holds. Raises _Unjudged."""
        reply = self._reply(self._call(question, question.task), tally, begun)
        verdict = check(family, timeline, question, reply.text)
        if isinstance(verdict, Accepted):
            return verdict.judgements
        log.info("%s: asked again, for: %s", question.name, "; ".join(verdict.problems))
        tally.repaired = True
        again = repair(question, reply.text, verdict.problems)
        reply = self._reply(self._call(question, question.task, again), tally, begun)
        verdict = check(family, timeline, question, reply.text)
        if isinstance(verdict, Rejected):
            raise _rejected(verdict)
        return verdict.judgements

    def _call(self, question: Question, *texts: str) -> Call:
        everything = (question.system, question.shared, *texts)
        size = sum(len(text.encode("utf-8", "replace")) for text in everything)
        if size >= MAX_PROMPT_BYTES:
            error = APIError(f"the prompt has {size / 1000:.0f} KB, more than may be sent")
            raise _Unjudged(NullCode.JUDGEMENT_UNANSWERED, error)
        usual = self._manner.timeout or SECONDS.get(question.name, OTHER_SECONDS)
        seconds = usual * max(1.0, size / 1000 / SMALL_KILOBYTES)
        return Call(question.system, question.shared, texts, question.schema, seconds)

    def _reply(self, call: Call, tally: Tally, begun: Callable[[], None]) -> Reply:
        """The answer to one call after as many attempts as it may take. Raises _Unjudged."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return _complete(self._attempt(call, tally, begun), self._client.max_tokens)
            except CallFailed as failure:
                if isinstance(failure.error, APITokenError):
                    self._refused_key = failure.error
                pause = self._manner.pause * 2 ** (attempt - 1)
                if failure.after is not None:
                    pause = failure.after
                if not failure.again or attempt == ATTEMPTS or pause > LONGEST_PAUSE:
                    raise _unanswered(failure, attempt, pause) from None
                log.info("%s; again in %g s", failure.error, pause)
                self._stopped.wait(pause)
        raise AssertionError("the last attempt raises")

    def _attempt(self, call: Call, tally: Tally, begun: Callable[[], None]) -> Reply:
        """One call within the budget. Raises CallFailed or _Unjudged."""
        if self._refused_key is not None:
            raise _Unjudged(NullCode.JUDGEMENT_UNANSWERED, self._refused_key)
        amount = self._worst(call)
        try:
            with self._budget.reserve(amount, self._stopped.is_set) as reserved:
                if self._stopped.is_set():
                    reserved.settle(0.0)
                    raise _Unjudged(NullCode.JUDGEMENT_UNANSWERED, APIError("stopped"))
                tally.calls += 1
                try:
                    reply = self._client.ask(call, begun)
                except CallFailed as failure:
                    tally.add_failure(failure, reserved)
                    raise
                tally.add(reply, reserved)
                return reply
        except APIQuotaError as error:
            raise _Unjudged(NullCode.JUDGEMENT_OVER_BUDGET, error) from None

    def _worst(self, call: Call) -> float:
        """The most that a call may cost, in USD; nothing where there is no budget to keep."""
        if self._budget.limit is None or self._model is None:
            return 0.0
        return at_most(self._client.count(call), self._client.max_tokens, self._model)


def _complete(reply: Reply, max_tokens: int) -> Reply:
    """The reply, if the model came to an end of its own. Raises _Unjudged."""
    if reply.stop == "refusal":
        kind = f" ({reply.detail})" if reply.detail else ""
        raise _Unjudged(NullCode.JUDGEMENT_REFUSED, APIError(f"Claude refused to answer{kind}"))
    if reply.stop == "max_tokens":
        said = f"the answer reached {max_tokens} tokens; raise CLAUDE_MAX_TOKENS"
        raise _Unjudged(NullCode.JUDGEMENT_CUT_OFF, APIError(said))
    if reply.stop == "model_context_window_exceeded":
        said = "the prompt and the answer are more than the model takes"
        raise _Unjudged(NullCode.JUDGEMENT_CUT_OFF, APIError(said))
    return reply


def _unanswered(failure: CallFailed, attempt: int, pause: float) -> _Unjudged:
    """The failure of the last attempt."""
    said = str(failure.error)
    if failure.again and attempt < ATTEMPTS:
        said += f"; it asks to wait {pause:.0f} s"
    elif attempt > 1:
        said += f"; {attempt} attempts"
    return _Unjudged(NullCode.JUDGEMENT_UNANSWERED, type(failure.error)(said))


def _rejected(verdict: Rejected) -> _Unjudged:
    shown = "; ".join(one_line(problem) for problem in verdict.problems[:3])
    more = len(verdict.problems) - 3
    said = f"the answer did not hold, nor did the second one: {shown}"
    error = APIError(said + (f"; and {more} more" if more > 0 else ""))
    return _Unjudged(NullCode.JUDGEMENT_REJECTED, error, verdict.problems)
