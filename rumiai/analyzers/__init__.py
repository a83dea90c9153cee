"""The detectors, each in its own file, and the one pass that feeds them."""

from __future__ import annotations

import os

# Since 1.29 ONNX Runtime's wheels send what they run to its maker, from native code, and leave a
# device's identity on disk. It asks for this variable once, when it is first imported; every way to
# it (text, voice, engines of other analyzers) leads through this package.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
