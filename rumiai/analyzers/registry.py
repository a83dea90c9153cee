"""All analyzers by name. A module is imported when its analyzer is used, not before."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from rumiai.analyzers.base import AudioAnalyzer, FrameAnalyzer
from rumiai.errors import ArgumentError, MLUnavailableError
from rumiai.schema.choices import Choices

ANALYZERS: dict[str, str] = {
    "shots": "rumiai.analyzers.shots:Shots",
    "text": "rumiai.analyzers.text:Text",
    "faces": "rumiai.analyzers.faces:Faces",
    "gaze": "rumiai.analyzers.gaze:Gaze",
    "pose": "rumiai.analyzers.pose:Pose",
    "hands": "rumiai.analyzers.hands:Hands",
    "effects": "rumiai.analyzers.effects:Effects",
    "voice": "rumiai.analyzers.voice:Voice",
    "energy": "rumiai.analyzers.energy:Energy",
    "emotions": "rumiai.analyzers.emotions:Emotions",
    "objects": "rumiai.analyzers.objects:Objects",
    "gestures": "rumiai.analyzers.gestures:Gestures",
    "speech": "rumiai.analyzers.speech:Speech",
}
"""Name → "module:Class"."""

NEEDING_WEIGHTS = ("emotions", "objects", "gestures", "speech")
"""The analyzers whose weights no wheel carries."""

OF_SOUND = frozenset({"voice", "energy", "speech"})
"""The analyzers that have nothing to do where there is no audio track."""

AnalyzerType = type[FrameAnalyzer] | type[AudioAnalyzer]


def names() -> tuple[str, ...]:
    """Every analyzer, in the order in which results list them."""
    return tuple(ANALYZERS)


def switched_off(choices: Choices) -> dict[str, str]:
    """The analyzers that a choice switches off, and why, in words."""
    return {"speech": "switched off: --asr none"} if choices.asr == "none" else {}


def load(name: str) -> AnalyzerType:
    """Import an analyzer's class; raises MLUnavailableError where its package is missing."""
    module, _, attribute = ANALYZERS[name].partition(":")
    try:
        found: object = getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        raise MLUnavailableError(
            f"needs the package {error.name}; run `make` to install it"
        ) from error
    if isinstance(found, type) and issubclass(found, (FrameAnalyzer, AudioAnalyzer)):
        return found
    raise TypeError(f"{ANALYZERS[name]} is no analyzer")


def select(only: Iterable[str], skip: Iterable[str]) -> frozenset[str]:
    """The analyzers to run: all, or only some, without those to skip.

    Raises ArgumentError for a name that no analyzer has, or where nothing is left.
    """
    wanted, unwanted = set(only), set(skip)
    unknown = sorted((wanted | unwanted) - set(names()))
    if unknown:
        raise ArgumentError(
            f"no analyzer is called {', '.join(unknown)}; there are {', '.join(names())}"
        )
    chosen = (wanted or set(names())) - unwanted
    if not chosen:
        raise ArgumentError("--only and --skip leave no analyzer to run")
    return frozenset(chosen)
