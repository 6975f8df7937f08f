"""Change a customer, and renew its link if asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ligafiscal.domain.customer import check_tax_info_change, merge_tax_info
from ligafiscal.domain.edit_link import LinkOptions
from ligafiscal.domain.fiscal.tax_info import TaxInfo
from ligafiscal.repositories import customers, external_ids
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock, observability
from ligafiscal.runtime.observability import Metric
from ligafiscal.use_cases.customers.find_customer import find_customer
from ligafiscal.use_cases.customers.show_customer import ReadSecrets, ShownCustomer, show


@dataclass(frozen=True, slots=True)
class CustomerUpdate:
    """What an update asks for: fields to set or clear, and the options of a new link if there is to be one."""

    change: TaxInfo
    link_options: LinkOptions | None


ReadCustomerUpdate = Callable[[], CustomerUpdate]


@retry_when_stale
def update_customer(
    dynamodb: Any, read_secrets: ReadSecrets, key: str, customer_id: str, read_update: ReadCustomerUpdate
) -> ShownCustomer:
    """Set what the update sends, and replace the customer's link by a new one if it asks: the old one is dead at
    once.

    The update is read only once the caller is known. Whoever else writes the customer meanwhile, both changes stand;
    the answer shows the customer as of its own write. Raises ApiKeyInvalid, ApiKeyNotAllowed, CustomerNotFound,
    InvalidCustomer, LinkOptionRefused and whatever `read_update` raises.
    """
    customer, link = find_customer(dynamodb, key, customer_id)
    update = read_update()
    merged = merge_tax_info(customer.tax_info, update.change)
    check_tax_info_change(customer.tax_info, merged, update.change)
    now = clock.now()
    changed, renewed = customer.changed(merged), None
    if (options := update.link_options) is not None:
        changed, renewed = changed.with_new_link(read_secrets().signing(now), options, now)
    named = external_ids.move(customer, changed)
    customers.replace(dynamodb, customer, changed, renewed, also=named)
    if renewed is not None:
        observability.count(Metric.LINKS_CREATED)
    return show(changed, renewed or link, read_secrets, now)
