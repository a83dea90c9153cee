"""What Claude costs, and a budget that is never overrun."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from claude_api import COST, Api, cut, fails

from rumiai.constants.claude_models import HAIKU, SONNET, price_table
from rumiai.errors import APINetworkError, APIQuotaError
from rumiai.insights.claude.budget import Budget, at_most, cost_of
from rumiai.insights.claude.failures import retry_after
from rumiai.schema.insights import TokenUsage
from rumiai.settings import load_settings

MODELS = price_table().models
LARGEST = at_most(1000, 4000, MODELS[HAIKU])
"""USD that one call of these tests may cost."""


def test_prices() -> None:
    """Input, output, cache writes and cache reads are priced apart (decision 25)."""
    usage = TokenUsage(input=1000, output=200, cache_write=4000, cache_read=8000)
    haiku = (1000 * 0.1 + 200 * 0.5 + 4000 * 0.125 + 8000 * 0.01) / 1e6
    sonnet = (1000 * 2 + 200 * 10 + 4000 * 2.5 + 8000 * 0.1) / 1e6
    assert cost_of(usage, MODELS[HAIKU]) == pytest.approx(haiku)
    assert cost_of(usage, MODELS[SONNET]) == pytest.approx(sonnet)


def test_long_prompts_are_dearer() -> None:
    """Above 100 000 tokens, cached ones among them, the whole call has the higher rates."""
    short = TokenUsage(input=50_000, output=100, cache_read=50_000)
    long = TokenUsage(input=50_001, output=100, cache_read=50_000)
    assert cost_of(long, MODELS[HAIKU]) == pytest.approx(5 * cost_of(short, MODELS[HAIKU]), 1e-4)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
def test_the_table(model: Any) -> None:
    """Reading the cache is cheaper than reading anew, writing it dearer, output the dearest."""
    for rates in filter(None, (model.rates, model.long_rates)):
        assert 0 < rates.cache_read < rates.input < rates.cache_write < rates.output


def test_at_most_is_an_upper_bound() -> None:
    """Whatever the cache does, and if the count is a little low, a call costs no more."""
    model = MODELS[HAIKU]
    for usage in (
        TokenUsage(input=1050, output=4000),
        TokenUsage(cache_write=1050, output=4000),
        TokenUsage(cache_read=1050, output=4000),
    ):
        assert cost_of(usage, model) <= LARGEST
    assert cost_of(TokenUsage(input=100_500, output=10), model) <= at_most(99_000, 10, model)


def test_many_at_once() -> None:
    """Fifty threads that each set aside more than they spend never hold more than the limit."""
    budget, lock = Budget(1.0), threading.Lock()
    held, most, spent, refused = 0.0, 0.0, 0.0, 0

    def work() -> None:
        nonlocal held, most, spent, refused
        try:
            with budget.reserve(0.2) as reserved:
                with lock:
                    held += 0.2
                    most = max(most, held + spent)
                reserved.settle(0.05)
                with lock:
                    held -= 0.2
                    spent += 0.05
        except APIQuotaError:
            with lock:
                refused += 1

    threads = [threading.Thread(target=work) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= 1.0 + 1e-9
    assert spent == pytest.approx(0.05 * (50 - refused))
    assert 0.8 < spent <= 1.0
    assert refused >= 30


def test_budget_of_nothing(tell: Any, api: Api) -> None:
    """Not one request, no file, one clear line, exit code 3."""
    told = tell(max_cost=0)
    assert isinstance(told.error, APIQuotaError)
    assert told.error.exit_code == 3
    assert "the budget for Claude is 0" in str(told.error)
    assert api.paths == []
    assert not told.folder.exists()


def test_a_budget_for_a_few(tell: Any, api: Api) -> None:
    """What could cost more than what is left is not asked; it says so, and the rest stands."""
    limit = LARGEST + 1.5 * COST
    told = tell(max_cost=limit)
    assert told.success is not None
    report = told.success.report
    assert len(api.asked) == report.prompts_successful == 2
    assert report.total_cost == pytest.approx(2 * COST)
    reasons = [reason for reason in told.success.degraded if "judgements" in reason]
    assert len(reasons) == 5
    assert all("of the budget of $0.0" in r and "--max-cost" in r for r in reasons)
    left = next(name for name, d in report.prompt_details.items() if not d.success)
    assert report.prompt_details[left].cost == 0
    assert told.newest(left, "result")["_nulls"]["_judgements"] == "judgement_over_budget"


def test_a_budget_for_one_at_a_time(tell: Any, api: Api) -> None:
    """Where it may fit once others have cost less than they could, a prompt waits."""
    api.seconds = 0.05
    told = tell(max_cost=LARGEST + 7 * COST)
    assert told.success is not None
    assert told.success.report.prompts_successful == 7
    assert api.most_in_flight == 1


def test_a_budget_too_small_for_any(tell: Any, api: Api) -> None:
    """Tokens are counted, nothing is asked, exit code 3."""
    told = tell(max_cost=LARGEST / 2)
    assert type(told.error) is APIQuotaError
    assert "7 of 7 prompts failed, for $0.0000" in str(told.error)
    assert (api.counted, api.asked) == (7, [])


def test_what_may_have_been_billed_counts(tell: Any, api: Api) -> None:
    """A call that broke off takes all that it could have cost from the budget."""
    api.bad["creative_density"] = [cut] * 3
    told = tell(max_cost=2 * LARGEST + 3 * COST, prompt_concurrency=1)
    assert told.success is None
    assert type(told.error) is APIQuotaError or len(api.asked) < 7
    assert api.asked == ["creative_density"] * 2


def test_what_failed_costs_nothing(tell: Any, api: Api) -> None:
    """An overloaded API bills nothing, and takes nothing from the budget."""
    api.bad["creative_density"] = [fails(529, "overloaded_error")] * 2
    told = tell(max_cost=LARGEST + 7 * COST)
    assert told.success is not None
    assert told.success.report.total_cost == pytest.approx(7 * COST)


def test_a_count_that_fails(tell: Any, api: Api) -> None:
    """Without a count there is no call: the budget could not be kept."""
    api.tokens = -1
    told = tell()
    assert told.error is not None
    assert "counts no tokens" in str(told.error)
    assert api.asked == []


def test_a_count_that_comes_late(tell: Any, api: Api) -> None:
    """An overloaded API is asked to count again, as it is asked to answer."""
    api.bad_counts = [fails(529, "overloaded_error"), fails(500)]
    told = tell()
    assert told.success is not None
    assert told.success.status == "complete"
    assert api.counted == 9


def test_nobody_there(tell: Any, api: Api) -> None:
    """No connection: three attempts, exit code 3, and it costs nothing."""
    with Api() as gone:
        url = gone.url
    told = tell(claude_url=url)
    assert type(told.error) is APINetworkError
    assert "7 of 7 prompts failed, for $0.0000: Claude API: no connection; 3 attempts" in str(
        told.error
    )


def test_an_unknown_price(tell: Any, api: Api) -> None:
    """With a budget the model is refused before anything is sent."""
    told = tell(chosen_claude_model="claude-next-9")
    assert isinstance(told.error, APIQuotaError)
    assert "the price of claude-next-9 is not known (prices of 2026-10-24)" in str(told.error)
    assert api.paths == []


def test_an_unknown_price_without_budget(
    tell: Any, api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    """Costs are null, with a warning, and never 0; nothing needs to be counted."""
    told = tell(chosen_claude_model="claude-next-9", cost_monitoring=False)
    assert told.success is not None
    assert told.success.report.total_cost is None
    assert {d.cost for d in told.success.report.prompt_details.values()} == {None}
    assert told.success.report.total_tokens == 7 * 1200
    assert "the price of claude-next-9 is not known" in caplog.text
    assert api.counted == 0
    assert "effort" not in api.bodies[0]["output_config"]


@pytest.mark.parametrize(
    ("variables", "model"),
    [
        ({}, "claude-haiku-5-5"),
        ({"USE_CLAUDE_SONNET": "true"}, "claude-sonnet-5-5"),
        ({"USE_CLAUDE_SONNET": "true", "CLAUDE_MODEL": "claude-opus-5-5"}, "claude-opus-5-5"),
    ],
)
def test_the_model(variables: dict[str, str], model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Haiku, or Sonnet, or the one that is named."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert load_settings().claude_model == model
    assert model in MODELS


def test_when_to_ask_again() -> None:
    """Retry-After holds seconds or a date; what is neither asks for nothing."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert retry_after("7") == 7.0
    assert retry_after(" 0.5 ") == 0.5
    assert 25 < (retry_after(soon) or 0) <= 30
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    for nothing in (None, "", "soon", "-1", "nan", "1e9", "٣", "Wed, 99 Oct 2015 07:28:00 GMT"):
        assert retry_after(nothing) is None, nothing
