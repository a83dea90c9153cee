"""Numbers that know how they are rounded, and nulls that know why they are null.

A field that may be null has the type ``X | Null``: there is no way to leave it empty without
saying why. `dump` writes the values in their wire form, `reasons` collects the codes for the
sibling ``_nulls``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, model_serializer
from pydantic.alias_generators import to_camel

T = TypeVar("T")
R = TypeVar("R")


_INDEX = re.compile(r"\[\d+\]")


class NullCode(StrEnum):
    """Why a value is null (METRICS_CONTRACT A6)."""

    NOT_MEASURED = "not_measured"
    EFFECT_NOT_MEASURED = "effect_not_measured"
    AUDIO_EMOTION_NOT_MEASURED = "audio_emotion_not_measured"
    SPEECH_EMOTION_NOT_MEASURED = "speech_emotion_not_measured"
    STICKER_NOT_MEASURED = "sticker_not_measured"
    GESTURE_NOT_MEASURED = "gesture_not_measured"
    TEMPO_NOT_MEASURED = "tempo_not_measured"
    INSUFFICIENT_SAMPLES = "insufficient_samples"
    NO_PEOPLE = "no_people"
    NO_CUTS = "no_cuts"
    NO_AUDIO = "no_audio"
    NO_SPEECH = "no_speech"
    NO_TEXT = "no_text"
    NO_CAPTION = "no_caption"
    NON_ENGLISH = "non_english"
    NOT_DETECTABLE = "not_detectable"
    VIEWS_ZERO = "views_zero"
    UNCALIBRATED_GAZE = "uncalibrated_gaze"
    NO_VALID_INFERENCE = "no_valid_inference"
    NO_VALIDATED_DEFINITION = "no_validated_definition"
    PLATFORM_MISSING = "platform_missing"
    JUDGEMENT_REFUSED = "judgement_refused"
    JUDGEMENT_REJECTED = "judgement_rejected"
    JUDGEMENT_CUT_OFF = "judgement_cut_off"
    JUDGEMENT_UNANSWERED = "judgement_unanswered"
    JUDGEMENT_OVER_BUDGET = "judgement_over_budget"


class Null(BaseModel):
    """A value that is not known, and why; written as JSON null."""

    model_config = ConfigDict(frozen=True)

    code: NullCode

    @model_serializer
    def _as_null(self) -> None:
        return None


def _rounded(decimals: int) -> PlainSerializer:
    return PlainSerializer(lambda value: round(value, decimals), return_type=float)


# The unit becomes part of the JSON schema, and of the documents made from it.
Ratio = Annotated[float, Field(ge=0, le=1), _rounded(3)]
Score = Annotated[float, _rounded(3)]
Seconds = Annotated[float, Field(ge=0, json_schema_extra={"unit": "s"}), _rounded(2)]
Percent = Annotated[float, Field(ge=0, le=100, json_schema_extra={"unit": "%"}), _rounded(2)]
OpenPercent = Annotated[float, Field(ge=0, json_schema_extra={"unit": "%"}), _rounded(2)]
"""A percentage that may exceed 100: a viewer may like, comment and share."""
Rate = Annotated[float, Field(ge=0, json_schema_extra={"unit": "1/min"}), _rounded(1)]
PerSecond = Annotated[float, Field(ge=0, json_schema_extra={"unit": "1/s"}), _rounded(3)]
Count = Annotated[int, Field(ge=0)]
Second = Annotated[int, Field(ge=0, json_schema_extra={"unit": "s"})]
Variance = Annotated[float, Field(ge=0), _rounded(9)]


class Record(BaseModel):
    """Base of everything that is written: immutable, closed, without NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Camel(Record):
    """A record whose keys are camelCase on the wire."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Family(Camel):
    """One analysis: six blocks, each written under the family's prefix."""

    NAME: ClassVar[str]
    PREFIX: ClassVar[str]
    REQUIRED: ClassVar[tuple[str, ...]]
    """The analyzers that the contract demands; without any of them nothing can be measured."""
    USED: ClassVar[tuple[str, ...]]
    """The other analyzers that it takes events from."""

    @property
    def name(self) -> str:
        """The family's name in files and reports."""
        return self.NAME


def given(value: T | Null, compute: Callable[[T], R]) -> R | Null:
    """What is computed from a value; where that is null, the null with its reason."""
    return value if isinstance(value, Null) else compute(value)


def dump(record: Record) -> dict[str, Any]:
    """The record in its wire form: aliases, rounded numbers, None for a Null."""
    return record.model_dump(mode="json", by_alias=True)


def field_of(path: str) -> str:
    """The path that all items of a list share: ``a[3].b`` gives ``a[].b``."""
    return _INDEX.sub("[]", path)


def reasons(record: Record) -> dict[str, str]:
    """The path of every Null in the record and its code.

    List items share one path, ``a[].b``, with the code of the first of them; an item that is null
    for another reason has a path of its own, ``a[3].b``.
    """
    codes: dict[str, str] = {}
    for path, null in _nulls(record, ""):
        shared = field_of(path)
        if codes.setdefault(shared, null.code.value) != null.code.value:
            codes[path] = null.code.value
    return codes


def result_of(family: Family) -> dict[str, Any]:
    """The blocks of a family under prefixed names, with ``_nulls``."""
    prefix = family.PREFIX
    blocks = {prefixed(prefix, key): value for key, value in dump(family).items()}
    return {
        **blocks,
        "_nulls": {prefixed(prefix, k): v for k, v in reasons(family).items()},
    }


def prefixed(prefix: str, key: str) -> str:
    """A block's name in a result file."""
    return prefix + key[0].upper() + key[1:]


def _nulls(value: object, path: str) -> Iterator[tuple[str, Null]]:
    if isinstance(value, Null):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            key = field.serialization_alias or field.alias or name
            yield from _nulls(getattr(value, name), f"{path}.{key}" if path else key)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(cast("list[object]", value)):
            yield from _nulls(item, f"{path}[{index}]")
