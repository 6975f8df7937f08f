"""Check a customer's tax information against SAT's rules, as far as that can be done without asking SAT."""

from typing import Any

from ligafiscal.domain.fiscal.tax_info import Violation, broken_rules, missing_fields
from ligafiscal.use_cases.customers.find_customer import find_customer


def validate_tax_info(dynamodb: Any, key: str, customer_id: str) -> list[Violation]:
    """What an invoice would lack, and every rule that is broken; nothing if all is well. Raises ApiKeyInvalid,
    ApiKeyNotAllowed, CustomerNotFound.
    """
    customer, _ = find_customer(dynamodb, key, customer_id)
    return missing_fields(customer.tax_info) + broken_rules(customer.tax_info)
