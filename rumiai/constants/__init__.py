"""Thresholds and phrase lists: the versioned choices on which results depend."""
