"""YOLO's real architectures with random weights: loading, engines, shapes, and what goes wrong."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evaluation.looking import here
from looking import look
from rumiai.analyzers.registry import load
from rumiai.analyzers.workplace import Workplace
from rumiai.constants.thresholds import COUNTED_OBJECT_SCORE, OBJECT_CANDIDATE_SCORE
from rumiai.errors import MLUnavailableError
from rumiai.schema.choices import Choices
from rumiai.schema.events import ObjectSeen, ObjectTrack
from rumiai.schema.timeline import Timeline
from rumiai.weights.catalogue.objects import MODELS, OBJECTS
from rumiai.weights.entry import WeightFile, Weights
from rumiai.weights.store import Store
from squares import saved
from yolos import LABELS, NAME, random_model

OFFLINE = """
import socket, sys
def refuse(*arguments, **options):
    print("NETWORK", arguments, file=sys.stderr)
    raise OSError("no network")
socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = socket.gethostbyname = refuse
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights folder with the default model's file."""
    path = tmp_path_factory.mktemp("weights")
    saved(random_model(NAME), path / "yolo" / f"{NAME}.pt")
    return path


def place(folder: Path, choice: str = NAME) -> Workplace:
    """A workplace whose catalogue does not insist on upstream's hash."""
    file = WeightFile(path=f"yolo/{NAME}.pt", url="http://127.0.0.1/none")
    weights = OBJECTS[0].model_copy(update={"files": (file,)})
    catalogue: dict[str, Weights] = {NAME: weights}
    store = Store(folder, offline=True, catalogue=catalogue)
    return Workplace(store, "cpu", Choices(yolo_model=choice))


@pytest.fixture(scope="module")
def workplace(folder: Path) -> Workplace:
    """One process's workplace: the model is loaded once for all tests of this file."""
    return place(folder)


@pytest.fixture(scope="module")
def robot(media: Path, workplace: Workplace) -> Timeline:
    """A real clip of 5.5 s, 560 × 320, seen by the default model."""
    return look(media / "small.mp4", ("objects",), ("objects",), workplace)


def test_a_real_clip_end_to_end(robot: Timeline) -> None:
    """Through catalogue, store and loader: two samples a second, boxes inside, own class names."""
    run = robot.run("objects")
    assert run is not None
    assert (run.frames_per_second, run.samples, run.device) == (2.0, 12, "cpu")
    assert run.engine is not None
    assert run.engine.startswith("ultralytics ")
    assert "openvino" in run.engine
    assert run.weights_sha256 is not None
    seen = robot.of(ObjectSeen)
    assert seen, "the random network was made to see something"
    assert {one.label for one in seen} <= set(LABELS.values())
    assert {one.start % 0.5 < 0.04 for one in seen} == {True}
    for one in seen:
        assert OBJECT_CANDIDATE_SCORE < one.score <= 1
        assert one.box.area > 0
        assert one.box.x + one.box.width <= 1 + 1e-9


def test_signals_are_handled_where_they_were(robot: Timeline) -> None:
    """No small stack for signals is left behind; the handler of SIGTERM died on one."""
    run = robot.run("objects")
    assert run is not None
    assert "openvino" in str(run.engine)
    stack = (ctypes.c_size_t * 3)()  # stack_t: address, flags, size
    ctypes.CDLL(None).sigaltstack(None, stack)
    assert stack[2] == 0 or stack[2] > 30_000


def test_every_sure_sighting_has_a_track_and_every_track_its_sightings(robot: Timeline) -> None:
    """Doubtful boxes are told only where they continue a track."""
    seen, tracks = robot.of(ObjectSeen), robot.of(ObjectTrack)
    assert [t.track for t in sorted(tracks, key=lambda t: t.track or 0)] == list(range(len(tracks)))
    for track in tracks:
        own = [one for one in seen if one.track == track.track]
        assert {one.label for one in own} == {track.label}
        assert max(one.score for one in own) >= COUNTED_OBJECT_SCORE
        assert track.start == own[0].start
        assert track.end == pytest.approx(min(own[-1].start + 0.5, robot.clip.duration))
        assert len({one.start for one in own}) == len(own)
    assert {one.track for one in seen} == {track.track for track in tracks}


