"""One call to the Claude API by the official SDK, and what can become of it.

The key goes to the API's own address alone: redirects are not followed, the SDK's tracing is off,
and no error here repeats a header. The SDK does not try again by itself; `asking` does.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr, ValidationError

from rumiai.errors import APITokenError
from rumiai.insights.claude.failures import CallFailed, as_failure, cut, senseless
from rumiai.insights.claude.transport import http_client
from rumiai.schema.insights import TokenUsage
from rumiai.schema.text import one_line

if TYPE_CHECKING:
    from anthropic import Anthropic
    from anthropic.types import MessageParam, OutputConfigParam, TextBlockParam

CONNECT_SECONDS = 10.0
COUNT_SECONDS = 30.0
MAX_ID = 80
_KEY = re.compile(r"[\x21-\x7e]+")
_ENDPOINT = re.compile(r"/v1(/messages)?/?$")


def check_key(key: SecretStr) -> None:
    """Raise APITokenError for a key that no request could carry."""
    if not _KEY.fullmatch(key.get_secret_value()):
        raise APITokenError("the API key has characters that no key has; set ANTHROPIC_API_KEY")


@dataclass(frozen=True)
class Call:
    """One question as it is sent; what comes first is the same for all of a video."""

    system: str
    shared: str
    texts: tuple[str, ...]
    """The task, and in the repair round what was wrong with the first answer."""
    schema: dict[str, Any]
    seconds: float
    """Until when the whole answer must be here."""


@dataclass(frozen=True)
class Reply:
    """An answer that came to its end."""

    text: str
    stop: str
    detail: str | None
    """The kind of refusal, where it was one and is known."""
    usage: TokenUsage | None
    """None where the API told none that makes sense."""
    request_id: str | None


class Client:
    """The API at one address, with one key and one model; safe for threads."""

    def __init__(
        self, key: SecretStr, url: str, model: str, max_tokens: int, effort: str | None
    ) -> None:
        """Raises APITokenError for a key that no request could carry."""
        check_key(key)
        self.model = model
        self.max_tokens = max_tokens
        self._effort = effort
        self._key = key
        self._sdk = _sdk(key, _ENDPOINT.sub("", url))

    def count(self, call: Call) -> int:
        """The tokens of a call's prompt, by the API's own count. Raises CallFailed."""
        from anthropic import AnthropicError

        try:
            counted = self._sdk.messages.count_tokens(
                model=self.model,
                system=_system(call),
                messages=_messages(call),
                output_config=self._config(call),
                timeout=COUNT_SECONDS,
            )
        except (AnthropicError, ValueError, TypeError) as error:
            raise self._failure(error, COUNT_SECONDS, answering=False) from None
        tokens = getattr(counted, "input_tokens", None)
        if not isinstance(tokens, int) or tokens < 0:
            raise senseless("it counts no tokens", billed=False)
        return tokens

    def ask(self, call: Call, begun: Callable[[], None]) -> Reply:
        """The answer to a call; `begun` is called when it begins. Raises CallFailed."""
        import httpx2
        from anthropic import AnthropicError

        answering = False
        try:
            with self._sdk.messages.stream(
                model=self.model,
                max_tokens=self.max_tokens,
                system=_system(call),
                messages=_messages(call),
                output_config=self._config(call),
                timeout=httpx2.Timeout(call.seconds, connect=min(CONNECT_SECONDS, call.seconds)),
            ) as stream:
                answering = True
                for event in stream:
                    if event.type == "message_start":
                        begun()
                return _reply(stream.get_final_message(), stream.request_id)
        except (AnthropicError, httpx2.HTTPError, *_BROKEN) as error:
            raise self._failure(error, call.seconds, answering) from None

    def close(self) -> None:
        """Give up all connections."""
        self._sdk.close()

    def _config(self, call: Call) -> OutputConfigParam:
        config: OutputConfigParam = {"format": {"type": "json_schema", "schema": call.schema}}
        if self._effort:
            config["effort"] = self._effort  # type: ignore[typeddict-item]
        return config

    def _failure(self, error: Exception, seconds: float, answering: bool) -> CallFailed:
        return as_failure(error, self.model, seconds, answering, self._key)


_BROKEN = (ValueError, TypeError, AttributeError, LookupError, RuntimeError, AssertionError)
"""What the SDK raises where the events of an answer make no sense."""


def _sdk(key: SecretStr, url: str) -> Anthropic:
    from anthropic import Anthropic

    # the SDK would send these, other keys among them, perhaps made for another address
    os.environ.pop("ANTHROPIC_CUSTOM_HEADERS", None)
    sdk = Anthropic(
        api_key=key.get_secret_value(),
        base_url=url,
        max_retries=0,
        open_telemetry=False,
        http_client=http_client(url),
    )
    for name in ("anthropic", "httpx2", "httpcore2"):  # ANTHROPIC_LOG would log what is sent
        logging.getLogger(name).setLevel(logging.WARNING)
    return sdk


def _system(call: Call) -> list[TextBlockParam]:
    return [{"type": "text", "text": call.system}]


def _messages(call: Call) -> list[MessageParam]:
    """One turn of ours: the shared part, up to which the prompt is cached, and the rest."""
    shared: TextBlockParam = {
        "type": "text",
        "text": call.shared,
        "cache_control": {"type": "ephemeral"},
    }
    rest: list[TextBlockParam] = [{"type": "text", "text": text} for text in call.texts]
    return [{"role": "user", "content": [shared, *rest]}]


def _reply(message: Any, request_id: object) -> Reply:
    """The answer's text; the SDK checks no types, so everything is looked at. Raises CallFailed."""
    stop = message.stop_reason
    if not isinstance(stop, str):
        raise cut("the answer broke off", billed=True)
    blocks = [block for block in message.content if getattr(block, "type", None) == "text"]
    texts = [block.text for block in blocks if isinstance(block.text, str)]
    details = getattr(message, "stop_details", None)
    category = getattr(details, "category", None)
    return Reply(
        text="".join(texts).encode("utf-8", "replace").decode(),  # no halves of pairs
        stop=stop,
        detail=one_line(category)[:MAX_ID] if isinstance(category, str) else None,
        usage=_usage(message.usage),
        request_id=one_line(request_id)[:MAX_ID] if isinstance(request_id, str) else None,
    )


def _usage(usage: Any) -> TokenUsage | None:
    fields = {
        "input": usage.input_tokens,
        "output": usage.output_tokens,
        "cache_write": usage.cache_creation_input_tokens or 0,
        "cache_read": usage.cache_read_input_tokens or 0,
    }
    try:
        return TokenUsage.model_validate(fields, strict=True)
    except ValidationError:
        return None
