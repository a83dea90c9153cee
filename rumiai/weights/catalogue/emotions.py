"""Py-feat's models.

Revisions and hashes are those of the hub's LFS pointers, as other projects pin them; RetinaFace's
stand in three of them, the others in one. Of the multitask network only older versions' hashes are
known here.
"""

from __future__ import annotations

from rumiai.weights.entry import WeightFile, Weights

_HUB = "https://huggingface.co/py-feat"

_RETINAFACE = WeightFile(
    path="feat/retinaface_r34.safetensors",
    url=f"{_HUB}/retinaface_r34/resolve/2e4495d934ed359ae8ddc0946d82f85e1e328e52/model.safetensors",
    size=88_606_408,
    sha256="f339890a869284bb39dc16ed6f52acc21d74a73d6e419088697e46ee0b54eaf2",
)
_MOBILEFACENET = WeightFile(
    path="feat/mobilefacenet.pth.tar",
    url=f"{_HUB}/mobilefacenet/resolve/dbb61907988fc8f82b0d0316b07fde520f6c7cc4/"
    "mobilefacenet_model_best.pth.tar",
    size=None,
    sha256="b994af026bfddbafc507a6f1c8737a9896bab20ed2b0cfb6ae90b81736970313",
)
_XGB_AU = WeightFile(
    path="feat/xgb_au_v2.skops",
    url=f"{_HUB}/xgb_au/resolve/e81d0d6b0dd2b0d66e89fbf95a635101aae18a9a/"
    "xgb_au_classifier_v2.skops",
    size=None,
    sha256="d21a2a4977fce0924c557835d17414ac588e30b68248549244313ebfd3864881",
)
_RESMASKNET = WeightFile(
    path="feat/resmasknet.pth",
    url=f"{_HUB}/resmasknet/resolve/13cf04b102169d7c5fe872adc43b549bf40f67c7/"
    "ResMaskNet_Z_resmasking_dropout1_rot30.pth",
    size=None,
    sha256="1aa0454662df6c59ab8bc4db80a25be5a109acfda970d32e7593cde2d3aeae68",
)
_MULTITASK = WeightFile(
    path="feat/face_multitask_v28.safetensors",
    url=f"{_HUB}/face_multitask_v2/resolve/main/face_multitask_v28.safetensors",
    size=None,
    sha256=None,
)

EMOTIONS: tuple[Weights, ...] = (
    Weights(
        name="feat-v1",
        analyzer="emotions",
        source="py-feat on Hugging Face: retinaface_r34, mobilefacenet, xgb_au, resmasknet",
        revision="each file's own commit, in its address",
        licence="MIT code (RetinaFace, ResMaskNet, xgb_au); the weights' training data has terms "
        "of its own, mostly non-commercial; mobilefacenet states none",
        files=(_RETINAFACE, _MOBILEFACENET, _XGB_AU, _RESMASKNET),
    ),
    Weights(
        name="feat-v2",
        analyzer="emotions",
        source="py-feat on Hugging Face: retinaface_r34, face_multitask_v2",
        revision=None,
        licence="research only, non-commercial (multitask network); MIT code (RetinaFace)",
        files=(_RETINAFACE, _MULTITASK),
    ),
)
