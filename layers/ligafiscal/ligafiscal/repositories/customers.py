"""Customers and their links: always read together as of one moment, always written together.

The customer's version orders everything. Whoever writes a customer or its link writes the customer under `version =
:seen` in the same transaction, so that each answer can show the customer as of its own write, and no update is lost.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ligafiscal.domain.customer import FIELDS, Customer
from ligafiscal.domain.customer_search import searchable
from ligafiscal.domain.edit_link import EditLink, LinkStatus
from ligafiscal.domain.link_history import NOT_STORED, LinkHistory, Outcome, Source, Status
from ligafiscal.domain.link_recovery import LinkRecovery
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import dynamodb, events, idempotency_records, link_timers, versions
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
    return _joined(customer, link) if customer else (None, _link_from_item(link) if link else None)


def connect(client: Any) -> None:
    """Find no customer. Raises StoreUnavailable."""
    dynamodb.connect(client, settings.customers_table(), "id")


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
    """Write a customer's data as a backup has them: over what was seen of it, or anew where it is not there any more.
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
        found += [_joined(customers[id_], links.get(id_)) for id_ in some if id_ in customers]
    return found


def customer_from_item(item: Item) -> Customer:
    return Customer(
        id=item["id"],
        tenant=Tenant.from_text(item["tenant"]),
        created_at_ms=int(item["created_at"]),
        version=int(item["version"]),
        tax_info={name: item[name] for name in (*FIELDS, "address") if name in item},
        events=tuple(item.get("events", ())),
        link=_history_from(item["link"]) if "link" in item else None,
        recovery=_recovery_from(item["recovery"]) if "recovery" in item else None,
    )


def _joined(customer_item: Item, link_item: Item | None) -> tuple[Customer, EditLink | None]:
    """A customer and its link. Of a link that an earlier release made, the customer has no history: it is then what the
    record says, and is kept with the customer's next version.
    """
    customer = customer_from_item(customer_item)
    link = _link_from_item(link_item) if link_item else None
    if link is None:
        history = customer.link and dataclasses.replace(customer.link, removed=True)
    elif customer.link is None or customer.link.link_id != link.link_id:
        history = dataclasses.replace(link.history(), adopted=True)
    else:
        # Where the two differ, it is the record that opens the page or does not.
        history = dataclasses.replace(customer.link, expires_at=link.expires_at)
    return customer.linked(history), link


def _history_from(item: Item) -> LinkHistory:
    known = {field.name for field in dataclasses.fields(LinkHistory)} - NOT_STORED
    said: dict[str, Any] = {name: value for name, value in item.items() if name in known}
    if "outcome" in said:
        said["outcome"] = Outcome(said["outcome"])
    if "source" in said:
        said["source"] = Source(said["source"])
    if "changed_fields" in said:
        said["changed_fields"] = tuple(said["changed_fields"])
    return LinkHistory(**said)


def _recovery_from(item: Item) -> LinkRecovery:
    return LinkRecovery(tuple(item["asked_at"]), item["link_id"], tuple(item["instead_of"]))


def _link_attributes(customer: Customer) -> Item:
    """The history of a customer's link, and what puts it into the index `by_link`, if it is there."""
    history = customer.link
    if history is None:
        return {}
    link = {"link": _stored(history)}
    if history.outcome is None and history.expiry_told_at is not None:
        return link
    group = Status(history.outcome.value) if history.outcome else history.step
    return link | {
        "link_group": link_group(customer.tenant, group),
        "link_position": history.position,
        "link_expires_at": history.expires_at,
    }


def _stored(history: LinkHistory) -> Item:
    said = dataclasses.asdict(history)
    return {name: value for name, value in said.items() if value is not None and name not in NOT_STORED}


def link_group(tenant: Tenant, status: Status) -> str:
    """A partition of the index `by_link`: a tenant's links of one status, as it was when the customer was written. For
    those that nobody has answered, the clock goes on.
    """
    return f"{tenant}#{status}"


def _customer_item(customer: Customer) -> Item:
    search_text = searchable(customer.tax_info)
    return {
        **customer.tax_info,
        # For the index by tenant only: what is compared when words are searched.
        **({"search_text": search_text} if search_text else {}),
        **({"events": list(customer.events)} if customer.events else {}),
        **_link_attributes(customer),
        **({"recovery": dataclasses.asdict(customer.recovery)} if customer.recovery else {}),
        "id": customer.id,
        "tenant": str(customer.tenant),
        "created_at": customer.created_at_ms,
        "version": customer.version,
    }


def _link_from_item(item: Item) -> EditLink:
    submission = item.get("submission")
    return EditLink(
        customer_id=item["customer_id"],
        link_id=item["link_id"],
        created_at=int(item["created_at"]),
        expires_at=int(item["expires_at"]),
        secret_name=item["secret"],
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
        "secret": link.secret_name,
        "status": link.status.value,
    }
    if link.submission is not None:
        item["submission"] = link.submission
    if link.source is not None:
        item["source"] = link.source.value
    if link.document_date is not None:
        item["document_date"] = link.document_date
    return {"Put": {"TableName": settings.edit_links_table(), "Item": dynamodb.marshal(item)}}


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
            "Item": dynamodb.marshal(_customer_item(customer)),
            "ConditionExpression": "attribute_not_exists(id)",
        }
    }


def _next_version(seen: Customer, changed: Customer) -> dict[str, Any]:
    return versions.put(settings.customers_table(), _customer_item(changed), seen.version)
