#!/usr/bin/env python3
"""Run on one video id: `run_video_prompts_validated_v2.py VIDEO_ID` (IO_CONTRACT section 1)."""

from checkout import start

if __name__ == "__main__":
    start("run_video_prompts")
