"""Resend what failed: one delivery, or all that failed since a moment."""

from typing import Any

from ligafiscal.domain.delivery import UNFINISHED, Delivery, DeliveryStatus
from ligafiscal.repositories import deliveries, recoveries
from ligafiscal.repositories.deliveries import StaleDelivery
from ligafiscal.repositories.due_items import DueItem
from ligafiscal.repositories.recoveries import Recovery
from ligafiscal.runtime import clock, deadline
from ligafiscal.use_cases.webhooks.fan_out import StartSending
from ligafiscal.use_cases.webhooks.send_deliveries import Order

DELIVERIES_AT_ONCE = 100


def carry_out(dynamodb: Any, start_sending: StartSending, recovery: Recovery) -> None:
    """Send again what failed, oldest first. It notes how far it came, and goes on there if it is stopped."""
    left: Recovery | None = recovery
    while left is not None:
        if deadline.left() < 0:
            return
        left = _some(dynamodb, start_sending, left)
    recoveries.delete(dynamodb, recovery)


def go_on(dynamodb: Any, start_sending: StartSending, due: DueItem) -> None:
    """Carry out what is left of an order that is still due."""
    recovery = recoveries.read(dynamodb, due.owner, due.id)
    if recovery is not None:
        carry_out(dynamodb, start_sending, recovery)


def _some(dynamodb: Any, start_sending: StartSending, recovery: Recovery) -> Recovery | None:
    """Restart some deliveries; what is left to be looked at, None where that is nothing."""
    found, complete = deliveries.find(
        dynamodb, recovery.tenant, recovery.webhook, recovery.within, DELIVERIES_AT_ONCE, newest_first=False
    )
    now = clock.now()
    restarted = []
    for delivery in found:
        if not _has_failed(delivery):
            continue
        try:
            deliveries.replace(dynamodb, recovery.tenant, delivery, delivery.restarted(now, asked=False))
        except StaleDelivery:
            continue
        restarted.append(delivery.event)
    if restarted:
        start_sending(Order(recovery.tenant, recovery.webhook, restarted))
    if complete:
        return None
    left = recovery.going_on_after(found[-1].id)
    recoveries.save(dynamodb, left)
    return left


def _has_failed(delivery: Delivery) -> bool:
    """Given up, or pending after an attempt that failed; not what is under way, or was sent again already."""
    if delivery.status is not DeliveryStatus.PENDING or not delivery.attempts:
        return delivery.status is DeliveryStatus.FAILED
    return delivery.attempts[-1].error != UNFINISHED and delivery.tries > 0
