"""Delete a customer; its link dies in the same transaction."""

from itertools import count
from typing import Any

from ligafiscal.repositories import customers
from ligafiscal.repositories.versions import StaleVersion
from ligafiscal.runtime import deadline
from ligafiscal.use_cases.customers.find_customer import find_customer
from ligafiscal.use_cases.customers.show_customer import ShownCustomer


def delete_customer(dynamodb: Any, key: str, customer_id: str) -> ShownCustomer:
    """Delete a customer and show it one last time, without a link. Raises ApiKeyInvalid, ApiKeyNotAllowed,
    CustomerNotFound.
    """
    for attempt in count():
        customer, _ = find_customer(dynamodb, key, customer_id)
        try:
            customers.delete(dynamodb, customer)
        except StaleVersion:
            deadline.pause(attempt)
        else:
            return ShownCustomer(customer)
    raise AssertionError("unreachable")
