"""What businesses call their customers, to find them by it: exactly as it was sent, and for as many as have it.

A table of its own, since the customer has an entry in each index already, and is read consistently. The customer's
version orders its writes, as it does the link's: each is a part of a transaction that writes the customer.
"""

from typing import Any

from ligafiscal.domain.customer import Customer
from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import dynamodb
from ligafiscal.repositories.customer_index import FoundIds
from ligafiscal.runtime import settings


def put(customer: Customer) -> list[dict[str, Any]]:
    """The write by which a customer is found, none where it has no such name."""
    if customer.external_id is None:
        return []
    item = _entry(customer, customer.external_id)
    return [{"Put": {"TableName": settings.external_ids_table(), "Item": item}}]


def remove(customer: Customer) -> list[dict[str, Any]]:
    """The write by which a customer is not found any more."""
    if customer.external_id is None:
        return []
    key = _entry(customer, customer.external_id)
    return [{"Delete": {"TableName": settings.external_ids_table(), "Key": key}}]


def move(seen: Customer | None, changed: Customer) -> list[dict[str, Any]]:
    """The writes by which a customer that had one name, or none, has another one, or none."""
    if seen is None:
        return put(changed)
    return [] if seen.external_id == changed.external_id else [*remove(seen), *put(changed)]


def find(client: Any, tenant: Tenant, within: IdRange, external_id: str, maximum: int) -> FoundIds:
    """Up to `maximum` of a tenant's customers of that name in a range of ids, newest first."""
    if within.is_empty:
        return FoundIds([], complete=True)
    first, last = within.bounds
    parameters: dict[str, Any] = {
        "TableName": settings.external_ids_table(),
        "KeyConditionExpression": "tenant_external_id = :name AND customer_id BETWEEN :first AND :last",
        "ExpressionAttributeValues": dynamodb.marshal(
            {":name": _name(tenant, external_id), ":first": first, ":last": last}
        ),
        "ScanIndexForward": False,
        "ConsistentRead": True,
    }
    items, complete = dynamodb.query_up_to(client, maximum, **parameters)
    return FoundIds([item["customer_id"] for item in items], complete)


def _entry(customer: Customer, external_id: str) -> dict[str, Any]:
    return dynamodb.marshal({"tenant_external_id": _name(customer.tenant, external_id), "customer_id": customer.id})


def _name(tenant: Tenant, external_id: str) -> str:
    return f"{tenant}#{external_id}"
