"""What Ultralytics' trackers need of the package `lap`, by SciPy.

Ultralytics installs `lap` itself at the first import of a tracker; it is no dependency of its
wheel, and RumiAI installs nothing while it runs. Of `lap` the trackers use one function.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from rumiai.analyzers.objects_library import prepare_ultralytics

Indices = NDArray[np.intp]


def lapjv(
    cost: NDArray[Any],
    *,
    extend_cost: bool,  # noqa: ARG001  part of the call
    cost_limit: float,
) -> tuple[float, Indices, Indices]:
    """The cheapest assignment of rows to columns, where leaving a pair apart costs `cost_limit`.

    Returns the cost, the column of each row and the row of each column, -1 where there is none:
    as in ``lap.lapjv`` with a limit, which pads the matrix in the same way.
    """
    rows, columns = cost.shape
    padded = np.full((rows + columns, rows + columns), cost_limit / 2)
    padded[rows:, columns:] = 0
    padded[:rows, :columns] = cost
    of_row, of_column = np.full(rows, -1), np.full(columns, -1)
    total = 0.0
    for i, j in zip(*linear_sum_assignment(padded), strict=True):
        if i < rows and j < columns:
            of_row[i], of_column[j] = j, i
            total += float(cost[i, j])
    return total, of_row, of_column


def tracker_type() -> Any:
    """Ultralytics' class BYTETracker."""
    prepare_ultralytics()
    name = "lap"
    stands_in = find_spec(name) is None
    if stands_in:
        module = ModuleType(name)
        vars(module).update(lapjv=lapjv, __version__="scipy")
        sys.modules[name] = module
    try:
        from ultralytics.trackers.byte_tracker import BYTETracker
    finally:
        if stands_in:
            del sys.modules[name]
    return BYTETracker
