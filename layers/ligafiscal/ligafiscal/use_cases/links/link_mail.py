"""Mails about links that somebody or something asked for: a new link for a customer, good news for a business."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ligafiscal.domain.customer import Customer
from ligafiscal.domain.edit_link import EditLink, LinkOptions
from ligafiscal.domain.link_recovery import LinkRecovery
from ligafiscal.domain.organization import Organization
from ligafiscal.integrations.mail import Message
from ligafiscal.repositories import customers, link_mails, organizations
from ligafiscal.repositories.due_items import DueItem
from ligafiscal.repositories.link_mails import LinkMail, Purpose
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock, observability, settings
from ligafiscal.runtime.observability import Metric
from ligafiscal.use_cases.customers.show_customer import ReadSecrets, ShownCustomer, show
from ligafiscal.use_cases.links.mailing import Outcome, hand_over, has_time

# Tried again after a minute, and then after twice as long each time, half an hour at most.
AGAIN_SECONDS = 60
MAX_AGAIN_SECONDS = 30 * 60


@dataclass(frozen=True, slots=True)
class Composers:
    """Who write the mails: one with a new link to a customer, one to a business about a customer who is done."""

    recovery: Callable[[Organization, ShownCustomer], Message]
    completed: Callable[[Organization, Customer], Message]


def send_link_mail(dynamodb: Any, ses: Any, read_secrets: ReadSecrets, compose: Composers, due: DueItem) -> None:
    """Send a mail that is due, if there is still somebody to have it. It is removed right before it leaves: what dies
    between the two sends nothing, and nothing is sent twice. Where it could not be sent for the moment, it is due again
    later.
    """
    asked = link_mails.read(dynamodb, due.owner, due.id)
    if asked is None:
        return
    now = clock.now()
    wanted = settings.mail_from() and now < asked.expires_at
    found = _written(dynamodb, read_secrets, compose, asked) if wanted else None
    if not has_time():
        return
    if found is None:
        link_mails.take(dynamodb, asked)
        return
    address, message = found
    outcome = hand_over(ses, address, message, partial(link_mails.take, dynamodb, asked))
    if outcome is not Outcome.OVER:
        due_at = int(now + min(AGAIN_SECONDS * 2**asked.tries, MAX_AGAIN_SECONDS))
        link_mails.postpone(dynamodb, asked, due_at, taken=outcome is Outcome.COUNTED)


def _written(
    dynamodb: Any, read_secrets: ReadSecrets, compose: Composers, asked: LinkMail
) -> tuple[str, Message] | None:
    """Whom to mail what; None where there is nobody, or nothing any more."""
    organization = organizations.read(dynamodb, asked.tenant.organization)
    if organization is None:
        return None
    if asked.purpose is Purpose.COMPLETED:
        customer, _ = customers.read(dynamodb, asked.customer)
        if customer is None or not organization.notify_email:
            return None
        return organization.notify_email, compose.completed(organization, customer)
    if organization.edit_link_recovery is False:
        return None
    recovered = _recovered(dynamodb, read_secrets, asked)
    if recovered is None:
        return None
    address, shown = recovered
    return address, compose.recovery(organization, shown)


@retry_when_stale
def _recovered(dynamodb: Any, read_secrets: ReadSecrets, asked: LinkMail) -> tuple[str, ShownCustomer] | None:
    """The customer's address and their new link, which is made where that has not been done: it keeps the old one's
    way back. None where there is no address, or where the link was answered, taken back or replaced otherwise.
    """
    seen, link = customers.read(dynamodb, asked.customer)
    address = seen.tax_info.get("email") if seen else None
    if seen is None or not address or seen.link is None or seen.link.outcome is not None:
        return None
    now = clock.now()
    recovery = seen.recovery or LinkRecovery()
    if seen.link.link_id == asked.link_id:
        if link is not None and link.is_open(now):
            return None
        changed, issued = _renewed(seen, read_secrets, now, address)
        sent = replace(changed, recovery=recovery.answered(asked.link_id, issued.link_id))
        customers.replace(dynamodb, seen, sent, issued)
        observability.count(Metric.LINKS_CREATED)
        return address, show(sent, issued, read_secrets, now)
    if not recovery.replaced(asked.link_id, seen.link):
        return None
    if link is None or not link.is_open(now):
        # That one expired too: this is about the last of them.
        return _recovered(dynamodb, read_secrets, replace(asked, link_id=seen.link.link_id))
    shown = show(seen, link, read_secrets, now)
    return (address, shown) if shown.edit_link is not None else None


def _renewed(seen: Customer, read_secrets: ReadSecrets, now: float, address: str) -> tuple[Customer, EditLink]:
    """The customer with a link in place of the last one, as one that was sent."""
    history = seen.link
    options = LinkOptions(return_url=history.return_url, state=history.state) if history else LinkOptions()
    changed, issued = seen.changed().with_new_link(read_secrets().signing(now), options, now)
    return changed.linked(changed.link.sent(now, address) if changed.link else None), issued
