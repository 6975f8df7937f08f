"""Customers and their links: always read together as of one moment, always written together.

The customer's version orders everything. Whoever writes a customer or its link writes the customer under `version =
:seen` in the same transaction, so that each answer can show the customer as of its own write, and no update is lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ligafiscal import settings
from ligafiscal.customer import FIELDS, Customer
from ligafiscal.customer_search import searchable
from ligafiscal.edit_link import EditLink, LinkStatus
from ligafiscal.object_id import IdRange
from ligafiscal.repositories import dynamodb
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.tenant import Tenant

IDEMPOTENCY_SECONDS = 24 * 60 * 60

# DynamoDB reads 100 items in one batch: a customer and its link count two.
BATCH_SIZE = 50

# Index entries that one query of a search by words looks at: about the megabyte after which DynamoDB ends a query by
# itself. DynamoDB Local counts only what it returns, and would look at any number in one long call.
SEARCHED_AT_ONCE = 8_000


@dataclass(frozen=True, slots=True)
class IdempotencyRecord:
    """Which customer an Idempotency-Key made, and from which request: `digest`, keyed by the secret of that name.

    `created_at` is in epoch seconds; the record counts for 24 hours.
    """

    tenant: Tenant
    key: str
    customer_id: str
    digest: bytes
    secret: str
    created_at: int


@dataclass(frozen=True, slots=True)
class FoundIds:
    """Ids of customers in the order that was asked for. `complete` says that there are no more."""

    ids: list[str]
    complete: bool


class StaleVersion(Exception):
    """Someone else wrote the customer or its link first. Nothing was written: read again and decide anew."""


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


def read(client: Any, customer_id: str) -> tuple[Customer | None, EditLink | None]:
    """A customer and its link as they stood together at one moment."""
    return from_snapshot(dynamodb.snapshot(client, snapshot_keys(customer_id)))


def create(client: Any, customer: Customer, link: EditLink | None, record: IdempotencyRecord | None = None) -> None:
    """Write a new customer, its link and its idempotency record, all or nothing. Raises IdempotencyKeyTaken."""
    writes: list[dict[str, Any]] = [
        {
            "Put": {
                "TableName": settings.customers_table(),
                "Item": dynamodb.marshal(_customer_item(customer)),
                "ConditionExpression": "attribute_not_exists(id)",
            }
        }
    ]
    if link is not None:
        writes.append(_put_link(link))
    if record is not None:
        writes.append(_put_idempotency_record(record))
    try:
        dynamodb.transact(client, writes)
    except dynamodb.ConditionFailed as error:
        taken = error.failed[-1]
        if record is None or not taken:
            raise
        raise IdempotencyKeyTaken(_idempotency_record(record.tenant, record.key, taken)) from None


def replace(client: Any, seen: Customer, changed: Customer, renewed: EditLink | None = None) -> None:
    """Write a customer's next version, and a renewed link if given: the old link is dead in the same write.

    Raises StaleVersion.
    """
    writes = [_put_customer(seen, changed)]
    if renewed is not None:
        writes.append(_put_link(renewed))
    _transact(client, writes)


def save_submission(client: Any, seen: Customer, changed: Customer, used: EditLink, now: float) -> None:
    """Write what was submitted and spend the link, if it is still open and still the same. Raises StaleVersion."""
    spend = _put_link(used)
    spend["Put"] |= {
        "ConditionExpression": "link_id = :link_id AND #status = :open AND expires_at > :now",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": dynamodb.marshal(
            {":link_id": used.link_id, ":open": LinkStatus.OPEN.value, ":now": int(now)}
        ),
    }
    _transact(client, [_put_customer(seen, changed), spend])


def delete(client: Any, seen: Customer) -> None:
    """Delete a customer and its link. Raises StaleVersion."""
    remove_link = {
        "Delete": {"TableName": settings.edit_links_table(), "Key": dynamodb.marshal({"customer_id": seen.id})},
    }
    remove = {
        "Delete": {
            "TableName": settings.customers_table(),
            "Key": dynamodb.marshal({"id": seen.id}),
            **_under_version(seen),
        }
    }
    _transact(client, [remove, remove_link])


def find(client: Any, tenant: Tenant, within: IdRange, words: str, most: int, *, newest_first: bool = True) -> FoundIds:
    """Up to `most` of a tenant's customers in a range of ids, with these folded words in their name or RFC if given.

    Eventually consistent, as every index is. Without words it reads as many index entries as it finds; with words, all
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
    """Up to `most` of a tenant's customers with exactly this RFC, newest first; eventually consistent."""
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
    )


def _customer_item(customer: Customer) -> Item:
    search_text = searchable(customer.tax_info)
    return {
        **customer.tax_info,
        # For the index by tenant only: what is compared when words are searched.
        **({"search_text": search_text} if search_text else {}),
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
    return {"Put": {"TableName": settings.edit_links_table(), "Item": dynamodb.marshal(item)}}


def _put_customer(seen: Customer, changed: Customer) -> dict[str, Any]:
    return {
        "Put": {
            "TableName": settings.customers_table(),
            "Item": dynamodb.marshal(_customer_item(changed)),
            **_under_version(seen),
        }
    }


def _under_version(seen: Customer) -> dict[str, Any]:
    return {
        "ConditionExpression": "version = :seen",
        "ExpressionAttributeValues": dynamodb.marshal({":seen": seen.version}),
    }


def _transact(client: Any, writes: list[dict[str, Any]]) -> None:
    try:
        dynamodb.transact(client, writes)
    except dynamodb.ConditionFailed:
        raise StaleVersion from None


def _put_idempotency_record(record: IdempotencyRecord) -> dict[str, Any]:
    item = {
        "tenant_key": f"{record.tenant}#{record.key}",
        "customer_id": record.customer_id,
        "digest": record.digest,
        "secret": record.secret,
        "created_at": record.created_at,
        "expires_at": record.created_at + IDEMPOTENCY_SECONDS,
    }
    return {
        "Put": {
            "TableName": settings.idempotency_table(),
            "Item": dynamodb.marshal(item),
            # TTL only cleans up: a record past its time gives way, whether or not it is still there.
            "ConditionExpression": "attribute_not_exists(tenant_key) OR expires_at <= :now",
            "ExpressionAttributeValues": dynamodb.marshal({":now": record.created_at}),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def _idempotency_record(tenant: Tenant, key: str, item: Item) -> IdempotencyRecord:
    return IdempotencyRecord(
        tenant=tenant,
        key=key,
        customer_id=item["customer_id"],
        digest=bytes(item["digest"]),
        secret=item["secret"],
        created_at=int(item["created_at"]),
    )
