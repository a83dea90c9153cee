"""Which models a run uses where there is a choice."""

from __future__ import annotations

from typing import Literal

from rumiai.schema.measure import Record

Asr = Literal["auto", "whisper", "faster-whisper", "pocketsphinx", "none"]
FeatDetector = Literal["v1", "v2"]
DeviceName = Literal["cpu", "cuda"]


class Choices(Record):
    """The models, as the user named them."""

    asr: Asr = "auto"
    """What transcribes speech; auto: Whisper where its weights are, else PocketSphinx."""
    whisper_model: str = "base"
    """A name of the catalogue without ``whisper-``, or a path."""
    yolo_model: str = "yolo26n"
    """A name of the catalogue, or a path."""
    feat_detector: FeatDetector = "v1"
    """py-feat's Detectorv1 or Detectorv2."""
    ocr_language: str = "latin-chinese"
    """What the text recogniser reads; the default's model is in a wheel."""
