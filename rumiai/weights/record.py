"""What is known about the files of the weights folder: their hashes, and when they were checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError

from rumiai.errors import MLUnavailableError
from rumiai.schema.measure import Record
from rumiai.transfers.part import locked_part

NAME = "recorded.json"
"""Visible, so that whoever copies the folder by its listing copies the hashes too."""


class Known(Record):
    """A file as it was when its hash was computed and found right."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: int = Field(ge=0)
    mtime_ns: int
    """While size and this are the same the file counts as unchanged, and is not hashed again."""


class Recorded(Record):
    """The record file."""

    files: dict[str, Known] = Field(default_factory=dict)
    """By path below the folder."""


def read(folder: Path) -> Mapping[str, Known]:
    """The record of a folder; empty where there is none.

    Raises MLUnavailableError for one that cannot be read: hashes must not be forgotten silently.
    """
    path = folder / NAME
    try:
        return Recorded.model_validate_json(path.read_bytes()).files
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise MLUnavailableError(f"{path}: cannot be read ({error.strerror or error})") from error
    except ValidationError as error:
        raise MLUnavailableError(
            f"{path}: this record of the weights' hashes cannot be read; delete it to have them "
            "recorded anew (rumiai weights verify)"
        ) from error


def add(folder: Path, path: str, known: Known) -> None:
    """Write down what is known about a file. Raises OSError where the folder cannot be written."""
    with locked_part(folder / NAME) as part:
        files = {**read(folder), path: known}
        ordered = Recorded(files=dict(sorted(files.items())))
        part.begin(None)
        part.append(f"{ordered.model_dump_json(indent=2)}\n".encode())
        part.publish()
