"""A request to end the run is heeded, also where a library drops the exception."""

import os
import signal
import time
from contextlib import suppress

import pytest

from rumiai.stopping import Terminated, stoppable


@pytest.mark.parametrize(
    ("number", "error"), [(signal.SIGTERM, Terminated), (signal.SIGINT, KeyboardInterrupt)]
)
def test_a_dropped_request_rises_at_the_next_step(
    number: signal.Signals, error: type[BaseException]
) -> None:
    """A library that catches everything cannot keep the run going."""
    steps: list[int] = []
    with stoppable() as stop:
        step = stop.before(steps.append)
        step(1)
        with suppress(BaseException):
            os.kill(os.getpid(), number)
            time.sleep(5)
            steps.append(-1)
        with pytest.raises(error):
            step(2)
    assert steps == [1]


def test_the_handlers_are_given_back() -> None:
    """After the run the process answers signals as before; what it ignored stays ignored."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stoppable():
            assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) != signal.SIG_DFL
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    finally:
        signal.signal(signal.SIGINT, before)
