"""Catalogue entries for files made on the spot, which cannot have a published file's hash."""

from __future__ import annotations

from rumiai.weights.catalogue import CATALOGUE
from rumiai.weights.entry import Weights


def unhashed(name: str) -> Weights:
    """An entry of the catalogue that takes a file of any contents."""
    entry = CATALOGUE[name]
    anything = {"sha256": None, "size": None}
    files = tuple(file.model_copy(update=anything) for file in entry.files)
    return entry.model_copy(update={"files": files})
