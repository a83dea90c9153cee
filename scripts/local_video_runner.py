#!/usr/bin/env python3
"""Run on a video file: `local_video_runner.py PATH`."""

from checkout import start

if __name__ == "__main__":
    start("local_video")
