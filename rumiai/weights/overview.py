"""The catalogue beside what is in the folder, as `rumiai weights list` shows it."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from rumiai.schema.choices import Choices
from rumiai.schema.measure import Record
from rumiai.schema.text import without_secrets
from rumiai.transfers.room import size
from rumiai.weights.checks import Checked, Depth, State
from rumiai.weights.needed import needed
from rumiai.weights.store import Store, is_here

WORST_FIRST = (State.BAD, State.MISSING, State.PRESENT, State.VERIFIED)
LICENCE_WIDTH = 40
"""Longer ones stand in full in the JSON."""
HEADS = ("name", "analyzer", "size", "licence", "state", "")


class FileRow(Record):
    """A file of a set."""

    path: str
    url: str
    """Where it is fetched from: the mirror's address where there is a mirror."""
    size: int | None
    sha256: str | None
    state: State
    problem: str


class Row(Record):
    """A set of weights."""

    name: str
    analyzer: str
    source: str
    revision: str | None
    licence: str
    size: int | None
    """Bytes."""
    needed: bool
    """Whether a run with the chosen models uses it."""
    state: State
    """The worst of the files' states."""
    files: tuple[FileRow, ...]

    @property
    def usable(self) -> bool:
        """Whether an analyzer may load it."""
        return self.state in (State.PRESENT, State.VERIFIED)

    @property
    def complaint(self) -> str:
        """What is wrong with an unusable set, and what to do."""
        file = next(file for file in self.files if file.state is self.state)
        what = f"{file.path} {file.problem or 'is missing'}"
        return f"{self.name}: {what}; get it with: rumiai weights pull {self.name}"


def rows(store: Store, names: Sequence[str], depth: Depth, choices: Choices) -> list[Row]:
    """What there is to say about sets of the catalogue."""
    usual = {name for any_of in needed(choices, store.catalogue) for name in any_of[:1]}
    return [_row(store, name, store.look(name, depth), name in usual) for name in names]


def begun(store: Store) -> tuple[str, ...]:
    """The sets of which at least one file is in the folder."""
    return tuple(
        name
        for name, weights in store.catalogue.items()
        if any(is_here(store.folder / file.path) for file in weights.files)
    )


def table(found: Sequence[Row]) -> str:
    """The sets as lines of columns."""
    cells = [HEADS] + [
        (
            row.name,
            row.analyzer,
            size(row.size),
            shorten(row.licence, LICENCE_WIDTH, placeholder="…"),
            row.state.value,
            "needed" if row.needed else "",
        )
        for row in found
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    ]
    return "\n".join(line.rstrip() for line in lines)


def _row(store: Store, name: str, found: Sequence[Checked], usual: bool) -> Row:
    weights = store.catalogue[name]
    return Row(
        **weights.model_dump(exclude={"files"}),
        size=weights.size,
        needed=usual,
        state=min((checked.state for checked in found), key=WORST_FIRST.index),
        files=tuple(
            FileRow(
                path=checked.file.path,
                url=without_secrets(store.address(checked.file)),
                size=checked.file.size,
                sha256=checked.file.sha256,
                state=checked.state,
                problem=checked.problem,
            )
            for checked in found
        ),
    )
