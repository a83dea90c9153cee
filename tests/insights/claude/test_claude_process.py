"""Claude mode through a real process: protocol, exit codes, and where the key goes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from claude_api import COST, KEY, Api, fails, says

from rumiai.insights.claude.judgements import JUDGEMENTS
from rumiai.stopping import Terminated, stoppable

Run = Callable[..., subprocess.CompletedProcess[str]]
PACING = "scene_pacing"
NO_SOCKETS = Path(__file__).parents[2] / "no_sockets"


def environment(api: Api, **more: str) -> dict[str, str]:
    return {
        "RUMIAI_OFFLINE": "0",
        "ANTHROPIC_API_KEY": KEY,
        "CLAUDE_API_URL": f"{api.url}/v1/messages",
        "RUMIAI_PROMPT_RETRY_DELAY": "0.01",
        "ANTHROPIC_LOG": "debug",
        **more,
    }


def last_json(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stdout.splitlines()[-1])


def test_the_protocol(rumiai: Run, api: Api, stored: Path, tmp_path: Path) -> None:
    """Lines, the last-line JSON, exit code 0 with one failed prompt; an old key's name counts.

    The key is in no output, though the API repeats it and every log is asked for.
    """
    api.bad[PACING] = [fails(400, "invalid_request_error", message=f"bad {KEY}\n{KEY}")]
    more = {"ANTHROPIC_API_KEY": "", "CLAUDE_API_KEY": KEY}
    done = rumiai(
        "metrics", stored, "--insights", "claude", "--debug", env=environment(api, **more)
    )
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert "📊 running_claude_prompts... (70%)" in lines
    assert (
        f"❌ {PACING} failed: judgements: Claude API: the request is refused (400): bad … …"
        in lines
    )
    assert "✅ creative_density completed successfully!" in lines
    assert f"💰 Total cost: ${6 * COST:.4f}" in lines
    document = last_json(done)
    assert (document["success"], document["status"]) == (True, "degraded")
    assert document["report"]["total_tokens"] == 6 * 1200
    assert KEY not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert all(headers["Authorization"] == f"Bearer {KEY}" for headers in api.headers)
    assert not [p for p in tmp_path.rglob("*.*") if p.is_file() and KEY.encode() in p.read_bytes()]


@pytest.mark.slow
def test_all_refused(rumiai: Run, api: Api, stored: Path) -> None:
    """Exit code 3, one line on stderr, and the protocol's JSON with a class that holds API."""
    for name in ("creative_density", "emotional_journey", "speech_analysis", PACING):
        api.bad[name] = [says("", stop="refusal")]
    for name in ("visual_overlay_analysis", "metadata_analysis", "person_framing"):
        api.bad[name] = [fails(403, "permission_error")]
    options = ("--insights", "claude", "--max-cost", "0.5", "--claude-model", "claude-sonnet-5-5")
    done = rumiai("metrics", stored, *options, env=environment(api))
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert "7 of 7 prompts failed" in done.stderr
    assert "API" in last_json(done)["error_type"]


