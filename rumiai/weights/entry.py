"""What the catalogue says about a set of weights."""

from __future__ import annotations

from pydantic import Field

from rumiai.schema.measure import Record


class WeightFile(Record):
    """One file of a set."""

    path: str
    """Below the weights folder, with / between the parts."""
    url: str
    size: int | None = Field(None, gt=0)
    """Bytes; None where upstream does not say."""
    sha256: str | None = None
    """None where upstream's hash is not known; then the first pull's is recorded and enforced."""


class Weights(Record):
    """A set of files that an analyzer needs together."""

    name: str
    analyzer: str
    source: str
    """Who publishes it, in words."""
    revision: str | None
    """The tag, commit or release at the source; None where the address is not pinned."""
    licence: str
    files: tuple[WeightFile, ...] = Field(min_length=1)

    @property
    def size(self) -> int | None:
        """Bytes of all files; None where one of them is not known."""
        sizes = [file.size for file in self.files]
        return None if None in sizes else sum(size for size in sizes if size)
