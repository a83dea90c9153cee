"""What stands in a result file beside the measured blocks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rumiai.schema.measure import NullCode, Ratio, Record


class InputProvenance(Record):
    """Where one input's numbers come from."""

    status: Literal["ok", "failed", "unavailable", "absent", "skipped", "missing"] = Field(
        description="How the analyzer's run ended."
    )
    engine: str | None = Field(
        default=None, description="Library and version; null where it did not run."
    )
    weights_sha256: str | None = Field(
        default=None, description="Hash of the model's weights; null where it has none."
    )
    frames_per_second: float | None = Field(
        default=None,
        json_schema_extra={"unit": "1/s"},
        description="Frames looked at in a second; null for sound and where it did not run.",
    )
    inspected_share: Ratio = Field(
        default=0.0, description="Share of the video's seconds that it looked at."
    )


class MarkersFile(Record):
    """What a file of temporal markers holds beside the markers."""

    nulls: dict[str, NullCode] = Field(
        alias="_nulls",
        description="The path of every null value, and the code that says why it is null. Items "
        "of a list share one path, as in a[].b.",
    )


class Judgement(Record):
    """What Claude makes of the measured numbers: no measurement."""

    value: str | None = Field(description="Null where the evidence carries no judgement.")
    reason: str = Field(description="Why, in Claude's words.")
    citations: list[str] = Field(
        description="What it rests on: ids of events, and paths of metrics. That they exist is "
        "checked; that they carry the judgement is not."
    )


class ResultFile(MarkersFile):
    """What the result file of an analysis holds beside its six blocks."""

    judgements: dict[str, Judgement] | None = Field(
        default=None,
        alias="_judgements",
        description="Claude's judgements by name; only with --insights claude, and null where "
        "asking failed.",
    )

    provenance: dict[str, InputProvenance] = Field(
        alias="_provenance", description="By analyzer: where the numbers come from."
    )
    thresholds_version: str = Field(
        alias="thresholdsVersion", description="Version of the thresholds that were used."
    )
    lexicon_version: str = Field(
        alias="lexiconVersion", description="Version of the lists of phrases that were used."
    )
