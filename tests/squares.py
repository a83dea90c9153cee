"""A small YOLO that finds red and blue squares, trained in seconds, and clips for it.

The layers, the head, the loss and the file are Ultralytics' own; only the pictures and the loop
that trains on them are made here. So a test knows what a true detector must find.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from rumiai.analyzers.objects_library import prepare_ultralytics

LABELS = {0: "red square", 1: "blue square"}
COLOURS = ((230, 25, 25), (25, 25, 230))
SMALL: dict[str, Any] = {
    "nc": 2,
    "backbone": [[-1, 1, "Conv", [c, 3, 2]] for c in (16, 16, 32, 48)]
    + [[-1, 1, "Conv", [48, 3, 1]]] * 2,
    "head": [[[5], 1, "Detect", ["nc"]]],
}
"""One head at stride 16, which sees squares of up to about 150 pixels."""
SIDE, BATCH, STEPS = 160, 6, 120
WIDTH, HEIGHT, FRAMES_PER_SECOND = 640, 360, 10
Square = tuple[int, int, int, int]
"""Colour (0 red, 1 blue), left, top, side; in pixels."""


def trained(path: Path) -> Path:
    """Train the small YOLO and save it as Ultralytics does."""
    prepare_ultralytics()
    import torch
    from ultralytics.nn.tasks import DetectionModel
    from ultralytics.utils import DEFAULT_CFG

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # small layers: threads would wait for one another
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    model = DetectionModel(SMALL, nc=2, verbose=False)
    model.args, model.names, model.task = DEFAULT_CFG, dict(LABELS), "detect"
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-2)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1e-2, total_steps=STEPS)
    model.train()
    for _ in range(STEPS):
        loss, _ = model.loss(_batch(rng))
        optimiser.zero_grad()
        loss.sum().backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 10.0)
        optimiser.step()
        pace.step()
    torch.set_num_threads(threads)
    return saved(model.eval(), path)


def saved(model: Any, path: Path) -> Path:
    """Save a network by the library's own means."""
    from ultralytics import YOLO

    yolo = YOLO("yolov8n.yaml", task=getattr(model, "task", "detect"))
    yolo.model = model
    path.parent.mkdir(parents=True, exist_ok=True)
    yolo.save(path)
    return path


def _batch(rng: np.random.Generator) -> dict[str, Any]:
    import torch

    pictures, owners, labels, boxes = [], [], [], []
    for i in range(BATCH):
        squares = [
            (colour, *rng.integers(0, SIDE - side, 2).tolist(), side)
            for colour in (0, 1)
            if rng.random() < 0.7
            for side in [int(rng.integers(56, 110))]
        ]
        pictures.append(picture(squares, SIDE, SIDE, int(rng.integers(30, 220)), rng))
        for n, (colour, left, top, side) in enumerate(squares):
            if any(_hidden((left, top, side), other[1:]) for other in squares[n + 1 :]):
                continue
            owners.append(i)
            labels.append([colour])
            boxes.append([(left + side / 2), (top + side / 2), side, side])
    tensor = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 255
    return {
        "img": tensor,
        "batch_idx": torch.tensor(owners, dtype=torch.float),
        "cls": torch.tensor(labels, dtype=torch.float).reshape(-1, 1),
        "bboxes": torch.tensor(boxes, dtype=torch.float).reshape(-1, 4) / SIDE,
    }


def _hidden(one: Sequence[int], other: Sequence[int]) -> bool:
    apart = [abs(one[k] - other[k]) for k in (0, 1)]
    return max(apart) < 0.6 * one[2]


def picture(
    squares: Sequence[Square],
    width: int = WIDTH,
    height: int = HEIGHT,
    grey: int = 128,
    rng: np.random.Generator | None = None,
) -> NDArray[np.uint8]:
    """Squares on grey, later ones in front; with a generator, a noisy picture."""
    image = np.full((height, width, 3), grey, np.float32)
    for colour, left, top, side in squares:
        image[max(0, top) : top + side, max(0, left) : left + side] = COLOURS[colour]
    if rng is not None:
        image += rng.normal(0, 6, image.shape)
    return image.clip(0, 255).astype(np.uint8)


def clip(path: Path, seconds: float, scene: Callable[[float], Sequence[Square]]) -> Path:
    """A video of what `scene` says is there at each time."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_SECOND)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.options = {"crf": "10", "preset": "veryfast"}
        for i in range(round(seconds * FRAMES_PER_SECOND)):
            image = picture(scene(i / FRAMES_PER_SECOND))
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
