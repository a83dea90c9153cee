"""Folders that results go to, and keys that services want."""

from __future__ import annotations

import os
from collections.abc import Iterator

from rumiai.claims import paths_for
from rumiai.doctor.line import Line
from rumiai.errors import ArgumentError
from rumiai.outputs.atomic import check_writable
from rumiai.settings import Settings

KEYS = {
    "Claude": ("ANTHROPIC_API_KEY", "CLAUDE_API_KEY"),
    "Apify": ("APIFY_API_TOKEN", "APIFY_TOKEN"),
}
"""Service → variables, any of which will do. A default run needs none."""


def folders(settings: Settings) -> Iterator[Line]:
    """Whether results can be written."""
    paths = paths_for("doctor", settings)
    for folder in (*paths.folders, paths.temp_dir):
        shown = str(folder.absolute())
        try:
            check_writable((folder,))
        except ArgumentError as error:
            yield Line(
                section="folders",
                name=folder.name or ".",
                value=f"{shown}: cannot be written",
                problem=str(error).partition(";")[0],
                mend="rumiai analyze --root FOLDER",
            )
        else:
            yield Line(section="folders", name=folder.name or ".", value=f"{shown}: writable")


def keys() -> Iterator[Line]:
    """Whether keys are set; what they are is nobody's business."""
    for service, variables in KEYS.items():
        found = any(os.environ.get(variable, "").strip() for variable in variables)
        yield Line(
            section="keys",
            name=service,
            value="set" if found else "not set; a default run does not need it",
            mend=None if found else f"export {variables[0]}=…",
        )
