"""YOLO by OpenVINO: on a CPU about twice as fast as PyTorch, with the same boxes.

Measured on two cores shared with other work, 640 × 384, CPU time a frame: yolo26n 85 ms by PyTorch
and 45 ms by OpenVINO, yolo11n 82 and 51 ms, one thread each.
"""

from __future__ import annotations

import ast
import logging
import shutil
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch

from rumiai.analyzers.base import one_line, sha256_of
from rumiai.analyzers.objects_files import Exported
from rumiai.analyzers.objects_library import openvino, same_signal_stack
from rumiai.analyzers.objects_model import STRIDE, Yolo
from rumiai.errors import MLUnavailableError

LOG = logging.getLogger(__name__)
PACKAGES = ("ultralytics", "openvino")
GRAPH = "model.xml"
SIDE = 640
THREADS = 1
"""Beside the other analyzers two threads cost half as much again (66 ms of CPU time for 45)."""
BOX_PIXELS, SCORE = 0.5, 0.005
"""How far the raw boxes and scores of a converted network may be from the original's."""


def converted(network: Any, checkpoint: Path, folder: Path) -> Yolo | None:
    """The network as OpenVINO runs it, converted once and kept in `folder`.

    None where it cannot be kept, cannot be converted, or gives other boxes than the original.
    """
    if network.end2end:
        return None
    kept = folder / f"{checkpoint.stem}-{_key(checkpoint)}"
    try:
        if not (kept / GRAPH).is_file():
            _convert(network, kept)
        compiled = _compiled(kept / GRAPH)
    except (OSError, RuntimeError) as error:
        LOG.debug("OpenVINO cannot run %s", checkpoint, exc_info=error)
        return None
    if not _agree(network, compiled):
        LOG.debug("OpenVINO gives other boxes than PyTorch for %s", checkpoint)
        return None
    return Yolo(_forward(compiled), network.names, (SIDE, SIDE), PACKAGES)


def opened(model: Exported) -> Yolo:
    """A model that the user exported with Ultralytics.

    Raises MLUnavailableError where it cannot be read or is none of Ultralytics' detectors.
    """
    from ultralytics.nn.backends.base import BaseBackend

    try:
        about = BaseBackend.read_metadata(model.graph)
        compiled = _compiled(model.graph)
    except Exception as error:  # whatever a damaged file may raise
        raise MLUnavailableError(f"{model.graph} cannot be read: {one_line(error)}") from error
    if about.get("task") != "detect":
        raise MLUnavailableError(f"{model.graph} is no detection model exported by Ultralytics")
    shape = compiled.input(0).partial_shape
    if not shape[0].is_dynamic and shape[0].get_length() != 1:
        raise MLUnavailableError(f"{model.graph} is exported for batches; export it with batch=1")
    fixed = shape[2].is_static and shape[3].is_static
    size = (shape[2].get_length(), shape[3].get_length()) if fixed else (SIDE, SIDE)
    end2end = compiled.output(0).partial_shape[-1].to_string() == "6"
    names = _names(about["names"])
    return Yolo(_forward(compiled), names, size, PACKAGES, fixed=fixed, end2end=end2end)


def _names(value: Any) -> Mapping[int, str]:
    names = ast.literal_eval(value) if isinstance(value, str) else value
    return {int(index): str(name) for index, name in names.items()}


def _key(checkpoint: Path) -> str:
    """What the conversion depends on."""
    digest = sha256_of((checkpoint,)) or ""
    return "-".join((digest[:16], version("ultralytics"), version("openvino"), version("torch")))


def _convert(network: Any, kept: Path) -> None:
    """Write OpenVINO's files; the folder appears whole."""
    from copy import deepcopy

    ov = openvino()
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    traced = deepcopy(network)
    head = traced.model[-1]
    head.export, head.dynamic, head.format = True, True, "openvino"
    example = torch.zeros(1, 3, SIDE, SIDE)
    with torch.inference_mode(False), torch.no_grad():
        script = torch.jit.trace(traced, example, strict=False, check_trace=False)  # type: ignore[no-untyped-call]
    # not `openvino.convert_model`, which reports its use
    decoder = TorchScriptPythonDecoder(script, example_input=example)
    frontend = FrontEndManager().load_by_framework("pytorch")
    graph = frontend.convert(frontend.load(decoder))
    graph.reshape([-1, 3, -1, -1])
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=kept.parent))
    try:
        ov.save_model(graph, part / GRAPH, compress_to_fp16=False)
        if not kept.exists():
            part.rename(kept)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _compiled(graph: Path) -> Any:
    """The network, ready to run in full precision."""
    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": THREADS,
        "INFERENCE_PRECISION_HINT": "f32",
    }
    with same_signal_stack():
        return openvino().Core().compile_model(str(graph), "CPU", settings)


def _forward(compiled: Any) -> Any:
    def forward(pictures: torch.Tensor) -> torch.Tensor:
        # one by one: the hint is latency, and a model may take no more
        parts = [compiled(picture[None].numpy())[0] for picture in pictures]
        return torch.from_numpy(np.concatenate(parts))

    return forward


def _agree(network: Any, compiled: Any) -> bool:
    """Whether both give the same raw boxes for one picture of noise."""
    noise = np.random.default_rng(0).random((1, 3, 10 * STRIDE, 6 * STRIDE), np.float32)
    picture = torch.from_numpy(noise)
    with torch.inference_mode():
        expected = network(picture)[0]
        found = _forward(compiled)(picture)
    away = (expected - found).abs()
    return bool(away[:, :4].max() <= BOX_PIXELS and away[:, 4:].max() <= SCORE)
