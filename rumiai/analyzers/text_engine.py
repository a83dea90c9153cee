"""Reads the text in one picture: PP-OCR through RapidOCR, from files that are given."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from rumiai.analyzers.base import one_line
from rumiai.analyzers.text_models import Models, Reading
from rumiai.constants.thresholds import TEXT_SCORE
from rumiai.errors import MLUnavailableError
from rumiai.schema.events import Box

DETECTION_SIDE = 640
BLANK = np.full((64, 320, 3), 255, np.uint8)


class Engine:
    """Detector and recogniser, loaded at once.

    RapidOCR downloads what it misses: a model without a path, and the characters of a recogniser
    that does not list them. It is never left without either. Raises MLUnavailableError where a file
    is no such model.
    """

    def __init__(self, models: Models) -> None:
        _insist_on_characters(models.recogniser)
        self._engine = RapidOCR(params=_params(models))
        try:
            self._load()
        except Exception as error:
            files = f"{models.detector} and {models.recogniser}"
            raise MLUnavailableError(
                f"{files} cannot be used to read text ({one_line(error)})"
            ) from error

    def read(self, image: NDArray[np.uint8]) -> list[Reading]:
        """Every line of text in an RGB picture (height, width, 3), with TEXT_SCORE at least."""
        result = self._engine(cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        if not isinstance(result, RapidOCROutput):
            raise TypeError(f"text recognition gave {type(result).__name__}")
        if result.boxes is None or result.txts is None or result.scores is None:
            return []
        height, width = image.shape[:2]
        found = zip(result.txts, result.scores, result.boxes, strict=True)
        return [Reading(t.strip(), float(s), _box(b, width, height)) for t, s, b in found]

    def _load(self) -> None:
        """Use each model once: RapidOCR loads them with the first picture that needs them.

        It remembers `use_det`, so the last call leaves it on.
        """
        for use_det in (False, True):
            self._engine(BLANK, use_det=use_det)


def _params(models: Models) -> dict[str, object]:
    return {
        "Global.log_level": "critical",
        "Global.text_score": TEXT_SCORE,
        "Global.use_cls": False,
        "Det.model_path": str(models.detector),
        "Det.use_dilation": False,  # as PaddleOCR: it reads more letters right
        "Det.limit_type": "max",
        "Det.limit_side_len": DETECTION_SIDE,
        "Rec.model_path": str(models.recogniser),
        # the recogniser reads from left to right; this puts Arabic into the order of its words
        **({"Rec.lang_type": "arabic"} if models.right_to_left else {}),
    }


def _insist_on_characters(recogniser: Path) -> None:
    try:
        session = InferenceSession(str(recogniser), providers=["CPUExecutionProvider"])
    except Exception as error:  # the library has no common base for what it raises
        raise MLUnavailableError(
            f"{recogniser} is no ONNX model ({one_line(error)}); delete it and get it again with: "
            "rumiai weights pull"
        ) from error
    if not session.get_modelmeta().custom_metadata_map.get("character"):
        raise MLUnavailableError(f"{recogniser} does not list the characters that it reads")


def _box(corners: NDArray[np.float32], width: int, height: int) -> Box:
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    return Box.of_corners(
        float(left) / width,
        float(top) / height,
        float(right) / width,
        float(bottom) / height,
    )
