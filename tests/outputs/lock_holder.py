"""Holds a video's lock until its stdin ends: `lock_holder.py FOLDER ID`."""

import sys
from pathlib import Path

from rumiai.outputs.locking import held


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


with held(Path(sys.argv[1]), sys.argv[2], lambda: say("waiting")):
    say("held")
    sys.stdin.read()
