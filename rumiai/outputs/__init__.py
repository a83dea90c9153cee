"""The files that a run writes, at their fixed legacy paths."""
