"""How background work has other background work started."""

from ligafiscal.integrations import sending
from ligafiscal.runtime import clients, settings
from ligafiscal.use_cases.follow_up import FollowUps
from ligafiscal.use_cases.webhooks.send_deliveries import Order


def start_sending(order: Order) -> None:
    sending.start(clients.lambda_(), settings.send_deliveries_function(), order.as_json())


def start_follow_ups(order: FollowUps) -> None:
    sending.start(clients.lambda_(), settings.follow_up_links_function(), order.as_json())
