"""Each way in which asking Claude can end: its files, exit code and cost."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from claude_api import COST, Api, Bad, answers, cut, drip, fails, good, hang_up, says

from conformance import check_conformance
from rumiai.errors import APIError, APIQuotaError, APITokenError
from rumiai.insights.claude.judgements import JUDGEMENTS
from rumiai.progress import InsightDone
from rumiai.reference.schemas import schema_of

PACING = "scene_pacing"
FAMILIES = tuple(JUDGEMENTS)
CITES = {"value": "montage", "reason": "It is.", "citations": ["shot:999"]}
UNKNOWN = {"value": None, "reason": "None.", "citations": []}


def without(*names: str) -> Bad:
    """An answer that lacks judgements."""

    def answer(answering: Any) -> None:
        whole = good(answering.family)
        answering.stream(json.dumps({k: v for k, v in whole.items() if k not in names}))

    return answer


def test_all_answer(tell: Any, api: Api) -> None:
    """Seven judgements beside unchanged measures; tokens and cost add up; each is asked once."""
    told = tell()
    assert told.success is not None
    assert told.success.status == "complete"
    report = told.success.report
    assert sorted(api.asked) == sorted(FAMILIES)
    assert (report.prompts_successful, report.prompts_total) == (7, 7)
    assert report.total_tokens == 7 * 1200
    assert report.total_cost == pytest.approx(7 * COST)
    assert {d.tokens for d in report.prompt_details.values()} == {1200}
    assert report.feature_flags["model"] == "claude-haiku-5-5"
    results = {name: told.newest(name, "result") for name in FAMILIES}
    measured = tell(insights="python")
    for name, result in results.items():
        expected = good(name)
        judged = result.pop("_judgements")
        assert {k: v["value"] for k, v in judged.items()} == {
            k: v["value"] for k, v in expected.items()
        }
        assert result == measured.newest(name, "result")
        (raw,) = told.folder.glob(f"{name}/{name}_result_*.txt")
        assert json.loads(raw.read_text(encoding="utf-8")) == expected


def test_what_is_written_conforms(tell: Any, api: Api, contract: Path, tmp_path: Path) -> None:
    """Results with judgements, and one without, follow our schema and the contract's checker."""
    api.bad[PACING] = [says("", stop="refusal")]
    told = tell()
    for name in FAMILIES:
        jsonschema.validate(told.newest(name, "result"), schema_of(name))
    shutil.copytree(told.folder.parents[1], tmp_path / "checked")
    check_conformance(contract, tmp_path / "checked", "built")


def test_the_files(tell: Any) -> None:
    """The complete file says that Claude took part; the answer's file says how it was asked."""
    told = tell()
    complete = told.newest(PACING, "complete")
    assert (complete["success"], complete["status"]) == (True, "complete")
    assert (complete["source"], complete["processing_mode"]) == ("claude", "claude")
    assert complete["prompt_type"] == PACING
    assert json.loads(complete["response"]) == good(PACING)
    assert (complete["tokens_used"], complete["error"]) == (1200, None)
    assert complete["estimated_cost"] == pytest.approx(COST)
    assert json.loads(complete["result"])["_judgements"]["summary"]["citations"] == ["shot:1"]
    kept = told.answer(PACING)
    assert kept["model"] == "claude-haiku-5-5"
    assert len(kept["prompt_sha256"]) == 64
    assert kept["usage"] == {"input": 1000, "output": 200, "cache_write": 0, "cache_read": 0}
    assert kept["request_ids"][0].startswith("req_scene_pacing")
    assert kept["seconds"] > 0
    assert kept["prices_of"] == "2026-10-24"


def overwrites(answering: Any) -> None:
    """An answer that holds a measured block."""
    block = {"scenePacingCoreMetrics": {"totalScenes": 99}, "coreMetrics": {}}
    answering.well(**block)


