"""Finds the documents of a result folder: the newest of each kind, under names without stamps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from rumiai.errors import ArgumentError

ANSWER = "_answer.json"
"""What a model said, and when: it stands in the results as far as it holds."""
SET = re.compile(r"(?P<name>.+)_(?P<part>result|ml|complete)_(?P<stamp>\d{8}_\d{6})")
RUN = re.compile(r"(?P<name>.+)_(?P<stamp>\d{10})")
PARTS = ("ml", "complete", "result")
"""The files of a set hold the same numbers; the last one that is there stands for all."""
MARKERS = "temporal_markers"
LAST = "~"
"""Sorts after every stamp."""


class _Candidate(NamedTuple):
    """A file that may stand for a document; the greatest does."""

    stamp: str
    part: int
    path: Path


def read(path: Path) -> Any:
    """The content of a JSON file; of a `complete` file the result that it wraps."""
    try:
        return _unwrapped(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ArgumentError(f"{path} cannot be read: {error.strerror}") from None
    except RecursionError:
        raise ArgumentError(f"{path} is nested too deeply to be a result") from None
    except ValueError as error:
        raise ArgumentError(f"{path} is not JSON: {error}") from None


def _unwrapped(document: Any) -> Any:
    """A `complete` file has the same blocks twice over, once as text: only the prefixed ones."""
    if not isinstance(document, dict) or not isinstance(document.get("result"), str):
        return document
    try:
        result = json.loads(document["result"])
    except ValueError:
        return document
    return result if isinstance(result, dict) else document


def documents(folder: Path) -> dict[str, Path]:
    """The newest file of each kind below a folder, by its path without stamp and ending."""
    found: dict[str, _Candidate] = {}
    for label, candidate in _candidates(folder):
        found[label] = max(found.get(label, candidate), candidate)
    return {label: found[label].path for label in sorted(found)}


def _candidates(folder: Path) -> Iterator[tuple[str, _Candidate]]:
    files = [
        p
        for p in sorted(folder.rglob("*.json"))
        if not p.name.startswith(".") and not p.name.endswith(ANSWER)
    ]
    for path in files:
        place = path.relative_to(folder).parent
        if match := SET.fullmatch(path.stem):
            part = PARTS.index(match["part"])
            yield str(place / match["name"]), _Candidate(match["stamp"], part, path)
        elif (match := _run(path)) is not None:
            yield str(place / match["name"]), _Candidate(match["stamp"], 0, path)
        else:
            yield str(place / path.stem), _Candidate(LAST, 0, path)


def _run(path: Path) -> re.Match[str] | None:
    """The name and the stamp of one run's markers; None where the digits are part of an id."""
    match = RUN.fullmatch(path.stem)
    stamped = path.parent.name == MARKERS and not list(path.parent.glob(f"{path.stem}_*.json"))
    return match if stamped else None
