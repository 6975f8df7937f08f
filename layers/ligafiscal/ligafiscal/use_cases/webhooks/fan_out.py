"""Make of an event one delivery for each webhook that wants it, and have them sent."""

from collections.abc import Callable, Iterable
from typing import Any

from ligafiscal.domain import delivery
from ligafiscal.domain.event import Event
from ligafiscal.domain.webhook import Webhook
from ligafiscal.repositories import deliveries, webhooks
from ligafiscal.runtime import clock
from ligafiscal.use_cases.webhooks.send_deliveries import Order

StartSending = Callable[[Order], None]
"""Invokes a function without waiting for it. The call may get lost: what is due is swept."""


def fan_out(dynamodb: Any, start_sending: StartSending, event: Event) -> None:
    """Write an event's deliveries, all or none and once, and start sending each by itself: none waits for another."""
    wanting = _wanting(webhooks.read_all(dynamodb, event.tenant), event)
    made = [delivery.new(event, webhook.id, clock.now()) for webhook in wanting]
    if deliveries.fan_out(dynamodb, event, made):
        for one in made:
            start_sending(Order(event.tenant, one.webhook, [event.id], fresh=not one.asked))


def _wanting(known: Iterable[Webhook], event: Event) -> list[Webhook]:
    if event.webhook is not None:
        return [webhook for webhook in known if webhook.id == event.webhook]
    return [webhook for webhook in known if webhook.wants(event.type)]
