"""The Markdown templates of `prompts/`: in a wheel inside the package, in a checkout beside it."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import rumiai

RULES = "rules"
"""The template with what holds for all families."""


@lru_cache(maxsize=16)
def template(name: str) -> str:
    """The text of one template, with one newline at its end."""
    return (_folder() / f"{name}.md").read_text(encoding="utf-8").strip() + "\n"


def _folder() -> Traversable:
    carried = files("rumiai") / "prompts"
    return carried if carried.is_dir() else Path(rumiai.__file__).parents[1] / "prompts"
