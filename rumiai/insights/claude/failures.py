"""What a failed call to the Claude API means: for the user, for another attempt, for the money."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic import SecretStr

from rumiai.errors import (
    APIError,
    APINetworkError,
    APIQuotaError,
    APITimeoutError,
    APITokenError,
    APIUnsafeError,
)
from rumiai.schema.text import one_line

MAX_WORDS = 200
"""Characters of the API's own words that an error repeats."""
_OF_TYPE = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""An error that comes while an answer is under way has the status 200, and says its type."""


class CallFailed(Exception):  # noqa: N818  no error yet: another attempt may bring the answer
    """A call brought no answer.

    `again`: another attempt may bring one. `billed`: it may have been billed, for the API had it.
    `after`: seconds that the API asks to wait.
    """

    def __init__(
        self, error: APIError, *, again: bool, billed: bool, after: float | None = None
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.again = again
        self.billed = billed
        self.after = after


def cut(what: str, *, billed: bool) -> CallFailed:
    """An answer, or the way to it, that broke off."""
    return CallFailed(APINetworkError(f"Claude API: {what}"), again=True, billed=billed)


def senseless(what: str, *, billed: bool) -> CallFailed:
    """An answer that is not as the API documents it; another would be none the better."""
    return CallFailed(APIError(f"Claude API: {what}"), again=False, billed=billed)


def as_failure(
    error: Exception, model: str, seconds: float, answering: bool, key: SecretStr
) -> CallFailed:
    """What an exception of the SDK means.

    `seconds`: how long was waited. `answering`: the answer had begun, so it may be billed.
    """
    import anthropic
    import httpx2

    if isinstance(error, anthropic.APIStatusError):
        return _of_status(error, model, answering, key)
    if not _reached(error):
        return cut("no connection", billed=False)
    if isinstance(error, (anthropic.APITimeoutError, httpx2.TimeoutException)):
        said = APITimeoutError(f"Claude API: no whole answer within {seconds:g} s")
        return CallFailed(said, again=False, billed=True)
    if isinstance(error, anthropic.APIConnectionError):
        return cut("the connection broke off", billed=True)
    if isinstance(error, httpx2.HTTPError):
        return cut("the answer broke off", billed=True)
    return senseless("the answer is not as the API documents it", billed=answering)


def _reached(error: Exception) -> bool:
    """Whether the API may have got the request."""
    import httpx2

    cause = error.__cause__ or error
    return not isinstance(cause, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout))


def _of_status(error: Any, model: str, answering: bool, key: SecretStr) -> CallFailed:
    status = error.status_code
    if status < 300:
        status = _OF_TYPE.get(error.type, 500)
    again = status == 429 or status >= 500
    wait = retry_after(error.response.headers.get("retry-after")) if again else None
    words = _words(error.api_message, key)
    return CallFailed(_said(status, words, model), again=again, billed=answering, after=wait)


def _said(status: int, words: str, model: str) -> APIError:
    """The error of a status, in one line."""
    if status in (401, 403):
        return APITokenError(f"Claude API: the key is refused ({status}); set ANTHROPIC_API_KEY")
    if status == 402:
        return APIQuotaError("Claude API: the account's credit is used up (402)")
    if status == 429:
        return APIQuotaError(
            "Claude API: too many requests for this account (429); try again later"
        )
    if status == 529:
        return APIError("Claude API: overloaded (529); try again later")
    if status >= 500:
        return APIError(f"Claude API: it failed ({status}); try again later")
    if 300 <= status < 400:
        return APIUnsafeError(
            f"Claude API: it leads elsewhere ({status}); the key goes to no other address: set "
            "CLAUDE_API_URL"
        )
    if status == 404:
        return APIError(f"Claude API: no model {model} there (404); set --claude-model{words}")
    if status == 413:
        return APIError("Claude API: the prompt is too large (413)")
    return APIError(f"Claude API: the request is refused ({status}){words}")


def _words(message: object, key: SecretStr) -> str:
    """The API's own words, short and without the key."""
    if not isinstance(message, str) or not message.strip():
        return ""
    line = one_line(message).replace(key.get_secret_value(), "…")
    return ": " + (line if len(line) <= MAX_WORDS else line[:MAX_WORDS] + "…")


def retry_after(value: str | None) -> float | None:
    """Seconds that a header Retry-After asks for, as a number or as a date."""
    if not value:
        return None
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", value.strip()):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
