"""Which sets of weights a run needs, by the models that the user chose."""

from __future__ import annotations

from collections.abc import Mapping

from rumiai.schema.choices import Choices
from rumiai.weights.catalogue.text import weights_name
from rumiai.weights.entry import Weights

OF_EACH_ASR = {
    "auto": ("faster-whisper-{}", "whisper-{}"),
    "whisper": ("whisper-{}",),
    "faster-whisper": ("faster-whisper-{}",),
    "pocketsphinx": (),
    "none": (),
}
"""What transcribes speech → its sets; of several, one is enough, and the first here is used."""


def needed(choices: Choices, catalogue: Mapping[str, Weights]) -> tuple[tuple[str, ...], ...]:
    """The sets that a run with all analyzers needs, in the catalogue's order of analyzers.

    Each item holds the names of sets of which any one will do, the best one first. What the user
    named by a path is not in the catalogue, and is not listed.
    """
    wanted = [
        (f"feat-{choices.feat_detector}",),
        (choices.yolo_model,),
        *((name,) for name, weights in catalogue.items() if weights.analyzer == "gestures"),
        tuple(name.format(choices.whisper_model) for name in OF_EACH_ASR[choices.asr]),
        (weights_name(choices.ocr_language),),
    ]
    known = (tuple(name for name in names if name in catalogue) for names in wanted)
    return tuple(names for names in known if names)
