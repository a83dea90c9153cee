"""The command line: verbs and options. What they do is in command.py, imported when needed."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import BadParameter
from typer.exceptions import TyperException

app = typer.Typer(
    help="Measure what happens in short social videos: every number is measured, or null with "
    "the reason.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Insights(StrEnum):
    """Who writes the insights."""

    PYTHON = "python"
    CLAUDE = "claude"


class OutputFormat(StrEnum):
    """What goes to stdout."""

    TEXT = "text"
    JSON = "json"


class Device(StrEnum):
    """Where models run."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


class Asr(StrEnum):
    """What transcribes speech."""

    AUTO = "auto"
    WHISPER = "whisper"
    FASTER_WHISPER = "faster-whisper"
    POCKETSPHINX = "pocketsphinx"
    NONE = "none"


class FeatDetector(StrEnum):
    """Which of py-feat's detectors reads faces."""

    V1 = "v1"
    V2 = "v2"


Root = Annotated[Path | None, typer.Option(help="Base of every output folder. [default: .]")]
Writer = Annotated[Insights | None, typer.Option(help="Who writes the insights. [default: python]")]
Format = Annotated[
    OutputFormat | None, typer.Option(help="stdout. [default: text on a terminal, else json]")
]
AsrOption = Annotated[Asr | None, typer.Option(help="What transcribes speech. [default: auto]")]
WhisperModel = Annotated[
    str | None, typer.Option(metavar="NAME|PATH", help="Whisper's size. [default: base]")
]
YoloModel = Annotated[
    str | None, typer.Option(metavar="NAME|PATH", help="YOLO's model. [default: yolo26n]")
]
FeatOption = Annotated[FeatDetector | None, typer.Option(help="py-feat's detector. [default: v1]")]
OcrLanguage = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The writing on screen: latin-chinese (also Japanese), arabic, cyrillic, devanagari, "
        "east-slavic, greek, japanese, kannada, korean, latin, tamil, telugu, thai. "
        "[default: latin-chinese]",
    ),
]
Source = Annotated[
    str,
    typer.Argument(
        help="A video file; a TikTok link (also vm., vt. and /t/); an https link to a video file; "
        "or the id of a TikTok video, fetched before or not."
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Fail where a mandatory analyzer fails.")]
DeviceOption = Annotated[Device | None, typer.Option(help="Where models run. [default: auto]")]
Only = Annotated[
    str, typer.Option(metavar="NAMES", help="Run these analyzers alone, comma separated.")
]
Skip = Annotated[str, typer.Option(metavar="NAMES", help="Run all analyzers but these.")]
Metadata = Annotated[Path | None, typer.Option(help="Platform metadata: JSON of one Apify item.")]
Sources = Annotated[
    str | None,
    typer.Option(
        metavar="NAMES",
        help="Who is asked for a TikTok video, in this order. [default: apify,yt-dlp; Apify only "
        "where APIFY_API_TOKEN is set]",
    ),
]
Cookies = Annotated[
    Path | None,
    typer.Option(help="Cookies of a logged-in browser for yt-dlp, in Netscape's format."),
]
MaxDownload = Annotated[
    float | None, typer.Option(metavar="MB", help="Fetch no larger video. [default: 500]")
]
Offline = Annotated[bool, typer.Option("--offline", help="Open no connection.")]
TextOrJson = Annotated[OutputFormat, typer.Option("--output-format", help="stdout.")]
WeightNames = Annotated[list[str] | None, typer.Argument(metavar="[NAMES]...")]
NodeFiles = Annotated[
    bool, typer.Option("--node-files", help="Write the Node generation's files too.")
]
CleanupVideo = Annotated[
    bool, typer.Option("--cleanup-video", help="Delete a fetched video once it is analysed.")
]
MaxCost = Annotated[
    float | None,
    typer.Option(metavar="USD", help="Spend at most this on Claude for a video. [default: 0.10]"),
]
ClaudeModel = Annotated[
    str | None, typer.Option(metavar="NAME", help="The model to ask. [default: claude-haiku-5-5]")
]
Force = Annotated[bool, typer.Option("--force", help="Ask Claude also what it answered before.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show tracebacks and logs.")]


@app.command()
def analyze(
    source: Source,
    root: Root = None,
    insights: Writer = None,
    max_cost: MaxCost = None,
    claude_model: ClaudeModel = None,
    force: Force = False,
    output_format: Format = None,
    strict: Strict = False,
    device: DeviceOption = None,
    only: Only = "",
    skip: Skip = "",
    asr: AsrOption = None,
    whisper_model: WhisperModel = None,
    yolo_model: YoloModel = None,
    feat_detector: FeatOption = None,
    ocr_language: OcrLanguage = None,
    metadata: Metadata = None,
    sources: Sources = None,
    cookies: Cookies = None,
    max_download_mb: MaxDownload = None,
    offline: Offline = False,
    node_files: NodeFiles = False,
    cleanup_video: CleanupVideo = False,
    debug: Debug = False,
) -> None:
    """Analyse one video and write all result files."""
    from rumiai.command import AnalyzeOptions, run_analyze

    on = _on(strict=strict, offline=offline, node_files=node_files, cleanup_video=cleanup_video)
    options = AnalyzeOptions(
        source=source,
        metadata=metadata,
        only=_names(only),
        skip=_names(skip),
        settings={
            **on,
            "root": root,
            **_claude(insights, max_cost, claude_model, force),
            **_models(asr, whisper_model, yolo_model, feat_detector, ocr_language),
            "device": device and device.value,
            "finders": sources,
            "cookies": cookies,
            "max_download_mb": max_download_mb,
        },
        json_output=_wants_json(output_format),
        debug=debug,
    )
    raise typer.Exit(run_analyze(options))


@app.command()
def metrics(
    source: Annotated[
        str, typer.Argument(metavar="UNIFIED.json", help="A stored unified analysis, of any age.")
    ],
    root: Root = None,
    insights: Writer = None,
    max_cost: MaxCost = None,
    claude_model: ClaudeModel = None,
    force: Force = False,
    output_format: Format = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail where a mandatory analyzer failed.")
    ] = False,
    metadata: Annotated[
        Path | None,
        typer.Option(help="Platform metadata in place of the stored: JSON of one Apify item."),
    ] = None,
    debug: Debug = False,
) -> None:
    """Compute all analyses and markers again from a stored file, without the video."""
    from rumiai.command import MetricsOptions, run_metrics

    options = MetricsOptions(
        source=source,
        metadata=metadata,
        settings={
            "root": root,
            "strict": strict or None,
            **_claude(insights, max_cost, claude_model, force),
        },
        json_output=_wants_json(output_format),
        debug=debug,
    )
    raise typer.Exit(run_metrics(options))


@app.command()
def schema(
    name: Annotated[
        str | None, typer.Argument(help="An analysis, or temporal_markers. [default: all, by name]")
    ] = None,
) -> None:
    """Print the JSON schema of a result file."""
    from rumiai.command import run_schema

    raise typer.Exit(run_schema(name))


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="A root, an insight folder, or one JSON file.")],
    new: Annotated[Path, typer.Argument(help="The same of another run.")],
    output_format: Annotated[OutputFormat, typer.Option(help="stdout.")] = OutputFormat.TEXT,
) -> None:
    """Print how two runs' results differ. Exit code 0: same within tolerance; 1: different."""
    from rumiai.command import run_diff

    raise typer.Exit(run_diff(old, new, output_format is OutputFormat.JSON))


