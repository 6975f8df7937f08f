"""What an operator invokes by name, without a gateway: an answer and a line in the log all the same."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import errors
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime import deadline, observability
from ligafiscal.runtime.deadline import DeadlineExceeded


def answer_operator(name: str, context: LambdaContext, answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """`answer()` within its time, and a line in the log under this name. What is wrong with an order is
    `{"error": …}`; whatever else goes wrong is raised, so that Lambda says that the invocation failed.
    """
    deadline.start()
    observability.begin(name, context.aws_request_id, None)
    try:
        made = answer()
    except Exception as error:
        status, body = errors.status_and_body(error, "en")
        if status == errors.INTERNAL_ERROR.status:
            observability.log_unexpected_exception(error)
        if isinstance(error, StoreUnavailable | DeadlineExceeded):
            observability.log_unavailable(error.cause)
        observability.note_outcome(body["code"])
        observability.note_broken_rules(errors.broken_rules(error))
        observability.end(status)
        if status >= 500:
            raise
        return {"error": body["message"]}
    observability.end(200)
    return made
