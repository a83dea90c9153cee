"""A weights folder for every analyzer that needs one: real networks with random weights."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import feat_weights
from gesture_tasks import bias_for, task
from onnx_files import recogniser
from rumiai.weights.catalogue import CATALOGUE
from rumiai.weights.entry import Weights
from squares import saved
from unhashed import unhashed
from whispers import network, save_conversion
from yolos import NAME, random_model


def _emotions(folder: Path) -> None:
    feat_weights.make_weights(folder, "feat-v1")


def _objects(folder: Path) -> None:
    saved(random_model(NAME), folder / CATALOGUE[NAME].files[0].path)


def _gestures(folder: Path) -> None:
    path = folder / CATALOGUE["gesture_recognizer"].files[0].path
    task(path, bias=bias_for("Victory", 0.9))


def _speech(folder: Path) -> None:
    save_conversion(network(), (folder / CATALOGUE["faster-whisper-base"].files[0].path).parent)


def _text(folder: Path) -> None:
    recogniser(folder / CATALOGUE["ocr-korean"].files[0].path, "가나다라마바사아자차")


MAKERS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "emotions": ("feat-v1", _emotions),
    "objects": (NAME, _objects),
    "gestures": ("gesture_recognizer", _gestures),
    "speech": ("faster-whisper-base", _speech),
    "text": ("ocr-korean", _text),
}
"""Analyzer → name of its weights, and what makes their files below a folder."""


def fill(folder: Path, analyzers: Collection[str]) -> dict[str, Weights]:
    """Make the weights; returns their catalogue, whose hashes are those of no published file."""
    known = {}
    for weights, make in (MAKERS[name] for name in analyzers if name in MAKERS):
        make(folder)
        entry = unhashed(weights)
        files = tuple(file for file in entry.files if (folder / file.path).is_file())
        known[weights] = entry.model_copy(update={"files": files})
    return known
