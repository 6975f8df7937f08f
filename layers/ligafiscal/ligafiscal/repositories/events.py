"""Events: written with what they tell of, due until each webhook that wants one has its delivery."""

from collections.abc import Sequence
from typing import Any

from ligafiscal.domain import object_id
from ligafiscal.domain.event import Event
from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import due_items, dynamodb
from ligafiscal.repositories.due_items import Kind
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.runtime import settings


def put(event: Event, *, due: bool) -> dict[str, Any]:
    """The write of an event, as a part of a transaction; `due` where somebody is to be told."""
    attributes: Item = {
        "type": event.type,
        "body": event.body,
        "expires_at": event.expires_at,
        **({"webhook": event.webhook} if event.webhook else {}),
    }
    return due_items.put(str(event.tenant), event.id, Kind.EVENT, event.created_at_ms if due else None, attributes)


def create(client: Any, event: Event) -> None:
    """Write an event that stands by itself."""
    dynamodb.transact(client, [put(event, due=True)])


def read(client: Any, tenant: Tenant, event_id: str) -> Event | None:
    item = dynamodb.get(client, settings.outbox_table(), {"owner": str(tenant), "id": event_id})
    return from_item(item) if item else None


def find(
    client: Any, tenant: Tenant, within: IdRange, max_: int, *, newest_first: bool = True
) -> tuple[list[Event], bool]:
    """Up to `max_` of a tenant's events in a range of ids, and whether there are no more."""
    items, complete = due_items.find(client, str(tenant), within, max_, newest_first=newest_first)
    return [from_item(item) for item in items], complete


def count(client: Any, tenant: Tenant, within: IdRange, max_: int) -> tuple[int, bool]:
    return due_items.count(client, str(tenant), within, max_)


def from_item(item: Item) -> Event:
    return Event(
        id=item["id"],
        tenant=Tenant.from_text(item["owner"]),
        type=item["type"],
        created_at_ms=round(object_id.created_at(item["id"]) * 1000),
        body=bytes(item["body"]),
        webhook=item.get("webhook"),
    )


def ends(client: Any, tenant: Tenant, ids: Sequence[str]) -> list[list[dict[str, Any]]]:
    """The end of each event and of its deliveries, as parts of transactions: refused where an event has had its
    deliveries made meanwhile.
    """
    if not ids:
        return []
    owner, table = str(tenant), settings.outbox_table()
    items = dynamodb.batch(client, {table: [{"owner": owner, "id": id_} for id_ in ids]})[table]
    found = {item["id"]: item.get("webhooks") for item in items}
    parts = []
    for id_, webhooks in found.items():
        end: dict[str, Any] = {"TableName": table, "Key": due_items.key(owner, id_)}
        if webhooks is None:
            end["ConditionExpression"] = "attribute_not_exists(webhooks)"
        parts.append(
            [{"Delete": end}, *(due_items.remove_delivery(tenant, webhook, id_) for webhook in webhooks or ())]
        )
    return parts
