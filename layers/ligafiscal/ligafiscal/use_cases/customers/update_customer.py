"""Change a customer, and renew its link if asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ligafiscal.domain import customer as rules
from ligafiscal.domain import edit_link
from ligafiscal.domain.customer import TaxInfo
from ligafiscal.repositories import customers
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock, observability
from ligafiscal.runtime.observability import Metric
from ligafiscal.use_cases.customers.find_customer import find_customer
from ligafiscal.use_cases.customers.show_customer import ReadSecrets, ShownCustomer, show


@dataclass(frozen=True, slots=True)
class CustomerUpdate:
    """What an update asks for: fields to set or clear, and whether to renew the link."""

    change: TaxInfo
    with_link: bool


ReadCustomerUpdate = Callable[[], CustomerUpdate]


@retry_when_stale
def update_customer(
    dynamodb: Any, read_secrets: ReadSecrets, key: str, customer_id: str, read_update: ReadCustomerUpdate
) -> ShownCustomer:
    """Set what the update sends, and replace the customer's link by a new one if it asks: the old one is dead at
    once.

    The update is read only once the caller is known. Whoever else writes the customer meanwhile, both changes stand;
    the answer shows the customer as of its own write. Raises ApiKeyInvalid, ApiKeyNotAllowed, CustomerNotFound,
    InvalidCustomer and whatever `read_update` raises.
    """
    customer, link = find_customer(dynamodb, key, customer_id)
    update = read_update()
    merged = rules.merge(customer.tax_info, update.change)
    rules.check_change(customer.tax_info, merged, update.change)
    now = clock.now()
    renewed = edit_link.issue(customer.id, read_secrets().signing(now), now) if update.with_link else None
    changed = customer.changed(merged)
    customers.replace(dynamodb, customer, changed, renewed)
    if renewed is not None:
        observability.count(Metric.LINKS_CREATED)
    return show(changed, renewed or link, read_secrets, now)
