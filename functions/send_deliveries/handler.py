"""Invoked by the fan-out and by the sweep: send what is due to one webhook."""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http.background import work
from ligafiscal.http.cold_start import prepare
from ligafiscal.integrations import webhook_address, webhook_receiver
from ligafiscal.runtime import clients, settings
from ligafiscal.use_cases.webhooks.send_deliveries import Order, send_deliveries

# Below the function's own time-out.
SECONDS = 55.0

prepare((clients.dynamodb, None))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    rules = webhook_address.rules_of(settings.webhook_allowed_private_cidrs())
    post = partial(webhook_receiver.post, rules=rules)
    return work(context, SECONDS, partial(send_deliveries, clients.dynamodb(), post, Order.from_json(event)))
