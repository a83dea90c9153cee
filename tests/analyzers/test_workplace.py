"""Models are loaded once a process, whatever becomes of the videos."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.looking import here
from looking import look
from rumiai.analyzers.device import Batches, out_of_memory
from rumiai.analyzers.registry import load


class Model:
    """Something that can be closed, once."""

    closed = False

    def close(self) -> None:
        if self.closed:
            raise ValueError("closed already")
        self.closed = True


def test_the_second_video_finds_the_model_loaded() -> None:
    """Each key is made once; another analyzer's model of the same name is another one."""
    place = here()
    first = place.model(("faces", "m"), Model)
    assert place.model(("faces", "m"), Model) is first
    assert place.model(("pose", "m"), Model) is not first


def test_a_crashed_analyzer_gets_a_new_model() -> None:
    """What crashed is closed and forgotten; the others keep theirs."""
    place = here()
    crashed, other = place.model(("faces", ()), Model), place.model(("pose", ()), Model)
    place.forget("faces")
    assert (crashed.closed, other.closed) == (True, False)
    assert place.model(("faces", ()), Model) is not crashed
    assert place.model(("pose", ()), Model) is other


def test_a_model_that_cannot_be_closed_keeps_nobody() -> None:
    """At the end everything is closed, also after one that fails."""
    place = here()
    broken, sound = place.model(("faces", 1), Model), place.model(("faces", 2), Model)
    broken.close()
    place.close()
    assert sound.closed


@pytest.mark.parametrize("name", ["faces", "gaze", "pose", "hands", "text", "voice"])
def test_real_models_are_shared(name: str) -> None:
    """Two videos' analyzers hold the very same model."""
    place = here()
    kind = load(name)
    first, second = kind(place), kind(place)
    models = [vars(first)[key] for key in vars(first) if key in ("_model", "_finder", "_engine")]
    assert models
    assert all(any(model is other for other in vars(second).values()) for model in models)
    place.close()


def test_the_second_video_sees_what_a_first_would(media: Path) -> None:
    """Nothing of one video is left in a model when the next one comes."""
    names = ("faces", "gaze", "pose", "hands", "text", "voice")
    place = here()
    look(media / "single_face.mp4", names, names, place)
    again = here()
    alone = look(media / "park.mp4", names, names, again)
    second = look(media / "park.mp4", names, names, place)
    assert second.events == alone.events


def test_batches_shrink_until_they_fit() -> None:
    """Full memory halves the batch for good, and nothing is seen twice or left out."""
    import torch

    tried: list[int] = []

    def step(batch: list[int]) -> list[int]:
        tried.append(len(batch))
        if len(batch) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return [10 * item for item in batch]

    batches = Batches("cuda", 8, lambda: None)
    assert batches.run(list(range(7)), step) == [0, 10, 20, 30, 40, 50, 60]
    assert tried == [7, 4, 2, 2, 2, 1]
    assert (batches.device, batches.size) == ("cuda", 2)
    assert batches.remarks == ("GPU memory was full: batches of 2",)


def test_a_batch_of_one_that_does_not_fit_goes_to_the_cpu() -> None:
    """The last resort is the CPU, and it is said."""
    moved: list[str] = []

    def step(batch: list[int]) -> list[int]:
        if not moved:
            raise RuntimeError("CUDA error: out of memory")
        return list(batch)

    batches = Batches("cuda", 1, lambda: moved.append("cpu"))
    assert batches.run([1, 2], step) == [1, 2]
    assert (batches.device, moved) == ("cpu", ["cpu"])
    assert batches.remarks == ("GPU memory was full: went on on the CPU",)


def test_other_errors_are_not_taken_for_full_memory() -> None:
    """A bug stays a bug, and on the CPU there is nowhere left to go."""

    def step(batch: list[int]) -> list[int]:
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        Batches("cpu", 2, lambda: None).run([1], step)
    assert not out_of_memory(ValueError("out of memory"))
    with pytest.raises(ValueError, match="gave 1 results for 2"):
        Batches("cpu", 2, lambda: None).run([1, 2], lambda batch: [0])
