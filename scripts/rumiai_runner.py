#!/usr/bin/env python3
"""Run on a link or an id: `rumiai_runner.py [INPUT] [--video-url U] [--video-id I]`."""

from checkout import start

if __name__ == "__main__":
    start("runner")
