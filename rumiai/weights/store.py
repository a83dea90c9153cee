"""The folder that holds the weights: finds them, checks them, pulls what is missing."""

from __future__ import annotations

import errno
import logging
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from rumiai.errors import APIDownloadError, ArgumentError, MLUnavailableError
from rumiai.schema.text import without_secrets
from rumiai.transfers.patience import PATIENCE, Patience
from rumiai.transfers.room import cannot_write
from rumiai.weights import record
from rumiai.weights.catalogue import CATALOGUE
from rumiai.weights.checks import Checked, Depth, State, check, expected
from rumiai.weights.entry import WeightFile, Weights
from rumiai.weights.record import Known
from rumiai.weights.telling import Watch, unwatched

LOG = logging.getLogger(__name__)
READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class Store:
    """One folder, which can be copied to a machine without network."""

    def __init__(
        self,
        folder: Path,
        *,
        offline: bool,
        catalogue: Mapping[str, Weights] = CATALOGUE,
        mirror: str | None = None,
        watch: Watch = unwatched,
        patience: Patience = PATIENCE,
    ) -> None:
        self.folder = folder
        self.offline = offline
        self.catalogue = catalogue
        self.mirror = mirror
        """An address below which all files are, by their paths; None: each where it comes from."""
        self._watch = watch
        self._patience = patience
        self._failed: dict[str, str] = {}
        """Why a set could not be pulled at its first use: not tried again for every video."""
        self._unreachable: dict[str, str] = {}
        """Why a server could not be reached, by its name: not tried again for every file."""

    def has(self, name: str) -> bool:
        """Whether all files of a set are in the folder; their contents are not looked at."""
        return all(is_here(self.folder / file.path) for file in self.catalogue[name].files)

    def get(self, name: str) -> tuple[Path, ...]:
        """A set's files, whole and checked, in the catalogue's order; pulls what is missing.

        A file is hashed where it has changed since it was last. Raises MLUnavailableError, which
        says what to do.
        """
        if name not in self.catalogue:
            raise MLUnavailableError(self._unknown([name]))
        found = self.look(name, Depth.CHANGED)
        for checked in found:
            if checked.state is State.BAD:
                raise MLUnavailableError(
                    f"the weights {name} are damaged: {self.folder / checked.file.path} "
                    f"{checked.problem}; get them anew with: rumiai weights pull {name}"
                )
        if any(checked.state is State.MISSING for checked in found):
            self._pull_at_first_use(name)
        return tuple(self.folder / file.path for file in self.catalogue[name].files)

    def look(self, name: str, depth: Depth) -> tuple[Checked, ...]:
        """What is known about each file of a set; hashes computed on the way are recorded."""
        known = record.read(self.folder)
        found = [check(file, self.folder, known, depth) for file in self.catalogue[name].files]
        for checked in found:
            if checked.computed is not None:
                self._remember(checked.file, checked.computed)
        return tuple(found)

    def pull(self, name: str) -> bool:
        """Fetch what is missing or damaged in a set; returns whether there was anything to fetch.

        Raises APIDownloadError where that fails; whole files stay, and so do parts to go on from.
        Raises ArgumentError offline.
        """
        lacking = [c.file for c in self.look(name, Depth.CHANGED) if _lacking(c)]
        if lacking and self.offline:
            raise ArgumentError(
                f"{name}: offline nothing is fetched; unset RUMIAI_OFFLINE, or copy the weights "
                f"into {self.folder}"
            )
        return sum(self._pull_file(file) for file in lacking) > 0

    def select(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The names, if the catalogue has them all. Raises ArgumentError."""
        unknown = [name for name in names if name not in self.catalogue]
        if unknown:
            raise ArgumentError(self._unknown(unknown))
        return names

    def address(self, file: WeightFile) -> str:
        """Where a file is fetched from."""
        return file.url if self.mirror is None else f"{self.mirror.rstrip('/')}/{quote(file.path)}"

    def _pull_at_first_use(self, name: str) -> None:
        what = f"the weights {name} are missing"
        if self.offline:
            raise MLUnavailableError(
                f"{what}, and offline nothing is fetched; get them with: rumiai weights pull "
                f"{name}, or copy them into {self.folder}"
            )
        if name not in self._failed:
            try:
                self.pull(name)
                return
            except APIDownloadError as error:
                self._failed[name] = str(error)
        raise MLUnavailableError(
            f"{what} and could not be fetched: {self._failed[name]}; try again with: rumiai "
            f"weights pull {name}, or copy them into {self.folder}"
        )

    def _pull_file(self, file: WeightFile) -> bool:
        """Fetch a file, unless another process has done so while we waited for it."""
        from rumiai.transfers.part import locked_part
        from rumiai.weights.download import (
            FetchError,
            Order,
            UnreachableError,
            download,
        )

        target, url = self.folder / file.path, self.address(file)
        host = urlsplit(url).hostname or url
        if host in self._unreachable:
            raise APIDownloadError(
                f"{file.path}: {self._unreachable[host]} ({without_secrets(url)})"
            )
        try:
            with locked_part(target) as part:
                known = record.read(self.folder)
                if not _lacking(check(file, self.folder, known, Depth.CHANGED)):
                    return False
                sha256, whose = expected(file, known)
                order = Order(file.path, url, target, file.size, sha256, whose)
                self._remember(file, download(order, part, self._patience, self._watch))
        except UnreachableError as error:
            self._unreachable[host] = str(error)
            raise APIDownloadError(f"{file.path}: {error} ({without_secrets(url)})") from error
        except FetchError as error:
            raise APIDownloadError(f"{file.path}: {error}") from error
        except OSError as error:
            reason = cannot_write(target.parent, error)
            raise APIDownloadError(f"{file.path}: {reason}") from error
        return True

    def _remember(self, file: WeightFile, known: Known) -> None:
        try:
            record.add(self.folder, file.path, known)
        except OSError as error:
            level = logging.DEBUG if error.errno in READ_ONLY else logging.WARNING
            LOG.log(level, "%s: the hash cannot be recorded (%s)", self.folder, error)

    def _unknown(self, names: list[str]) -> str:
        return (
            f"no weights are called {', '.join(names)}; there are "
            f"{', '.join(sorted(self.catalogue)) or 'none'}"
        )


def is_here(path: Path) -> bool:
    """Whether there is a file that can be seen."""
    try:
        return path.is_file()
    except OSError:
        return False


def _lacking(checked: Checked) -> bool:
    return checked.state in (State.MISSING, State.BAD)
