"""What a person at a terminal sees: a live bar while it runs, a readable summary at the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from rumiai.progress import InsightStarted, Observer, PictureSeen, Progress, Stage, StageStarted
from rumiai.schema.report import Success

WIDTH = 100


@contextmanager
def live_progress(stream: TextIO) -> Iterator[Observer]:
    """A bar on the terminal that follows the run."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("opening the video", total=100.0)

        def observe(progress: Progress) -> None:
            match progress:
                case StageStarted(stage):
                    name, percent = stage.value
                    bar.update(task, description=name.replace("_", " "), completed=percent)
                case PictureSeen(time, duration):
                    bar.update(task, completed=_within(Stage.ANALYZERS, time / duration))
                case InsightStarted(name=name):
                    bar.update(task, description=name.replace("_", " "))

        yield observe


def _within(stage: Stage, share: float) -> float:
    """Percentage when this share of a stage is done."""
    stages = list(Stage)
    begin, end = stage.value[1], stages[stages.index(stage) + 1].value[1]
    return begin + (end - begin) * min(1.0, share)


def print_summary(success: Success, stream: TextIO) -> None:
    """What was found, what was not and why, and where the files are."""
    console = Console(file=stream, width=None if stream.isatty() else WIDTH, highlight=False)
    unified = json.loads(Path(success.outputs.unified).read_text(encoding="utf-8"))
    report = success.report
    size = f"{report.video_metrics['width']}×{report.video_metrics['height']}"
    console.print(f"[bold]{success.video_id}[/bold]  {report.duration:.2f} s, {size} pixels")
    console.print(_analyzers(unified["analyzers"]))
    console.print(_findings(unified))
    console.print(f"analyses written: {report.prompts_successful} of {report.prompts_total}")
    if success.degraded:
        console.print("[yellow]degraded[/yellow], because this is missing:")
        for reason in success.degraded:
            console.print(f"  - {escape(reason)}")
    for name, path in success.outputs.model_dump().items():
        console.print(f"  {name:9} {path}", soft_wrap=True)


def _analyzers(runs: dict[str, Any]) -> Table:
    table = Table("analyzer", "status", "frames", "inspected", "engine", box=None, pad_edge=False)
    for name, run in runs.items():
        covered = sum(end - start for start, end in run["inspected"])
        table.add_row(
            name,
            run["status"],
            str(run.get("frames_analyzed") or ""),
            f"{covered:.1f} s" if covered else "",
            run["engine"] or "",
        )
    return table


def _findings(unified: dict[str, Any]) -> Table:
    table = Table("found", "number", box=None, pad_edge=False)
    for kind, count in sorted(unified["processing_metadata"]["entry_types"].items()):
        table.add_row(kind.replace("_", " "), str(count))
    return table
