"""How background work has the sender started."""

from ligafiscal.integrations import sending
from ligafiscal.runtime import clients
from ligafiscal.use_cases.webhooks.send_deliveries import Order


def start_sending(order: Order) -> None:
    sending.start(clients.lambda_(), order.as_json())
