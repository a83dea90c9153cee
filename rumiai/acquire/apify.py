"""Asks Apify's TikTok scraper for a post, with Apify's own client (IO_CONTRACT section 2).

The token goes to the host of the API alone: the client follows no redirect, and a file's address
gets the token only where it is on that same host.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rumiai.acquire.apify_item import metadata_of, refusal, slideshow
from rumiai.acquire.found import Found, checked_id
from rumiai.acquire.means import Means
from rumiai.acquire.targets import TikTokVideo
from rumiai.errors import (
    APIError,
    APIQuotaError,
    APISlideshowError,
    APITimeoutError,
    APITokenError,
    APIUnsafeError,
)
from rumiai.schema.text import one_line, shortened

if TYPE_CHECKING:
    from apify_client import ApifyClient
    from apify_client.errors import ApifyApiError

ACTOR = "GdWCkxBtKWOsKjdch"
"""clockworks/tiktok-scraper."""
RUNNING = frozenset({"READY", "RUNNING", "TIMING-OUT", "ABORTING"})
SPENT = frozenset({"platform-feature-disabled", "actor-memory-limit-exceeded"})
"""Types of errors by which Apify says that the plan's limit is reached; the status may be 403."""
TOKEN = re.compile(r"[\x21-\x7e]{1,500}")
LONGEST_WORDS = 200


@dataclass(frozen=True)
class Waiting:
    """How long Apify is waited for; all in seconds."""

    poll: float = 3.0
    """Between two looks at a run."""
    total: float = 300.0
    """For the whole of a search."""
    request: float = 30.0
    abort: float = 3.0
    retries: int = 2
    pause: float = 0.5
    """Before the second try of a request; doubled, and more, before the third."""


