"""Every request is answered within 8 seconds, whatever hangs.

A call to AWS may take 3 seconds (1 to connect, 2 to read), so none is started, nor repeated, with less than 4 seconds
left. Then the client gets an answer it may retry instead of API Gateway's own time-out. Not bounded: resolving a name,
answers that come byte by byte, and that each address of a name gets a second to connect.
"""

import math
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SECONDS_PER_REQUEST = 8.0
SECONDS_PER_CALL = 4.0

# A call that may start within this has ended, or has failed for a reason that a repeat would meet again.
_ONE_CALL_STARTS = 0.05

# The system's: copies of one snapshot would share the state of any other, and all wait equally long.
_chance = random.SystemRandom()

_ends: ContextVar[float] = ContextVar("deadline")


class DeadlineExceeded(Exception):
    """Too little of the request's time is left to start another call. `cause` is for the log."""

    cause = "DeadlineExceeded"


def start(seconds: float | None = None) -> None:
    """Begin the request's 8 seconds, or those that work in the background has."""
    _ends.set(time.monotonic() + (SECONDS_PER_REQUEST if seconds is None else seconds))


@contextmanager
def one_try() -> Iterator[None]:
    """For what may as well fail: a call that does is not repeated. Raises DeadlineExceeded as `check` does."""
    check()
    ends = _ends.get(None)
    _ends.set(time.monotonic() + SECONDS_PER_CALL + _ONE_CALL_STARTS)
    try:
        yield
    finally:
        _ends.set(math.inf if ends is None else ends)


def left() -> float:
    """Seconds until a call can no longer be started. Outside a request there is no deadline."""
    ends = _ends.get(None)
    return math.inf if ends is None else ends - SECONDS_PER_CALL - time.monotonic()


def check() -> None:
    """Raise DeadlineExceeded when a call could no longer end in time."""
    if left() < 0:
        raise DeadlineExceeded


def pause(attempt: int) -> None:
    """Wait before repeating a call: exponential with full jitter, from 25 ms up to 400 ms. Raises DeadlineExceeded."""
    check()
    time.sleep(_chance.uniform(0, min(0.4, 0.025 * 2**attempt)))
    check()
