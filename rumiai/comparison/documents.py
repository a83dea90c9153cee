"""Finds the documents of a result folder: the newest of each kind, under names without stamps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from rumiai.errors import ArgumentError

SET = re.compile(r"(?P<name>.+)_(?P<part>result|ml|complete)_(?P<stamp>\d{8}_\d{6})")
RUN = re.compile(r"(?P<name>.+)_(?P<stamp>\d{10})")
PARTS = ("ml", "complete", "result")
"""The files of a set hold the same numbers; the last one that is there stands for all."""
LAST = "~"
"""Sorts after every stamp."""


class _Candidate(NamedTuple):
    """A file that may stand for a document; the greatest does."""

    stamp: str
    part: int
    path: Path


def read(path: Path) -> Any:
    """The content of a JSON file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ArgumentError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ArgumentError(f"{path} is not JSON: {error}") from None


def documents(folder: Path) -> dict[str, Path]:
    """The newest file of each kind below a folder, by its path without stamp and ending."""
    found: dict[str, _Candidate] = {}
    for label, candidate in _candidates(folder):
        found[label] = max(found.get(label, candidate), candidate)
    return {label: found[label].path for label in sorted(found)}


def _candidates(folder: Path) -> Iterator[tuple[str, _Candidate]]:
    files = [p for p in sorted(folder.rglob("*.json")) if not p.name.startswith(".")]
    runs = {p.with_name(match["name"]) for p in files if (match := RUN.fullmatch(p.stem))}
    for path in files:
        place = path.relative_to(folder).parent
        if match := SET.fullmatch(path.stem):
            part = PARTS.index(match["part"])
            yield str(place / match["name"]), _Candidate(match["stamp"], part, path)
        elif (match := RUN.fullmatch(path.stem)) and path.with_suffix("") not in runs:
            yield str(place / match["name"]), _Candidate(match["stamp"], 0, path)
        else:
            yield str(place / path.stem), _Candidate(LAST, 0, path)
