"""Py-feat's two detectors, built from files that are given to them.

Py-feat's own constructors fetch their weights from the hub into the package's folder, without a
revision, and trust all that an AU file names (docs/decisions/0010). So the constructors are
replaced, file by file through the library's own classes; finding faces, cropping and measuring
stay the library's.

Only FaceScore, the face's rectangle, the emotions, the action units and the frame's number are
meant to be read from the tables; head pose, identity and gaze are not measured.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import feat.detector  # type: ignore[import-untyped]
import feat.detector_v2  # type: ignore[import-untyped]
import numpy as np
import torch
from feat.au_detectors.StatLearning.SL_test import XGBClassifier  # type: ignore[import-untyped]
from feat.emo_detectors.ResMaskNet.resmasknet_test import ResMasking  # type: ignore[import-untyped]
from feat.face_detectors.Retinaface.Retinaface_test import Retinaface  # type: ignore[import-untyped]
from feat.landmark_detectors.mobilefacenet_test import MobileFaceNet  # type: ignore[import-untyped]
from feat.multitask.inference import MultitaskModel  # type: ignore[import-untyped]
from feat.utils import (  # type: ignore[import-untyped]
    FEAT_EMOTION_COLUMNS,
    FEAT_FACEBOX_COLUMNS,
    FEAT_FACEPOSE_COLUMNS_6D,
    N_OPENFACE_LANDMARKS_2D_FLAT,
)
from feat.utils.image_operations import HOGLayer  # type: ignore[import-untyped]
from numpy.typing import NDArray
from safetensors.torch import load_file
from skops.io import get_untrusted_types, load  # type: ignore[import-untyped]
from tqdm import tqdm  # type: ignore[import-untyped]

from rumiai.analyzers.base import one_line
from rumiai.constants.thresholds import EXPRESSION_FACE_SCORE
from rumiai.errors import MLUnavailableError
from rumiai.schema.choices import DeviceName, FeatDetector

M = TypeVar("M")
Faces = list[dict[str, Any]]
"""What `detect_faces` gives: a dictionary of tensors for every frame."""
TRUSTED = ("feat.au_detectors.", "numpy.", "scipy.", "sklearn.", "xgboost.")
"""Packages whose classes an AU file may name."""

# Both detectors show progress on stderr, Detectorv1 also where it is asked not to.
feat.detector.tqdm = feat.detector_v2.tqdm = partial(tqdm, disable=True)


class Feat:
    """A detector that can change its device."""

    def __init__(self, choice: FeatDetector, files: Sequence[Path], device: DeviceName) -> None:
        """Load the weights of a set, in the catalogue's order.

        Raises MLUnavailableError for a file that cannot be used.
        """
        self.device = device
        self._make: Callable[[torch.device], Any] = partial({"v1": V1, "v2": V2}[choice], *files)
        self._detector = self._made()

    def detect(self, images: NDArray[np.uint8]) -> Any:
        """A row for every face, and one for a frame without; images × height × width × RGB."""
        tensor = torch.from_numpy(images.transpose(0, 3, 1, 2).copy())
        return self._detector.detect(
            tensor, data_type="tensor", batch_size=len(images), progress_bar=False
        )

    def to_cpu(self) -> None:
        """Go on on the CPU, and free the GPU's memory."""
        self.device = "cpu"
        self._detector = None
        self._detector = self._made()

    def _made(self) -> Any:
        # Py-feat switches gradients off for whoever loads it; that ends here.
        with torch.no_grad():
            return self._make(torch.device(self.device))


class V1(feat.detector.Detectorv1):  # type: ignore[misc]
    """Detectorv1: RetinaFace, mobilefacenet, xgb and resmasknet."""

    face_size = 112

    def __init__(
        self, faces: Path, landmarks: Path, units: Path, emotions: Path, device: torch.device
    ) -> None:
        torch.nn.Module.__init__(self)
        self.device = device
        self.info = {
            "face_model": "retinaface",
            "landmark_model": "mobilefacenet",
            "au_model": "xgb",
            "emotion_model": "resmasknet",
            "facepose_model": None,
            "identity_model": None,
            "gaze_model": None,
        }
        self._hog_layer = HOGLayer(
            orientations=8,
            pixels_per_cell=8,
            cells_per_block=2,
            block_normalization="L2-Hys",
            feature_vector=True,
            device=device,
        ).to(device)
        self.facepose_detector = _usable(faces, partial(_retinaface, device=device))
        self.landmark_detector = _usable(landmarks, partial(_mobilefacenet, device=device))
        self.au_detector = _usable(units, _unit_classifier)
        self.emotion_detector = _usable(emotions, partial(_resmasknet, device=device))
        self.identity_detector = self.gaze_detector = None

    def detect_faces(self, *args: Any, **kwargs: Any) -> Faces:
        """The largest face of every picture."""
        return [_largest(faces) for faces in super().detect_faces(*args, **kwargs)]

    def forward(self, faces_data: Faces, batch_data: dict[str, Any]) -> Any:
        """A table without head poses: their network would be fetched from the hub."""
        for face in faces_data:
            face["poses"] = torch.zeros_like(face["poses"])
        table = super().forward(faces_data, batch_data)
        table[FEAT_FACEPOSE_COLUMNS_6D] = np.nan
        return _with_faces(table, faces_data)


