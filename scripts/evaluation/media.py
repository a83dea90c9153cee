"""What is true of the real clips in ../shared/media (its INDEX.md); no effects are in them."""

from __future__ import annotations

from typing import Any

NOBODY: dict[str, Any] = {"faces": [], "gaze": [], "pose": [], "hands": []}
MEDIA: dict[str, dict[str, Any]] = {
    "single_face.mp4": {"cuts": [], "texts": [], "faces": [(0, 9)], "gaze": [(0, 9)]},
    "face_noface.mov": {
        "cuts": [2.4],
        "texts": [{"text": "Caminandes", "start": 3.0, "end": 6.4}],
        "faces": [(0, 2.4)],
        "gaze": [(0, 2.4)],
    },
    "noface_face.mov": {"cuts": [3.95], "faces": [(3.95, 9)], "gaze": [(3.95, 9)]},
    "no_face.mp4": {
        "cuts": [],
        "texts": [{"text": "Caminandes", "start": 0.5, "end": 3.94}],
        **NOBODY,
    },
    "park.mp4": {"cuts": []},
    "small.mp4": {"cuts": [], "texts": [], "speech": [], **NOBODY},
}