def test_the_second_video_is_as_in_a_fresh_process(
    media: Path, folder: Path, workplace: Workplace, robot: Timeline
) -> None:
    """The model is kept, the tracks are not; and the same video gives the same events."""
    assert robot.of(ObjectSeen)
    second = look(media / "single_face.mp4", ("objects",), ("objects",), workplace)
    alone = look(media / "single_face.mp4", ("objects",), ("objects",), place(folder))
    assert second.of(ObjectSeen)
    assert second.events == alone.events
    again = look(media / "small.mp4", ("objects",), ("objects",), workplace)
    assert again.events == robot.events
    kind = load("objects")
    assert vars(kind(workplace))["_yolo"] is vars(kind(workplace))["_yolo"]


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) for n in (NAME, "yolo11n", "yolov8n")]
)
def test_openvino_gives_the_boxes_of_pytorch(name: str, folder: Path, media: Path) -> None:
    """On frames of real clips, upright and across: IoU above 0.99, scores within 0.01."""
    from rumiai.analyzers.objects_files import read_checkpoint
    from rumiai.analyzers.objects_model import of_network
    from rumiai.analyzers.objects_openvino import converted
    from rumiai.decode.frames import VideoReader
    from rumiai.decode.probe import probe

    file = folder / "yolo" / f"{name}.pt"
    if not file.exists():
        saved(random_model(name), file)
    network = read_checkpoint(file)
    fast = converted(network, file, folder / "openvino")
    assert fast is not None
    slow = of_network(network, "cpu")
    reader = VideoReader(probe(media / "noface_face.mov", 60.0), None)
    images = [p.frame(640).image for i, p in enumerate(reader) if i % 60 == 0]
    images += [np.ascontiguousarray(images[-1].transpose(1, 0, 2))]
    for image in images:
        (expected,), (found,) = _raw(slow, image), _raw(fast, image)
        sure = expected[:, 4:].amax(1) > OBJECT_CANDIDATE_SCORE
        sure &= (expected[:, 2:4] > 32).all(1)  # random weights also give boxes inside out
        assert sure.any()
        assert (expected[sure, 4:] - found[sure, 4:]).abs().max() < 0.01
        assert _overlaps(expected[sure, :4], found[sure, :4]).min() > 0.99


def _raw(yolo: Any, image: Any) -> Any:
    """Every place's box and scores, before suppression: a random network's scores have ties."""
    import torch

    picture = torch.from_numpy(np.ascontiguousarray(yolo._box(image=image).transpose(2, 0, 1)))
    with torch.inference_mode():
        return yolo._forward(picture[None].float() / 255).transpose(1, 2)


def _overlaps(one: Any, other: Any) -> Any:
    from torchvision.ops import box_convert, box_iou

    corners = [box_convert(boxes, "cxcywh", "xyxy") for boxes in (one, other)]
    return box_iou(*corners).diagonal()


def test_where_nothing_can_be_kept_pytorch_looks(folder: Path, tmp_path: Path) -> None:
    """A weights folder that takes no converted network is no obstacle, and the engine is named."""
    (tmp_path / "openvino").write_text("in the way, as a read-only folder would be")
    checkpoint = folder / "yolo" / f"{NAME}.pt"
    analyzer = load("objects")(place(tmp_path, str(checkpoint)))
    assert analyzer.packages == ("ultralytics", "torch")
    assert "torch" in analyzer.engine


def test_a_conversion_that_gives_other_boxes_is_not_used(folder: Path) -> None:
    """Each conversion is compared with its checkpoint before it is trusted."""
    from rumiai.analyzers.objects_files import read_checkpoint
    from rumiai.analyzers.objects_openvino import converted

    file = folder / "yolo" / f"{NAME}.pt"
    network = read_checkpoint(file)
    assert converted(network, file, folder / "openvino") is not None
    for layer in network.model[-1].cv3:
        layer[-1].bias += 2
    assert converted(network, file, folder / "openvino") is None


def test_an_openvino_folder_of_the_users_own(
    folder: Path, media: Path, tmp_path: Path, robot: Timeline
) -> None:
    """A folder exported by Ultralytics sees the same, by OpenVINO."""
    import yaml

    (kept,) = (folder / "openvino").glob(f"{NAME}-*")
    own = tmp_path / "own_openvino_model"
    own.mkdir()
    for part in ("model.xml", "model.bin"):
        (own / part).write_bytes((kept / part).read_bytes())
    names = {**{i: str(i) for i in range(80)}, **LABELS}
    about = {"task": "detect", "names": names, "stride": 32, "batch": 1, "imgsz": [640, 640]}
    (own / "metadata.yaml").write_text(yaml.safe_dump(about), encoding="utf-8")
    seen = look(media / "small.mp4", ("objects",), ("objects",), place(folder, str(own)))
    assert seen.events == robot.events
    (own / "metadata.yaml").write_text(yaml.safe_dump({**about, "task": "segment"}))
    with pytest.raises(MLUnavailableError, match="no detection model"):
        load("objects")(place(folder, str(own)))
    (own / "model.bin").unlink()
    with pytest.raises(MLUnavailableError, match="does not hold one OpenVINO model"):
        load("objects")(place(folder, str(own)))


