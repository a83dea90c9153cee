"""Makes clips once and runs analyzers over them."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

from clipmaker.spec import ClipSpec
from make_clip import make_clip
from rumiai.analyzers.run import run_analyzers
from rumiai.analyzers.workplace import Workplace
from rumiai.decode.audio import read_audio
from rumiai.decode.frames import VideoReader
from rumiai.decode.probe import probe
from rumiai.schema.choices import Choices
from rumiai.schema.timeline import Timeline
from rumiai.settings import load_settings
from rumiai.timeline.merge import merge
from rumiai.weights.store import Store

LIMIT = 3000.0


def here(folder: Path | None = None, **choices: Any) -> Workplace:
    """A workplace on the CPU, without network; the user's own weights where no folder is given.

    Speech is not transcribed unless a recogniser is chosen: it takes half as long as the sound.
    """
    folder = folder or load_settings().weights_dir
    return Workplace(Store(folder, offline=True), "cpu", Choices(**{"asr": "none", **choices}))


def look(
    path: Path,
    analyzers: Collection[str],
    mandatory: Collection[str] = (),
    workplace: Workplace | None = None,
) -> Timeline:
    """The timeline of a clip; a mandatory analyzer that cannot be loaded, or crashes, raises."""
    clip = probe(path, LIMIT)
    audio = read_audio(clip, LIMIT)
    reader = VideoReader(clip, audio)
    with closing(here()) if workplace is None else nullcontext(workplace) as place:
        runs = run_analyzers(analyzers, clip, reader, audio, mandatory, place, lambda _: None)
    return merge(reader.measured, runs)


def made(spec: ClipSpec, folder: Path, name: str) -> tuple[Path, dict[str, Any]]:
    """A clip and its truth; it is made anew where its spec is another one than last time."""
    folder.mkdir(parents=True, exist_ok=True)
    path, recipe = folder / f"{name}.mp4", folder / f"{name}.spec.json"
    wanted = spec.model_dump_json()
    if recipe.exists() and recipe.read_text(encoding="utf-8") == wanted:
        return path, json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))
    truth = make_clip(spec, path)
    recipe.write_text(wanted, encoding="utf-8")
    return path, truth
