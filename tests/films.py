"""Clips that show one still picture."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

RATE = 10


def film(image: NDArray[np.uint8], path: Path, seconds: float = 1.0) -> Path:
    """A clip without sound of an RGB picture, 10 frames a second."""
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=RATE, options={"crf": "18"})
        stream.height, stream.width = (side - side % 2 for side in image.shape[:2])
        stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, RATE)
        picture = np.ascontiguousarray(image[: stream.height, : stream.width])
        for index in range(round(seconds * RATE)):
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts = index
            target.mux(stream.encode(frame))
        target.mux(stream.encode())
    return path


def written(words: str) -> NDArray[np.uint8]:
    """RGB, 320 by 240: dark words on a light ground."""
    image = np.full((240, 320, 3), 230, np.uint8)
    cv2.putText(image, words, (20, 130), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20, 20, 60), 3)
    return image
