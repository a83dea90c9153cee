"""All settings that this release obeys: environment variables, under the command line's options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_cache_path
from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from rumiai.acquire.means import FinderName
from rumiai.acquire.targets import told
from rumiai.constants.claude_models import HAIKU, SONNET
from rumiai.errors import ArgumentError
from rumiai.schema.choices import Asr, Choices, FeatDetector
from rumiai.weights.catalogue.text import known_language

Device = Literal["auto", "cpu", "cuda"]
Writer = Literal["python", "claude"]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]


def _listed(value: object) -> object:
    """The names in a text with commas."""
    if not isinstance(value, str):
        return value
    names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
    if not names:
        raise ValueError("names nobody")
    return names


def _device(value: object) -> object:
    """The device that a legacy caller means by RUMIAI_USE_GPU."""
    words = {"true": "cuda", "1": "cuda", "false": "cpu", "0": "cpu"}
    return words.get(value.lower(), value.lower()) if isinstance(value, str) else value


class Settings(BaseSettings):
    """One frozen object, passed as an argument to whoever needs it.

    Fields are read under their aliases alone: a variable called ROOT or STRICT is nobody's.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, case_sensitive=True
    )

    root: Path = Field(Path(), validation_alias="RUMIAI_BASE_DIR")
    """Base of every output folder."""
    detector_dir: Path = Field(Path(), validation_alias="RUMIAI_OUTPUT_DIR")
    """Base of the detectors' folders."""
    unified_dir: Path = Field(Path("unified_analysis"), validation_alias="RUMIAI_UNIFIED_DIR")
    insights_dir: Path = Field(Path("insights"), validation_alias="RUMIAI_INSIGHTS_DIR")
    temporal_dir: Path = Field(Path("temporal_markers"), validation_alias="RUMIAI_TEMPORAL_DIR")
    temp_dir: Path = Field(Path("temp"), validation_alias="RUMIAI_TEMP_DIR")
    """Where fetched videos are put."""

    finders: Annotated[tuple[FinderName, ...], NoDecode, BeforeValidator(_listed)] = Field(
        ("apify", "yt-dlp"), validation_alias="RUMIAI_SOURCES"
    )
    """Who is asked for a platform's video, in this order."""
    apify_token: SecretStr | None = Field(
        None, validation_alias=AliasChoices("APIFY_API_TOKEN", "APIFY_TOKEN")
    )
    apify_url: HttpUrl = Field(
        HttpUrl("https://api.apify.com"), validation_alias="RUMIAI_APIFY_URL"
    )
    """The API that the token belongs to; the token is sent nowhere else."""
    cookies: Path | None = Field(None, validation_alias="RUMIAI_COOKIES")
    """Cookies of a logged-in browser for yt-dlp, in Netscape's format."""
    allow_loopback: bool = Field(False, validation_alias="RUMIAI_ALLOW_LOOPBACK")
    """Fetch from this machine too; for tests."""
    max_download_mb: float = Field(
        500.0, gt=0, allow_inf_nan=False, validation_alias="RUMIAI_MAX_DOWNLOAD_MB"
    )
    """A larger video is refused while it comes."""
    cleanup_video: bool = Field(
        False, validation_alias=AliasChoices("RUMIAI_CLEANUP_VIDEO", "CLEANUP_VIDEO")
    )
    """Delete a fetched video once it is analysed."""
    node_files: bool = Field(False, validation_alias="RUMIAI_NODE_FILES")
    """Write the files of the Node generation too."""

    insights: Writer = Field("python", validation_alias="RUMIAI_INSIGHTS")
    """Who writes the insights."""
    claude_key: SecretStr | None = Field(
        None, validation_alias=AliasChoices("ANTHROPIC_API_KEY", "CLAUDE_API_KEY")
    )
    claude_url: HttpUrl = Field(
        HttpUrl("https://api.anthropic.com"),
        validation_alias=AliasChoices("CLAUDE_API_URL", "ANTHROPIC_BASE_URL"),
    )
    """The API that the key belongs to; the key is sent nowhere else."""
    chosen_claude_model: str | None = Field(
        None, min_length=1, max_length=100, validation_alias="CLAUDE_MODEL"
    )
    use_sonnet: bool = Field(False, validation_alias="USE_CLAUDE_SONNET")
    max_cost: float = Field(
        0.10, ge=0, allow_inf_nan=False, validation_alias="CLAUDE_COST_THRESHOLD"
    )
    """USD for one video; a call that could cost more than what is left is not made."""
    cost_monitoring: bool = Field(True, validation_alias="ENABLE_COST_MONITORING")
    """Whether `max_cost` counts; without it calls are made whatever they cost."""
    max_tokens: int = Field(4000, ge=100, le=64_000, validation_alias="CLAUDE_MAX_TOKENS")
    """The longest answer, what the model thinks before it among it."""
    prompt_concurrency: int = Field(4, ge=1, le=16, validation_alias="RUMIAI_PROMPT_CONCURRENCY")
    """So many prompts at once."""
    prompt_delay: float = Field(
        0.0, ge=0, le=3600, allow_inf_nan=False, validation_alias="RUMIAI_PROMPT_DELAY"
    )
    """Seconds between two prompts; where it is not 0, they are asked one by one."""
    prompt_timeout: float | None = Field(
        None, gt=0, le=3600, allow_inf_nan=False, validation_alias="RUMIAI_PROMPT_TIMEOUT"
    )
    """Seconds for one answer, in place of the analysis' own 60 to 120."""
    prompt_retry_delay: float = Field(
        5.0, ge=0, le=60, allow_inf_nan=False, validation_alias="RUMIAI_PROMPT_RETRY_DELAY"
    )
    """Seconds before the second attempt; twice as many before the third."""
    force: bool = Field(False, validation_alias="RUMIAI_FORCE")
    """Ask also what an earlier run was answered."""

    max_video_duration: float = Field(
        300.0, gt=0, allow_inf_nan=False, validation_alias="RUMIAI_MAX_VIDEO_DURATION"
    )
    """Seconds; a longer video is refused."""
    strict: bool = Field(False, validation_alias="RUMIAI_STRICT_MODE")
    device: Annotated[Device, BeforeValidator(_device)] = Field(
        "auto", validation_alias=AliasChoices("RUMIAI_DEVICE", "RUMIAI_USE_GPU")
    )
    offline: bool = Field(False, validation_alias="RUMIAI_OFFLINE")
    """Open no connection."""
    weights_dir: Path = Field(
        default_factory=lambda: user_cache_path("rumiai") / "weights",
        validation_alias="RUMIAI_WEIGHTS_DIR",
    )
    """Where the trained models are; can be copied to another machine."""
    weights_mirror: HttpUrl | None = Field(None, validation_alias="RUMIAI_WEIGHTS_MIRROR")
    """Fetch weights from below this address, by their paths, and from nowhere else."""
    asr: Asr = Field("auto", validation_alias="RUMIAI_ASR")
    whisper_model: str = Field("base", validation_alias="RUMIAI_WHISPER_MODEL")
    yolo_model: str = Field("yolo26n", validation_alias="RUMIAI_YOLO_MODEL")
    feat_detector: FeatDetector = Field("v1", validation_alias="RUMIAI_FEAT_DETECTOR")
    ocr_language: Annotated[str, AfterValidator(known_language)] = Field(
        "latin-chinese", validation_alias="RUMIAI_OCR_LANGUAGE"
    )
    log_level: LogLevel = Field("INFO", validation_alias="LOG_LEVEL")

    temporal_markers: bool = Field(
        True, validation_alias=AliasChoices("RUMIAI_TEMPORAL_MARKERS", "ENABLE_TEMPORAL_MARKERS")
    )
    temporal_rollout: float = Field(
        100.0, ge=0, le=100, validation_alias="TEMPORAL_ROLLOUT_PERCENTAGE"
    )
    """Percent of the videos that get temporal markers, chosen by their id."""
    temporal_config: Path = Field(
        Path("config/temporal_markers.json"), validation_alias="TEMPORAL_MARKERS_CONFIG"
    )

    @property
    def choices(self) -> Choices:
        """The models to use."""
        return Choices(**self.model_dump(include=set(Choices.model_fields)))

    @property
    def claude_model(self) -> str:
        """The model that is asked."""
        return self.chosen_claude_model or (SONNET if self.use_sonnet else HAIKU)


