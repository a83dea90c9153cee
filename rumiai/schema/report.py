"""What a run reports to its caller (IO_CONTRACT section 1)."""

from __future__ import annotations

from typing import Any, Literal

from rumiai.schema.measure import Record


class PromptDetail(Record):
    """How one analysis went."""

    success: bool
    tokens: int
    cost: float | None
    """USD; None where it is not known."""
    time: float


class MemoryUsage(Record):
    """Memory of this process in GiB, and of the machine in percent."""

    final_process_gb: float
    peak_process_gb: float
    system_percent: float


class Outputs(Record):
    """Where the results are."""

    video: str | None
    """None where it is not there any more, or an old stored file does not tell."""
    unified: str
    temporal: str | None
    insights: str


class Report(Record):
    """How a run went."""

    video_id: str
    duration: float
    ml_analyses_complete: bool
    ml_completion_details: dict[str, bool]
    temporal_markers_generated: bool
    prompts_successful: int
    prompts_total: int
    total_cost: float | None
    """USD; None where the cost of a prompt is not known."""
    total_tokens: int
    prompt_details: dict[str, PromptDetail]
    processing_metrics: dict[str, float]
    video_metrics: dict[str, Any]
    memory_usage: MemoryUsage
    feature_flags: dict[str, Any]


class Metrics(Record):
    """State of the process when it reports."""

    uptime_seconds: float
    counters: dict[str, int]
    gauges: dict[str, float]
    active_timers: list[str]
    memory: MemoryUsage
    cpu_percent: float


class Success(Record):
    """A run that measured something; degraded where something was not measured."""

    success: Literal[True] = True
    status: Literal["complete", "degraded"]
    degraded: tuple[str, ...]
    """What was not measured and why, in words."""
    video_id: str
    prompts_completed: int
    outputs: Outputs
    report: Report
    metrics: Metrics


class Failure(Record):
    """A run that ended with an error."""

    success: Literal[False] = False
    error: str
    error_type: str
    metrics: Metrics
