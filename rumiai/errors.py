"""Every error that RumiAI raises on purpose, and the exit code each one becomes.

    RumiaiError                 1  something went wrong
    ├── ArgumentError           2  an argument, a setting or a path is wrong
    ├── OutputError             1  a result could not be written
    ├── APIError                3  another machine did not give what was asked of it
    │   ├── APIDownloadError    3  a file could not be fetched whole, or not be stored
    │   │   ├── APIExpiredError 3  the download link is no longer valid
    │   │   └── APIPageError    3  the link leads to a web page and not to a file
    │   ├── APIGoneError        3  the video is private, removed, or was never there
    │   ├── APIBlockedError     3  the platform asks for a login, or blocks this region or address
    │   ├── APISlideshowError   3  the post has photos and no video
    │   ├── APIQuotaError       3  the account's quota is used up, or too much was asked for
    │   ├── APITokenError       3  the token is missing, wrong, or not allowed to do this
    │   ├── APITimeoutError     3  the answer did not come in time
    │   ├── APINetworkError     3  no connection
    │   └── APIUnsafeError      3  an address led to where RumiAI does not go
    └── MLError                 4  the analysis itself
        ├── MLInputError        4  the file cannot be analysed
        ├── MLUnavailableError  4  an analyzer's weights or package are missing
        └── MLFailedError       4  a mandatory analyzer failed, or nothing could be measured

Legacy callers look for ``API`` (exit code 3) and ``ML`` (exit code 4) in the class name, so a
name holds one of them exactly when the code says so.
"""

from typing import ClassVar


class RumiaiError(Exception):
    """Base of all errors; the message is one line that says what is wrong and what to do."""

    exit_code: ClassVar[int] = 1


class ArgumentError(RumiaiError):
    """An argument, a setting or a path given by the user is wrong."""

    exit_code = 2


class OutputError(RumiaiError):
    """A result could not be written."""


class APIError(RumiaiError):
    """What was asked of another machine did not come."""

    exit_code = 3


class APIDownloadError(APIError):
    """A file could not be fetched whole, or found no place here."""


class APIExpiredError(APIDownloadError):
    """The download link is no longer valid; a fresh one may be."""


class APIPageError(APIDownloadError):
    """The link leads to a web page and not to a file."""


class APIGoneError(APIError):
    """The video is private, removed, or was never there."""


class APIBlockedError(APIError):
    """The platform asks for a login, or blocks this region or address."""


class APISlideshowError(APIError):
    """The post has photos and no video: nothing to analyse."""


class APIQuotaError(APIError):
    """The account's quota is used up, or too much was asked for in a short time."""


class APITokenError(APIError):
    """The token is missing, wrong, or not allowed to do this."""


class APITimeoutError(APIError):
    """The answer did not come in time."""


class APINetworkError(APIError):
    """No connection came about, or it broke off each time."""


class APIUnsafeError(APIError):
    """An address led to where RumiAI does not go: not http(s), not public, too many redirects."""


class MLError(RumiaiError):
    """The analysis cannot be done."""

    exit_code = 4


class MLInputError(MLError):
    """The file is not a video that can be analysed."""


class MLUnavailableError(MLError):
    """An analyzer cannot run here: its weights or its package are missing."""


class MLFailedError(MLError):
    """A mandatory analyzer failed, or nothing at all could be measured."""
