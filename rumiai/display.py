"""What a person at a terminal sees: a live bar while it runs, a readable summary at the end."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bar
from rich.table import Table

from rumiai.progress import (
    InsightStarted,
    Observer,
    PictureSeen,
    Progress,
    Stage,
    StageStarted,
    VideoArriving,
    Waiting,
)
from rumiai.schema.report import Success
from rumiai.transfers.room import size
from rumiai.weights.telling import Arrived, Interrupted, Pulling, Watch

WIDTH = 100
MAX_LISTED = 12


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
                case Waiting():
                    bar.console.print(escape(progress.words), soft_wrap=True)
                case InsightStarted(name=name):
                    bar.update(task, description=name.replace("_", " "))
                case VideoArriving(received, total):
                    coming = f"fetching the video, {size(received)} of {size(total)}"
                    share = received / total if total else 0.0
                    bar.update(
                        task, description=coming, completed=_within(Stage.DOWNLOADING, share)
                    )
                case Arrived(path, done, total):
                    coming = f"fetching {path}, {size(done)} of {size(total)}"
                    analyzing = Stage.ANALYZERS.value[0].replace("_", " ")
                    bar.update(task, description=analyzing if done == total else coming)

        yield observe


@contextmanager
def live_pull(stream: TextIO) -> Iterator[Watch]:
    """A bar on the terminal for each file that comes."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    tasks: dict[str, TaskID] = {}
    with Bar(*columns, TransferSpeedColumn(), console=Console(file=stream)) as bar:

        def watch(news: Pulling) -> None:
            match news:
                case Arrived(path, done, total):
                    if path not in tasks:
                        tasks[path] = bar.add_task(escape(path))
                    bar.update(tasks[path], completed=done, total=total)
                case Interrupted(path, reason, pause):
                    bar.console.print(escape(f"{path}: {reason}; again in {pause:g} s"))

        yield watch


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
    width, height = report.video_metrics["width"], report.video_metrics["height"]
    size = f"{width}×{height} pixels" if width else "size unknown"
    console.print(f"[bold]{success.video_id}[/bold]  {report.duration:.2f} s, {size}")
    if "analyzers" in unified:  # files of older systems have no such list
        console.print(_analyzers(unified["analyzers"]))
        for name, run in unified["analyzers"].items():
            for remark in run.get("remarks", ()):
                console.print(escape(f"{name}: {remark}"), soft_wrap=True)
        for line in _findings(unified):
            console.print(escape(line), soft_wrap=True)
    if report.feature_flags.get("insights") == "claude":
        judged = f"{report.prompts_successful} of {report.prompts_total}"
        cost = (
            "a cost that is not known" if report.total_cost is None else f"${report.total_cost:.4f}"
        )
        console.print(f"judged by Claude: {judged}, {report.total_tokens} tokens, {cost}")
    else:
        console.print(f"analyses written: {report.prompts_successful} of {report.prompts_total}")
    if success.degraded:
        console.print("[yellow]degraded[/yellow], because this is missing:")
        for reason in success.degraded:
            console.print(f"  - {escape(reason)}", soft_wrap=True)
    for name, path in success.outputs.model_dump().items():
        if path is not None:
            console.print(escape(f"  {name:9} {path}"), soft_wrap=True)


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


def _findings(unified: dict[str, Any]) -> Iterator[str]:
    """The findings in words; only of analyzers that ran, so that silence is never a zero."""
    ran = {name for name, run in unified["analyzers"].items() if run["processed"]}
    entries: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in unified["timeline"]["entries"]:
        entries[entry["entry_type"]].append(entry)
    if "shots" in ran:
        yield _listed("cuts", [f"{cut['start']:.2f}" for cut in entries["scene_change"]])
    if "text" in ran:
        shown = [f"{t['start']:.1f}–{t['end']:.1f} {t['data']['text']!r}" for t in entries["text"]]
        yield _listed("texts", shown)
    for name, kind in (("faces", "face"), ("pose", "pose"), ("hands", "hand")):
        if name in ran:
            frames = len({entry["start"] for entry in entries[kind]})
            yield f"{name}: in {frames} of {unified['analyzers'][name]['frames_analyzed']} frames"
    if "voice" in ran:
        stretches = [f"{v['start']:.1f}–{v['end']:.1f}" for v in entries["voice_activity"]]
        yield _listed("voice", stretches)


def _listed(name: str, items: list[str]) -> str:
    more = f", and {len(items) - MAX_LISTED} more" if len(items) > MAX_LISTED else ""
    return f"{name}: {len(items)}" + (f" at {', '.join(items[:MAX_LISTED])}{more}" if items else "")
