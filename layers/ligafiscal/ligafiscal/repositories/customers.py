"""Customers and their links: always read together as of one moment, always written together.

The customer's version orders everything. Whoever writes a customer or its link writes the customer under `version =
:seen` in the same transaction, so that each answer can show the customer as of its own write, and no update is lost.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ligafiscal.domain.customer import FIELDS, Customer
from ligafiscal.domain.customer_search import searchable
from ligafiscal.domain.edit_link import EditLink, LinkStatus, Source
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import dynamodb, events, idempotency_records, versions
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.repositories.idempotency_records import IdempotencyRecord
from ligafiscal.runtime import settings

# DynamoDB reads 100 items in one batch: a customer and its link count two.
BATCH_SIZE = 50


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
    return (customer_from_item(customer) if customer else None, _link_from_item(link) if link else None)


def connect(client: Any) -> None:
    """Find no customer. Raises StoreUnavailable."""
    dynamodb.connect(client, settings.customers_table(), "id")


def read(client: Any, customer_id: str) -> tuple[Customer | None, EditLink | None]:
    """A customer and its link as they stood together at one moment."""
    return from_snapshot(dynamodb.snapshot(client, snapshot_keys(customer_id)))


def create(client: Any, customer: Customer, link: EditLink | None, record: IdempotencyRecord | None = None) -> None:
    """Write a new customer, its link and its idempotency record, all or nothing. Raises IdempotencyKeyTaken."""
    writes = [_put_new(customer)]
    if link is not None:
        writes.append(_put_link(link))
    if record is not None:
        writes.append(idempotency_records.put(record))
    try:
        dynamodb.transact(client, writes)
    except dynamodb.ConditionFailed as error:
        taken = error.failed[-1]
        if record is None or not taken:
            raise
        raise IdempotencyKeyTaken(idempotency_records.from_item(record.tenant, record.key, taken)) from None


def replace(client: Any, seen: Customer, changed: Customer, renewed: EditLink | None = None) -> None:
    """Write a customer's next version, and a renewed link if given: the old link is dead in the same write.

    Raises StaleVersion.
    """
    writes = [_next_version(seen, changed)]
    if renewed is not None:
        writes.append(_put_link(renewed))
    versions.transact(client, writes)


def put_back(client: Any, kept: Customer, seen: Customer | None) -> None:
    """Write a customer's data as a backup has them: over what was seen of it, or anew where it is not there any more.
    Its link stays as it is. Raises StaleVersion.
    """
    write = _put_new(kept) if seen is None else _next_version(seen, seen.changed(kept.tax_info))
    versions.transact(client, [write])


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
    client: Any, seen: Customer, changed: Customer, used: EditLink, now: float, told: Mapping[str, Any]
) -> None:
    """Write what was submitted, consume the link and write `told`, the event of it, if the link is still open and still
    the same. Raises StaleVersion.
    """
    consume = _put_link(used)
    consume["Put"] |= {
        "ConditionExpression": "link_id = :link_id AND #status = :open AND expires_at > :now",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": dynamodb.marshal(
            {":link_id": used.link_id, ":open": LinkStatus.OPEN.value, ":now": int(now)}
        ),
    }
    versions.transact(client, [_next_version(seen, changed), consume, told])


def delete(client: Any, seen: Customer) -> None:
    """Delete a customer, its link, and the events that tell of it with their deliveries. Raises StaleVersion.

    What does not fit into one transaction goes ahead of it, event by event: nobody is told any more of a customer who
    is being deleted.
    """
    remove_link = {
        "Delete": {"TableName": settings.edit_links_table(), "Key": dynamodb.marshal({"customer_id": seen.id})},
    }
    last = [versions.delete(settings.customers_table(), seen.id, seen.version), remove_link]
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
        customers = {item["id"]: customer_from_item(item) for item in items[settings.customers_table()]}
        links = {item["customer_id"]: _link_from_item(item) for item in items[settings.edit_links_table()]}
        found += [(customers[id_], links.get(id_)) for id_ in some if id_ in customers]
    return found


def customer_from_item(item: Item) -> Customer:
    return Customer(
        id=item["id"],
        tenant=Tenant.from_text(item["tenant"]),
        created_at=int(item["created_at"]),
        version=int(item["version"]),
        tax_info={name: item[name] for name in (*FIELDS, "address") if name in item},
        events=tuple(item.get("events", ())),
    )


def _customer_item(customer: Customer) -> Item:
    search_text = searchable(customer.tax_info)
    return {
        **customer.tax_info,
        # For the index by tenant only: what is compared when words are searched.
        **({"search_text": search_text} if search_text else {}),
        **({"events": list(customer.events)} if customer.events else {}),
        "id": customer.id,
        "tenant": str(customer.tenant),
        "created_at": customer.created_at,
        "version": customer.version,
    }


def _link_from_item(item: Item) -> EditLink:
    submission = item.get("submission")
    return EditLink(
        customer_id=item["customer_id"],
        link_id=item["link_id"],
        created_at=int(item["created_at"]),
        expires_at=int(item["expires_at"]),
        secret=item["secret"],
        status=LinkStatus(item["status"]),
        submission=bytes(submission) if submission is not None else None,
        source=Source(item["source"]) if "source" in item else None,
        document_date=item.get("document_date"),
    )


def _put_link(link: EditLink) -> dict[str, Any]:
    item: Item = {
        "customer_id": link.customer_id,
        "link_id": link.link_id,
        "created_at": link.created_at,
        "expires_at": link.expires_at,
        "secret": link.secret,
        "status": link.status.value,
    }
    if link.submission is not None:
        item["submission"] = link.submission
    if link.source is not None:
        item["source"] = link.source.value
    if link.document_date is not None:
        item["document_date"] = link.document_date
    return {"Put": {"TableName": settings.edit_links_table(), "Item": dynamodb.marshal(item)}}


def _put_new(customer: Customer) -> dict[str, Any]:
    return {
        "Put": {
            "TableName": settings.customers_table(),
            "Item": dynamodb.marshal(_customer_item(customer)),
            "ConditionExpression": "attribute_not_exists(id)",
        }
    }


def _next_version(seen: Customer, changed: Customer) -> dict[str, Any]:
    return versions.put(settings.customers_table(), _customer_item(changed), seen.version)
