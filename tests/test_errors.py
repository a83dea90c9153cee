"""Class names and exit codes agree, for every error there is."""

from __future__ import annotations

import inspect

from rumiai import errors


def test_names_carry_exit_codes() -> None:
    """Legacy callers read API → 3 and ML → 4 out of the class name; arguments are 2, the rest 1."""
    for name, error in inspect.getmembers(errors, inspect.isclass):
        by_name = 3 if "API" in name else 4 if "ML" in name else None
        assert issubclass(error, errors.RumiaiError), name
        assert error.exit_code == (by_name or error.exit_code), name
        assert (error.exit_code in (3, 4)) == (by_name is not None), name
        assert name in str(errors.__doc__), "the tree in the docstring names every error"
    assert errors.ArgumentError.exit_code == 2
    assert errors.OutputError.exit_code == 1
