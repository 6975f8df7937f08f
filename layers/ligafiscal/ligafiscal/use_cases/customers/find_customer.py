"""Find a customer of the caller's tenant, and the caller, in one read."""

from typing import Any

from ligafiscal.domain import object_id
from ligafiscal.domain.customer import Customer
from ligafiscal.domain.edit_link import EditLink
from ligafiscal.repositories import api_keys, customers, dynamodb
from ligafiscal.use_cases import authenticate


class CustomerNotFound(Exception):
    """No such customer. Another tenant's is the same as none."""


def find_customer(client: Any, key: str, customer_id: str) -> tuple[Customer, EditLink | None]:
    """A customer and its link as of one moment. Raises ApiKeyInvalid, ApiKeyNotAllowed, CustomerNotFound."""
    key_hash = authenticate.key_hash(key)
    if not object_id.is_well_formed(customer_id):
        authenticate.tenant_of(api_keys.read(client, key_hash))
        raise CustomerNotFound
    found_key, *found = dynamodb.snapshot(
        client, [api_keys.snapshot_key(key_hash), *customers.snapshot_keys(customer_id)]
    )
    tenant = authenticate.tenant_of(api_keys.from_item(found_key) if found_key else None)
    customer, link = customers.from_snapshot(found)
    if customer is None or customer.tenant != tenant:
        raise CustomerNotFound
    return customer, link
