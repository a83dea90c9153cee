"""Questions about the videos that the old systems recorded."""

from __future__ import annotations

import json
from pathlib import Path

from asked import good, lines

from legacy.recorded import LESSONS, PLANTS, RECORDED, analysis, merged
from rumiai.insights.claude.answers import Accepted, check
from rumiai.insights.claude.question import questions
from rumiai.metrics import measure
from rumiai.schema.events import SpeechSegment
from rumiai.schema.measure import Family


def test_recorded_videos_are_asked_about_whole(contract: Path) -> None:
    """All that was said is there in full, and a good answer is accepted for each family."""
    for name in RECORDED:
        stored = analysis(contract, name)
        timeline = merged(stored)
        families = measure(timeline, stored.metadata).in_order()
        found = questions(families, timeline, stored.metadata, 100_000)
        measured = [family for family in families if isinstance(family, Family)]
        assert [question.name for question in found] == [family.NAME for family in measured]
        for family, question in zip(measured, found, strict=True):
            assert question.left_out == ()
            evidence = lines(question.shared, "evidence")
            said = [item["text"] for item in evidence if item["id"].startswith("speech:")]
            assert said == [segment.text for segment in timeline.of(SpeechSegment)]
            assert isinstance(
                check(family, timeline, question, json.dumps(good(question))), Accepted
            )


def test_a_score_that_nobody_told_is_not_sent_as_zero(contract: Path) -> None:
    """Old transcripts have no probabilities; their evidence has no score, and is not unsure."""
    for name in (PLANTS, LESSONS):
        stored = analysis(contract, name)
        timeline = merged(stored)
        families = measure(timeline, stored.metadata).in_order()
        shared = questions(families, timeline, stored.metadata, 100_000)[0].shared
        scores = [item.get("score") for item in lines(shared, "evidence")]
        assert 0 not in scores
        assert None in scores
