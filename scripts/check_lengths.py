#!/usr/bin/env python3
"""Fail for files of more than 400 lines and functions of more than 50."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

MAX_FILE, MAX_FUNCTION = 400, 50


def faults(path: Path) -> Iterator[str]:
    """One line for everything in a file that is too long."""
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    if lines > MAX_FILE:
        yield f"{path}: {lines} lines, at most {MAX_FILE}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION:
                yield f"{path}:{node.lineno} {node.name}: {length} lines, at most {MAX_FUNCTION}"


def main() -> int:
    """Check the package, the tests and the scripts; returns the exit status."""
    files = sorted(
        p for folder in ("rumiai", "tests", "scripts") for p in Path(folder).rglob("*.py")
    )
    found = [fault for path in files for fault in faults(path)]
    print("\n".join(found) if found else f"lengths: {len(files)} files are short enough")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
