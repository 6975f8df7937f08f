"""Which links a tenant has, newest first, from the index by link: eventually consistent, as every index is.

It knows customers by the last link of each. Those whose link nobody has answered are a partition of their own; which of
them are open and which have expired, the clock tells.
"""

import heapq
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from ligafiscal.domain.link_history import Status
from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import dynamodb
from ligafiscal.repositories.customer_item import UNANSWERED, link_group
from ligafiscal.repositories.customers import BATCH_SIZE
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.runtime import settings

INDEX = "by_link"
UNANSWERED_STATUSES = frozenset({Status.CREATED, Status.SENT, Status.STARTED, Status.EXPIRED})

# Entries of one query: about the megabyte after which DynamoDB ends it by itself.
ENTRIES_AT_ONCE = 4_000

# The first query of links that nobody has answered brings all of them, if there are no more than this: then each is
# judged by its record.
FEW = BATCH_SIZE


@dataclass(frozen=True, slots=True)
class LinkEntry:
    """An entry of the index. `id` is the link's position in time; `sure` that its status is what the index says."""

    id: str
    customer_id: str
    sure: bool


def find(
    client: Any,
    tenant: Tenant,
    statuses: Collection[Status],
    within: IdRange,
    maximum: int,
    now: float,
    *,
    newest_first: bool = True,
) -> tuple[list[LinkEntry], bool]:
    """Up to `maximum` of a tenant's links of some statuses, in a range of positions, and whether there are no more.

    Where few links are unanswered, all of them come that may have one of these statuses, to be judged by their records.
    """
    if within.is_empty:
        return [], True
    order = partial(_entries, client, tenant, within, newest_first)
    streams = [order(status.value) for status in statuses if status not in UNANSWERED_STATUSES]
    wanted = UNANSWERED_STATUSES.intersection(statuses)
    if wanted:
        streams.append(_unanswered(client, tenant, within, newest_first, wanted, now))
    found: list[LinkEntry] = []
    for entry in heapq.merge(*streams, key=lambda entry: entry.id, reverse=newest_first):
        if len(found) == maximum:
            return found, False
        found.append(entry)
    return found, True


def count(
    client: Any, tenant: Tenant, statuses: Collection[Status], within: IdRange, maximum: int, now: float
) -> tuple[int, bool]:
    """How many there are, counted no further than `maximum`, and whether that is all."""
    if within.is_empty:
        return 0, True
    counted = 0
    for parameters in _partitions(tenant, statuses, within, now):
        while counted < maximum:
            more, last = dynamodb.count(client, Limit=ENTRIES_AT_ONCE, **parameters)
            counted += more
            if last is None:
                break
            parameters["ExclusiveStartKey"] = last
        else:
            return min(counted, maximum), False
    return counted, True


def _partitions(tenant: Tenant, statuses: Collection[Status], within: IdRange, now: float) -> Iterator[dict[str, Any]]:
    for status in statuses:
        if status not in UNANSWERED_STATUSES:
            yield _partition(tenant, status.value, within)
    if wanted := UNANSWERED_STATUSES.intersection(statuses):
        yield _filtered(_partition(tenant, UNANSWERED, within), wanted, now)


def _entries(client: Any, tenant: Tenant, within: IdRange, newest_first: bool, group: str) -> Iterator[LinkEntry]:
    parameters = _partition(tenant, group, within) | {"ScanIndexForward": not newest_first, "Limit": ENTRIES_AT_ONCE}
    while True:
        items, last = dynamodb.query(client, **parameters)
        yield from (LinkEntry(item["link_position"], item["id"], sure=True) for item in items)
        if last is None:
            return
        parameters["ExclusiveStartKey"] = last


def _unanswered(
    client: Any, tenant: Tenant, within: IdRange, newest_first: bool, wanted: Collection[Status], now: float
) -> Iterator[LinkEntry]:
    parameters = _partition(tenant, UNANSWERED, within) | {"ScanIndexForward": not newest_first}
    items, last = dynamodb.query(client, Limit=FEW + 1, **parameters)
    if last is None and len(items) <= FEW:
        yield from (LinkEntry(item["link_position"], item["id"], sure=False) for item in items)
        return
    parameters = _filtered(parameters, wanted, now)
    while True:
        yield from (
            LinkEntry(item["link_position"], item["id"], sure=True) for item in items if _status(item, now) in wanted
        )
        if last is None:
            return
        items, last = dynamodb.query(client, ExclusiveStartKey=last, Limit=ENTRIES_AT_ONCE, **parameters)


def _status(item: Item, now: float) -> Status:
    return Status.EXPIRED if now >= int(item["link_expires_at"]) else Status(item["link_step"])


def _partition(tenant: Tenant, group: str, within: IdRange) -> dict[str, Any]:
    first, last = within.bounds
    return {
        "TableName": settings.customers_table(),
        "IndexName": INDEX,
        "KeyConditionExpression": "link_group = :group AND link_position BETWEEN :first AND :last",
        "ExpressionAttributeValues": dynamodb.marshal(
            {":group": link_group(tenant, group), ":first": first, ":last": last}
        ),
    }


def _filtered(parameters: dict[str, Any], wanted: Collection[Status], now: float) -> dict[str, Any]:
    """DynamoDB compares: only what is wanted travels."""
    if set(wanted) >= UNANSWERED_STATUSES:
        return parameters
    values: Item = {":now": int(now)}
    either = []
    if Status.EXPIRED in wanted:
        either.append("link_expires_at <= :now")
    if steps := {f":{status.value}": status.value for status in wanted if status is not Status.EXPIRED}:
        either.append(f"(link_expires_at > :now AND link_step IN ({', '.join(sorted(steps))}))")
        values |= steps
    return parameters | {
        "FilterExpression": " OR ".join(either),
        "ExpressionAttributeValues": parameters["ExpressionAttributeValues"] | dynamodb.marshal(values),
    }
