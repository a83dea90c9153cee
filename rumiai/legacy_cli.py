"""The entry points that older callers know, thin over the same run (IO_CONTRACT section 1).

Whatever happens, the last line of their stdout is one JSON object, unless text is asked for.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from rumiai.command import MetricsOptions, report_failure, run_file, run_id, run_link
from rumiai.errors import ArgumentError
from rumiai.streams import open_standard_streams

MARKER_CONFIG = "temporal_markers.json"


class Parser(argparse.ArgumentParser):
    """A parser that raises, so that a wrong argument is told like any other failure."""

    def error(self, message: str) -> NoReturn:
        """Print the usage, and raise ArgumentError."""
        self.print_usage(sys.stderr)
        raise ArgumentError(message)


def run_video_prompts(arguments: Sequence[str]) -> int:
    """Run on exactly one video id; returns the exit code."""
    parser = Parser(
        prog="run_video_prompts_validated_v2.py",
        description="Compute a stored video's analyses again, or analyse temp/VIDEO_ID.mp4.",
    )
    parser.add_argument("video_id", metavar="VIDEO_ID")
    return _guarded(parser, arguments, lambda given: run_id(_options(given.video_id)))


def local_video(arguments: Sequence[str]) -> int:
    """Run on the video file at a path; returns the exit code."""
    parser = Parser(prog="local_video_runner.py", description="Analyse a video file.")
    parser.add_argument("path", metavar="PATH")
    return _guarded(parser, arguments, lambda given: run_file(_options(given.path)))


def runner(arguments: Sequence[str]) -> int:
    """Run on a link or on an id; returns the exit code."""
    return _guarded(runner_parser(), arguments, _run_given)


def runner_parser() -> Parser:
    """The runner's forms."""
    parser = Parser(
        prog="rumiai_runner.py",
        description="Fetch and analyse the video of a link, or run on a video's id. "
        "A link wins over an id, and both over INPUT.",
    )
    parser.add_argument("input", metavar="INPUT", nargs="?", help="a link (http...) or an id")
    parser.add_argument("--video-url", metavar="U")
    parser.add_argument("--video-id", metavar="I")
    parser.add_argument(
        "--config-dir", metavar="D", type=Path, help=f"folder that may hold {MARKER_CONFIG}"
    )
    parser.add_argument("--output-format", choices=("json", "text"), default="json")
    return parser


def named(given: argparse.Namespace) -> tuple[str, bool]:
    """What to run on, and whether it is a link; an empty text counts as not given."""
    if given.video_url:
        return given.video_url, True
    if given.video_id:
        return given.video_id, False
    source: str = given.input or ""
    return source, source.casefold().startswith("http")


def _run_given(given: argparse.Namespace) -> int:
    source, is_link = named(given)
    if not source:
        runner_parser().error("give a link or a video id")
    json_output = given.output_format == "json"
    options = _options(source, json_output, **configuration(given.config_dir))
    return run_link(options) if is_link else run_id(options)


def configuration(folder: Path | None) -> dict[str, Any]:
    """The settings that a folder of configuration files changes; it need not hold any."""
    if folder is None:
        return {}
    if not folder.is_dir():
        raise ArgumentError(f"--config-dir {folder}: no such folder")
    return {"temporal_config": folder.absolute() / MARKER_CONFIG}


def _guarded(
    parser: Parser, arguments: Sequence[str], work: Callable[[argparse.Namespace], int]
) -> int:
    """Parse and work; a wrong argument is reported in the form that was asked for."""
    open_standard_streams()
    given = argparse.Namespace()
    try:
        parser.parse_args(arguments, given)
        return work(given)
    except ArgumentError as error:
        return report_failure(error, getattr(given, "output_format", "json") != "text")


def _options(source: str, json_output: bool = True, **settings: Any) -> MetricsOptions:
    return MetricsOptions(
        source=source,
        metadata=None,
        settings=settings,
        json_output=json_output,
        debug=False,
        live=False,
    )
