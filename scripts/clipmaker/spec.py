"""The declarative description of a clip: what is shown and heard, and when.

Times are seconds, places are shares of the displayed width and height (0–1, origin top left),
colours are ``#rrggbb``. A spec is read from JSON with `load`; an unknown key is an error.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator

Point = tuple[float, float]
Rate = Annotated[Fraction, PlainValidator(lambda v: Fraction(str(v))), PlainSerializer(str)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class Part(BaseModel):
    """Base of all spec parts: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shot(Part):
    """One shot: a slowly drifting picture, reached from the last one by `via`."""

    start: float = 0.0
    seed: int = 0
    """Chooses the picture."""
    via: Literal["cut", "dissolve", "fade"] = "cut"
    via_seconds: float = 0.5
    """Length of a dissolve or of a fade through black, centred on `start`."""
    picture: str | None = None
    """A photograph of `skimage.data`, by its function's name; None for soft blobs."""
    drift: float = 24.0
    """Pixels that the picture drifts in a second, so that no two frames are equal."""
    shake: float = 0.0
    """Pixels that a hand-held camera sways to either side."""


class Text(Part):
    """A text overlay, centred on `at` and moving in a straight line to `to`."""

    text: str
    start: float
    end: float
    at: Point = (0.5, 0.5)
    to: Point | None = None
    size: float = 0.05
    """Font size as a share of the displayed height."""
    colour: Colour = "#ffffff"
    background: Colour | None = "#000000"


class Face(Part):
    """The astronaut portrait, `height` of the picture high, moving and growing to `to`."""

    start: float
    end: float
    at: Point = (0.5, 0.6)
    to: Point | None = None
    height: float = 0.5
    to_height: float | None = None


class Effect(Part):
    """Something done to the picture; texts stay above it, except with `over_texts`.

    A zoom stays until its shot ends, and so does black after a fade out; a zoom out begins, and a
    fade in stays black, from the beginning of its shot. ``exposure`` is no effect but what a
    camera does by itself: the picture becomes brighter and darker again. It has no truth.
    """

    kind: Literal[
        "fade_in",
        "fade_out",
        "zoom_in",
        "zoom_out",
        "blur",
        "flash",
        "colour_filter",
        "exposure",
    ]
    start: float
    end: float
    strength: float = 0.5
    """Zoom: added scale. Blur: sigma in hundredths of the height. Flash: whiteness of its peak.
    Colour filter: share of the filtered picture. Exposure: added brightness."""
    ramp: float = 0.0
    """Seconds in which a blur or a filter comes at its start and goes before its end."""
    colour: Literal["sepia", "grey", "warm", "cool", "green", "vivid", "hue"] = "sepia"
    """Which colour filter."""
    over_texts: bool = False


class Speech(Part):
    """A sentence spoken by the synthesiser, beginning at `start`."""

    kind: Literal["speech"] = "speech"
    text: str
    start: float
    words_per_minute: int = 160


class Tone(Part):
    """A sine tone."""

    kind: Literal["tone"] = "tone"
    start: float
    end: float
    hertz: float = 440.0
    level: float = 0.3


Sound = Annotated[Speech | Tone, Field(discriminator="kind")]


class ClipSpec(Part):
    """A whole clip."""

    width: int = 360
    height: int = 640
    rate: Rate = Fraction(30)
    duration: float = 12.0
    variable_rate: bool = False
    """Frame intervals vary between half and twice the nominal one, with one gap of 0.4 s."""
    rotation: Literal[0, 90, 180, 270] = 0
    """Clockwise turn that a player has to apply, written as metadata."""
    start_offset: float = 0.0
    """Presentation time of the first frame and of the first sound."""
    transfer: Literal["sdr", "pq", "hlg"] = "sdr"
    shots: tuple[Shot, ...] = (Shot(),)
    texts: tuple[Text, ...] = ()
    faces: tuple[Face, ...] = ()
    effects: tuple[Effect, ...] = ()
    sounds: tuple[Sound, ...] | None = ()
    """None makes a clip without an audio track; an empty list a silent one."""


def load(path: Path) -> ClipSpec:
    """Read a spec from a JSON file; raises pydantic's ValidationError on a wrong one."""
    return ClipSpec.model_validate(json.loads(path.read_text(encoding="utf-8")))
