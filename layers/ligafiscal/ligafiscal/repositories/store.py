"""Calls to what keeps our data (DynamoDB, S3, Secrets Manager): repeated while that may help and time is left.

The SDK repeats nothing by itself (`clients.py`): it would wait as long as a service asks it to, five seconds and more,
beyond the time in which a request must be answered.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from ligafiscal.runtime import deadline

Result = TypeVar("Result")

# Transient reasons and errors: the same call may succeed a moment later.
_TRANSIENT = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "ThrottledException",
        "ThrottlingError",
        "ThrottlingException",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


class StoreUnavailable(Exception):
    """A store did not answer in time, or refused for the moment. What was asked for may or may not have happened.

    `cause` is an error's code or type, for the log: never its text, which may quote data.
    """

    def __init__(self, cause: Exception) -> None:
        super().__init__()
        code = cause.response.get("Error", {}).get("Code") if isinstance(cause, ClientError) else None
        self.cause = f"{type(cause).__name__} {code}" if code else type(cause).__name__


def with_retries(call: Callable[[], Result]) -> Result:
    """Make a call, and repeat it while it fails for a transient reason and time is left. Raises StoreUnavailable, and
    botocore's ClientError where no repeat can help.
    """
    attempt = 0
    while True:
        cause: Exception
        try:
            return call()
        except ClientError as error:
            if not _is_transient(error):
                raise
            cause = error
        except BotoCoreError as error:
            # Connection, time-out, an answer cut short.
            cause = error
        except deadline.DeadlineExceeded as error:
            raise StoreUnavailable(error) from None
        try:
            deadline.pause(attempt)
        except deadline.DeadlineExceeded:
            raise StoreUnavailable(cause) from None
        attempt += 1


def reasons(error: ClientError) -> list[Any]:
    """Why a transaction was cancelled, for each of its items; empty for every other error."""
    return error.response.get("CancellationReasons") or []


def _is_transient(error: ClientError) -> bool:
    codes = {reason.get("Code") for reason in reasons(error)} - {"None", None}
    if codes:
        return codes <= _TRANSIENT
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return error.response.get("Error", {}).get("Code") in _TRANSIENT or status >= 500