weights = typer.Typer(
    help="The trained models: what there is, what is here, and fetching it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(weights, name="weights")


@weights.command("list")
def weights_list(output_format: TextOrJson = OutputFormat.TEXT) -> None:
    """Print all sets of weights, and whether they are here."""
    from rumiai.upkeep import run_list

    raise typer.Exit(run_list(output_format is OutputFormat.JSON))


@weights.command("pull")
def weights_pull(names: WeightNames = None, output_format: TextOrJson = OutputFormat.TEXT) -> None:
    """Fetch sets of weights; without names those that the chosen models need."""
    from rumiai.upkeep import run_pull

    raise typer.Exit(run_pull(tuple(names or ()), output_format is OutputFormat.JSON))


@weights.command("verify")
def weights_verify(
    names: WeightNames = None, output_format: TextOrJson = OutputFormat.TEXT
) -> None:
    """Hash sets of weights; without names those that are here. Exit code 4: one is not right."""
    from rumiai.upkeep import run_verify

    raise typer.Exit(run_verify(tuple(names or ()), output_format is OutputFormat.JSON))


@weights.command("path")
def weights_path() -> None:
    """Print the folder that holds the weights."""
    from rumiai.upkeep import run_path

    raise typer.Exit(run_path())


@app.command()
def doctor(output_format: TextOrJson = OutputFormat.TEXT) -> None:
    """Check this installation. Exit code 0: a run would be complete; 1: it would not."""
    from rumiai.upkeep import run_doctor

    raise typer.Exit(run_doctor(output_format is OutputFormat.JSON))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    from rumiai.streams import open_standard_streams

    open_standard_streams()
    given = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        code = typer.main.get_command(app).main(given, prog_name="rumiai", standalone_mode=False)
    except TyperException as error:
        code = _usage_error(error, given)
    sys.exit(code if isinstance(code, int) else 0)


def _usage_error(error: TyperException, given: list[str]) -> int:
    """A wrong option or argument, in the form that the caller asked for."""
    from rumiai.command import report_failure
    from rumiai.errors import ArgumentError

    message = error.format_message() if isinstance(error, BadParameter) else str(error)
    format_ = re.search(r"--output-format[= ](\w+)", " ".join(given))
    json_output = format_[1] == "json" if format_ else not sys.stdout.isatty()
    return report_failure(ArgumentError(f"{message} (see rumiai --help)"), json_output)


def _on(**switches: bool) -> dict[str, bool]:
    """The switches that were given; the environment decides on the others."""
    return {name: True for name, on in switches.items() if on}


def _models(
    asr: Asr | None,
    whisper: str | None,
    yolo: str | None,
    feat: FeatDetector | None,
    ocr: str | None,
) -> dict[str, Any]:
    """The settings behind the options that choose models."""
    return {
        "asr": asr and asr.value,
        "whisper_model": whisper,
        "yolo_model": yolo,
        "feat_detector": feat and feat.value,
        "ocr_language": ocr,
    }


def _claude(
    insights: Insights | None, max_cost: float | None, model: str | None, force: bool
) -> dict[str, Any]:
    """The settings behind the options of Claude; an amount that is named counts in any case."""
    return {
        "insights": insights and insights.value,
        "max_cost": max_cost,
        "cost_monitoring": None if max_cost is None else True,
        "chosen_claude_model": model,
        "force": force or None,
    }


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _wants_json(output_format: OutputFormat | None) -> bool:
    if output_format is None:
        return not sys.stdout.isatty()
    return output_format is OutputFormat.JSON
