"""Retrieve a customer."""

from typing import Any

from ligafiscal.runtime import clock
from ligafiscal.use_cases.customers.find_customer import find_customer
from ligafiscal.use_cases.customers.show_customer import ReadSecrets, ShownCustomer, show


def retrieve_customer(dynamodb: Any, read_secrets: ReadSecrets, key: str, customer_id: str) -> ShownCustomer:
    """A customer with its open link. Raises ApiKeyInvalid, ApiKeyNotAllowed, CustomerNotFound."""
    customer, link = find_customer(dynamodb, key, customer_id)
    return show(customer, link, read_secrets, clock.now())