WRONG: dict[str, tuple[tuple[str, ...], dict[str, str], int, str]] = {
    "budget": (("--max-cost", "0"), {}, 3, "the budget for Claude is 0"),
    "offline": ((), {"RUMIAI_OFFLINE": "1"}, 2, "needs a connection"),
    "no key": ((), {"ANTHROPIC_API_KEY": ""}, 3, "needs a key; set ANTHROPIC_API_KEY"),
    "odd key": ((), {"ANTHROPIC_API_KEY": f"{KEY}\né"}, 3, "characters that no key has"),
    "in the clear": ((), {"CLAUDE_API_URL": "http://example.org"}, 2, "is not https"),
    "password": ((), {"CLAUDE_API_URL": f"https://a:{KEY}@x.org"}, 2, "password is not accepted"),
    "both": ((), {"CLAUDE_API_URL": f"http://a:{KEY}@x.org"}, 2, "password is not accepted"),
    "query": ((), {"CLAUDE_API_URL": f"https://x.org/?k={KEY}"}, 2, "with ? or # is not accepted"),
    "negative": (("--max-cost", "-1"), {}, 2, "CLAUDE_COST_THRESHOLD"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_refused_before_any_work(
    api: Api, stored: Path, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One clear line, the right exit code, no request, and nothing written."""
    from rumiai.errors import RumiaiError
    from rumiai.settings import load_settings
    from rumiai.writing import check_ready

    options, variables, code, said = WRONG[kind]
    for name, value in environment(api, **variables).items():
        monkeypatch.setenv(name, value)
    given = {"max_cost": options[1]} if options else {}
    with pytest.raises(RumiaiError) as caught:
        check_ready(load_settings(insights="claude", root=tmp_path / "out", **given))
    assert said in str(caught.value)
    assert caught.value.exit_code == code
    assert KEY not in str(caught.value)
    assert api.paths == []


def test_a_budget_of_nothing(rumiai: Run, api: Api, stored: Path, tmp_path: Path) -> None:
    """The process says it in one line, and ends with exit code 3."""
    options = ("--insights", "claude", "--max-cost", "0", "--root", tmp_path / "out")
    done = rumiai("metrics", stored, *options, env=environment(api))
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith("rumiai: the budget for Claude is 0")
    assert api.paths == []
    assert not (tmp_path / "out").exists()


def test_the_key_goes_to_no_other_host(tell: Any, api: Api) -> None:
    """A redirect is not followed, even to this machine."""
    with Api() as other:
        for name, status in zip(JUDGEMENTS, (301, 302, 303, 307, 308), strict=False):
            api.bad[name] = [fails(status, location=f"{other.url}/v1/messages")]
        told = tell()
        assert other.paths == []
    assert len([r for r in told.success.degraded if "leads elsewhere" in r]) == 5


def test_no_other_key_is_sent(tell: Any, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the SDK would take from its own variables belongs to other addresses perhaps."""
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "of-others")
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "X-G: of-others\nAuthorization: of-others")
    assert tell().success is not None
    sent = [{name.lower(): value for name, value in one.items()} for one in api.headers]
    assert {headers.get("authorization") for headers in sent} == {f"Bearer {KEY}"}
    assert "of-others" not in str(api.headers)


def test_no_proxy_sees_loopback(tell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment is not used for an API on this machine."""
    with Api() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert tell().success is not None
        assert proxy.paths == []


def test_it_stops(tell: Any, api: Api, tmp_path: Path) -> None:
    """SIGTERM while answers are awaited: no set is written, and no further prompt is asked."""
    api.seconds = 3.0
    threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGTERM)).start()
    started = time.monotonic()
    with stoppable(), pytest.raises(Terminated):
        tell()
    assert time.monotonic() - started < 2.5
    assert len(api.asked) == 4
    assert not list((tmp_path / "out" / "insights").rglob("*_result_*"))


@pytest.mark.slow
def test_it_stops_at_once(api: Api, stored: Path, tmp_path: Path) -> None:
    """SIGTERM while answers are awaited: exit code 143 within a second; nothing half is left."""
    api.seconds = 20.0
    process = subprocess.Popen(
        [sys.executable, "-m", "rumiai", "metrics", str(stored), "--insights", "claude"],
        cwd=tmp_path,
        env={**os.environ, **environment(api)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(api.asked) < 4:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    started = time.monotonic()
    out, err = process.communicate(timeout=10)
    assert time.monotonic() - started < 3
    assert process.returncode == 143
    assert "Traceback" not in err
    assert json.loads(out.splitlines()[-1])["error_type"] == "Terminated"
    assert not list((tmp_path / "insights").rglob("*_result_*"))


def test_without_claude_nothing_leaves(api: Api, stored: Path, tmp_path: Path) -> None:
    """With keys at hand and a network allowed, Python-only mode opens no socket, loads no SDK."""
    log = tmp_path / "sockets.log"
    code = (
        "import sys; from rumiai.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert not {'anthropic', 'httpx2'} & set(sys.modules), 'the SDK was loaded'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "metrics", str(stored), "--root", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={
            **os.environ,
            **environment(api, APIFY_API_TOKEN="apify_api_secret"),
            "PYTHONPATH": str(NO_SOCKETS),
            "SOCKET_LOG": str(log),
        },
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not log.exists() or not log.read_text(encoding="utf-8")
    assert api.paths == []
    assert (tmp_path / "out" / "insights" / "built").is_dir()


def test_a_name_elsewhere_fails_a_test(tell: Any) -> None:
    """Asking for it is enough: without a name server it would look like no connection."""
    with pytest.raises(pytest.fail.Exception, match=r"tried to find claude\.example"):
        tell(claude_url="https://claude.example")


@pytest.mark.slow
def test_a_name_elsewhere_ends_a_child(rumiai: Run, api: Api, stored: Path) -> None:
    """A child process that asks for it ends with the guard's own exit code."""
    env = environment(api, CLAUDE_API_URL="https://claude.example")
    done = rumiai("metrics", stored, "--insights", "claude", env=env)
    assert done.returncode == 99, "the words are lost: a run keeps stderr for itself"
