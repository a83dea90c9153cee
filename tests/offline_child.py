"""Run by test_offline in a process of its own: analyzers with weights, made on the spot."""

from __future__ import annotations

import sys
from pathlib import Path

from looking import look
from rumiai.analyzers.workplace import Workplace
from rumiai.schema.choices import Choices
from rumiai.weights.store import Store
from untrained import fill


def main(clip: Path, folder: Path, names: list[str]) -> None:
    """Look at a clip with the named analyzers; one that cannot run, or crashes, ends it all."""
    choices = Choices(
        asr="faster-whisper" if "speech" in names else "none",
        ocr_language="korean" if "text" in names else Choices().ocr_language,
    )
    store = Store(folder, offline=True, catalogue=fill(folder, names))
    place = Workplace(store, "cpu", choices)
    timeline = look(clip, names, names, place)
    place.close()
    for name in names:
        run = timeline.run(name)
        sys.stdout.write(f"{name} {run.status.value if run else 'missing'}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
