"""Run by test_offline in a process of its own: analyzers with weights, made on the spot."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from gesture_tasks import bias_for, task
from looking import look
from onnx_files import recogniser
from rumiai.analyzers.workplace import Workplace
from rumiai.schema.choices import Choices
from rumiai.weights.catalogue import CATALOGUE
from rumiai.weights.store import Store

Maker = Callable[[Path], object]
UNTRAINED: dict[str, tuple[str, Maker]] = {
    "gestures": ("gesture_recognizer", lambda path: task(path, bias=bias_for("Victory", 0.9))),
    "text": ("ocr-korean", lambda path: recogniser(path, "가나다라마바사아자차")),
}
"""Analyzer → name of its weights, and what makes a file of theirs."""


def main(clip: Path, folder: Path, names: list[str]) -> None:
    """Look at a clip with the named analyzers; one that cannot run, or crashes, ends the process.

    The catalogue asks for no hash: it would be that of the published file.
    """
    known = {}
    for weights, make in (UNTRAINED[name] for name in names if name in UNTRAINED):
        entry = CATALOGUE[weights]
        make(folder / entry.files[0].path)
        file = entry.files[0].model_copy(update={"sha256": None, "size": None})
        known[weights] = entry.model_copy(update={"files": (file,)})
    choices = Choices(ocr_language="korean") if "text" in names else Choices()
    place = Workplace(Store(folder, offline=True, catalogue=known), "cpu", choices)
    timeline = look(clip, names, names, place)
    place.close()
    for name in names:
        run = timeline.run(name)
        sys.stdout.write(f"{name} {run.status.value if run else 'missing'}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
