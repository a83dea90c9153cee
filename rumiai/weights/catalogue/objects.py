"""Ultralytics' YOLO models.

Addresses as `ultralytics.utils.downloads` of 8.4.190 builds them (release v8.4.0). Sizes and hashes
are those that several independent users of this release publish; for yolo11n and yolo11s they are
also those of Ultralytics' own model hub.
"""

from __future__ import annotations

from rumiai.weights.entry import WeightFile, Weights

RELEASE = "v8.4.0"
ADDRESS = f"https://github.com/ultralytics/assets/releases/download/{RELEASE}"
MODELS = {
    "yolo26n": (5544453, "9b09cc8bf347f0fc8a5f7657480587f25db09b34bf33b0652110fb03a8ad4fef"),
    "yolo26s": (20422725, "646f8bc3fe0a656803d95c294f7852321748cb29d13466a1af8862e2db384a1b"),
    "yolo26m": (44255705, "401cea9ab23ad19246ff7744859816bc599f350e93c9dd30367b6f0a0745d0b7"),
    "yolo11n": (5613764, "0ebbc80d4a7680d14987a577cd21342b65ecfd94632bd9a8da63ae6417644ee1"),
    "yolo11s": (19313732, "85a76fe86dd8afe384648546b56a7a78580c7cb7b404fc595f97969322d502d5"),
    "yolov8n": (6549796, "f59b3d833e2ff32e194b5bb8e08d211dc7c5bdf144b90d2c8412c47ccfc83b36"),
}
"""Bytes and sha256 of each detection model."""

OBJECTS: tuple[Weights, ...] = tuple(
    Weights(
        name=name,
        analyzer="objects",
        source="Ultralytics' releases on GitHub",
        revision=RELEASE,
        licence="AGPL-3.0",
        files=(
            WeightFile(
                path=f"yolo/{name}.pt", url=f"{ADDRESS}/{name}.pt", size=size, sha256=sha256
            ),
        ),
    )
    for name, (size, sha256) in MODELS.items()
)
