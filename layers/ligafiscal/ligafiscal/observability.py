"""The log: one line per request with what an operator needs at 3 a.m., and nothing that could be personal data or a
key.
"""

import traceback
from types import TracebackType

from aws_lambda_powertools import Logger

logger = Logger()


def log_request(route: str, status: int, milliseconds: float, request_id: str, outcome: str | None) -> None:
    """One answered request. `route` is the route's key, never its path: that holds ids and edit keys."""
    level = logger.error if status >= 500 else logger.info
    level(
        "request",
        route=route,
        status=status,
        duration_ms=round(milliseconds, 1),
        request_id=request_id,
        outcome=outcome,
    )


def log_unavailable(cause: str) -> None:
    """Something that we call failed us; the request was answered 503."""
    logger.error("a service did not answer", cause=cause)


def log_mistake(error: BaseException) -> None:
    """An exception that nobody expected: its type and where it was raised. Its text may quote data, so it stays out."""
    logger.error("unexpected exception", exception_types=_types(error), exception_frames=_frames(error.__traceback__))


def _types(error: BaseException | None) -> list[str]:
    names = []
    while error is not None:
        names.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or error.__context__
    return names


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
