"""Every error that RumiAI raises on purpose, and the exit code each one becomes.

    RumiaiError                 1  something went wrong
    ├── ArgumentError           2  an argument, a setting or a path is wrong
    ├── OutputError             1  a result could not be written
    ├── APIError                3  another machine did not give what was asked of it
    │   └── APIDownloadError    3  weights could not be fetched, or not be stored
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
    """Weights could not be fetched whole, or found no place here."""


class MLError(RumiaiError):
    """The analysis cannot be done."""

    exit_code = 4


class MLInputError(MLError):
    """The file is not a video that can be analysed."""


class MLUnavailableError(MLError):
    """An analyzer cannot run here: its weights or its package are missing."""


class MLFailedError(MLError):
    """A mandatory analyzer failed, or nothing at all could be measured."""
