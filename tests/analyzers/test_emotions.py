"""Expressions: py-feat's real networks with random weights, from the store to the timeline."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import psutil
import pytest

import feat_weights
from looking import look
from rumiai.analyzers.emotions import SETS, Emotions, sampling_rate, threads_kept
from rumiai.analyzers.workplace import Workplace
from rumiai.errors import MLUnavailableError
from rumiai.schema.choices import Choices, FeatDetector
from rumiai.schema.events import EmotionSeen
from rumiai.schema.expressions import Expressions
from rumiai.schema.media import Frame
from rumiai.schema.timeline import Status
from rumiai.weights.store import Store

DETECTORS: tuple[FeatDetector, ...] = ("v1", "v2")
UNITS = list(feat_weights.UNITS)


def workplace(folder: Path, detector: FeatDetector = "v1") -> Workplace:
    store = Store(folder, offline=True, catalogue=feat_weights.catalogue())
    return Workplace(store, "cpu", Choices(feat_detector=detector))


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights folder with both sets, random."""
    folder = tmp_path_factory.mktemp("feat-weights")
    for name in SETS.values():
        feat_weights.make_weights(folder, name)
    return folder


@pytest.fixture(scope="session")
def places(weights: Path) -> Iterator[Callable[[FeatDetector], Workplace]]:
    """One workplace a detector, so that each is loaded once."""
    made: dict[FeatDetector, Workplace] = {}
    yield lambda detector: made.setdefault(detector, workplace(weights, detector))
    for place in made.values():
        place.close()


