"""Delete a customer; its link dies in the same transaction."""

from typing import Any

from ligafiscal.repositories import customers, external_ids
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.use_cases.customers.find_customer import find_customer
from ligafiscal.use_cases.customers.show_customer import ShownCustomer


@retry_when_stale
def delete_customer(dynamodb: Any, key: str, customer_id: str) -> ShownCustomer:
    """Delete a customer and show it one last time, without a link. Raises ApiKeyInvalid, ApiKeyNotAllowed,
    CustomerNotFound.
    """
    customer, _ = find_customer(dynamodb, key, customer_id)
    customers.delete(dynamodb, customer, also=external_ids.remove(customer))
    return ShownCustomer(customer)
