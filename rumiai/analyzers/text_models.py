"""Which files read which language."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from rumiai.errors import ArgumentError, MLUnavailableError
from rumiai.schema.events import Box
from rumiai.weights.catalogue.text import CARRIED_LANGUAGE, known_language, weights_name
from rumiai.weights.store import Store

DETECTOR, RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
RIGHT_TO_LEFT = frozenset({"arabic"})


class Models(NamedTuple):
    """The files in use. The detector finds lines of any script."""

    detector: Path
    recogniser: Path
    right_to_left: bool


class Reading(NamedTuple):
    """One line of text in one picture."""

    text: str
    score: float
    box: Box


def models_of(language: str, store: Store) -> Models:
    """The files that read a language; RapidOCR's wheel carries the default's.

    Raises ArgumentError for an unknown language, MLUnavailableError where its weights are missing.
    """
    try:
        known_language(language)
    except ValueError as error:
        raise ArgumentError(str(error)) from error
    carried = _carried()
    recogniser = carried / RECOGNISER
    if language != CARRIED_LANGUAGE:
        (recogniser,) = store.get(weights_name(language))
    return Models(carried / DETECTOR, recogniser, language in RIGHT_TO_LEFT)


def _carried() -> Path:
    """The folder of the wheel's models, found without importing the library."""
    package = find_spec("rapidocr")
    if package is None or package.origin is None:
        raise MLUnavailableError("needs the package rapidocr; run `make` to install it")
    return Path(package.origin).parent / "models"