class V2(feat.detector_v2.Detectorv2):  # type: ignore[misc]
    """Detectorv2: RetinaFace and the multitask network, in full precision on every device."""

    def __init__(self, faces: Path, multitask: Path, device: torch.device) -> None:
        torch.nn.Module.__init__(self)
        self.device = device
        self.face_size = feat.detector_v2.CHIP_SIZE
        self.face_detection_threshold = 0.5
        self.face_detector = _usable(faces, partial(_retinaface, device=device))
        self.multitask = _usable(
            multitask, lambda path: MultitaskModel(device, weights_path=str(path), amp=False)
        )
        self.identity_detector = None
        self._idx68 = feat.detector_v2._DLIB68_IDX.to(device)
        self.info = {
            "face_model": "retinaface",
            "multitask_model": multitask.stem,
            "facepose_model": "multitask",
            "gaze_model": "multitask",
            "identity_model": None,
        }

    def detect_faces(self, *args: Any, **kwargs: Any) -> Faces:
        """The largest face of every picture."""
        return [_largest(faces) for faces in super().detect_faces(*args, **kwargs)]

    def forward(self, faces_data: Faces, batch_data: dict[str, Any]) -> Any:
        """A table whose rectangles are the faces, not the squares cut out around them."""
        return _with_faces(super().forward(faces_data, batch_data), faces_data)


def _largest(faces: dict[str, Any]) -> dict[str, Any]:
    """One picture's largest face with a score above one half, or what stands for none (C3).

    The networks behind see no other face: a crowd would cost half a second a head, for nothing.
    """
    boxes, scores = faces["boxes"], faces["scores"]
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    if len(areas) == 1:
        return faces
    areas[scores <= EXPRESSION_FACE_SCORE] = 0
    kept = int(areas.argmax())
    return {
        name: value[kept : kept + 1] if isinstance(value, torch.Tensor) else value
        for name, value in faces.items()
    }


def _with_faces(table: Any, faces: Faces) -> Any:
    """The table with RetinaFace's own boxes; py-feat tells those of its crops, a fifth larger."""
    boxes = torch.cat([face["boxes"] for face in faces]).cpu().numpy()
    sides = boxes[:, 2:] - boxes[:, :2]
    table[FEAT_FACEBOX_COLUMNS[:4]] = np.concatenate([boxes[:, :2], sides], axis=1)
    return table


def _usable(path: Path, make: Callable[[Path], M]) -> M:
    """What `make` reads from a file, whatever may be wrong with it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what an older library saved
            return make(path)
    except MLUnavailableError:
        raise
    except Exception as error:
        raise MLUnavailableError(
            f"{path} cannot be used ({one_line(error)}); delete it and pull it again"
        ) from error


def _retinaface(path: Path, device: torch.device) -> Any:
    finder = Retinaface(device="cpu", pretrained="")
    finder.net.load_state_dict(load_file(path))
    finder.net = finder.net.to(device).eval()
    finder._mean, finder.device = finder._mean.to(device), device
    return finder


def _mobilefacenet(path: Path, device: torch.device) -> Any:
    size = [V1.face_size, V1.face_size]
    network = MobileFaceNet(size, N_OPENFACE_LANDMARKS_2D_FLAT, device=device)
    network.load_state_dict(_checkpoint(path, "state_dict"))
    return network.eval().to(device)


def _resmasknet(path: Path, device: torch.device) -> Any:
    network = ResMasking("", in_channels=3)
    head = torch.nn.Linear(512, len(FEAT_EMOTION_COLUMNS))
    network.fc = torch.nn.Sequential(torch.nn.Dropout(0.4), head)
    network.load_state_dict(_checkpoint(path, "net"))
    return network.eval().to(device)


def _checkpoint(path: Path, key: str) -> dict[str, torch.Tensor]:
    """The state under a key of a file that torch saved; nothing in it is run."""
    states: dict[str, torch.Tensor] = torch.load(path, map_location="cpu", weights_only=True)[key]
    return states


def _unit_classifier(path: Path) -> Any:
    """The classifier of the action units, from a file that names no strange classes."""
    named = get_untrusted_types(file=path)
    strange = [name for name in named if not name.startswith(TRUSTED)]
    if strange:
        raise MLUnavailableError(f"{path} is not trusted: it names {', '.join(strange)}")
    saved = load(path, trusted=named)
    classifier = XGBClassifier()
    classifier.load_weights(
        scaler_upper=saved.scaler_upper,
        pca_model_upper=saved.pca_model_upper,
        scaler_lower=saved.scaler_lower,
        pca_model_lower=saved.pca_model_lower,
        scaler_full=saved.scaler_full,
        pca_model_full=saved.pca_model_full,
        classifiers=saved.classifiers,
    )
    return classifier
