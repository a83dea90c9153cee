"""YOLO: from pictures to boxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from rumiai.analyzers.objects_library import prepare_ultralytics
from rumiai.constants.thresholds import (
    OBJECT_CANDIDATE_SCORE,
    OBJECT_MAX_BOXES,
    OBJECT_SUPPRESSION_OVERLAP,
)
from rumiai.schema.choices import DeviceName

prepare_ultralytics()

from ultralytics.data.augment import LetterBox  # noqa: E402  prepared first
from ultralytics.utils import nms, ops  # noqa: E402

STRIDE = 32
Forward = Callable[[torch.Tensor], torch.Tensor]
"""From pictures, n × 3 × height × width in [0, 1], to the network's raw boxes."""


class Found(NamedTuple):
    """A box in pixels of the picture: left, top, right, bottom."""

    label: str
    score: float
    corners: tuple[float, float, float, float]


class Yolo:
    """A detection network with what comes before and after it."""

    def __init__(
        self,
        forward: Forward,
        names: Mapping[int, str],
        size: tuple[int, int],
        packages: tuple[str, ...],
        *,
        fixed: bool = False,
        end2end: bool = False,
        network: torch.nn.Module | None = None,
    ) -> None:
        self.packages = packages
        self.device: DeviceName = "cpu"
        self._forward = forward
        self._names = names
        self._end2end = end2end
        self._network = network
        self._box = LetterBox(size, auto=not fixed, stride=STRIDE)

    def to(self, device: DeviceName) -> None:
        """Move the network; one of OpenVINO stays on the CPU."""
        if self._network is not None:
            self._network.to(device)
            self.device = device

    def find(self, images: Sequence[NDArray[np.uint8]]) -> list[list[Found]]:
        """The boxes of each picture, all of one size, the surest first; also doubtful ones."""
        prepared = np.stack([np.asarray(self._box(image=image)) for image in images]).transpose(
            0, 3, 1, 2
        )
        tensor = torch.from_numpy(np.ascontiguousarray(prepared)).to(self.device)
        with torch.inference_mode():
            raw = self._forward(tensor.float().div_(255))
            boxes = nms.non_max_suppression(
                raw,
                OBJECT_CANDIDATE_SCORE,
                OBJECT_SUPPRESSION_OVERLAP,
                max_det=OBJECT_MAX_BOXES,
                end2end=self._end2end,
            )
            return [
                self._found(rows, prepared.shape[2:], image.shape[:2])
                for rows, image in zip(boxes, images, strict=True)
            ]

    def _found(self, rows: Any, inside: Any, picture: Any) -> list[Found]:
        rows[:, :4] = ops.scale_boxes(inside, rows[:, :4], picture)
        return [
            Found(self._names[int(label)], min(1.0, score), (left, top, right, bottom))
            for left, top, right, bottom, score, label in rows[:, :6].tolist()
            if right > left and bottom > top
        ]


def of_network(network: Any, device: DeviceName) -> Yolo:
    """YOLO by PyTorch."""

    def forward(pictures: torch.Tensor) -> torch.Tensor:
        raw: torch.Tensor = network(pictures)[0]  # the second part is for training
        return raw

    yolo = Yolo(
        forward,
        network.names,
        (640, 640),
        ("ultralytics", "torch"),
        end2end=network.end2end,
        network=network,
    )
    yolo.to(device)
    return yolo
