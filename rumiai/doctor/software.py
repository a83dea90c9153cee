"""Versions of everything that computes, and whether the analyzers can be loaded."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from rumiai import __version__
from rumiai.analyzers.base import one_line
from rumiai.analyzers.registry import load, names
from rumiai.doctor.line import Line
from rumiai.errors import RumiaiError

LIBRARIES = (
    "numpy",
    "scipy",
    "opencv-python-headless",
    "scenedetect",
    "mediapipe",
    "rapidocr",
    "onnxruntime",
    "paddleocr",
    "silero-vad",
    "torch",
    "torchvision",
    "py-feat",
    "ultralytics",
    "openvino",
    "openai-whisper",
    "faster-whisper",
    "ctranslate2",
    "pocketsphinx",
    "apify-client",
    "yt-dlp",
    "anthropic",
)
"""The distributions that models come in, and the engines that run them."""
INSTALL = "make setup"
DECODERS = ("h264", "hevc", "vp9", "av1", "aac", "mp3", "opus")
"""What short videos come in."""


def versions() -> Iterator[Line]:
    """Python, RumiAI, and each library."""
    yield Line(section="versions", name="rumiai", value=__version__)
    yield Line(section="versions", name="python", value=platform.python_version())
    for name in LIBRARIES:
        try:
            yield Line(section="versions", name=name, value=version(name))
        except PackageNotFoundError:
            yield _broken("versions", name, "missing", f"the package {name} is not installed")


def ffmpeg() -> Line:
    """FFmpeg's libraries, which PyAV's wheel carries; a program of that name is not needed."""
    try:
        import av

        libraries = {
            name: ".".join(map(str, numbers)) for name, numbers in av.library_versions.items()
        }
        lacking = [name for name in DECODERS if name not in av.codecs_available]
        own = version("av")
    except Exception as error:  # noqa: BLE001  whatever keeps a library from loading is told
        return _broken("media", "ffmpeg", "broken", f"PyAV cannot be loaded ({one_line(error)})")
    value = f"libavcodec {libraries.get('libavcodec', '?')} in PyAV {own}"
    if lacking:
        return _broken("media", "ffmpeg", value, f"no decoder for {', '.join(lacking)}")
    return Line(section="media", name="ffmpeg", value=value)


def analyzers() -> Iterator[Line]:
    """Each analyzer's code and libraries; its weights are another matter."""
    for name in names():
        try:
            load(name)
        except RumiaiError as error:
            yield _broken("analyzers", name, "unavailable", str(error))
        except Exception as error:  # noqa: BLE001  whatever keeps a library from loading is told
            yield _broken("analyzers", name, "broken", f"cannot be loaded ({one_line(error)})")
        else:
            yield Line(section="analyzers", name=name, value="can be loaded")


def _broken(section: str, name: str, value: str, problem: str) -> Line:
    return Line(section=section, name=name, value=value, problem=problem, mend=INSTALL)