def variables() -> tuple[str, ...]:
    """Every environment variable that is read."""
    return tuple(name for field in Settings.model_fields for name in _variables(field))


def _variables(field: str) -> list[str]:
    """The names under which a field is read."""
    alias = Settings.model_fields[field].validation_alias
    return [str(name) for name in (alias.choices if isinstance(alias, AliasChoices) else [alias])]


def _known_as(variable: str) -> str:
    """A variable with the others that mean the same."""
    names = next((n for n in map(_variables, Settings.model_fields) if variable in n), [variable])
    return " or ".join(names)


def load_settings(**options: Any) -> Settings:
    """The environment's settings with the given options over them (None means not given).

    Raises ArgumentError naming the variable that is wrong. Its cause is cut off: it quotes the
    value, and an address may hold a password.
    """
    given = {_variables(name)[0]: value for name, value in options.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = _known_as(str(first["loc"][0]))
        got = first["input"]
        shown = repr(told(got) if isinstance(got, str) else got)
        raise ArgumentError(f"setting {name}: {first['msg']} (got {shown})") from None
    return _with_marker_config(settings)


def _with_marker_config(settings: Settings) -> Settings:
    """Apply the markers' configuration file, if there is one, below the environment."""
    path = settings.root / settings.temporal_config
    if not path.is_file():
        return settings
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        values = {
            "temporal_markers": bool(config.get("enable_temporal_markers", True)),
            "temporal_rollout": float(config.get("rollout_percentage", 100.0)),
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ArgumentError(f"{path}: not a temporal marker configuration ({error})") from error
    update = {k: v for k, v in values.items() if k not in settings.model_fields_set}
    return settings.model_copy(update=update)
