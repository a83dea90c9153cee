"""Which YOLO file is meant, and reading a checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from rumiai.analyzers.base import one_line
from rumiai.analyzers.objects_library import prepare_ultralytics
from rumiai.errors import MLUnavailableError
from rumiai.weights.store import Store

OTHERS = "; give the name of a catalogued YOLO model, or a detection model of Ultralytics"


class Exported(NamedTuple):
    """A model in ONNX or OpenVINO's own format, and the parts of it that are files."""

    graph: Path
    files: tuple[Path, ...]


def chosen(choice: str, store: Store) -> Path | Exported:
    """The checkpoint or the exported model that the user means; pulled where it is catalogued.

    Raises MLUnavailableError, which says what to do.
    """
    if choice in store.catalogue and store.catalogue[choice].analyzer == "objects":
        return store.get(choice)[0]
    path = Path(choice).expanduser()
    if not path.exists():
        known = [n for n, weights in store.catalogue.items() if weights.analyzer == "objects"]
        raise MLUnavailableError(
            f"no YOLO model {choice}: neither a file nor one of {', '.join(known)}"
        )
    if path.is_dir():
        return _openvino(path)
    if path.suffix == ".onnx":
        return Exported(path, (path,))
    if path.suffix == ".pt":
        return path
    raise MLUnavailableError(f"{path} is no .pt, no .onnx and no OpenVINO folder" + OTHERS)


def _openvino(folder: Path) -> Exported:
    graphs = sorted(folder.glob("*.xml"))
    if len(graphs) != 1 or not graphs[0].with_suffix(".bin").is_file():
        raise MLUnavailableError(f"{folder} does not hold one OpenVINO model (.xml and .bin)")
    return Exported(graphs[0], (graphs[0], graphs[0].with_suffix(".bin")))


def read_checkpoint(path: Path) -> Any:
    """The detection network of a checkpoint, on the CPU, ready to look.

    Only known model classes are unpickled, whoever made the file. Raises MLUnavailableError.
    """
    prepare_ultralytics()
    from ultralytics.nn.modules.head import Detect
    from ultralytics.nn.tasks import guess_model_task, torch_safe_load

    try:
        checkpoint, _ = torch_safe_load(path.resolve(), safe_only=True)  # type: ignore[no-untyped-call]
        network = (checkpoint.get("ema") or checkpoint["model"]).float()
        task = getattr(network, "task", None) or guess_model_task(network)  # type: ignore[no-untyped-call]
        head = network.model[-1]
    except Exception as error:  # whatever a damaged pickle may raise
        raise MLUnavailableError(f"{path} is no YOLO checkpoint: {_reason(error)}") from error
    if task != "detect" or not isinstance(head, Detect):
        raise MLUnavailableError(f"{path} is a model for another task ({task})" + OTHERS)
    if hasattr(network, "end2end"):
        network.end2end = False  # the library's own default: boxes of all, then suppression
    network.eval().fuse(verbose=False)
    return network.requires_grad_(False)


def _reason(error: BaseException) -> str:
    """The library's message in plain text, without its advice."""
    line = one_line(error).replace("ERROR ❌️ ", "")
    return line.partition("Recommended fixes")[0].strip()
