"""Which customers a tenant has, from the indexes: eventually consistent, as every index is."""

from dataclasses import dataclass
from typing import Any

from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import dynamodb
from ligafiscal.runtime import deadline, settings

# Index entries that one query of a search looks at: about the megabyte after which DynamoDB ends a query by itself.
# DynamoDB Local counts only what it returns, and would look at any number in one long call.
SEARCHED_AT_ONCE = 8_000

# Queries that a search makes at most: 128,000 entries, some 2,000 read units. One tenant's index gives 3,000 units
# a second, and its lists want some of them.
MAX_QUERIES = 16

# A search asks for no more once less than this is left to start calls in: the customers it found are to be read yet.
SECONDS_TO_READ = 0.5


@dataclass(frozen=True, slots=True)
class FoundIds:
    """Ids of customers in the order that was asked for. `complete` says that there are no more. `stopped_at` is where a
    search stopped that found less than was asked for and did not look at everything: the last id that it looked at.
    """

    ids: list[str]
    complete: bool
    stopped_at: str | None = None


def find(client: Any, tenant: Tenant, within: IdRange, limit: int, *, newest_first: bool = True) -> FoundIds:
    """Up to `limit` of a tenant's customers in a range of ids: it reads as many index entries as it finds."""
    if within.is_empty:
        return FoundIds([], complete=True)
    return _read(client, limit, {**_index_by_tenant(tenant, within), "ScanIndexForward": not newest_first})


def find_by_tax_id(client: Any, tenant: Tenant, within: IdRange, tax_id: str, limit: int) -> FoundIds:
    """Up to `limit` of a tenant's customers with exactly this RFC, newest first."""
    parameters = {
        "TableName": settings.customers_table(),
        "IndexName": "by_tax_id",
        "KeyConditionExpression": "tenant = :tenant AND tax_id = :tax_id",
        "ExpressionAttributeValues": dynamodb.marshal({":tenant": str(tenant), ":tax_id": tax_id}),
    }
    found = _read(client, limit, parameters)
    # The index does not order entries of one key.
    return FoundIds(sorted((id_ for id_ in found.ids if id_ in within), reverse=True), found.complete)


def search(
    client: Any, tenant: Tenant, within: IdRange, words: str, limit: int, *, newest_first: bool = True
) -> FoundIds:
    """Up to `limit` of a tenant's customers in a range of ids with these folded words in their name or RFC.

    It looks at the range's index entries a megabyte a query, until it has found enough, has made `MAX_QUERIES` or
    runs out of time: among any number it ends, and says where. DynamoDB compares: only what matches travels.
    """
    if within.is_empty:
        return FoundIds([], complete=True)
    parameters = _index_by_tenant(tenant, within)
    parameters |= {
        "FilterExpression": "contains(search_text, :words)",
        "ExpressionAttributeValues": parameters["ExpressionAttributeValues"] | dynamodb.marshal({":words": words}),
        "ProjectionExpression": "id",
        "ScanIndexForward": not newest_first,
        "Limit": SEARCHED_AT_ONCE,
    }
    ids: list[str] = []
    queries = 0
    while True:
        items, last = dynamodb.query(client, **parameters)
        queries += 1
        ids += [item["id"] for item in items]
        if last is None or len(ids) >= limit:
            return FoundIds(ids[:limit], complete=last is None and len(ids) <= limit)
        if queries == MAX_QUERIES or deadline.left() < SECONDS_TO_READ:
            return FoundIds(ids, complete=False, stopped_at=dynamodb.unmarshal(last)["id"])
        parameters["ExclusiveStartKey"] = last


def count(client: Any, tenant: Tenant, within: IdRange, limit: int) -> tuple[int, bool]:
    """How many customers a tenant has in a range of ids, and whether that is all: it counts no further than `limit`."""
    if within.is_empty:
        return 0, True
    return dynamodb.count_up_to(client, limit, ScanIndexForward=False, **_index_by_tenant(tenant, within))


def _read(client: Any, limit: int, parameters: dict[str, Any]) -> FoundIds:
    items, complete = dynamodb.query_up_to(client, limit, ProjectionExpression="id", **parameters)
    return FoundIds([item["id"] for item in items], complete)


def _index_by_tenant(tenant: Tenant, within: IdRange) -> dict[str, Any]:
    first, last = within.bounds
    return {
        "TableName": settings.customers_table(),
        "IndexName": "by_tenant",
        "KeyConditionExpression": "tenant = :tenant AND id BETWEEN :first AND :last",
        "ExpressionAttributeValues": dynamodb.marshal({":tenant": str(tenant), ":first": first, ":last": last}),
    }
