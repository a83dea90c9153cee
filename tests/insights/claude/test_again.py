"""A second run asks only for what is missing; several prompts are asked at once."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from claude_api import COST, KEY, Api, fails

from rumiai.insights.claude.background import Background
from rumiai.progress import InsightStarted, Pausing, Stage, StageStarted

PACING = "scene_pacing"


def test_nothing_is_asked_twice(tell: Any, api: Api) -> None:
    """The same results, no request, no cost; the file says that the answer is an earlier one."""
    first = tell()
    before = first.newest(PACING, "result")
    del api.paths[:]
    again = tell()
    assert api.paths == []
    assert (again.success.report.total_cost, again.success.report.total_tokens) == (0, 0)
    assert again.success.report.prompts_successful == 7
    assert again.newest(PACING, "result") == before
    complete = again.newest(PACING, "complete")
    assert complete["claude"]["reused"] is True
    assert complete["claude"]["cost"] == pytest.approx(COST)
    assert (complete["estimated_cost"], complete["tokens_used"]) == (0, 0)


def test_only_what_failed_is_asked_again(tell: Any, api: Api) -> None:
    """The prompt that failed before is asked, the six others are not."""
    api.bad[PACING] = [fails(500)] * 3
    assert tell().success.status == "degraded"
    del api.asked[:]
    again = tell()
    assert again.success.status == "complete"
    assert api.asked == [PACING]
    assert again.success.report.total_cost == pytest.approx(COST)


def test_a_failure_replaces_no_answer(tell: Any, api: Api) -> None:
    """What --force asks in vain is still known to the next run."""
    tell()
    api.bad[PACING] = [fails(500)] * 3
    assert tell(force=True).newest(PACING, "result")["_judgements"] is None
    del api.asked[:]
    assert tell().newest(PACING, "result")["_judgements"] is not None
    assert api.asked == []


def test_when_all_is_asked_again(tell: Any, api: Api) -> None:
    """With --force, and of another model."""
    tell()
    assert tell(force=True).success is not None
    assert tell(chosen_claude_model="claude-sonnet-5-5", max_cost=9).success is not None
    assert len(api.asked) == 3 * 7


def test_answers_that_are_not_believed(tell: Any, api: Api, tmp_path: Path) -> None:
    """A damaged or altered file, one about another question, a link: asked anew, and mended."""
    told = tell()
    names = list(told.success.report.prompt_details)[:5]
    files = {name: told.folder / name / f"{name}_answer.json" for name in names}
    broken, untrue, other, long, link = names
    files[broken].write_text("{")
    document = told.answer(untrue)
    answer = json.loads(document["answer"])
    answer["summary"]["citations"] = ["shot:999"]
    files[untrue].write_text(json.dumps({**document, "answer": json.dumps(answer)}))
    files[other].write_text(json.dumps({**told.answer(other), "prompt_sha256": "0" * 64}))
    files[long].write_text(json.dumps(told.answer(long)) + " " * 9_000_000)
    (tmp_path / "elsewhere").write_text(files[link].read_text())
    files[link].unlink()
    files[link].symlink_to(tmp_path / "elsewhere")
    before = (tmp_path / "elsewhere").read_bytes()
    del api.asked[:]
    again = tell()
    assert again.success.status == "complete"
    assert sorted(api.asked) == sorted(names)
    assert not files[link].is_symlink()
    assert (tmp_path / "elsewhere").read_bytes() == before


def test_an_answer_that_finds_no_place(tell: Any) -> None:
    """The run fails, and says which file cannot be written."""
    told = tell()
    path = told.folder / PACING / f"{PACING}_answer.json"
    path.unlink()
    path.mkdir()
    assert "scene_pacing_answer.json: cannot be written" in str(tell().error)


def test_python_after_claude(tell: Any) -> None:
    """Without Claude the judgements are not there, and nothing is asked."""
    tell()
    plain = tell(insights="python", offline=True, claude_key=None)
    assert "_judgements" not in plain.newest(PACING, "result")
    assert plain.newest(PACING, "complete")["source"] == "python_precompute"


def test_several_at_once(tell: Any, api: Api) -> None:
    """As many as the setting says and no more; the lines of the protocol keep their order."""
    api.seconds = 0.2
    started = time.monotonic()
    told = tell(prompt_concurrency=3)
    assert api.most_in_flight == 3
    assert time.monotonic() - started < 7 * 0.2 + 2
    names = [seen.name for seen in told.seen if isinstance(seen, InsightStarted)]
    assert names == list(told.success.report.prompt_details)
    assert StageStarted(Stage.PROMPTS) in told.seen


@pytest.mark.slow
def test_seven_prompts_of_two_seconds(tell: Any, api: Api) -> None:
    """Under six seconds with the default, and never more than four in flight."""
    tell()  # what is imported once is not counted
    api.seconds = 2.0
    started = time.monotonic()
    assert tell(force=True).success.report.prompts_successful == 7
    assert time.monotonic() - started < 6
    assert api.most_in_flight == 4


def test_a_pause_between_prompts(tell: Any, api: Api) -> None:
    """With a delay they are asked one by one, and the protocol says how long it waits."""
    told = tell(prompt_delay=0.02)
    assert [s for s in told.seen if isinstance(s, Pausing)] == [Pausing(0.02)] * 6
    assert api.most_in_flight == 1
    assert api.asked == list(told.success.report.prompt_details)


def test_the_first_alone_where_the_cache_is_shared() -> None:
    """With a lead the others begin once its answer has begun, not once it is done."""
    order: list[str] = []

    def first(begun: Any) -> int:
        order.append("first")
        time.sleep(0.1)
        order.append("answer begins")
        begun()
        time.sleep(0.1)
        order.append("first is done")
        return 1

    def other(_: Any) -> int:
        order.append("other")
        return 2

    jobs = {"first": first, "a": other, "b": other}
    background: Background[int] = Background(jobs, 3, lead=True)
    assert [background.result(name) for name in jobs] == [1, 2, 2]
    assert order == ["first", "answer begins", "other", "other", "first is done"]


def test_a_lead_that_fails_leads_nobody_astray() -> None:
    """Its error is raised where its result is asked for; the others are done."""

    def broken(_: Any) -> int:
        raise ZeroDivisionError

    jobs = {"first": broken, "other": lambda _: 2}
    background: Background[int] = Background(jobs, 2, lead=True)
    with pytest.raises(ZeroDivisionError):
        background.result("first")
    assert background.result("other") == 2


def test_no_key_in_any_file(tell: Any, tmp_path: Path) -> None:
    """Nor in any address of one."""
    tell()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 30
    assert not [path for path in files if KEY.encode() in path.read_bytes()]
