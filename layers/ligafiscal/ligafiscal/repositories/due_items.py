"""Everything that happens later: items of the table Outbox with a time at which they are due, in one sparse index.

An item is there before anything is done about it, and leaves the index only when that is done: whatever dies meanwhile,
a sweep of the index finds what is left. Streams and direct calls only make it sooner.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from ligafiscal.domain.event import delivery_id
from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import dynamodb
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.runtime import deadline, settings

# Partitions of the index: each takes 1,000 write units a second.
SHARDS = ("0", "1", "2", "3")

INDEX = "by_due"

# Index entries of one query: about half of the megabyte after which DynamoDB ends it.
ENTRIES_AT_ONCE = 4_000


class Kind(StrEnum):
    """What kind of thing is due."""

    EVENT = "event"
    DELIVERY = "delivery"
    HEALTH_CHECK = "health_check"
    RECOVERY = "recovery"
    ERASURE = "erasure"
    LINK_TIMER = "link_timer"
    LINK_MAIL = "link_mail"


class DueItem(NamedTuple):
    """An entry of the index. `due_at` is in epoch milliseconds; `event` is a delivery's. `kind` is None for one that
    this version does not know: another one wrote it.
    """

    owner: str
    id: str
    kind: Kind | None
    due_at: int
    event: str | None = None


def due(client: Any, shard: str, now: float) -> Iterator[DueItem]:
    """What is due in a shard, oldest first, for as long as there is time. Eventually consistent, as every index is."""
    parameters: dict[str, Any] = {
        "TableName": settings.outbox_table(),
        "IndexName": INDEX,
        "KeyConditionExpression": "due_shard = :shard AND due_at <= :now",
        "ExpressionAttributeValues": dynamodb.marshal({":shard": shard, ":now": int(now * 1000)}),
        "Limit": ENTRIES_AT_ONCE,
    }
    while True:
        items, last = dynamodb.query(client, **parameters)
        for item in items:
            yield DueItem(item["owner"], item["id"], kind_of(item), int(item["due_at"]), item.get("event"))
        if last is None or deadline.left() < 0:
            return
        parameters["ExclusiveStartKey"] = last


def kind_of(item: Item) -> Kind | None:
    return Kind(item["kind"]) if item["kind"] in list(Kind) else None


def entry(id_: str, due_at: int | None) -> dict[str, Any]:
    """The attributes that put an item into the index; none for one that is not due."""
    return {} if due_at is None else {"due_shard": SHARDS[int(id_[-1], 16) % len(SHARDS)], "due_at": due_at}


def key(owner: str, id_: str) -> dict[str, Any]:
    return dynamodb.marshal({"owner": owner, "id": id_})


def put(owner: str, id_: str, kind: Kind, due_at: int | None, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The write of an item, as a part of a transaction."""
    item: Item = {"owner": owner, "id": id_, "kind": kind.value, **entry(id_, due_at), **attributes}
    return {"Put": {"TableName": settings.outbox_table(), "Item": dynamodb.marshal(item)}}


def find(
    client: Any, owner: str, within: IdRange, maximum: int, *, newest_first: bool = True
) -> tuple[list[Item], bool]:
    """Up to `maximum` of an owner's items in a range of ids, and whether there are no more."""
    if within.is_empty:
        return [], True
    return dynamodb.query_up_to(client, maximum, ScanIndexForward=not newest_first, **_of_owner(owner, within))


def count(client: Any, owner: str, within: IdRange, maximum: int) -> tuple[int, bool]:
    """How many items an owner has in a range of ids, and whether that is all: it counts no further than `maximum`."""
    if within.is_empty:
        return 0, True
    return dynamodb.count_up_to(client, maximum, **_of_owner(owner, within))


def _of_owner(owner: str, within: IdRange) -> dict[str, Any]:
    first, last = within.bounds
    return {
        "TableName": settings.outbox_table(),
        "KeyConditionExpression": "#owner = :owner AND id BETWEEN :first AND :last",
        "ExpressionAttributeNames": {"#owner": "owner"},
        "ExpressionAttributeValues": dynamodb.marshal({":owner": owner, ":first": first, ":last": last}),
        # What is shown right after it was written has to be there.
        "ConsistentRead": True,
    }


def delivery_owner(tenant: Tenant, webhook_id: str) -> str:
    """Whose items a webhook's deliveries are."""
    return f"{tenant}#{webhook_id}"


def remove_delivery(tenant: Tenant, webhook_id: str, event_id: str) -> dict[str, Any]:
    """The end of the delivery of an event, as a part of a transaction."""
    item_key = key(delivery_owner(tenant, webhook_id), delivery_id(event_id, webhook_id))
    return {"Delete": {"TableName": settings.outbox_table(), "Key": item_key}}
