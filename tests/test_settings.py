"""Settings come from options, then the environment, then the markers' configuration."""

from __future__ import annotations

import json
import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError

from rumiai.errors import ArgumentError
from rumiai.pipeline import _wants_markers
from rumiai.settings import load_settings


def test_defaults() -> None:
    """Nothing set: the contract's folders below the working directory, graceful, 300 s."""
    settings = load_settings()
    assert settings.root / settings.unified_dir == Path("unified_analysis")
    assert settings.root / settings.insights_dir == Path("insights")
    assert (settings.strict, settings.max_video_duration, settings.device) == (False, 300.0, "auto")


def test_options_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """An option that was given is stronger than its variable; None means not given."""
    monkeypatch.setenv("RUMIAI_BASE_DIR", "/from/env")
    monkeypatch.setenv("RUMIAI_STRICT_MODE", "true")
    monkeypatch.setenv("RUMIAI_INSIGHTS_DIR", "/elsewhere")
    assert load_settings(root=None).root == Path("/from/env")
    settings = load_settings(root=Path("/option"), strict=None)
    assert (settings.root, settings.strict) == (Path("/option"), True)
    assert settings.root / settings.insights_dir == Path("/elsewhere"), "absolute folders stay"


@pytest.mark.parametrize(
    ("value", "device"),
    [("auto", "auto"), ("true", "cuda"), ("1", "cuda"), ("false", "cpu"), ("CPU", "cpu")],
)
def test_the_legacy_name_of_the_device(
    monkeypatch: pytest.MonkeyPatch, value: str, device: str
) -> None:
    """RUMIAI_USE_GPU is obeyed, below RUMIAI_DEVICE and below the option."""
    monkeypatch.setenv("RUMIAI_USE_GPU", value)
    assert load_settings().device == device
    assert load_settings(device="auto").device == "auto"
    monkeypatch.setenv("RUMIAI_DEVICE", "auto")
    assert load_settings().device == "auto"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RUMIAI_USE_GPU", "perhaps"),
        ("RUMIAI_MAX_VIDEO_DURATION", "soon"),
        ("RUMIAI_MAX_VIDEO_DURATION", "0"),
        ("RUMIAI_MAX_VIDEO_DURATION", "nan"),
        ("RUMIAI_STRICT_MODE", "maybe"),
        ("TEMPORAL_ROLLOUT_PERCENTAGE", "101"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The message holds the variable's name and its value."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ArgumentError, match=f"{name}.*{value}"):
        load_settings()


@pytest.mark.parametrize("name", ["RUMIAI_APIFY_URL", "RUMIAI_WEIGHTS_MIRROR"])
def test_a_wrong_address_keeps_its_secrets(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Neither the line nor what --debug shows holds the password in it."""
    monkeypatch.setenv(name, "http://me:T0KEN@a.example:99999/?k=T0KEN")
    with pytest.raises(ArgumentError, match=rf"{name}.*a\.example") as caught:
        load_settings()
    assert "T0KEN" not in "".join(traceback.format_exception(caught.value))


def test_settings_are_frozen() -> None:
    """Nobody changes them on the way."""
    with pytest.raises(ValidationError):
        load_settings().strict = True


def test_the_markers_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file below the root counts, the environment counts more."""
    config = tmp_path / "config" / "temporal_markers.json"
    config.parent.mkdir()
    config.write_text(json.dumps({"enable_temporal_markers": False, "rollout_percentage": 25}))
    settings = load_settings(root=tmp_path)
    assert (settings.temporal_markers, settings.temporal_rollout) == (False, 25.0)
    monkeypatch.setenv("ENABLE_TEMPORAL_MARKERS", "true")
    assert load_settings(root=tmp_path).temporal_markers is True
    config.write_text("[]")
    with pytest.raises(ArgumentError, match=r"temporal_markers\.json"):
        load_settings(root=tmp_path)


def test_the_recorded_markers_configuration(
    contract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The legacy file is understood."""
    recorded = contract / "data" / "final" / "config" / "temporal_markers.json"
    monkeypatch.setenv("TEMPORAL_MARKERS_CONFIG", str(recorded))
    settings = load_settings()
    assert (settings.temporal_markers, settings.temporal_rollout) == (True, 100.0)


def test_the_rollout_is_a_share_of_the_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same id always gets the same answer; about the given share gets markers."""
    monkeypatch.setenv("TEMPORAL_ROLLOUT_PERCENTAGE", "30")
    settings = load_settings()
    chosen = [_wants_markers(str(i), settings) for i in range(2000)]
    assert sum(chosen) / 2000 == pytest.approx(0.3, abs=0.04)
    assert chosen == [_wants_markers(str(i), settings) for i in range(2000)]
