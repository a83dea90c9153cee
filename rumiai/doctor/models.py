"""The weights of the chosen models: here, whole, and what they were."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from rumiai.doctor.line import Line
from rumiai.errors import MLUnavailableError
from rumiai.schema.choices import Choices
from rumiai.schema.text import without_secrets
from rumiai.weights.checks import Checked, Depth, State
from rumiai.weights.needed import needed
from rumiai.weights.store import Store

USABLE = frozenset({State.PRESENT, State.VERIFIED})


def weights(store: Store, choices: Choices) -> Iterator[Line]:
    """The folder, every set that the choices need, and models that are named by a path."""
    yield _folder(store)
    for names in needed(choices, store.catalogue):
        yield _one_of(store, names, choices)
    yield from _named(store, choices)


def lacking_bytes(store: Store, choices: Choices) -> int:
    """Bytes that a pull of what is needed would fetch."""
    return sum(
        file.size or 0
        for names in needed(choices, store.catalogue)
        if not any(store.has(name) for name in names)
        for file in store.catalogue[names[0]].files
    )


def _folder(store: Store) -> Line:
    here = (path for path in (store.folder, *store.folder.parents) if os.access(path, os.F_OK))
    writable = "writable" if os.access(next(here, "/"), os.W_OK) else "read-only"
    source = without_secrets(store.mirror) if store.mirror else "their publishers"
    source = "offline" if store.offline else f"fetched from {source}"
    value = f"{store.folder} ({writable}; {source})"
    return Line(section="weights", name="folder", value=value)


def _one_of(store: Store, names: tuple[str, ...], choices: Choices) -> Line:
    """The set that a run would load: of several the first that is here, even if it is damaged."""
    here = [name for name in names if store.has(name)]
    line = _set(store, (here or names)[0])
    spoken = store.catalogue[names[0]].analyzer == "speech"
    if not here and spoken and choices.asr == "auto":
        value = f"{line.value}; PocketSphinx transcribes, with about 30 % wrong words"
        return line.model_copy(update={"value": value, "problem": None})
    return line


def _set(store: Store, name: str) -> Line:
    pull = f"rumiai weights pull {name}"
    try:
        found = store.look(name, Depth.CHANGED)
    except MLUnavailableError as error:
        return _bad(name, "unknown", str(error), "rumiai weights verify")
    wrong = [checked for checked in found if checked.state not in USABLE]
    if not wrong:
        return Line(section="weights", name=name, value=max(found, key=_doubt).state.value)
    first = wrong[0]
    path = store.folder / first.file.path
    return _bad(name, first.state.value, f"{path} {first.problem or 'is missing'}", pull)


def _doubt(checked: Checked) -> bool:
    return checked.state is not State.VERIFIED


def _named(store: Store, choices: Choices) -> Iterator[Line]:
    """Models that the user named and the catalogue does not have."""
    known = {name for names in needed(choices, store.catalogue) for name in names}
    named = {"yolo": choices.yolo_model}
    if choices.asr not in ("pocketsphinx", "none") and not any(
        name.endswith(f"whisper-{choices.whisper_model}") for name in known
    ):
        named["whisper"] = choices.whisper_model
    for kind, model in named.items():
        if model in known:
            continue
        if Path(model).exists():
            value = f"{model}: a path, and it is there"
            yield Line(section="weights", name=f"{kind} model", value=value)
        else:
            problem = f"RUMIAI_{kind.upper()}_MODEL is neither a path nor a known name: {model}"
            yield _bad(f"{kind} model", "unknown", problem, "rumiai weights list")


def _bad(name: str, value: str, problem: str, mend: str) -> Line:
    return Line(section="weights", name=name, value=value, problem=problem, mend=mend)
