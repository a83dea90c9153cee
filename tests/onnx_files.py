"""An untrained text recogniser as an ONNX file, written as protocol buffers by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HEIGHT, STEP, WIDTH = 48, 8, 16
"""Height of a line of text, pixels a letter, and numbers between the two layers."""


def recogniser(path: Path, characters: Sequence[str] | None, seed: int = 1) -> Path:
    """Random weights, so sure of themselves that every letter scores about 1.

    The characters stand in the metadata, as in PaddleOCR's files; None leaves them out.
    """
    random = np.random.default_rng(seed)
    classes = len(characters or "") + 2  # blank and space
    weights = {
        "kernel": random.normal(0, 0.3, (WIDTH, 3, HEIGHT, STEP)),
        "letters": random.normal(0, 20, (WIDTH, classes)),
    }
    nodes = (
        _node("Conv", ("x", "kernel"), "rows", strides=(HEIGHT, STEP)),
        _node("Squeeze", ("rows",), "flat", axes=(2,)),
        _node("Transpose", ("flat",), "steps", perm=(0, 2, 1)),
        _node("MatMul", ("steps", "letters"), "scores"),
        _node("Softmax", ("scores",), "y", axis=2),
    )
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"untrained")
    graph += b"".join(_field(5, _tensor(name, data)) for name, data in weights.items())
    graph += _field(11, _value("x", ("n", 3, HEIGHT, "w")))
    graph += _field(12, _value("y", ("n", "t", classes)))
    model = _number(1, 6) + _field(7, graph) + _field(8, _number(2, 11))
    if characters is not None:
        listed = "\n".join(characters).encode()
        model += _field(14, _field(1, b"character") + _field(2, listed))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model)
    return path


def _node(kind: str, inputs: Sequence[str], output: str, **options: int | Sequence[int]) -> bytes:
    written = b"".join(_field(1, name.encode()) for name in inputs)
    written += _field(2, output.encode()) + _field(4, kind.encode())
    for name, value in options.items():
        if isinstance(value, int):
            what = _number(3, value) + _number(20, 2)
        else:
            what = b"".join(_number(8, one) for one in value) + _number(20, 7)
        written += _field(5, _field(1, name.encode()) + what)
    return written


def _tensor(name: str, data: NDArray[np.float64]) -> bytes:
    dims = b"".join(_number(1, size) for size in data.shape)
    return dims + _number(2, 1) + _field(8, name.encode()) + _field(9, data.astype("<f4").tobytes())


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    dims = (_number(1, d) if isinstance(d, int) else _field(2, d.encode()) for d in shape)
    tensor = _number(1, 1) + _field(2, b"".join(_field(1, dim) for dim in dims))
    return _field(1, name.encode()) + _field(2, _field(1, tensor))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])