class Apify:
    """Finds posts by a run of the scraper at Apify; each run is paid for by the token's owner."""

    name = "apify"

    def __init__(self, means: Means, waiting: Waiting = Waiting()) -> None:
        self._means = means
        self._waiting = waiting
        self._token = _token_of(means)

    def find(self, video: TikTokVideo) -> Found:
        """Run the scraper on a post and read its result.

        Raises APIGoneError, APIBlockedError, APISlideshowError, APIQuotaError, APITokenError,
        APITimeoutError, APINetworkError, APIUnsafeError, or APIError for what else went wrong.
        """
        with self._as_ours():
            item = self._item(video.url)
        item = self._without_token(item)
        refused = refusal(item)
        if refused is not None:
            raise refused
        if slideshow(item):
            raise APISlideshowError("the post is a photo slideshow: it has no video to analyse")
        metadata = metadata_of(item)
        if metadata.download_url is None:
            raise APIError("Apify's result names no video file")
        video_id = checked_id(metadata.id, "Apify", video)
        headers = self._headers(metadata.download_url)
        return Found(video_id, metadata, metadata.download_url, headers)

    def _item(self, url: str) -> Mapping[str, Any]:
        """The first item that a run of the scraper on an address gives."""
        with self._client(self._waiting.total, self._waiting.retries) as client:
            run = client.actor(ACTOR).start(
                run_input=_input(url), run_timeout=timedelta(seconds=self._waiting.total)
            )
            try:
                ended = self._ended(client, run)
            except BaseException:
                self._abort(run.id)
                raise
            if ended.status != "SUCCEEDED":
                raise _failed(ended.status, ended.status_message)
            items = client.dataset(ended.default_dataset_id).list_items(limit=1).items
        if not items or not isinstance(items[0], dict):
            raise APIError("Apify's run succeeded, but found nothing at this address")
        return items[0]

    def _ended(self, client: ApifyClient, run: Any) -> Any:
        """The run once it has ended, however."""
        patient_until = time.monotonic() + self._waiting.total
        while run.status in RUNNING:
            if time.monotonic() + self._waiting.poll > patient_until:
                raise TimeoutError
            time.sleep(self._waiting.poll)
            latest = client.run(run.id).get()
            if latest is None:
                raise APIError("Apify no longer knows the run that it started")
            run = latest
        return run

    def _abort(self, run_id: str) -> None:
        """Stop a run that nobody waits for, so that it costs nothing more; best effort."""
        with suppress(Exception), self._client(self._waiting.abort, retries=0) as client:
            client.run(run_id).abort(timeout="short")

    @contextmanager
    def _client(self, seconds: float, retries: int) -> Iterator[ApifyClient]:
        """A client that gives up after so many seconds."""
        from apify_client import ApifyClient

        from rumiai.acquire.apify_transport import Transport

        transport = Transport(self._means, seconds, self._waiting, retries)
        with transport:
            yield ApifyClient.with_custom_http_client(
                self._token, api_url=self._means.apify_url, http_client=transport
            )

    def _headers(self, url: str) -> dict[str, str]:
        """The token where the file is kept by Apify's API itself, else nothing."""
        if _origin(url) != _origin(self._means.apify_url):
            return {}
        return {"Authorization": f"Bearer {self._token}"}

    def _without_token(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """The item, of which parts end up in files, with the token blotted out."""
        text: dict[str, Any] = json.loads(self._blotted(json.dumps(item)))
        return text

    def _blotted(self, text: str) -> str:
        return text.replace(self._token, "***")

    @contextmanager
    def _as_ours(self) -> Iterator[None]:
        """Let no exception of the libraries out, nor a word of theirs with the token in it.

        The causes are cut off: they may quote what was sent.
        """
        import httpx2
        from apify_client.errors import ApifyApiError, ApifyClientError

        from rumiai.acquire.apify_transport import as_network_error

        try:
            yield
        except ApifyApiError as error:
            raise self._refused(error) from None
        except (TimeoutError, httpx2.TimeoutException):
            raise APITimeoutError(
                f"Apify did not finish within {self._waiting.total:g} s; its run was stopped"
            ) from None
        except httpx2.HTTPError as error:
            raise as_network_error(error, self._means.apify_url) from None
        except (ApifyClientError, ValueError, KeyError, TypeError, AttributeError):
            raise APIError(
                "Apify's answer is not in the form that this release understands"
            ) from None

    def _refused(self, error: ApifyApiError) -> APIError:
        words = shortened(one_line(self._blotted(str(error.message or ""))), LONGEST_WORDS)
        said = f"Apify answered {error.status_code}: {words}" if words else f"{error.status_code}"
        kind = str(error.type or "")
        if error.status_code in (402, 429) or kind in SPENT:
            return APIQuotaError(
                f"the Apify account's quota is used up, or asked too fast ({said})"
            )
        if error.status_code in (401, 403):
            return APITokenError(
                f"Apify does not accept the token in APIFY_API_TOKEN for this ({said})"
            )
        if error.status_code == 404:
            return APIError(f"Apify does not know the scraper {ACTOR}, or its result ({said})")
        if 300 <= error.status_code < 400:
            return APIUnsafeError(
                f"Apify's address leads elsewhere, where the token is not sent ({said}); "
                "check RUMIAI_APIFY_URL"
            )
        return APIError(f"Apify could not do what was asked ({said})")


def _token_of(means: Means) -> str:
    """The token, if it can be one; anything else would be quoted in the libraries' errors."""
    token = means.apify_token.get_secret_value().strip() if means.apify_token else ""
    if not TOKEN.fullmatch(token):
        raise APITokenError("APIFY_API_TOKEN is not set, or holds what no token does")
    return token


def _input(url: str) -> dict[str, Any]:
    return {
        "postURLs": [url],
        "resultsPerPage": 1,
        "shouldDownloadVideos": True,
        "shouldDownloadCovers": True,
        "shouldDownloadSubtitles": True,
        "proxyConfiguration": {"useApifyProxy": True},
    }


def _failed(status: str, message: str | None) -> APIError:
    """How a run that did not succeed is told."""
    words = f": {shortened(one_line(message), LONGEST_WORDS)}" if message else ""
    if status == "TIMED-OUT":
        return APITimeoutError(f"Apify's run was not done in its time (TIMED-OUT{words})")
    return APIError(f"Apify's run ended as {one_line(status)[:40]}{words}")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port: what must be the same for the token to be sent."""
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}
    try:
        return parts.scheme, parts.hostname, parts.port or usual.get(parts.scheme)
    except ValueError:
        return parts.scheme, None, None
