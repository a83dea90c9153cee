"""The folder that holds the weights: finds them, checks them, pulls what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rumiai.errors import MLUnavailableError
from rumiai.weights.catalogue import CATALOGUE
from rumiai.weights.entry import Weights


class Store:
    """One folder, which can be copied to a machine without network."""

    def __init__(
        self, folder: Path, *, offline: bool, catalogue: Mapping[str, Weights] = CATALOGUE
    ) -> None:
        self.folder = folder
        self.offline = offline
        self.catalogue = catalogue

    def has(self, name: str) -> bool:
        """Whether all files of a set are in the folder; their contents are not looked at."""
        return all((self.folder / file.path).is_file() for file in self.catalogue[name].files)

    def get(self, name: str) -> tuple[Path, ...]:
        """A set's files, whole and checked, in the catalogue's order; pulls what is missing.

        Raises MLUnavailableError, which says what to do.
        """
        if not self.has(name):
            raise MLUnavailableError(
                f"the weights {name} are missing; get them with: rumiai weights pull {name}"
            )
        return tuple(self.folder / file.path for file in self.catalogue[name].files)
