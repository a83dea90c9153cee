"""Keeps what a model answered beside the results, so that it is paid for once."""

from __future__ import annotations

import logging
from pathlib import Path

from pydantic import ValidationError

from rumiai.outputs.atomic import to_json, write_file
from rumiai.schema.insights import Asked

log = logging.getLogger(__name__)

MAX_BYTES = 8_000_000


class AnswerFiles:
    """The file `NAME/NAME_answer.json` of each analysis below a video's insight folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, name: str) -> Asked | None:
        """The last answer about an analysis; None where there is none that can be read."""
        path = self._path(name)
        try:
            if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
                return None
            return Asked.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            log.warning("%s cannot be read; the question is asked anew", path)
            return None

    def keep(self, asked: Asked) -> None:
        """Keep an answer. Raises OutputError where that cannot be done."""
        write_file(self._path(asked.name), to_json(asked.model_dump(mode="json")))

    def _path(self, name: str) -> Path:
        return self._folder / name / f"{name}_answer.json"
