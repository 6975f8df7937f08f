"""What no client waits for: the outbox's stream, the sweep, sending. Each leaves one line in the log."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime import deadline, observability
from ligafiscal.runtime.deadline import DeadlineExceeded

Record = Mapping[str, Any]


def work(context: LambdaContext, seconds: float, do: Callable[[], None]) -> dict[str, Any]:
    """Do something within its time. What goes wrong is raised, so that Lambda knows that it failed."""
    deadline.start(seconds)
    observability.begin(context.function_name, context.aws_request_id, None)
    try:
        do()
    except Exception as error:  # noqa: BLE001 (else the runtime would log its text, which may quote data)
        _note(error)
        observability.end(500)
        raise BackgroundWorkFailed from None
    observability.end(200)
    return {}


def work_on_each(
    context: LambdaContext, seconds: float, records: Sequence[Record], do: Callable[[Record], None]
) -> dict[str, Any]:
    """Do something about each record of a stream by itself, and say which could not be done: those are sent again.

    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
    """
    deadline.start(seconds)
    observability.begin(context.function_name, context.aws_request_id, None)
    failed = []
    for record in records:
        try:
            do(record)
        except Exception as error:  # noqa: BLE001 (one record must not hold up the others)
            _note(error)
            failed.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
    observability.end(500 if failed else 200)
    return {"batchItemFailures": failed}


class BackgroundWorkFailed(Exception):
    """The log has what failed."""


def _note(error: Exception) -> None:
    if isinstance(error, StoreUnavailable | DeadlineExceeded):
        observability.log_unavailable(error.cause)
        observability.note_outcome("unavailable")
    else:
        observability.log_unexpected_exception(error)
        observability.note_outcome("broken")
