"""Has the insights written by whom the settings choose, and saves them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter
from typing import Any

from rumiai import errors
from rumiai.constants.claude_models import ClaudeModel, price_table
from rumiai.errors import APIError, APIQuotaError, APITokenError, ArgumentError
from rumiai.insights.python_only import PythonOnly
from rumiai.insights.writer import InsightWriter
from rumiai.outputs import save
from rumiai.outputs.answers import AnswerFiles
from rumiai.outputs.paths import Paths
from rumiai.outputs.report import total_cost
from rumiai.progress import InsightDone, InsightStarted, Observer, Pausing, Stage, StageStarted
from rumiai.schema.insights import Insight
from rumiai.schema.markers import TemporalMarkers
from rumiai.schema.measure import Family
from rumiai.schema.media import SourceVideo, VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.timeline import Timeline
from rumiai.settings import Settings

log = logging.getLogger(__name__)
FLAGS = {"insights", "strict", "temporal_markers", "node_files", "cleanup_video"}
"""Settings that the report repeats."""


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


def tell(
    families: Sequence[Family | Unmeasured],
    timeline: Timeline,
    source: SourceVideo,
    paths: Paths,
    markers: TemporalMarkers | None,
    settings: Settings,
    observer: Observer,
    moment: datetime,
) -> list[Insight]:
    """Write all insights, and save them.

    Raises APIError where a model was asked and no prompt was answered: then what was measured is
    saved. In strict mode one prompt without an answer is enough, and no insight is saved.
    """
    observer(StageStarted(stage_of(settings)))
    with writer_of(settings, paths, source.metadata, observer) as writer:
        insights = write_insights(families, timeline, source.video_id, writer, observer)
    if settings.strict:
        insist_on_answers(insights, all_of_them=True)
    save.save_insights(paths, insights, markers, moment, settings.node_files)
    insist_on_answers(insights, all_of_them=False)
    return insights


def flags_of(settings: Settings) -> dict[str, Any]:
    """The settings that the report repeats."""
    chosen = settings.model_dump(include=FLAGS)
    return chosen | ({"model": settings.claude_model} if settings.insights == "claude" else {})


def write_insights(
    families: Sequence[Family | Unmeasured],
    timeline: Timeline,
    video_id: str,
    writer: InsightWriter,
    observer: Observer,
) -> list[Insight]:
    """The insights of all families, in order."""
    insights: list[Insight] = []
    writer.begin(families, timeline)
    for index, family in enumerate(families, 1):
        observer(InsightStarted(family.name, index, len(families), video_id))
        started = perf_counter()
        insight = writer.write(family, timeline)
        seconds = perf_counter() - started
        if insight.asked is not None and not insight.asked.reused:
            seconds = insight.asked.seconds  # it began before this loop came to it
        insights.append(insight.model_copy(update={"seconds": seconds}))
        reason = None if insight.success else "; ".join(insight.reasons)
        observer(InsightDone(insight.name, seconds, insight.kilobytes, reason))
    return insights


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
