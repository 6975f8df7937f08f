"""Which customers a tenant has, from the indexes: eventually consistent, as every index is."""

from dataclasses import dataclass
from typing import Any

from ligafiscal import settings
from ligafiscal.object_id import IdRange
from ligafiscal.repositories import dynamodb
from ligafiscal.tenant import Tenant

# Index entries that one query of a search by words looks at: about the megabyte after which DynamoDB ends a query by
# itself. DynamoDB Local counts only what it returns, and would look at any number in one long call.
SEARCHED_AT_ONCE = 8_000


@dataclass(frozen=True, slots=True)
class FoundIds:
    """Ids of customers in the order that was asked for. `complete` says that there are no more."""

    ids: list[str]
    complete: bool


def find(client: Any, tenant: Tenant, within: IdRange, words: str, most: int, *, newest_first: bool = True) -> FoundIds:
    """Up to `most` of a tenant's customers in a range of ids, with these folded words in their name or RFC if given.

    Without words it reads as many index entries as it finds; with words, all
    of the range's, a megabyte (about 8,000 entries) a query, until it has found enough: DynamoDB compares, so that only
    what matches travels.
    """
    parameters = _index_by_tenant(tenant, within)
    if words:
        parameters["Limit"] = SEARCHED_AT_ONCE
        parameters["FilterExpression"] = "contains(search_text, :words)"
        parameters["ExpressionAttributeValues"] |= dynamodb.marshal({":words": words})
    ids: list[str] = []
    while not within.is_empty:
        if not words:
            parameters["Limit"] = most - len(ids)
        items, last = dynamodb.query(client, ProjectionExpression="id", ScanIndexForward=not newest_first, **parameters)
        ids += [item["id"] for item in items]
        if len(ids) > most or last is None:
            return FoundIds(ids[:most], complete=len(ids) <= most)
        if len(ids) == most:
            return FoundIds(ids, complete=False)
        parameters["ExclusiveStartKey"] = last
    return FoundIds([], complete=True)


def find_by_tax_id(client: Any, tenant: Tenant, within: IdRange, tax_id: str, most: int) -> FoundIds:
    """Up to `most` of a tenant's customers with exactly this RFC, newest first."""
    parameters: dict[str, Any] = {
        "TableName": settings.customers_table(),
        "IndexName": "by_tax_id",
        "KeyConditionExpression": "tenant = :tenant AND tax_id = :tax_id",
        "ExpressionAttributeValues": dynamodb.marshal({":tenant": str(tenant), ":tax_id": tax_id}),
    }
    ids: list[str] = []
    while True:
        items, last = dynamodb.query(client, Limit=most - len(ids), **parameters)
        ids += [item["id"] for item in items]
        if last is None or len(ids) == most:
            # The index does not order entries of one key.
            return FoundIds(sorted((id_ for id_ in ids if id_ in within), reverse=True), complete=last is None)
        parameters["ExclusiveStartKey"] = last


def count(client: Any, tenant: Tenant, within: IdRange, most: int) -> tuple[int, bool]:
    """How many customers a tenant has in a range of ids, and whether that is all: it counts no further than `most`."""
    if within.is_empty:
        return 0, True
    parameters = _index_by_tenant(tenant, within)
    counted = 0
    while counted < most:
        more, last = dynamodb.count(client, ScanIndexForward=False, Limit=most - counted, **parameters)
        counted += more
        if last is None:
            return counted, True
        parameters["ExclusiveStartKey"] = last
    return counted, False


def _index_by_tenant(tenant: Tenant, within: IdRange) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "TableName": settings.customers_table(),
        "IndexName": "by_tenant",
        "KeyConditionExpression": "tenant = :tenant AND id BETWEEN :first AND :last",
    }
    if not within.is_empty:
        first, last = within.bounds
        values = {":tenant": str(tenant), ":first": first, ":last": last}
        parameters["ExpressionAttributeValues"] = dynamodb.marshal(values)
    return parameters
