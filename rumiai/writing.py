"""Chooses who writes the insights, by the settings."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rumiai import errors
from rumiai.constants.claude_models import ClaudeModel, price_table
from rumiai.errors import APIError, APIQuotaError, APITokenError, ArgumentError
from rumiai.insights.python_only import PythonOnly
from rumiai.insights.writer import InsightWriter
from rumiai.outputs.answers import AnswerFiles
from rumiai.outputs.paths import Paths
from rumiai.outputs.report import total_cost
from rumiai.progress import Observer, Pausing, Stage
from rumiai.schema.insights import Insight
from rumiai.schema.media import VideoMetadata
from rumiai.settings import Settings

log = logging.getLogger(__name__)


def check_ready(settings: Settings) -> None:
    """Refuse, before any work, what could not be asked of Claude later.

    Raises ArgumentError, APITokenError or APIQuotaError.
    """
    if settings.insights != "claude":
        return
    from rumiai.insights.claude.client import check_key
    from rumiai.insights.claude.transport import check_address

    if settings.offline:
        raise ArgumentError(
            "--insights claude needs a connection; leave out --offline (RUMIAI_OFFLINE), or use "
            "--insights python"
        )
    check_address(str(settings.claude_url))
    if settings.claude_key is None:
        raise APITokenError("--insights claude needs a key; set ANTHROPIC_API_KEY")
    check_key(settings.claude_key)
    _check_budget(settings)


def _check_budget(settings: Settings) -> None:
    limited = settings.cost_monitoring
    if limited and settings.max_cost == 0:
        raise APIQuotaError(
            "the budget for Claude is 0, so nothing is asked; raise it by --max-cost or "
            "CLAUDE_COST_THRESHOLD, or use --insights python"
        )
    if limited and _priced(settings) is None:
        raise APIQuotaError(
            f"the price of {settings.claude_model} is not known (prices of {price_table().date}), "
            "so no budget can be kept; choose another --claude-model, or set "
            "ENABLE_COST_MONITORING=false"
        )


@contextmanager
def writer_of(
    settings: Settings, paths: Paths, metadata: VideoMetadata, observer: Observer
) -> Iterator[InsightWriter]:
    """Who writes a video's insights; what it still does ends with the block."""
    if settings.insights != "claude":
        yield PythonOnly()
        return
    from rumiai.insights.claude.asking import Asker, Manner
    from rumiai.insights.claude.budget import Budget
    from rumiai.insights.claude.client import Client
    from rumiai.insights.claude.writer import ClaudeWriter, Plan

    check_ready(settings)
    assert settings.claude_key is not None
    model = _priced(settings)
    if model is None:
        log.warning("the price of %s is not known: costs are null", settings.claude_model)
    effort = "low" if model is not None and model.effort else None
    client = Client(
        settings.claude_key,
        str(settings.claude_url),
        settings.claude_model,
        settings.max_tokens,
        effort,
    )
    budget = Budget(settings.max_cost if settings.cost_monitoring else None)
    manner = Manner(settings.prompt_retry_delay, settings.prompt_timeout)
    writer = ClaudeWriter(
        Asker(client, model, budget, manner),
        settings.claude_model,
        Plan(settings.prompt_concurrency, settings.prompt_delay, settings.force),
        AnswerFiles(paths.insights),
        metadata,
        lambda seconds: observer(Pausing(seconds)),
    )
    try:
        yield writer
    finally:
        writer.close()


def stage_of(settings: Settings) -> Stage:
    """The stage in which insights are written."""
    return Stage.PROMPTS if settings.insights == "claude" else Stage.METRICS


def unanswered(insights: Sequence[Insight]) -> list[str]:
    """The prompts that brought no judgements, and why, in words."""
    return [f"{i.name}: judgements: {i.asked.error}" for i in insights if i.asked and i.asked.error]


def insist_on_answers(insights: Sequence[Insight], *, all_of_them: bool) -> None:
    """Raise the APIError of the first prompt that failed, where all (or any) of them did."""
    asked = [insight.asked for insight in insights if insight.asked]
    failed = [one for one in asked if one.error is not None]
    if not failed or (not all_of_them and len(failed) < len(asked)):
        return
    first = failed[0]
    kind = getattr(errors, first.error_type or "", APIError)
    cost = total_cost(insights)
    spent = "a cost that is not known" if cost is None else f"${cost:.4f}"
    raise kind(f"{len(failed)} of {len(asked)} prompts failed, for {spent}: {first.error}")


def _priced(settings: Settings) -> ClaudeModel | None:
    return price_table().models.get(settings.claude_model)