FAILURES: dict[str, tuple[list[Bad], str, str, int, float | None]] = {
    "400": ([fails(400, "invalid_request_error")], "unanswered", "refused (400): no", 1, 0),
    "404": ([fails(404, "not_found_error")], "unanswered", "no model claude-haiku-5-5", 1, 0),
    "413": ([fails(413, "request_too_large")], "unanswered", "too large", 1, 0),
    "402": ([fails(402, "billing_error")], "unanswered", "credit is used up", 1, 0),
    "302": ([fails(302, location="http://127.0.0.1:9/")], "unanswered", "leads elsewhere", 1, 0),
    "429": ([fails(429, "rate_limit_error")] * 3, "unanswered", "(429); try again later; 3", 3, 0),
    "429, long": ([fails(429, retry_after="3600")], "unanswered", "asks to wait 3600 s", 1, 0),
    "500": ([fails(500)] * 3, "unanswered", "failed (500); try again later; 3 attempts", 3, 0),
    "529": ([fails(529, "overloaded_error")] * 3, "unanswered", "overloaded (529)", 3, 0),
    "no answer": ([hang_up] * 3, "unanswered", "the connection broke off; 3 attempts", 3, None),
    "cut": ([cut] * 3, "unanswered", "broke off; 3 attempts", 3, None),
    "no events": ([lambda a: a.say(200, "{")], "unanswered", "as the API documents", 1, None),
    "refusal": ([says("", stop="refusal")], "refused", "Claude refused", 1, COST),
    "too long": ([says("{", stop="max_tokens")], "cut_off", "reached 4000 tokens", 1, COST),
    "no JSON": ([says("{'a': 1")] * 2, "rejected", "one JSON object", 2, 2 * COST),
    "missing": ([without("summary")] * 2, "rejected", "summary is missing", 2, 2 * COST),
    "extra": ([answers(more=UNKNOWN)] * 2, "rejected", "more is not asked for", 2, 2 * COST),
    "wrong type": ([answers(summary=3)] * 2, "rejected", "summary must be", 2, 2 * COST),
    "false citation": ([answers(summary=CITES)] * 2, "rejected", "cites shot:999", 2, 2 * COST),
    "overwriting": ([overwrites] * 2, "rejected", "is measured and cannot be", 2, 2 * COST),
}


@pytest.mark.parametrize("first", range(0, len(FAILURES), 6))
def test_prompts_that_fail(tell: Any, api: Api, first: int) -> None:
    """Each keeps its measures, and says why there are no judgements; the seventh is as ever."""
    kinds = dict(zip(FAMILIES, list(FAILURES)[first : first + 6], strict=False))
    for name, kind in kinds.items():
        api.bad[name] = list(FAILURES[kind][0])
    told = tell()
    assert told.success is not None, "as long as one prompt is answered the run has not failed"
    assert told.success.status == "degraded"
    report = told.success.report
    assert (report.prompts_successful, report.prompts_total) == (7 - len(kinds), 7)
    costs = [FAILURES[kind][4] for kind in kinds.values()]
    assert (report.total_cost is None) == (None in costs)
    for name in FAMILIES:
        if name in kinds:
            check_failure(told, api, name, *FAILURES[kinds[name]][1:])
        else:
            assert told.newest(name, "result")["_judgements"] is not None


def check_failure(
    told: Any, api: Api, name: str, code: str, said: str, calls: int, cost: float | None
) -> None:
    """One prompt's failure in the report, in the lines of the protocol, and in all files."""
    assert api.asked.count(name) == calls
    detail = told.success.report.prompt_details[name]
    assert (detail.success, detail.cost) == (False, None if cost is None else pytest.approx(cost))
    (reason,) = [r for r in told.success.degraded if r.startswith(f"{name}: judgements: ")]
    assert said in reason
    (line,) = [s for s in told.seen if isinstance(s, InsightDone) and s.name == name]
    assert line.reason is not None
    assert said in line.reason
    result, complete = told.newest(name, "result"), told.newest(name, "complete")
    assert result["_judgements"] is None
    assert result["_nulls"]["_judgements"] == f"judgement_{code}"
    assert len([key for key in result if not key.startswith("_")]) == 6 + 2
    assert result.get("scenePacingCoreMetrics", {}).get("totalScenes") in (None, 1)
    assert (complete["success"], complete["status"]) == (True, "degraded")
    assert said in complete["error"]
    assert told.answer(name)["calls"] == calls


