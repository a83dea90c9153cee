"""The old name of the package, for callers that check whether it can be imported.

`from rumiai_v2 import pipeline` gives the very module of `rumiai`.
"""

from importlib import import_module
from types import ModuleType

from rumiai import __version__

__all__ = ["__version__"]


def __getattr__(name: str) -> ModuleType:
    """A module of `rumiai` under the old name."""
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        return import_module(f"rumiai.{name}")
    except ModuleNotFoundError as error:
        raise AttributeError(f"rumiai has no module {name}") from error
