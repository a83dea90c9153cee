"""Reads what the legacy systems left."""