RECOVERIES: dict[str, tuple[list[Bad], int, int]] = {
    "429": ([fails(429, "rate_limit_error")], 2, 1),
    "429, wait": ([fails(429, "rate_limit_error", retry_after="0.2")], 2, 1),
    "500": ([fails(500), fails(502)], 3, 1),
    "529": ([fails(529, "overloaded_error")], 2, 1),
    "no JSON": ([says("Well, …")], 2, 2),
    "fenced": ([lambda a: a.stream("```json\n" + json.dumps(good(a.family)) + "\n```")], 1, 1),
    "false citation": ([answers(summary=CITES)], 2, 2),
}


def test_another_attempt_helps(tell: Any, api: Api) -> None:
    """What another attempt or the repair round brings is as good; every answer is paid for."""
    kinds = dict(zip(FAMILIES, RECOVERIES.values(), strict=True))
    for name, (bad, _, _) in kinds.items():
        api.bad[name] = list(bad)
    told = tell()
    assert told.success is not None
    assert told.success.status == "complete"
    for name, (_, calls, paid) in kinds.items():
        assert api.asked.count(name) == calls, name
        assert told.success.report.prompt_details[name].cost == pytest.approx(paid * COST)
        kept = told.answer(name)
        assert (kept["calls"], kept["repaired"]) == (calls, paid == 2)
        assert told.newest(name, "complete")["retry_attempts"] == calls - 1


def test_a_cut_answer_that_comes_again(tell: Any, api: Api) -> None:
    """What the cut one has cost is not known, so the prompt's cost and the total are null."""
    api.bad[PACING] = [cut]
    told = tell()
    assert told.success is not None
    assert told.success.status == "complete"
    assert told.success.report.total_cost is None
    assert told.success.report.prompt_details["creative_density"].cost == pytest.approx(COST)


def test_the_repair_round(tell: Any, api: Api) -> None:
    """It repeats the question in the same form, and adds what was wrong."""
    api.bad[PACING] = [answers(summary=CITES)]
    tell()
    first, second = [
        body for name, body in zip(api.asked, api.bodies, strict=True) if name == PACING
    ]
    assert second["messages"][0]["content"][:2] == first["messages"][0]["content"]
    assert "shot:999" in second["messages"][0]["content"][2]["text"]
    same = ("model", "system", "output_config", "max_tokens")
    assert [first[key] for key in same] == [second[key] for key in same]


def test_timeouts(tell: Any, api: Api) -> None:
    """One attempt; an answer that goes on and on is late, too. The cost is not known."""
    api.bad[PACING] = [drip]
    api.bad["speech_analysis"] = [lambda _: time.sleep(1)]
    told = tell(prompt_timeout=0.4)
    assert told.success is not None
    for name in (PACING, "speech_analysis"):
        check_failure(told, api, name, "unanswered", "no whole answer within 0.4 s", 1, None)
    assert told.success.report.total_cost is None


def test_a_refused_key(tell: Any, api: Api) -> None:
    """401: exit code 3, the key is not sent again and again, and what was measured is there."""
    for name in FAMILIES:
        api.bad[name] = [fails(401, "authentication_error", message="key sk-ant… bad")] * 3
    told = tell(prompt_concurrency=1)
    assert isinstance(told.error, APITokenError)
    assert told.error.exit_code == 3
    assert "7 of 7 prompts failed, for $0.0000" in str(told.error)
    assert len(api.asked) == 1
    assert told.newest(PACING, "result")["_judgements"] is None
    assert told.newest(PACING, "result")["scenePacingCoreMetrics"]["totalScenes"] == 1


def test_all_fail(tell: Any, api: Api) -> None:
    """No prompt answered: exit code 3 with the first one's class; measures are written."""
    for name in FAMILIES:
        api.bad[name] = [says("", stop="refusal", details={"type": "refusal", "category": "bio"})]
    told = tell()
    assert type(told.error) is APIError
    assert f"for ${7 * COST:.4f}: Claude refused to answer (bio)" in str(told.error)
    assert len(list(told.folder.glob("*/*_complete_*.json"))) == 7 + 1


def test_strict(tell: Any, api: Api) -> None:
    """In strict mode one failed prompt fails the run: no set is written, answers are kept."""
    api.bad[PACING] = [fails(529, "overloaded_error")] * 3
    told = tell(strict=True)
    assert type(told.error) is APIError
    assert not list(told.folder.glob("*/*_result_*"))
    assert len(list(told.folder.glob("*/*_answer.json"))) == 7


