"""Looks at an installation and says what a run would lack, and which command mends it."""
