"""Random weights for py-feat: its own networks, saved in the files that its own loaders read.

Nothing is learnt, but the statistics of the batch normalisations are taken, so that numbers stay
in the range of a trained network. RetinaFace's head is set so that it finds faces in a picture with
detail and none in a plain one; the landmarks stand about where those of a face do.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from rumiai.weights.catalogue import CATALOGUE
from rumiai.weights.entry import Weights
from unhashed import unhashed

SEED = 4
UNITS = (1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 17, 20, 23, 24, 25, 26, 28, 43)


def catalogue() -> dict[str, Weights]:
    """Py-feat's sets without hashes and sizes, which random files cannot have."""
    return {name: unhashed(name) for name in ("feat-v1", "feat-v2")}


def make_weights(folder: Path, name: str) -> None:
    """Write the files of a set into a weights folder."""
    from rumiai.analyzers.emotions import threads_kept

    with threads_kept():
        import feat  # noqa: F401
    makers: dict[str, tuple[Callable[[Path], None], ...]] = {
        "feat-v1": (_retinaface, _mobilefacenet, _units, _resmasknet),
        "feat-v2": (_retinaface, _multitask),
    }
    for file, make in zip(CATALOGUE[name].files, makers[name], strict=True):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            make(path)


def _retinaface(path: Path) -> None:
    """88 MB as float32, so halves are saved; loading makes them float32 again."""
    import torch
    from feat.face_detectors.Retinaface.Retinaface_model import RetinaFace
    from safetensors.torch import save_file

    torch.manual_seed(SEED)
    network = RetinaFace().eval()
    _normalise(network, 50 * torch.randn(2, 3, 160, 160))
    coarse = torch.nn.functional.interpolate(60 * torch.randn(1, 3, 16, 16), 160, mode="bicubic")
    detail, plain = coarse, torch.full((1, 3, 160, 160), -110.0)
    with torch.no_grad():
        for head in (*network.BboxHead._convs, *network.LandmarkHead._convs):
            head.weight.zero_()  # the boxes are the anchors
            head.bias.zero_()
        for head in network.ClassHead._convs:
            _fire(network, head, detail, plain)
        network.ClassHead._convs[2].bias[1::2] -= 100  # no face of 256 pixels or more
    save_file({name: value.half() for name, value in network.state_dict().items()}, path)


def _fire(network: Any, head: Any, detail: Any, plain: Any) -> None:
    """Set the head of one size of anchors, so that it tells detail from a plain picture."""
    import torch

    head.bias.zero_()
    seen: list[Any] = []
    hook = head.register_forward_hook(lambda _, inputs, __: seen.append(inputs[0]))
    network(detail), network(plain)
    hook.remove()
    rich, poor = (features.mean(dim=(0, 2, 3)) for features in seen)
    direction = (rich - poor) / (rich - poor).square().sum()
    middle = direction @ (0.8 * rich + 0.2 * poor)
    weight = torch.zeros_like(head.weight)
    weight[1::2, :, 0, 0] = 12 * direction  # every second output is "a face"
    head.weight.copy_(weight)
    head.bias[1::2] = -12 * middle


def _mobilefacenet(path: Path) -> None:
    import torch
    from feat.landmark_detectors.mobilefacenet_test import MobileFaceNet
    from feat.utils.io import get_resource_path

    torch.manual_seed(SEED)
    network = MobileFaceNet([112, 112], 136)
    _normalise(network, torch.rand(4, 3, 112, 112))
    table = np.loadtxt(
        Path(get_resource_path()) / "neutral_face_coordinates.csv", delimiter=",", skiprows=1
    )
    face = (table - table.min(axis=0)) / np.ptp(table, axis=0) * 0.7 + 0.15
    with torch.no_grad():
        network.output_layer.bn.weight.fill_(0.01)
        network.output_layer.bn.bias.copy_(torch.tensor(face.reshape(-1)))
    torch.save({"state_dict": network.state_dict()}, path)


def _units(path: Path) -> None:
    from feat.au_detectors.StatLearning.SL_test import XGBClassifier as Classifier
    from sklearn.decomposition import PCA
    from sklearn.preprocessing import StandardScaler
    from skops.io import dump
    from xgboost import XGBClassifier

    random = np.random.default_rng(SEED)
    hogs = random.random((12, 5408)).astype(np.float32)
    scaler = StandardScaler().fit(hogs)
    pca = PCA(n_components=4, random_state=SEED).fit(scaler.transform(hogs))
    features = random.normal(scale=40, size=(60, 4 + 136)).astype(np.float32)
    classifiers = {}
    for unit in UNITS:
        model = XGBClassifier(n_estimators=3, max_depth=2, n_jobs=1, random_state=unit)
        classifiers[f"AU{unit}"] = model.fit(features, random.permutation([0, 1] * 30))
    whole = Classifier()
    whole.load_weights(scaler, pca, scaler, pca, scaler, pca, classifiers)
    dump(whole, path)


def _resmasknet(path: Path) -> None:
    """572 MB in full: so the weights of a layer are windows into a short storage that is saved."""
    import torch
    from feat.emo_detectors.ResMaskNet.resmasknet_test import ResMasking

    torch.manual_seed(SEED)
    network = ResMasking("", in_channels=3)
    network.fc = torch.nn.Sequential(torch.nn.Dropout(0.4), torch.nn.Linear(512, 7))
    windows = {
        name: _window(value) for name, value in network.state_dict().items() if value.dim() == 4
    }
    network.load_state_dict(windows, strict=False)
    _normalise(network, torch.rand(2, 3, 224, 224))
    torch.save({"net": {**network.state_dict(), **windows}}, path)


def _window(weight: Any) -> Any:
    """Random numbers in the shape of a convolution's weights, most of them several times."""
    import torch

    fan_in = weight[0].numel()
    strides = (97, 11, 3, 1)
    length = sum((n - 1) * s for n, s in zip(weight.shape, strides, strict=True)) + 1
    numbers = torch.randn(length) * (2 / fan_in) ** 0.5
    return numbers.as_strided(weight.shape, strides)


def _multitask(path: Path) -> None:
    """The smallest backbone of the kind that the published file has; the file names it."""
    import torch
    from feat.multitask.model_v2 import MEGraphAUv2, ModelV2Config
    from safetensors.torch import save_file

    torch.manual_seed(SEED)
    config = ModelV2Config(
        backbone="convnextv2_atto",
        n_au=20,
        n_emotion=7,
        n_blendshape=52,
        mesh_normalized=True,
        afg_channels=64,
        mefl_channels=64,
        use_head_v3=True,
        drop_mefl=True,
        emotion_use_au_prob=True,
        pretrained=False,
    )
    network = MEGraphAUv2(config)
    state = {name: value.contiguous() for name, value in network.state_dict().items()}
    save_file(state, path, metadata={"config": json.dumps(asdict(config))})


def _normalise(network: Any, pictures: Any) -> None:
    """Take the statistics of the batch normalisations from noise, as training would."""
    import torch

    for module in network.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.momentum = None  # the mean of all batches
    network.train()
    with torch.no_grad():
        network(pictures)
    network.eval()
