"""Scores every analyzer against clips whose truth is known."""
