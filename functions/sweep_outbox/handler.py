"""Once a minute: whatever is due gets done, whatever became of streams and calls."""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http.background import work
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.starting import start_follow_ups, start_sending
from ligafiscal.repositories import erasures
from ligafiscal.repositories.due_items import Kind
from ligafiscal.runtime import clients
from ligafiscal.use_cases.webhooks import check_health, failing_webhook_mail, recover
from ligafiscal.use_cases.webhooks.sweep_outbox import sweep_outbox

# Until the next sweep begins, below the function's own time-out.
SECONDS = 55.0

prepare((clients.dynamodb, None), (clients.ses, None))


def lambda_handler(_: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    dynamodb = clients.dynamodb()
    handlers = {
        Kind.HEALTH_CHECK: partial(check_health.check_health, dynamodb, clients.ses(), failing_webhook_mail.message),
        Kind.RECOVERY: partial(recover.go_on, dynamodb, start_sending),
        Kind.ERASURE: partial(erasures.carry_out, dynamodb),
    }
    return work(context, SECONDS, partial(sweep_outbox, dynamodb, start_sending, start_follow_ups, handlers))
