"""Starts an entry point by the Python that has the package: this one, or else the checkout's own.

Old callers start the scripts with `python3`, whatever that is.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / ".venv" / "bin" / "python"
NEEDED = ("rumiai", "pydantic_settings")
"""The package, and one that it needs: the package alone is also found by its folder."""


def start(entry: str) -> NoReturn:
    """Run a function of `rumiai.legacy_cli` on this process's arguments, and leave with its code.

    The folder of the scripts is no longer searched for modules: libraries look for packages of
    the same names as some of ours.
    """
    here = str(ROOT / "scripts")
    sys.path[:] = [folder for folder in sys.path if folder != here]
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        _start_own(missing[0])
    main = getattr(import_module("rumiai.legacy_cli"), entry)
    sys.exit(main(sys.argv[1:]))


def _start_own(missing: str) -> NoReturn:
    """Become the checkout's own Python, or say that there is none."""
    if OWN.exists() and Path(sys.prefix).resolve() != OWN.parents[1]:
        os.execv(OWN, [str(OWN), *sys.argv])
    error = f"{sys.executable} lacks the package {missing}: run `make setup` in {ROOT}"
    sys.stdout.reconfigure(encoding="utf-8")
    print(f"❌ Step failed: {error}")
    print(json.dumps({"success": False, "error": error, "error_type": "SetupError", "metrics": {}}))
    print(f"rumiai: {error}", file=sys.stderr)
    sys.exit(1)
