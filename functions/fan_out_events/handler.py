"""The outbox's stream: a moment after it was written, an event gets its deliveries, and what was asked for is sent."""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http.background import work_on_each
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.starting import start_follow_ups, start_sending
from ligafiscal.http.stream_record import handle
from ligafiscal.runtime import clients

# Below the function's own time-out.
SECONDS = 25.0

prepare((clients.dynamodb, None))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return work_on_each(
        context, SECONDS, event["Records"], partial(handle, clients.dynamodb(), start_sending, start_follow_ups)
    )
