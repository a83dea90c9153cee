"""Writes insights without any model: the measured blocks as they are."""

from __future__ import annotations

from collections.abc import Sequence

from rumiai.constants.lexicon import lexicon
from rumiai.constants.thresholds import THRESHOLDS_VERSION
from rumiai.insights.provenance import provenance
from rumiai.schema.insights import Insight
from rumiai.schema.measure import Family, result_of
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.timeline import Status, Timeline


class PythonOnly:
    """Formats the numbers and adds nothing to them."""

    def begin(self, families: Sequence[Family | Unmeasured], timeline: Timeline) -> None:
        """Nothing needs to be known before."""

    def write(self, family: Family | Unmeasured, timeline: Timeline) -> Insight:
        """The insight of one family; a failed one where nothing was measured."""
        if isinstance(family, Unmeasured):
            return Insight(
                name=family.name, prefix="", status="failed", reasons=(family.reason,), result=None
            )
        missing = tuple(
            timeline.account(name)
            for name in (*family.REQUIRED, *family.USED)
            if (run := timeline.run(name)) and run.status in (Status.FAILED, Status.UNAVAILABLE)
        )
        return Insight(
            name=family.NAME,
            prefix=family.PREFIX,
            status="degraded" if missing else "complete",
            reasons=missing,
            result={
                **result_of(family),
                "_provenance": provenance(family, timeline),
                "thresholdsVersion": THRESHOLDS_VERSION,
                "lexiconVersion": lexicon().version,
            },
        )
