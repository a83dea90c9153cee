"""Runs the verbs: connects a run to the caller's streams, and makes every error an exit code."""

from __future__ import annotations

import json
import logging
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rumiai.errors import ArgumentError, OutputError, RumiaiError
from rumiai.stopping import Stop, Terminated, stoppable
from rumiai.streams import Streams, own_streams
from rumiai.weights.telling import Watch, unwatched

if TYPE_CHECKING:
    from rumiai.analyzers.workplace import Workplace
    from rumiai.pipeline import Request
    from rumiai.progress import Observer
    from rumiai.schema.report import Success
    from rumiai.settings import Settings
    from rumiai.weights.store import Store

    Job = Callable[[Observer], Success]
    Work = Callable[[Workplace, Observer], Success]

INTERRUPTED = 130
TERMINATED = 128 + signal.SIGTERM


@dataclass(frozen=True, kw_only=True)
class MetricsOptions:
    """The options of `rumiai metrics` as they were given."""

    source: str
    metadata: Path | None
    settings: dict[str, Any]
    json_output: bool
    debug: bool
    live: bool = True
    """Show a person at a terminal a bar in place of the lines, where JSON is not asked for."""


@dataclass(frozen=True, kw_only=True)
class AnalyzeOptions(MetricsOptions):
    """The options of `rumiai analyze` as they were given."""

    only: tuple[str, ...]
    skip: tuple[str, ...]


def run_analyze(options: AnalyzeOptions) -> int:
    """Analyse one video and tell the caller about it; returns the exit code."""

    def prepare(settings: Settings) -> Job:
        from rumiai.analyzers.registry import select
        from rumiai.pipeline import Request

        chosen = select(options.only, options.skip)
        return _analysis(Request(options.source, chosen, options.metadata), settings)

    return _run(options, prepare)


def run_link(options: MetricsOptions) -> int:
    """Fetch and analyse the video that a link leads to; returns the exit code."""

    def prepare(settings: Settings) -> Job:
        from rumiai.acquire.targets import TikTokVideo, VideoLink, target_of
        from rumiai.analyzers.registry import names
        from rumiai.pipeline import Request
        from rumiai.schema.text import shortened

        if not isinstance(target_of(options.source), (TikTokVideo, VideoLink)):
            shown = shortened(options.source, 100)
            raise ArgumentError(f"{shown}: not a link; links begin with https://")
        return _analysis(Request(options.source, names()), settings)

    return _run(options, prepare)


def run_file(options: MetricsOptions) -> int:
    """Analyse the video file at a path, whatever else its name could mean."""

    def prepare(settings: Settings) -> Job:
        from rumiai.analyzers.registry import names
        from rumiai.pipeline import Request

        path = str(Path(options.source).absolute()) if options.source else ""
        return _analysis(Request(path, names(), options.metadata), settings)

    return _run(options, prepare)


def run_id(options: MetricsOptions) -> int:
    """Compute again what is stored for a video's id, or analyse the video fetched for it."""

    def prepare(settings: Settings) -> Job:
        from rumiai.by_id import check_id, run_by_id

        check_id(options.source)
        return _at_work(settings, partial(run_by_id, options.source, settings))

    return _run(options, prepare)


def _analysis(request: Request, settings: Settings) -> Job:
    from rumiai.pipeline import analyze

    return _at_work(settings, partial(analyze, request, settings))


def _at_work(settings: Settings, work: Work) -> Job:
    """What may analyse a video, in a workplace of its own."""
    from rumiai.analyzers.device import chosen_device
    from rumiai.analyzers.workplace import Workplace
    from rumiai.memory import steady_memory

    steady_memory()
    if settings.device == "cuda":
        chosen_device("cuda")

    def job(observer: Observer) -> Success:
        with closing(
            Workplace(store_of(settings, observer), settings.device, settings.choices)
        ) as workplace:
            return work(workplace, observer)

    return job


def run_metrics(options: MetricsOptions) -> int:
    """Compute a stored video's metrics again and tell the caller; returns the exit code."""

    def prepare(settings: Settings) -> Job:
        from rumiai.recompute import recompute

        return lambda observer: recompute(options.source, options.metadata, settings, observer)

    return _run(options, prepare)


def _run(options: MetricsOptions, prepare: Callable[[Settings], Job]) -> int:
    """Do a job between the caller's streams; every error becomes an exit code."""
    watched = options.live and sys.stdout.isatty() and sys.stderr.isatty()
    terminal = watched and not options.json_output
    with own_streams(options.debug) as streams, stoppable() as stop:
        try:
            _work(options, prepare, streams, terminal, stop)
        except (Exception, KeyboardInterrupt, Terminated) as error:  # noqa: BLE001  the border
            if options.debug:
                streams.complain(traceback.format_exc())
            return _fail(error, streams, options.json_output, terminal)
    return 0


