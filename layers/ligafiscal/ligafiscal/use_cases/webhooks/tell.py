"""What events say: the thing they are about, as the API shows it at that moment."""

from ligafiscal.domain import event
from ligafiscal.domain.customer import Customer
from ligafiscal.domain.event import Event
from ligafiscal.domain.tenant import Tenant
from ligafiscal.runtime import clock
from ligafiscal.use_cases.customers.show_customer import ShownCustomer, as_json


def completed(customer: Customer, now: float) -> Event:
    """A customer filled in their tax information; the link is used up, so none is shown."""
    shown = as_json(ShownCustomer(customer))
    return event.new(customer.tenant, event.EDIT_LINK_COMPLETED, "customer", shown, now, clock.iso(now))


def test(tenant: Tenant, webhook_id: str, now: float) -> Event:
    """The event that a business has sent to one of its webhooks to see whether it arrives."""
    shown = {"id": webhook_id, "livemode": tenant.livemode}
    return event.new(tenant, event.TEST, "webhook", shown, now, clock.iso(now), webhook=webhook_id)
