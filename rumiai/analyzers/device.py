"""Where models run, and what is done when the GPU's memory is full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

from rumiai.errors import ArgumentError
from rumiai.schema.choices import DeviceName

Wish = Literal["auto", "cpu", "cuda"]
T = TypeVar("T")
R = TypeVar("R")


def chosen_device(wish: Wish) -> DeviceName:
    """The device for a wish; auto is CUDA where there is a device.

    Raises ArgumentError where CUDA is demanded and missing.
    """
    if wish == "cpu":
        return "cpu"
    import torch

    if torch.cuda.is_available():
        return "cuda"
    if wish == "cuda":
        raise ArgumentError("--device cuda: no CUDA device here; use --device auto")
    return "cpu"


class Batches:
    """Feeds a model in batches that its device has memory for.

    Out of memory → half the batch, for good; with a batch of one → the CPU. Both become remarks.
    """

    def __init__(self, device: DeviceName, size: int, to_cpu: Callable[[], None]) -> None:
        self.device = device
        self.size = size
        self.remarks: tuple[str, ...] = ()
        self._to_cpu = to_cpu
        """Moves the model to the CPU."""

    def run(self, items: Sequence[T], step: Callable[[Sequence[T]], Sequence[R]]) -> list[R]:
        """What `step` gives for all items, in order."""
        results: list[R] = []
        while len(results) < len(items):
            batch = items[len(results) : len(results) + self.size]
            try:
                found = step(batch)
            except Exception as error:
                if self.device == "cpu" or not out_of_memory(error):
                    raise
                self._shrink()
                continue
            if len(found) != len(batch):
                raise ValueError(f"a model gave {len(found)} results for {len(batch)} pictures")
            results += found
        return results

    def _shrink(self) -> None:
        """Ask for less memory than the last step did."""
        import torch

        if self.size > 1:
            self.size //= 2
            remark = f"GPU memory was full: batches of {self.size}"
        else:
            self._to_cpu()
            self.device = "cpu"
            remark = "GPU memory was full: went on on the CPU"
        self.remarks = (remark,)
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


def out_of_memory(error: BaseException) -> bool:
    """Whether a library says in one of its ways that the GPU's memory is full."""
    import torch

    if isinstance(error, torch.OutOfMemoryError):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and "out of memory" in text
