#!/usr/bin/env python3
"""Milliseconds a frame of each trained model alone, beside the figures measured elsewhere.

usage: bench_models.py [--device cpu|cuda] [--batches 1,4] [--repeat 3] [NAME ...]

The published architectures with random weights, made in build/bench/untrained: as fast as trained
ones, but what they say means nothing. Pictures are 540×960 with one face; speech is 30 s.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))  # what makes untrained weights is shared with the tests

import feat_weights  # noqa: E402
import untrained  # noqa: E402
import whispers  # noqa: E402
import yolos  # noqa: E402
from clipmaker.spec import ClipSpec, Face, Shot  # noqa: E402
from evaluation.looking import made  # noqa: E402
from rumiai.analyzers.workplace import Workplace  # noqa: E402
from rumiai.decode.frames import VideoReader  # noqa: E402
from rumiai.decode.probe import probe  # noqa: E402
from rumiai.schema.choices import DeviceName  # noqa: E402
from rumiai.schema.media import SAMPLE_RATE, Frame  # noqa: E402
from rumiai.weights.store import Store  # noqa: E402
from unhashed import unhashed  # noqa: E402

FOLDER = ROOT / "build" / "bench" / "untrained"
MEASURED = {
    "feat-v1": 556 + 31 + 326,
    "feat-v2": 556 + 584,
    "yolo-torch": 80,
    "yolo-openvino": 33,
    "gestures": 15,
    "faster-whisper-tiny": 510,
    "whisper-tiny": 510,
}
"""Milliseconds on 2 cores (shared/design/MEASURED.md): a frame with one face, hands for gestures,
30 s of sound through Whisper's encoder."""
Step = Callable[[Sequence[Frame]], object]


def pictures() -> list[Frame]:
    """One picture of a person."""
    spec = ClipSpec(
        width=540,
        height=960,
        duration=1,
        shots=(Shot(start=0),),
        faces=(Face(start=0, end=1, height=0.45),),
        texts=(),
        sounds=(),
    )
    path, _ = made(spec, FOLDER.parent, "models")
    return [picture.frame(640) for picture in list(VideoReader(probe(path, 60), None))[:1]]


def feat(name: str, device: DeviceName) -> Step:
    """py-feat's detector; the multitask network is the smallest of its kind."""
    from rumiai.analyzers.emotions_detectors import Feat

    feat_weights.make_weights(FOLDER, name)
    files = [FOLDER / file.path for file in unhashed(name).files]
    detector = Feat("v1" if name == "feat-v1" else "v2", files, device)
    _find_few(detector)
    return lambda frames: detector.detect(np.stack([frame.image for frame in frames]))


def _find_few(detector: Any) -> None:
    """Make the untrained face finder so picky that it finds a face or two, as a trained one does.

    py-feat cuts out every face it finds, hundreds of them here.
    """
    import torch

    inner = detector._detector
    finder = inner.facepose_detector if hasattr(inner, "facepose_detector") else inner.face_detector
    heads, margins = list(finder.net.ClassHead._convs), list[torch.Tensor]()
    for head in heads:  # its outputs: no face, face, no face, face
        head.register_forward_hook(
            lambda _, __, output: margins.append((output[:, 1::2] - output[:, 0::2]).flatten())
        )
    image = torch.from_numpy(pictures()[0].image.transpose(2, 0, 1)[None].copy()).float()
    with torch.no_grad():
        finder.net(image.to(inner.device) - 110)
    second = torch.cat(margins).topk(2).values[1] - 0.5  # its picture is not quite centred
    for head in heads:
        head._forward_hooks.clear()
        head.bias.data[1::2] -= second


def yolo(name: str, device: DeviceName) -> Step:
    """YOLO by PyTorch, or by OpenVINO on the CPU."""
    from rumiai.analyzers.objects import CONVERTED
    from rumiai.analyzers.objects_files import read_checkpoint
    from rumiai.analyzers.objects_model import of_network
    from rumiai.analyzers.objects_openvino import converted

    path = FOLDER / unhashed(yolos.NAME).files[0].path
    _made("objects", path)
    network = read_checkpoint(path)
    fast = converted(network, path, FOLDER / CONVERTED) if name == "yolo-openvino" else None
    model = fast or of_network(network, device)
    return lambda frames: model.find([frame.image for frame in frames])


def gestures(_name: str, _device: DeviceName) -> Step:
    """MediaPipe's recogniser, which runs on the CPU."""
    from rumiai.analyzers.gestures import WEIGHTS, Gestures

    entry = unhashed(WEIGHTS)
    _made("gestures", FOLDER / entry.files[0].path)
    store = Store(FOLDER, offline=True, catalogue={WEIGHTS: entry})
    return Gestures(Workplace(store, "cpu")).see


def _made(analyzer: str, path: Path) -> None:
    if not path.exists():
        untrained.fill(FOLDER, [analyzer])


def whisper(name: str, device: DeviceName) -> Step:
    """Whisper's encoder and one step of its decoder, on 30 s of noise."""
    from rumiai.analyzers.speech_faster_whisper import FasterWhisper
    from rumiai.analyzers.speech_openai_whisper import OpenAiWhisper

    network = whispers.network(layers=4, heads=6, width=384)
    if name == "whisper-tiny":
        path = whispers.save_checkpoint(network, FOLDER / "whisper" / "tiny.pt")
        ears: OpenAiWhisper | FasterWhisper = OpenAiWhisper(path, "tiny", device)
    else:
        ears = FasterWhisper(whispers.save_conversion(network, FOLDER / "ct2"), "tiny", device)
    sound = np.random.default_rng(0).normal(0, 0.1, 30 * SAMPLE_RATE).astype(np.float32)
    return lambda frames: [ears.language_of(sound) for _ in frames]


MODELS: dict[str, Callable[[str, DeviceName], Step]] = {
    "feat-v1": feat,
    "feat-v2": feat,
    "yolo-torch": yolo,
    "yolo-openvino": yolo,
    "gestures": gestures,
    "whisper-tiny": whisper,
    "faster-whisper-tiny": whisper,
}


def milliseconds(step: Step, frames: Sequence[Frame], repeat: int) -> float:
    """The median over some runs, after one that warms up."""
    step(frames)
    spent = []
    for _ in range(repeat):
        started = time.perf_counter()
        step(frames)
        spent.append(1000 * (time.perf_counter() - started) / len(frames))
    return statistics.median(spent)


def main() -> int:
    """Print a line for each model and batch size."""
    parser = argparse.ArgumentParser(description="Milliseconds a frame of each trained model.")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(MODELS)}; default: all")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--batches", default="1", help="batch sizes, comma separated")
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in MODELS]
    if unknown:
        parser.error(f"no model {', '.join(unknown)}")
    frames = pictures()
    print(f"{'':22}{'batch':>6}{'ms each':>10}{'measured':>10}  device {given.device}")
    for name in given.names or MODELS:
        step = MODELS[name](name, given.device)
        for size in map(int, given.batches.split(",")):
            spent = milliseconds(step, frames * size, given.repeat)
            known = f"{MEASURED[name]:.0f}"
            print(f"{name:22}{size:>6}{spent:>10.1f}{known:>10}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