@pytest.mark.slow
@pytest.mark.parametrize("end2end", [False, True])
def test_an_onnx_file_of_the_users_own(
    folder: Path, media: Path, tmp_path: Path, end2end: bool
) -> None:
    """Exported by Ultralytics' own means, with suppression inside and without; by OpenVINO."""
    from rumiai.analyzers.objects_library import prepare_ultralytics

    prepare_ultralytics()
    from ultralytics import YOLO

    checkpoint = saved(random_model(NAME), tmp_path / "own.pt")
    library: Any = YOLO(checkpoint)
    library.model.end2end = end2end
    exported = library.export(format="onnx", simplify=False, end2end=end2end, verbose=False)
    workplace = place(folder, exported)
    seen = look(media / "small.mp4", ("objects",), ("objects",), workplace)
    run = seen.run("objects")
    assert run is not None
    assert (run.samples, run.device) == (12, "cpu")
    assert "openvino" in str(run.engine)
    found = seen.of(ObjectSeen)
    assert {one.label for one in found} <= set(LABELS.values()) | {str(i) for i in range(80)}
    assert all(OBJECT_CANDIDATE_SCORE < one.score <= 1 and one.box.area > 0 for one in found)
    if not end2end:
        assert found, "the random network was made to see something"


def bad_file(kind: str, folder: Path, tmp_path: Path) -> Path:
    """A file that is no detection model."""
    path = tmp_path / f"{kind}.pt"
    if kind == "truncated":
        whole = (folder / "yolo" / f"{NAME}.pt").read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    elif kind == "text":
        path.write_text("<html>not found</html>")
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "tensors":
        import torch

        torch.save({"weight": torch.zeros(3)}, path)
    elif kind == "segment":
        saved(random_model("yolo11n-seg", "segment"), path)
    else:
        saved(random_model("yolo11n-cls", "classify"), path)
    return path


@pytest.mark.parametrize(
    "kind",
    [
        *("truncated", "text", "empty", "tensors", "classify"),
        pytest.param("segment", marks=pytest.mark.slow),
    ],
)
def test_what_is_no_detection_model_is_told_in_one_line(
    kind: str, folder: Path, tmp_path: Path
) -> None:
    """The line names the file."""
    path = bad_file(kind, folder, tmp_path)
    with pytest.raises(MLUnavailableError, match=f"{kind}.pt is ") as told:
        load("objects")(place(folder, str(path)))
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 500


def test_a_pickle_that_runs_code_is_refused(folder: Path, tmp_path: Path) -> None:
    """Also a user's own file is unpickled only where it names known model classes."""
    import torch

    class Evil:
        def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
            return os.mkdir, (str(tmp_path / "proof"),)

    path = tmp_path / "evil.pt"
    torch.save({"model": Evil()}, path)
    with pytest.raises(MLUnavailableError, match=r"evil\.pt is no YOLO checkpoint"):
        load("objects")(place(folder, str(path)))
    assert not (tmp_path / "proof").exists()


def test_missing_weights_say_how_to_get_them(tmp_path: Path) -> None:
    """Without loading anything heavy; an unknown name lists the known ones."""
    with pytest.raises(MLUnavailableError, match="rumiai weights pull yolo26n"):
        load("objects")(here(tmp_path))
    with pytest.raises(MLUnavailableError, match=r"neither a file nor one of yolo26n, .*yolov8n"):
        load("objects")(here(tmp_path, yolo_model="yolo99z"))
    other = tmp_path / "weights.bin"
    other.write_bytes(b"x")
    with pytest.raises(MLUnavailableError, match=r"no \.pt, no \.onnx"):
        load("objects")(here(tmp_path, yolo_model=str(other)))


def test_the_library_knows_the_catalogue() -> None:
    """Every model is one of Ultralytics' own assets, at the release that it would pull itself."""
    from rumiai.analyzers.objects_library import prepare_ultralytics

    prepare_ultralytics()
    import inspect

    from ultralytics.utils import downloads

    assert {f"{name}.pt" for name in MODELS} <= downloads.GITHUB_ASSETS_NAMES
    release = inspect.signature(downloads.attempt_download_asset).parameters["release"].default
    assert {weights.revision for weights in OBJECTS} == {release}


@pytest.mark.slow
def test_importing_the_libraries_leaves_no_trace(tmp_path: Path) -> None:
    """No socket, no file in the home or the working folder, no output, no global setting."""
    script = (
        OFFLINE
        + """
import os, cv2, numpy, torch
before = (dict(os.environ), torch.get_num_threads(), cv2.getNumThreads(), torch.save)
printing = numpy.get_printoptions()
from rumiai.analyzers import objects_model, objects_tracks
from rumiai.analyzers.objects_library import openvino
openvino().Core()
import ultralytics.utils, ultralytics.utils.events as events
after = (dict(os.environ), torch.get_num_threads(), cv2.getNumThreads(), torch.save)
assert before == after, [(a, b) for a, b in zip(before, after) if a != b]
assert printing == numpy.get_printoptions()
assert not events.events.enabled and not ultralytics.utils.SETTINGS["sync"]
assert not ultralytics.utils.AUTOINSTALL and ultralytics.utils.SAFE_LOAD
"""
    )
    home = tmp_path / "home"
    home.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "YOLO_"))}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**environment, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")},
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == [home]
    assert list(home.iterdir()) == []
