"""Objects: Ultralytics YOLO, and the tracks of what it sees."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rumiai.analyzers.base import FrameAnalyzer
from rumiai.analyzers.device import Batches
from rumiai.analyzers.objects_files import Exported, chosen, read_checkpoint
from rumiai.analyzers.workplace import Workplace
from rumiai.constants.thresholds import OBJECT_FRAMES_PER_SECOND
from rumiai.schema.choices import DeviceName
from rumiai.schema.events import Box, Event, ObjectSeen
from rumiai.schema.media import Frame

if TYPE_CHECKING:
    from rumiai.analyzers.objects_model import Yolo
    from rumiai.analyzers.objects_tracks import Linked

CUDA_BATCH = 16
CONVERTED = "openvino"
"""The folder below the weights folder that keeps networks converted for the CPU."""


class Objects(FrameAnalyzer):
    """Everything of the model's classes in every sampled frame, numbered by track.

    Tracks begin anew with every video. They go on over cuts, which are not known here; the
    timeline ends them there.
    """

    name: ClassVar[str] = "objects"
    max_side: ClassVar[int] = 640

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        model = chosen(workplace.choices.yolo_model, workplace.store)
        self._files = model.files if isinstance(model, Exported) else (model,)
        self._yolo = self.model(lambda: _load(model, workplace), self._files)
        self.packages = self._yolo.packages
        self.device: DeviceName = self._yolo.device
        self.batch_size = CUDA_BATCH if self.device == "cuda" else 1
        self._batches = Batches(self.device, self.batch_size, lambda: self._yolo.to("cpu"))
        from rumiai.analyzers.objects_tracks import Tracks

        self._tracks = Tracks()

    @property
    def weights(self) -> tuple[Path, ...]:
        return self._files

    @property
    def remarks(self) -> tuple[str, ...]:
        return self._batches.remarks

    def frames_per_second(self, duration: float) -> float | None:
        return OBJECT_FRAMES_PER_SECOND

    def see(self, frames: Sequence[Frame]) -> list[Event]:
        images = [frame.image for frame in frames]
        found = self._batches.run(images, self._yolo.find)
        self.device = self._yolo.device
        events: list[Event] = []
        for frame, boxes in zip(frames, found, strict=True):
            height, width = frame.image.shape[:2]
            linked = self._tracks.link(boxes, (height, width))
            events += [_event(one, frame, width, height) for one in linked]
        return events


def _load(model: Path | Exported, workplace: Workplace) -> Yolo:
    """The fastest engine that runs the model where the user wants it to run."""
    if isinstance(model, Exported):
        from rumiai.analyzers.objects_openvino import opened

        return opened(model)
    network = read_checkpoint(model)
    from rumiai.analyzers.objects_model import of_network
    from rumiai.analyzers.objects_openvino import converted

    fast = None
    if workplace.device == "cpu":
        fast = converted(network, model, workplace.store.folder / CONVERTED)
    return fast or of_network(network, workplace.device)


def _event(one: Linked, frame: Frame, width: int, height: int) -> ObjectSeen:
    left, top, right, bottom = one.found.corners
    return ObjectSeen(
        start=frame.time,
        end=frame.time,
        frame=frame.index,
        score=one.found.score,
        label=one.found.label,
        box=Box.of_corners(left / width, top / height, right / width, bottom / height),
        track=one.track,
    )