def test_quota_of_all(tell: Any, api: Api) -> None:
    """429 for all after three attempts each is a quota error."""
    for name in FAMILIES:
        api.bad[name] = [fails(429, "rate_limit_error")] * 3
    told = tell()
    assert type(told.error) is APIQuotaError
    assert len(api.asked) == 21


def test_halves_of_characters(tell: Any, api: Api) -> None:
    """What is no character breaks no file, wherever it comes from."""
    half = {"summary": {"value": "\ud800", "reason": "\udfff.", "citations": ["\ud800"]}}
    api.bad[PACING] = [says(json.dumps(good(PACING, **half)), stop="end_turn")] * 2
    api.bad["speech_analysis"] = [says('{"\ud800": 1}')] * 2
    api.bad["person_framing"] = [fails(400, "invalid_request_error", message="\ud800")]
    refusal = {"type": "refusal", "category": "\ud800"}
    api.bad["metadata_analysis"] = [says("\ud800", stop="refusal", details=refusal)]
    told = tell()
    assert told.success is not None
    assert told.success.report.prompts_successful == 3
    assert len(list(told.folder.glob("*/*_answer.json"))) == 7


@pytest.mark.parametrize("body", ["[]", "null", '{"input_tokens": "7"}', "{"])
def test_a_count_that_is_none(tell: Any, api: Api, body: str) -> None:
    """No call is made without a count: exit code 3."""
    api.count_body = body
    told = tell()
    assert told.error is not None
    assert told.error.exit_code == 3
    assert api.asked == []


EVENTS: dict[str, tuple[str, str]] = {
    "no JSON": ("message_start", "{"),
    "no message": ("message_start", '{"type": "message_start"}'),
    "no content": ("message_start", '{"type": "message_start", "message": {}}'),
    "order": ("content_block_delta", '{"type": "content_block_delta", "index": 9, "delta": {}}'),
    "list": ("message_start", "[1]"),
    "error": ("error", '{"type": "error", "error": {"type": "invalid_request_error"}}'),
    "odd error": ("error", "oh"),
}


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_events_that_make_no_sense(tell: Any, api: Api) -> None:
    """Each is a failure of its prompt, with a cost that is not known, and none of the run."""

    def answer(kind: str, data: str) -> Bad:
        def bad(answering: Any) -> None:
            answering.begin_stream()
            answering.wfile.write(f"event: {kind}\ndata: {data}\n\n".encode())

        return bad

    for name, event in zip(FAMILIES, EVENTS.values(), strict=True):
        api.bad[name] = [answer(*event)] * 3
    told = tell(max_cost=1)
    assert told.error is not None
    assert told.error.exit_code == 3
    for name in FAMILIES:
        kept = told.answer(name)
        assert kept["code"] == "judgement_unanswered", kept
        assert kept["cost"] is None


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_wrong_usage(tell: Any, api: Api) -> None:
    """Tokens that are no numbers: the answer counts, its cost is null and never 0."""
    usage = {"input_tokens": "many", "output_tokens": -3}
    api.bad[PACING] = [lambda a: a.stream(json.dumps(good(a.family)), usage=usage)]
    told = tell()
    assert told.success is not None
    assert told.success.report.prompt_details[PACING].cost is None
    assert told.newest(PACING, "complete")["estimated_cost"] is None


def test_what_is_sent(tell: Any, api: Api) -> None:
    """A schema, no sampling, the shared part first with the mark of the cache; no key in it."""
    tell()
    for body in api.bodies:
        assert set(body) == {"model", "max_tokens", "system", "messages", "output_config", "stream"}
        assert body["output_config"]["format"]["type"] == "json_schema"
        assert body["output_config"]["effort"] == "low"
        (message,) = body["messages"]
        shared, task = message["content"]
        assert shared["cache_control"] == {"type": "ephemeral"}
        assert "cache_control" not in task
    assert len({json.dumps(b["system"]) for b in api.bodies}) == 1
    assert len({b["messages"][0]["content"][0]["text"] for b in api.bodies}) == 1
