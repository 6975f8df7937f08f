"""What events say: the thing they are about, as the API shows it at that moment."""

from ligafiscal.domain import event
from ligafiscal.domain.customer import Customer
from ligafiscal.domain.event import Event
from ligafiscal.domain.tenant import Tenant
from ligafiscal.runtime import clock
from ligafiscal.use_cases.customers.show_customer import ShownCustomer, as_json


def started(customer: Customer, now: float) -> Event:
    """A customer began to fill in their tax information."""
    return _about_link(event.EDIT_LINK_STARTED, customer, now)


def completed(customer: Customer, now: float) -> Event:
    """A customer filled in their tax information."""
    return _about_link(event.EDIT_LINK_COMPLETED, customer, now)


def revoked(customer: Customer, now: float) -> Event:
    """The business took an open link back."""
    return _about_link(event.EDIT_LINK_REVOKED, customer, now)


def expired(customer: Customer, now: float) -> Event:
    """A link's time ran out before anybody used it."""
    return _about_link(event.EDIT_LINK_EXPIRED, customer, now)


def _about_link(type_: str, customer: Customer, now: float) -> Event:
    """The customer without the link, an open one too: events are stored, and no stored thing opens a page."""
    shown = as_json(ShownCustomer(customer))
    return event.new(customer.tenant, type_, "customer", shown, now, clock.iso(now))


def test(tenant: Tenant, webhook_id: str, now: float) -> Event:
    """The event that a business has sent to one of its webhooks to see whether it arrives."""
    shown = {"id": webhook_id, "livemode": tenant.livemode}
    return event.new(tenant, event.TEST, "webhook", shown, now, clock.iso(now), webhook=webhook_id)
