"""A link's time: its customer is reminded, and when it is over unanswered, the business is told."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ligafiscal.domain import link_reminder
from ligafiscal.domain.customer import Customer
from ligafiscal.domain.edit_link import EditLink, LinkStatus
from ligafiscal.domain.link_history import LinkHistory
from ligafiscal.domain.organization import Organization
from ligafiscal.integrations.mail import Message
from ligafiscal.repositories import customers, events, link_timers, organizations
from ligafiscal.repositories.due_items import DueItem
from ligafiscal.repositories.link_timers import LinkTimer
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock, settings
from ligafiscal.use_cases.customers.show_customer import ReadSecrets, ShownCustomer, show
from ligafiscal.use_cases.links.mailing import Outcome, hand_over, has_time
from ligafiscal.use_cases.webhooks import tell

# A reminder that could not be sent for the moment is tried again after this time.
AGAIN_SECONDS = 60

Compose = Callable[[Organization, ShownCustomer], Message]
"""Writes the reminder, given whose it is and the customer with the link."""


@dataclass(frozen=True, slots=True)
class _Seen:
    timer: LinkTimer
    customer: Customer
    history: LinkHistory
    organization: Organization


@retry_when_stale
def keep_time(dynamodb: Any, ses: Any, read_secrets: ReadSecrets, compose: Compose, due: DueItem) -> None:
    """Do what is due about a link now, whenever its timer was set: expire it, or remind its customer. A link that was
    answered, taken back or replaced meanwhile has nothing due.
    """
    timer = link_timers.read(dynamodb, due.owner, due.id)
    now = clock.now()
    if timer is None or timer.due_at > now * 1000:
        return
    customer, link = customers.read(dynamodb, timer.customer)
    organization = organizations.read(dynamodb, timer.tenant.organization)
    history = customer.link if customer else None
    if customer is None or organization is None or history is None or not _is_unanswered(timer, history, link):
        # Written by a version that did not know of timers.
        link_timers.finish(dynamodb, timer)
        return
    seen = _Seen(timer, customer, history, organization)
    if link is None or now >= link.expires_at:
        _expire(dynamodb, seen, now)
    else:
        _remind(dynamodb, ses, read_secrets, compose, seen, link, now)


def _is_unanswered(timer: LinkTimer, history: LinkHistory, link: EditLink | None) -> bool:
    if history.link_id != timer.link_id or history.outcome is not None:
        return False
    return link is None or (link.link_id == timer.link_id and link.status is LinkStatus.OPEN)


def _expire(dynamodb: Any, seen: _Seen, now: float) -> None:
    """Tell of it and be done, in one transaction: whoever answers at the same moment wins or loses as a whole."""
    customer = seen.customer
    changed = customer.changed().linked(seen.history.expiry_told(now))
    told = tell.expired(changed, now)
    wanted = seen.organization.webhooks.wants(told.tenant.livemode, told.type)
    over = link_timers.put_expired(customer.tenant, customer.id, seen.history)
    also = [events.put(told, due=wanted), link_timers.end(seen.timer), over]
    customers.replace(dynamodb, seen.customer, changed.told_by(told.id, now), also=also)


def _remind(
    dynamodb: Any,
    ses: Any,
    read_secrets: ReadSecrets,
    compose: Compose,
    seen: _Seen,
    link: EditLink,
    now: float,
) -> None:
    """Mail the reminders that are due, and count them as done: of several at once, since nobody came by in time, one.
    What was counted and not mailed, because the process died, is not mailed any more: nobody gets one twice.
    """
    timer = seen.timer
    hours = seen.organization.edit_link_reminders or ()
    moments = link_reminder.times(hours, link.created_at, link.expires_at)
    until = link.created_at - 1 if timer.reminded_until is None else timer.reminded_until
    next_at = link_reminder.next_after(moments, now, link.expires_at)
    moved = replace(timer, due_at=next_at * 1000, reminded_until=int(now))
    address = seen.customer.tax_info.get("email")
    shown = show(seen.customer, link, read_secrets, now)
    is_due = any(until < moment <= now for moment in moments)
    if not is_due or not address or shown.edit_link is None or not settings.mail_from():
        link_timers.move(dynamodb, timer, moved)
        return
    message = compose(seen.organization, shown)
    if not has_time():
        return
    outcome = hand_over(ses, address, message, partial(link_timers.move, dynamodb, timer, moved))
    if outcome is not Outcome.OVER:
        stands = moved if outcome is Outcome.COUNTED else timer
        again = replace(timer, due_at=int(now + AGAIN_SECONDS) * 1000)
        link_timers.move(dynamodb, stands, again)
