"""Customers and their links: always read together as of one moment, always written together.

The customer's version orders everything. Whoever writes a customer or its link writes the customer under `version =
:seen` in the same transaction, so that each answer can show the customer as of its own write, and no update is lost.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ligafiscal.domain.customer import Customer
from ligafiscal.domain.edit_link import EditLink, LinkStatus
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import dynamodb, events, idempotency_records, link_timers, versions
from ligafiscal.repositories.customer_item import (
    customer_and_link,
    customer_from_item,
    customer_item,
    link_from_item,
    link_item,
)
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.repositories.idempotency_records import IdempotencyRecord
from ligafiscal.runtime import settings

# DynamoDB reads 100 items in one batch: a customer and its link count two.
BATCH_SIZE = 50

Write = Mapping[str, Any]
"""A write of another thing in the same transaction, such as an event of what is written here."""


class IdempotencyKeyTaken(Exception):
    """This Idempotency-Key made a customer within its 24 hours; `taken` is that record. Nothing was written."""

    def __init__(self, taken: IdempotencyRecord) -> None:
        super().__init__()
        self.taken = taken


def snapshot_keys(customer_id: str) -> list[tuple[str, Mapping[str, Any]]]:
    return [
        (settings.customers_table(), {"id": customer_id}),
        (settings.edit_links_table(), {"customer_id": customer_id}),
    ]


def from_snapshot(items: Sequence[Item | None]) -> tuple[Customer | None, EditLink | None]:
    customer, link = items
    return customer_and_link(customer, link) if customer else (None, link_from_item(link) if link else None)


def connect(client: Any) -> None:
    """Find no customer, by the read that each page and each key's customer is found by: afterwards the client has a
    connection, and has made what it needs for such a call. Raises StoreUnavailable.
    """
    read(client, "none")


def read(client: Any, customer_id: str) -> tuple[Customer | None, EditLink | None]:
    """A customer and its link as they stood together at one moment."""
    return from_snapshot(dynamodb.snapshot(client, snapshot_keys(customer_id)))


def create(
    client: Any,
    customer: Customer,
    link: EditLink | None,
    record: IdempotencyRecord | None = None,
    also: Sequence[Write] = (),
) -> None:
    """Write a new customer, its link and its idempotency record, all or nothing. Raises IdempotencyKeyTaken."""
    writes = [_put_new(customer), *also]
    if link is not None:
        writes += _put_new_link(customer, link)
    if record is not None:
        writes.append(idempotency_records.put(record))
    try:
        dynamodb.transact(client, writes)
    except dynamodb.ConditionFailed as error:
        taken = error.failed[-1]
        if record is None or not taken:
            raise
        raise IdempotencyKeyTaken(idempotency_records.from_item(record.tenant, record.key, taken)) from None


def replace(
    client: Any, seen: Customer, changed: Customer, renewed: EditLink | None = None, also: Sequence[Write] = ()
) -> None:
    """Write a customer's next version, and a renewed link if given: the old link is dead in the same write. An open
    link of an earlier release, of which the customer did not know, has a timer from then on.

    Raises StaleVersion.
    """
    writes = [_next_version(seen, changed), *also]
    if renewed is not None:
        writes += [*link_timers.remove(seen), *_put_new_link(changed, renewed)]
    elif seen.link and seen.link.adopted and seen.link.outcome is None:
        writes.append(link_timers.put(seen.tenant, seen.id, seen.link))
    versions.transact(client, writes)


def revoke(client: Any, seen: Customer, changed: Customer, also: Sequence[Write] = ()) -> None:
    """Write a customer's next version, whose history says so, and remove the record of its link. Raises
    StaleVersion.
    """
    writes = [_next_version(seen, changed), _remove_link(seen.id), *link_timers.remove(seen), *also]
    versions.transact(client, writes)


def put_back(client: Any, kept: Customer, seen: Customer | None, also: Sequence[Write] = ()) -> None:
    """Write a customer's data as a backup has them: over what was seen of it, or as a new item where it is gone.
    Its link stays as it is: one that is gone with its customer leaves no history as if it was open. Raises
    StaleVersion.
    """
    if seen is None:
        write = _put_new(kept if kept.link and kept.link.outcome else kept.linked(None))
    else:
        write = _next_version(seen, seen.changed(kept.tax_info))
    versions.transact(client, [write, *also])


def backed_up(client: Any, table: str, tenants: Sequence[Tenant] = ()) -> Iterator[Customer]:
    """The customers in a restored copy of the table: some tenants', or everybody's."""
    parameters: dict[str, Any] = {}
    if tenants:
        values = {f":tenant_{number}": str(tenant) for number, tenant in enumerate(tenants)}
        parameters = {
            "FilterExpression": f"tenant IN ({', '.join(values)})",
            "ExpressionAttributeValues": dynamodb.marshal(values),
        }
    return map(customer_from_item, dynamodb.scan(client, TableName=table, **parameters))


def backed_up_one(client: Any, table: str, customer_id: str) -> Customer | None:
    """One customer in a restored copy of the table."""
    item = dynamodb.get(client, table, {"id": customer_id})
    return customer_from_item(item) if item else None


def save_submission(
    client: Any, seen: Customer, changed: Customer, used: EditLink, now: float, also: Sequence[Write]
) -> None:
    """Write what was submitted, and consume the link, if that is still open and still the same. Raises StaleVersion."""
    consume = _put_link(used)
    consume["Put"] |= {
        "ConditionExpression": "link_id = :link_id AND #status = :open AND expires_at > :now",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": dynamodb.marshal(
            {":link_id": used.link_id, ":open": LinkStatus.OPEN.value, ":now": int(now)}
        ),
    }
    versions.transact(client, [_next_version(seen, changed), consume, *link_timers.remove(seen), *also])


def delete(client: Any, seen: Customer, also: Sequence[Write] = ()) -> None:
    """Delete a customer, its link, and the events that tell of it with their deliveries. Raises StaleVersion.

    What does not fit into one transaction goes ahead of it, event by event: nobody is told any more of a customer who
    is being deleted.
    """
    remove = versions.delete(settings.customers_table(), seen.id, seen.version)
    last = [remove, _remove_link(seen.id), *link_timers.remove(seen), *also]
    for ends in events.ends(client, seen.tenant, seen.events):
        if len(last) + len(ends) > dynamodb.MAX_TRANSACTION_ITEMS:
            versions.transact(client, ends)
        else:
            last += ends
    versions.transact(client, last)


def read_many(client: Any, ids: Sequence[str]) -> list[tuple[Customer, EditLink | None]]:
    """Customers and their links in the order of the ids; those deleted meanwhile are left out."""
    found: list[tuple[Customer, EditLink | None]] = []
    for first in range(0, len(ids), BATCH_SIZE):
        some = ids[first : first + BATCH_SIZE]
        items = dynamodb.batch(
            client,
            {
                settings.customers_table(): [{"id": id_} for id_ in some],
                settings.edit_links_table(): [{"customer_id": id_} for id_ in some],
            },
        )
        customers = {item["id"]: item for item in items[settings.customers_table()]}
        links = {item["customer_id"]: item for item in items[settings.edit_links_table()]}
        found += [customer_and_link(customers[id_], links.get(id_)) for id_ in some if id_ in customers]
    return found


def _put_link(link: EditLink) -> dict[str, Any]:
    return {"Put": {"TableName": settings.edit_links_table(), "Item": dynamodb.marshal(link_item(link))}}


def _put_new_link(customer: Customer, link: EditLink) -> list[dict[str, Any]]:
    """A link that is made now, and its timer."""
    timer = [link_timers.put(customer.tenant, customer.id, customer.link)] if customer.link else []
    return [_put_link(link), *timer]


def _remove_link(customer_id: str) -> dict[str, Any]:
    return {"Delete": {"TableName": settings.edit_links_table(), "Key": dynamodb.marshal({"customer_id": customer_id})}}


def _put_new(customer: Customer) -> dict[str, Any]:
    return {
        "Put": {
            "TableName": settings.customers_table(),
            "Item": dynamodb.marshal(customer_item(customer)),
            "ConditionExpression": "attribute_not_exists(id)",
        }
    }


def _next_version(seen: Customer, changed: Customer) -> dict[str, Any]:
    return versions.put(settings.customers_table(), customer_item(changed), seen.version)
