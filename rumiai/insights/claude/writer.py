"""Writes insights with a model: the measured blocks as they are, its judgements beside them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Protocol

from rumiai.insights.claude.answers import Accepted, check
from rumiai.insights.claude.asking import Asker, Judged, prompt_hash
from rumiai.insights.claude.background import Background, Job
from rumiai.insights.claude.question import Question, questions
from rumiai.insights.python_only import PythonOnly
from rumiai.schema.insights import Asked, Insight
from rumiai.schema.measure import Family
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.timeline import Timeline

log = logging.getLogger(__name__)

BLOCK = "_judgements"
LIMIT_BYTES = 200_000
"""Larger prompts are shrunk (IO_CONTRACT section 6)."""


class Answers(Protocol):
    """Where answers are kept between runs."""

    def load(self, name: str) -> Asked | None:
        """The last answer about an analysis; None where there is none that can be read."""
        ...

    def keep(self, asked: Asked) -> None:
        """Keep an answer, at once: it has been paid for."""
        ...


@dataclass(frozen=True)
class Plan:
    """How the prompts of one video are asked."""

    width: int
    """So many at once."""
    delay: float
    """Seconds between two; where it is not 0 they are asked one by one."""
    force: bool
    """Ask also what is answered already."""


class ClaudeWriter:
    """Asks Claude about every measured family, several at a time, and keeps each answer."""

    def __init__(
        self,
        asker: Asker,
        model: str,
        plan: Plan,
        answers: Answers,
        metadata: VideoMetadata,
        waiting: Callable[[float], None],
    ) -> None:
        self._asker = asker
        self._model = model
        self._plan = plan
        self._answers = answers
        self._metadata = metadata
        self._waiting = waiting
        self._known: dict[str, Judged] = {}
        self._jobs: dict[str, Job[Judged]] = {}
        self._background: Background[Judged] | None = None
        self._asked_before = False
        self._python = PythonOnly()

    def begin(self, families: Sequence[Family | Unmeasured], timeline: Timeline) -> None:
        """Look what is answered already, and begin to ask the rest."""
        measured = {f.name: f for f in families if isinstance(f, Family)}
        asked = questions(list(measured.values()), timeline, self._metadata, LIMIT_BYTES)
        open_: list[Question] = []
        for question in asked:
            family = measured[question.name]
            kept = None if self._plan.force else self._kept(question, family, timeline)
            if kept is not None:
                self._known[question.name] = kept
                continue
            open_.append(question)
            self._jobs[question.name] = partial(self._ask, question, family, timeline)
        if not self._plan.delay:
            self._background = Background(self._jobs, self._plan.width, lead=_share(open_))

    def write(self, family: Family | Unmeasured, timeline: Timeline) -> Insight:
        """The insight of one family; without judgements, and degraded, where asking failed."""
        insight = self._python.write(family, timeline)
        if family.name not in self._known and family.name not in self._jobs:
            return insight
        judged = self._judged(family.name)
        result = {**(insight.result or {}), BLOCK: judged.judgements}
        asked = judged.asked
        if asked.error is None:
            return insight.model_copy(update={"result": result, "asked": asked})
        result["_nulls"] = {**result["_nulls"], BLOCK: asked.code}
        reasons = (*insight.reasons, f"judgements: {asked.error}")
        changes = {"result": result, "asked": asked, "status": "degraded", "reasons": reasons}
        return insight.model_copy(update=changes)

    def close(self) -> None:
        """Stop asking, at once."""
        if self._background is not None:
            self._background.give_up()
        self._asker.stop()

    def _judged(self, name: str) -> Judged:
        if name in self._known:
            return self._known[name]
        if self._background is not None:
            return self._background.result(name)
        if self._asked_before:
            self._waiting(self._plan.delay)
            Event().wait(self._plan.delay)
        self._asked_before = True
        return Background({name: self._jobs[name]}, 1, lead=False).result(name)

    def _ask(
        self, question: Question, family: Family, timeline: Timeline, begun: Callable[[], None]
    ) -> Judged:
        judged = self._asker.ask(question, family, timeline, begun)
        if judged.asked.calls and not (judged.judgements is None and self._had(question)):
            self._answers.keep(judged.asked)
        return judged

    def _had(self, question: Question) -> bool:
        """Whether an earlier run has a good answer, which a failure shall not replace."""
        kept = self._answers.load(question.name)
        return kept is not None and kept.error is None and self._fits(kept, question)

    def _fits(self, kept: Asked, question: Question) -> bool:
        return (kept.model, kept.prompt_sha256) == (self._model, prompt_hash(question))

    def _kept(self, question: Question, family: Family, timeline: Timeline) -> Judged | None:
        """The answer of an earlier run to the very same question, if it still holds."""
        kept = self._answers.load(question.name)
        if kept is None or kept.error is not None or kept.answer is None:
            return None
        if not self._fits(kept, question):
            return None
        verdict = check(family, timeline, question, kept.answer)
        if not isinstance(verdict, Accepted):
            return None
        reused = kept.model_copy(update={"reused": True, "name": question.name})
        return Judged(reused, verdict.judgements)


def _share(asked: Sequence[Question]) -> bool:
    """Whether the later questions can read from the cache what the first one wrote there.

    The schema is part of what is cached: only questions with the same one share it.
    """
    same = {(q.system, q.shared, json.dumps(q.schema, sort_keys=True)) for q in asked}
    return len(asked) > 1 and len(same) == 1
