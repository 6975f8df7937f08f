"""A customer's last link for the business that made it: look at it, take it back."""

from dataclasses import dataclass
from typing import Any

from ligafiscal.domain.customer import Customer
from ligafiscal.domain.edit_link import EditLink
from ligafiscal.domain.link_history import LinkHistory, Outcome, Status
from ligafiscal.repositories import customers, events, organizations
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock
from ligafiscal.use_cases.authenticate import ApiKeyInvalid
from ligafiscal.use_cases.customers.find_customer import find_customer
from ligafiscal.use_cases.customers.show_customer import ReadSecrets, ShownCustomer, show
from ligafiscal.use_cases.webhooks import tell


class EditLinkNotFound(Exception):
    """The customer never had a link, or none that is known of."""


class EditLinkCompleted(Exception):
    """The link has been used: there is nothing left to take back."""


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link as it stands at one moment, with its customer, whose `edit_link` is there while it is open."""

    history: LinkHistory
    status: Status
    customer: ShownCustomer


def retrieve_edit_link(dynamodb: Any, read_secrets: ReadSecrets, key: str, customer_id: str) -> ShownLink:
    """A customer's last link. Raises ApiKeyInvalid, ApiKeyNotAllowed, CustomerNotFound, EditLinkNotFound."""
    customer, link = find_customer(dynamodb, key, customer_id)
    return shown_link(customer, link, read_secrets, clock.now())


@retry_when_stale
def revoke_edit_link(dynamodb: Any, key: str, customer_id: str) -> ShownLink:
    """Take a customer's link back: from this moment on it opens nothing. Taken back before, it stays as it is; one that
    expired unanswered is taken back too, so that nobody gets another one in its place.

    Raises ApiKeyInvalid, ApiKeyNotAllowed, CustomerNotFound, EditLinkNotFound, EditLinkCompleted.
    """
    customer, _ = find_customer(dynamodb, key, customer_id)
    if customer.link is None:
        raise EditLinkNotFound
    if customer.link.outcome is Outcome.COMPLETED:
        raise EditLinkCompleted
    now = clock.now()
    if customer.link.outcome is None:
        organization = organizations.read(dynamodb, customer.tenant.organization)
        if organization is None:
            # Deleted between the two reads, and its keys with it.
            raise ApiKeyInvalid
        changed = customer.changed().linked(customer.link.revoked(now))
        told = tell.revoked(changed, now)
        due = organization.webhooks.wants(told.tenant.livemode, told.type)
        changed = changed.told_by(told.id, now)
        customers.revoke(dynamodb, customer, changed, also=[events.put(told, due=due)])
        customer = changed
    return _shown(customer, ShownCustomer(customer), now)


def shown_link(customer: Customer, link: EditLink | None, read_secrets: ReadSecrets, now: float) -> ShownLink:
    """Show a customer's last link; `link` is its record. Raises EditLinkNotFound."""
    return _shown(customer, show(customer, link, read_secrets, now), now)


def _shown(customer: Customer, shown: ShownCustomer, now: float) -> ShownLink:
    if customer.link is None:
        raise EditLinkNotFound
    return ShownLink(customer.link, customer.link.status(now), shown)