def picture(seed: int | None, height: int = 96, width: int = 160) -> np.ndarray[Any, Any]:
    """Soft blobs; plain black without a seed."""
    if seed is None:
        return np.zeros((height, width, 3), np.uint8)
    blobs = np.random.default_rng(seed).integers(0, 256, (height // 8, width // 8, 3), np.uint8)
    return blobs.repeat(8, axis=0).repeat(8, axis=1)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds: two black, two with detail, two black."""
    path = tmp_path_factory.mktemp("clips") / "black_detail_black.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=10, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        for n in range(60):
            image = picture(n // 10 if 20 <= n < 40 else None)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
        out.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    ("duration", "rate"),
    [(5, 2.0), (30, 2.0), (30.1, 1.0), (60, 1.0), (61, 0.5), (120, 0.5), (150, 0.4), (600, 0.2)],
)
def test_longer_videos_are_sampled_less_often(duration: float, rate: float) -> None:
    """At most 60 samples up to 120 s; beyond, 60, or one in each five-second window (C2)."""
    assert sampling_rate(duration) == pytest.approx(rate)
    assert duration * sampling_rate(duration) <= 60 or duration > 120


@pytest.mark.parametrize("detector", DETECTORS)
def test_missing_weights_are_told_before_anything_is_loaded(
    detector: FeatDetector, tmp_path: Path
) -> None:
    """Neither py-feat nor torch is imported for that."""
    code = (
        "import sys; from pathlib import Path; from rumiai.analyzers.registry import load\n"
        "from rumiai.analyzers.workplace import Workplace; from rumiai.weights.store import Store\n"
        "from rumiai.schema.choices import Choices\n"
        "place = Workplace(Store(Path(sys.argv[1]), offline=True), 'auto',\n"
        "                  Choices(feat_detector=sys.argv[2]))\n"
        "try: load('emotions')(place)\n"
        "except Exception as error: print(type(error).__name__, error)\n"
        "print(sorted({'feat', 'torch', 'pandas', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path, detector], capture_output=True, text=True, check=True
    )
    told, imported = done.stdout.splitlines()
    assert told.startswith("MLUnavailableError")
    assert f"feat-{detector}" in told
    assert imported == "[]"


def test_the_number_of_threads_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the user set stays; where nothing is set, nothing is set afterwards."""
    import torch

    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    with threads_kept():
        assert os.environ["OMP_NUM_THREADS"] == str(torch.get_num_threads())
    assert "OMP_NUM_THREADS" not in os.environ
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    with threads_kept():
        assert os.environ["OMP_NUM_THREADS"] == "3"
    assert os.environ["OMP_NUM_THREADS"] == "3"


@pytest.mark.slow
@pytest.mark.parametrize("detector", DETECTORS)
def test_faces_of_a_clip(
    detector: FeatDetector, places: Callable[[FeatDetector], Workplace], clip: Path
) -> None:
    """Two samples a second; an event where there is detail, none where the picture is black."""
    timeline = look(clip, ("emotions",), ("emotions",), places(detector))
    run = timeline.run("emotions")
    assert run is not None
    assert (run.status, run.samples, run.frames_per_second) == (Status.OK, 12, 2.0)
    assert run.engine is not None
    assert f"Detector{detector}" in run.engine
    assert run.weights_sha256 is not None
    faces = timeline.of(EmotionSeen)
    assert [face.start for face in faces] == [2.0, 2.5, 3.0, 3.5]
    assert [face.frame for face in faces] == [20, 25, 30, 35]
    for face in faces:
        assert list(face.action_units) == UNITS
        assert sum(face.probabilities.values()) == pytest.approx(1, abs=1e-3)
        assert face.probabilities[face.emotion] == face.score == max(face.probabilities.values())
        assert face.face_score > 0.5
        assert 0 < face.box.area <= 1
    assert faces[0].probabilities != faces[2].probabilities
    looked = Expressions.of(timeline)
    assert looked is not None
    assert looked.detection_rate == pytest.approx(1 / 3)


@pytest.mark.slow
@pytest.mark.parametrize("detector", DETECTORS)
def test_the_same_video_gives_the_same_events(
    detector: FeatDetector, places: Callable[[FeatDetector], Workplace], clip: Path, weights: Path
) -> None:
    """Again with the same model, and with one that was loaded anew."""
    kinds = ("emotions",), ("emotions",)
    first = look(clip, *kinds, places(detector))
    assert look(clip, *kinds, places(detector)).events == first.events
    assert look(clip, *kinds, workplace(weights, detector)).events == first.events


@pytest.mark.slow
@pytest.mark.parametrize("detector", DETECTORS)
def test_how_frames_are_batched_makes_no_difference(
    detector: FeatDetector, places: Callable[[FeatDetector], Workplace]
) -> None:
    """One by one or together, with and without faces: the same labels and boxes."""
    analyzer = Emotions(places(detector))
    frames = [Frame(n, n / 2, picture(n if n != 1 else None)) for n in range(3)]
    together = analyzer.see(frames)
    single = [event for frame in frames for event in analyzer.see([frame])]
    assert [event.frame for event in together] == [0, 2]
    for one, other in zip(together, single, strict=True):
        assert isinstance(one, EmotionSeen)
        assert isinstance(other, EmotionSeen)
        assert (one.emotion, one.box) == (other.emotion, other.box)
        assert one.probabilities == pytest.approx(other.probabilities, abs=1e-4)
        assert one.action_units == pytest.approx(other.action_units, abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("detector", DETECTORS)
def test_nothing_is_written_and_no_thread_is_lost(
    detector: FeatDetector, places: Callable[[FeatDetector], Workplace], capfd: Any
) -> None:
    """No file in the package's folder, no chatter; torch keeps its threads and its gradients."""
    import feat
    import torch

    package = Path(feat.__file__).parent
    before = sorted(package.rglob("*"))
    analyzer = Emotions(places(detector))
    analyzer.see([Frame(0, 0.0, picture(1))])
    assert sorted(package.rglob("*")) == before
    assert capfd.readouterr() == ("", "")
    assert "OMP_NUM_THREADS" not in os.environ
    assert torch.is_grad_enabled()
    assert torch.get_num_threads() > 1 or len(os.sched_getaffinity(0)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("detector", DETECTORS)
def test_the_detector_can_go_to_the_cpu(
    detector: FeatDetector, places: Callable[[FeatDetector], Workplace]
) -> None:
    """Which is what is left to do when the GPU's memory is full: a new one, the same results."""
    analyzer = Emotions(places(detector))
    frames = [Frame(0, 0.0, picture(1))]
    before = analyzer.see(frames)
    analyzer._feat.to_cpu()
    assert analyzer._feat.device == "cpu"
    assert analyzer.see(frames) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("detector", "number"), [("v1", 0), ("v1", 1), ("v1", 2), ("v1", 3), ("v2", 1)]
)
def test_a_truncated_file_is_told(
    detector: FeatDetector, number: int, weights: Path, tmp_path: Path
) -> None:
    """One line names the file."""
    files = feat_weights.catalogue()[SETS[detector]].files
    for n, file in enumerate(files):
        copy = tmp_path / file.path
        copy.parent.mkdir(exist_ok=True)
        if n == number:
            whole = (weights / file.path).read_bytes()
            copy.write_bytes(whole[: len(whole) // 2])
        else:
            copy.symlink_to(weights / file.path)
    with pytest.raises(MLUnavailableError, match=Path(files[number].path).name) as caught:
        Emotions(workplace(tmp_path, detector))
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_another_networks_file_is_told(weights: Path, tmp_path: Path) -> None:
    """A whole file of the right format with other weights in it."""
    names = [file.path for file in feat_weights.catalogue()["feat-v1"].files]
    (tmp_path / "feat").mkdir()
    for name, other in zip(names, [*names[:3], names[1]], strict=True):
        (tmp_path / name).symlink_to(weights / other)
    with pytest.raises(MLUnavailableError, match=r"resmasknet\.pth cannot be used"):
        Emotions(workplace(tmp_path))


@pytest.mark.slow
def test_a_file_that_names_strange_classes_is_not_loaded(weights: Path, tmp_path: Path) -> None:
    """The AU file may name py-feat's, scikit-learn's and xgboost's classes, and no others."""
    from skops.io import dump

    names = [file.path for file in feat_weights.catalogue()["feat-v1"].files]
    (tmp_path / "feat").mkdir()
    for name in names:
        if "xgb" not in name:
            (tmp_path / name).symlink_to(weights / name)
    dump({"scaler_upper": subprocess.Popen.__new__(subprocess.Popen)}, tmp_path / names[2])
    with pytest.raises(MLUnavailableError, match=r"not trusted: it names subprocess\.Popen"):
        Emotions(workplace(tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("detector", DETECTORS)
def test_ten_minutes_of_video_need_no_more_memory(
    detector: FeatDetector, places: Callable[[FeatDetector], Workplace]
) -> None:
    """120 samples after a warm-up of 24: the process grows by less than 5 %."""
    analyzer = Emotions(places(detector))
    process = psutil.Process()

    def see(first: int, last: int) -> int:
        for n in range(first, last, 4):
            batch = [Frame(k, 5.0 * k, picture(k, 64, 96)) for k in range(n, n + 4)]
            assert len(analyzer.see(batch)) == 4
        return process.memory_info().rss

    before = see(0, 24)
    assert see(24, 144) < 1.05 * before


@pytest.mark.slow
@pytest.mark.parametrize("detector", DETECTORS)
def test_a_real_clip(
    detector: FeatDetector, places: Callable[[FeatDetector], Workplace], media: Path
) -> None:
    """Random weights say nothing about a face, but every number keeps its shape and range."""
    timeline = look(media / "park.mp4", ("emotions",), ("emotions",), places(detector))
    run = timeline.run("emotions")
    assert run is not None
    assert (run.samples, run.frames_per_second, run.device) == (2, 2.0, "cpu")
    for face in timeline.of(EmotionSeen):
        assert 0 <= face.box.x <= face.box.x + face.box.width <= 1
