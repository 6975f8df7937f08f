"""Deliveries, by webhook: each is written under the version that its writer saw."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from ligafiscal.domain.delivery import Attempt, Delivery, DeliveryStatus
from ligafiscal.domain.event import Event, delivery_id
from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.tenant import Tenant
from ligafiscal.domain.webhook import Webhook
from ligafiscal.repositories import due_items, dynamodb, webhooks
from ligafiscal.repositories.due_items import Kind
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.repositories.versions import StaleVersion
from ligafiscal.runtime import settings


class StaleDelivery(StaleVersion):
    """Somebody else wrote or deleted the delivery first. Nothing was written."""


def put(tenant: Tenant, delivery: Delivery) -> dict[str, Any]:
    """The write of a new delivery, as a part of a transaction."""
    owner = due_items.delivery_owner(tenant, delivery.webhook)
    return due_items.put(owner, delivery.id, Kind.DELIVERY, delivery.due_at, _attributes(delivery))


def read(client: Any, tenant: Tenant, webhook_id: str, id_: str) -> Delivery | None:
    key = {"owner": due_items.delivery_owner(tenant, webhook_id), "id": id_}
    item = dynamodb.get(client, settings.outbox_table(), key)
    return from_item(item) if item and item["kind"] == Kind.DELIVERY else None


def read_to_send(
    client: Any, tenant: Tenant, webhook_id: str, event_id: str
) -> tuple[Webhook | None, Delivery | None, Item | None]:
    """What sending takes: the webhook with its secret, the delivery, and the event's item with its bytes."""
    outbox = settings.outbox_table()
    id_ = delivery_id(event_id, webhook_id)
    webhooks_table, webhook_key = webhooks.snapshot_key(tenant, webhook_id)
    found = dynamodb.batch(
        client,
        {
            webhooks_table: [webhook_key],
            outbox: [
                {"owner": due_items.delivery_owner(tenant, webhook_id), "id": id_},
                {"owner": str(tenant), "id": event_id},
            ],
        },
    )
    webhook = next(map(webhooks.from_item, found[webhooks_table]), None)
    items = {item["id"]: item for item in found[outbox]}
    delivery = items.get(id_)
    return webhook, from_item(delivery) if delivery else None, items.get(event_id)


def replace(client: Any, tenant: Tenant, seen: Delivery, changed: Delivery) -> None:
    """Write a delivery's next version. Raises StaleDelivery.

    One write without a transaction, which would cost twice: each leaves a mark of its own, by which a repeat after a
    lost answer is recognised.
    """
    mark = uuid.uuid4().hex
    owner = due_items.delivery_owner(tenant, seen.webhook)
    item = {
        "owner": owner,
        "id": changed.id,
        "kind": Kind.DELIVERY.value,
        **due_items.entry(changed.id, changed.due_at),
        **_attributes(changed),
        "mark": mark,
    }
    try:
        dynamodb.put(
            client,
            TableName=settings.outbox_table(),
            Item=dynamodb.marshal(item),
            ConditionExpression="version = :seen",
            ExpressionAttributeValues=dynamodb.marshal({":seen": seen.version}),
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except dynamodb.ConditionFailed as error:
        stands = error.failed[0]
        if not stands or stands.get("mark") != mark:
            raise StaleDelivery from None


def fan_out(client: Any, event: Event, made: Sequence[Delivery]) -> bool:
    """Write the deliveries of an event, all at once and once: False where that has been done, or the event is gone."""
    done = {
        "TableName": settings.outbox_table(),
        "Key": due_items.key(str(event.tenant), event.id),
        "UpdateExpression": "REMOVE due_shard, due_at",
        "ConditionExpression": "attribute_exists(due_at)",
    }
    if made:
        done["UpdateExpression"] = "SET webhooks = :webhooks REMOVE due_shard, due_at"
        done["ExpressionAttributeValues"] = dynamodb.marshal({":webhooks": [delivery.webhook for delivery in made]})
    try:
        dynamodb.transact(client, [{"Update": done}, *(put(event.tenant, one) for one in made)])
    except dynamodb.ConditionFailed:
        return False
    return True


def delete(client: Any, tenant: Tenant, webhook_id: str, event_id: str) -> None:
    dynamodb.transact(client, [due_items.remove_delivery(tenant, webhook_id, event_id)])


def find(
    client: Any, tenant: Tenant, webhook_id: str, within: IdRange, max_: int, *, newest_first: bool = True
) -> tuple[list[Delivery], bool]:
    """Up to `max_` of a webhook's deliveries in a range of ids, and whether there are no more."""
    owner = due_items.delivery_owner(tenant, webhook_id)
    items, complete = due_items.find(client, owner, within, max_, newest_first=newest_first)
    return [from_item(item) for item in items], complete


def count(client: Any, tenant: Tenant, webhook_id: str, within: IdRange, max_: int) -> tuple[int, bool]:
    return due_items.count(client, due_items.delivery_owner(tenant, webhook_id), within, max_)


def from_item(item: Item) -> Delivery:
    return Delivery(
        id=item["id"],
        webhook=item["owner"].rpartition("#")[2],
        event=item["event"],
        event_type=item["type"],
        created_at_ms=int(item["created_at"]),
        expires_at=int(item["expires_at"]),
        status=DeliveryStatus(item["status"]),
        tries=int(item["tries"]),
        due_at=int(item["due_at"]) if "due_at" in item else None,
        asked="asked" in item,
        replay=bool(item.get("replay", False)),
        attempts=_attempts(item["attempts"]),
        version=int(item["version"]),
    )


def _attributes(delivery: Delivery) -> Item:
    item: Item = {
        "event": delivery.event,
        "type": delivery.event_type,
        "created_at": delivery.created_at_ms,
        "expires_at": delivery.expires_at,
        "status": delivery.status.value,
        "tries": delivery.tries,
        "attempts": [_attempt_item(attempt) for attempt in delivery.attempts],
        "version": delivery.version,
    }
    if delivery.asked:
        # The stream's filter looks for it: what somebody waits for is sent at once.
        item["asked"] = "yes"
    if delivery.replay:
        item["replay"] = True
    return item


def _attempt_item(attempt: Attempt) -> Item:
    item = {"at": attempt.at, "code": attempt.status_code, "ms": attempt.duration_ms, "error": attempt.error}
    return {name: value for name, value in item.items() if value is not None}


def _attempts(items: Sequence[Mapping[str, Any]]) -> tuple[Attempt, ...]:
    return tuple(Attempt(int(one["at"]), one.get("code"), one.get("ms"), one.get("error")) for one in items)
