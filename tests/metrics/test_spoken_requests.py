"""Calls to action at the end, wherever the recogniser divided the speech."""

from __future__ import annotations

import pytest

from builders import said, timeline
from rumiai.metrics.spoken_requests import asked_at_the_end
from rumiai.schema.measure import Null


def test_a_call_over_two_segments_is_one() -> None:
    """ "link in" and "bio" follow each other."""
    line = timeline(20, (said(17.5, "link", "in"), said(18.6, "bio")))
    assert asked_at_the_end(line) is True


def test_a_segment_does_not_open_a_clause() -> None:
    """ "like" in "I like storing" is no request, though a segment begins with it."""
    line = timeline(20, (said(17.5, "I"), said(18.1, "like", "storing")))
    assert asked_at_the_end(line) is False


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("en", None),
        ("en-US", None),
        ("EN", None),
        ("de", "non_english"),
        ("unknown", "not_measured"),
    ],
)
def test_languages(language: str, code: str | None) -> None:
    """English in any spelling is English; an unknown language is not another one."""
    spoken = said(17.5, "see", "you").model_copy(update={"language": language})
    found = asked_at_the_end(timeline(20, (spoken,)))
    assert (found.code.value if isinstance(found, Null) else found) == (code or False)