def store_of(settings: Settings, watch: Watch = unwatched) -> Store:
    """The weights folder that the settings name."""
    from rumiai.weights.store import Store

    mirror = str(settings.weights_mirror) if settings.weights_mirror else None
    return Store(settings.weights_dir, offline=settings.offline, mirror=mirror, watch=watch)


def run_schema(name: str | None) -> int:
    """Print the JSON schema of a kind of result file, or of all by name; returns the exit code."""

    def work(_: Streams) -> tuple[str, int]:
        from rumiai.reference.schemas import all_schemas, schema_of

        document = all_schemas() if name is None else schema_of(name)
        return json.dumps(document, indent=2, ensure_ascii=False), 0

    return answer(work, json_output=False)


def run_diff(old: Path, new: Path, json_output: bool) -> int:
    """Print how two results differ; returns 0 where they are the same within tolerance, else 1."""

    def work(_: Streams) -> tuple[str, int]:
        from rumiai.comparison.diff import compare
        from rumiai.comparison.wording import to_json, to_text

        comparison = compare(old, new)
        words = to_json(comparison) if json_output else to_text(comparison)
        return words, int(not comparison.same)

    return answer(work, json_output)


def answer(work: Callable[[Streams], tuple[str, int]], json_output: bool) -> int:
    """Print what a verb answers and return its exit code; errors go to stderr, in one line."""
    code = 0
    with suppress(BrokenPipeError), own_streams(debug=False) as streams, stoppable():
        try:
            text, code = work(streams)
        except (Exception, KeyboardInterrupt, Terminated) as error:  # noqa: BLE001  the border
            return _fail(error, streams, json_output, terminal=True)
        try:
            streams.line(text)
        except BrokenPipeError:
            raise  # nobody wants to know
        except OSError as error:
            full = OutputError(f"stdout cannot be written ({error.strerror})")
            return _fail(full, streams, json_output=False, terminal=True)
    return code


def report_failure(error: BaseException, json_output: bool) -> int:
    """Tell the caller about an error before any run; returns the exit code."""
    terminal = sys.stdout.isatty()
    with own_streams(debug=False) as streams:
        return _fail(error, streams, json_output, terminal)


def _work(
    options: MetricsOptions,
    prepare: Callable[[Settings], Job],
    streams: Streams,
    terminal: bool,
    stop: Stop,
) -> None:
    from rumiai.display import live_progress, print_summary
    from rumiai.progress import Progress, Waiting, legacy_lines
    from rumiai.settings import load_settings
    from rumiai.weights.telling import Lines, Pulling
    from rumiai.writing import check_ready

    settings = load_settings(**options.settings)
    logging.basicConfig(stream=streams.err, level="WARNING", force=True)
    logging.getLogger("rumiai").setLevel("DEBUG" if options.debug else settings.log_level)
    check_ready(settings)
    job = prepare(settings)
    if terminal:
        with live_progress(streams.err) as observer:
            success = job(stop.before(observer))
        print_summary(success, streams.out)
        return

    pulling = Lines(streams.complain)

    def observe(progress: Progress) -> None:
        if isinstance(progress, Pulling):
            pulling.watch(progress)
        if isinstance(progress, Waiting):
            streams.complain(f"rumiai: {progress.words}")
        for line in legacy_lines(progress):
            streams.line(line)

    success = job(stop.before(observe))
    cost = success.report.total_cost
    streams.line(f"💰 Total cost: {'unknown' if cost is None else f'${cost:.4f}'}")
    if options.json_output:
        streams.line(success.model_dump_json())
    else:
        print_summary(success, streams.out)
        streams.line(f"✅ Success! Video {success.video_id} processed ({success.status})")


def _fail(error: BaseException, streams: Streams, json_output: bool, terminal: bool) -> int:
    """Say what went wrong in the form that the caller reads; returns the exit code."""
    from rumiai.outputs.report import failure

    code, known = _exit_code(error)
    document = failure(error)
    with suppress(OSError):  # a caller that has gone, or has no room, still gets the exit code
        if json_output:
            streams.line(f"❌ Step failed: {document.error}")
            streams.line(document.model_dump_json())
        elif not terminal:
            streams.line(f"❌ Failed! Error: {document.error}")
    fatal = f"🔴 FATAL ERROR: {document.error_type}: {document.error} (--debug: where)"
    with suppress(OSError):
        streams.complain(f"rumiai: {document.error}" if known else fatal)
    return code


def _exit_code(error: BaseException) -> tuple[int, bool]:
    """The exit code, and whether the error's message speaks for itself."""
    if isinstance(error, RumiaiError):
        return error.exit_code, True
    if isinstance(error, (KeyboardInterrupt, Terminated)):
        return (TERMINATED if isinstance(error, Terminated) else INTERRUPTED), True
    return 1, False
