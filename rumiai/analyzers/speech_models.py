"""Which recogniser a run uses: what the user named, or the best whose weights are here."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from rumiai.errors import MLUnavailableError
from rumiai.schema.choices import Choices
from rumiai.weights.store import Store

Library = Literal["whisper", "faster-whisper"]
PREFIX: dict[Library, str] = {"faster-whisper": "faster-whisper-", "whisper": "whisper-"}
"""Of the names in the catalogue; the faster library first (int8 on the CPU, measured)."""


class Chosen(NamedTuple):
    """A Whisper model: the library that loads it, its name, and its file or folder."""

    library: Library
    name: str
    path: Path


def chosen(choices: Choices, store: Store) -> Chosen | None:
    """The Whisper model to use; None for PocketSphinx.

    ``auto`` takes a Whisper that is here already and pulls none. Raises MLUnavailableError where
    the one that was named is missing, or does not exist.
    """
    if choices.asr == "pocketsphinx" or choices.asr == "none":
        return None
    wanted = choices.whisper_model
    if Path(wanted).exists() or "/" in wanted:
        return _at(Path(wanted), choices)
    if choices.asr != "auto":
        return _pulled(choices.asr, wanted, store)
    here = [lib for lib in PREFIX if store.has(_entry(lib, wanted, store))]
    return _pulled(here[0], wanted, store) if here else None


def advice(choices: Choices) -> str:
    """How to get what ``auto`` would rather use."""
    return f"rumiai weights pull {PREFIX['faster-whisper']}{choices.whisper_model}"


def _at(path: Path, choices: Choices) -> Chosen:
    """A model of the user's own: a checkpoint is a file, a converted model a folder."""
    if not path.exists():
        raise MLUnavailableError(f"there is no Whisper model at {path}")
    library: Library = "faster-whisper" if path.is_dir() else "whisper"
    if choices.asr not in ("auto", library):
        form = "a folder" if path.is_dir() else "a file"
        raise MLUnavailableError(f"{path} is {form}, which is for --asr {library}")
    return Chosen(library, path.stem, path)


def _pulled(library: Library, wanted: str, store: Store) -> Chosen:
    files = store.get(_entry(library, wanted, store))
    return Chosen(library, wanted, files[0] if library == "whisper" else files[0].parent)


def _entry(library: Library, wanted: str, store: Store) -> str:
    """The model's name in the catalogue. Raises MLUnavailableError where it has none."""
    name = PREFIX[library] + wanted
    if name not in store.catalogue:
        prefix = PREFIX[library]
        known = [n.removeprefix(prefix) for n in store.catalogue if n.startswith(prefix)]
        models = ", ".join(known)
        raise MLUnavailableError(
            f"no Whisper model is called {wanted}; there are {models}, or give a path"
        )
    return name
