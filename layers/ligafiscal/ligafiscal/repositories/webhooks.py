"""Webhooks, by tenant: made, changed and deleted together with what the organization's record says of them.

What the API changes (status, events, secrets) and what deliveries change (failures, pause) are different attributes,
each changed by itself, so that neither undoes the other.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ligafiscal.domain.organization import Organization
from ligafiscal.domain.tenant import Tenant
from ligafiscal.domain.webhook import Webhook, WebhookStatus
from ligafiscal.repositories import dynamodb, organizations, versions
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.repositories.versions import StaleVersion
from ligafiscal.runtime import settings

_HEALTH = ("failures", "failing_since", "paused_until")


class WebhookGone(StaleVersion):
    """The webhook was deleted or changed meanwhile: nothing was written."""


def snapshot_key(tenant: Tenant, webhook_id: str) -> tuple[str, Mapping[str, Any]]:
    return settings.webhooks_table(), {"tenant": str(tenant), "id": webhook_id}


def read(client: Any, tenant: Tenant, webhook_id: str) -> Webhook | None:
    item = dynamodb.get(client, *snapshot_key(tenant, webhook_id))
    return from_item(item) if item else None


def read_all(client: Any, tenant: Tenant) -> list[Webhook]:
    """All webhooks of a tenant, newest first, consistently: they are 20 at most."""
    parameters: dict[str, Any] = {
        "TableName": settings.webhooks_table(),
        "KeyConditionExpression": "tenant = :tenant",
        "ExpressionAttributeValues": dynamodb.marshal({":tenant": str(tenant)}),
        "ScanIndexForward": False,
        "ConsistentRead": True,
    }
    items, _ = dynamodb.query(client, **parameters)
    return [from_item(item) for item in items]


def create(client: Any, seen: Organization, changed: Organization, webhook: Webhook) -> None:
    """Write a new webhook and the organization that knows of it. Raises StaleVersion."""
    put = {"TableName": settings.webhooks_table(), "Item": dynamodb.marshal(_item(webhook))}
    versions.transact(client, [organizations.next_version(seen, changed), {"Put": put}])


def replace(
    client: Any,
    seen: Organization,
    changed: Organization,
    webhook: Webhook,
    status: WebhookStatus | None,
    enabled_events: tuple[str, ...] | None,
) -> None:
    """Write a webhook's status and events, each where it is given; one that is enabled starts over, whatever had
    failed. Raises StaleVersion.
    """
    sets, values = [], dict[str, Any]()
    if status is not None:
        sets.append("#status = :status")
        values[":status"] = status.value
    if enabled_events is not None:
        sets.append("enabled_events = :events")
        values[":events"] = list(enabled_events)
    update = f"SET {', '.join(sets)}"
    if status is WebhookStatus.ENABLED:
        update += f" REMOVE {', '.join(_HEALTH)}"
    write = _update(webhook, update, values, names={"#status": "status"} if status is not None else None)
    versions.transact(client, [organizations.next_version(seen, changed), write])


def delete(client: Any, seen: Organization, changed: Organization, webhook: Webhook) -> None:
    """Delete a webhook: what is still due to it ends. Raises StaleVersion."""
    versions.transact(client, [organizations.next_version(seen, changed), remove(webhook.tenant, webhook.id)])


def remove(tenant: Tenant, webhook_id: str) -> dict[str, Any]:
    """The end of a webhook, as a part of a transaction."""
    key = dynamodb.marshal({"tenant": str(tenant), "id": webhook_id})
    return {"Delete": {"TableName": settings.webhooks_table(), "Key": key}}


def rotate(client: Any, seen: Webhook, rotated: Webhook) -> None:
    """Write a new secret, where the one that was seen still signs. Raises WebhookGone."""
    values = {
        ":secret": rotated.secret,
        ":previous": rotated.previous_secret,
        ":until": rotated.previous_secret_expires_at,
    }
    update = "SET secret = :secret, previous_secret = :previous, previous_secret_expires_at = :until"
    _transact(client, [_update(seen, update, values, condition="secret = :previous")])


def note_failure(client: Any, webhook: Webhook, failed_at: int, paused_until: int | None) -> None:
    """One more failure in a row. Raises WebhookGone."""
    update = "SET failing_since = if_not_exists(failing_since, :at)"
    values = {":at": failed_at, ":one": 1}
    if paused_until is not None:
        update += ", paused_until = :paused"
        values[":paused"] = paused_until
    _transact(client, [_update(webhook, update + " ADD failures :one", values)])


def note_health(client: Any, webhook: Webhook) -> None:
    """It works: what was noted of failures is gone. Raises WebhookGone."""
    _transact(client, [_update(webhook, f"REMOVE {', '.join(_HEALTH)}", {})])


def note_slow(client: Any, webhook: Webhook, until: int) -> None:
    """It has not answered yet. Raises WebhookGone."""
    _transact(client, [_update(webhook, "SET slow_until = :until", {":until": until})])


def wake(client: Any, webhook: Webhook) -> None:
    """Let a webhook rest no longer. Raises WebhookGone."""
    _transact(client, [_update(webhook, "REMOVE failures, paused_until", {})])


def disable(client: Any, webhook: Webhook) -> None:
    """Raises WebhookGone."""
    _transact(client, [_disabling(webhook)])


def disable_where_failing(client: Any, webhook: Webhook) -> None:
    """Disable a webhook that has failed ever since it was seen to. Raises WebhookGone."""
    write = _disabling(webhook)
    write["Update"]["ConditionExpression"] += " AND failing_since = :since"
    write["Update"]["ExpressionAttributeValues"] |= dynamodb.marshal({":since": webhook.failing_since})
    _transact(client, [write])


def from_item(item: Item) -> Webhook:
    optional = {
        name: int(item[name])
        for name in ("previous_secret_expires_at", "failing_since", "paused_until", "slow_until")
        if item.get(name) is not None
    }
    return Webhook(
        id=item["id"],
        tenant=Tenant.from_text(item["tenant"]),
        url=item["url"],
        enabled_events=tuple(item["enabled_events"]),
        created_at_ms=int(item["created_at"]),
        secret=item["secret"],
        status=WebhookStatus(item["status"]),
        previous_secret=item.get("previous_secret"),
        failures=int(item.get("failures", 0)),
        **optional,
    )


def _item(webhook: Webhook) -> Item:
    return {
        "tenant": str(webhook.tenant),
        "id": webhook.id,
        "url": webhook.url,
        "enabled_events": list(webhook.enabled_events),
        "created_at": webhook.created_at_ms,
        "secret": webhook.secret,
        "status": webhook.status.value,
    }


def _disabling(webhook: Webhook) -> dict[str, Any]:
    values = {":disabled": WebhookStatus.DISABLED.value}
    return _update(webhook, "SET #status = :disabled", values, names={"#status": "status"})


def _update(
    webhook: Webhook,
    update: str,
    values: Mapping[str, Any],
    *,
    condition: str | None = None,
    names: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "TableName": settings.webhooks_table(),
        "Key": dynamodb.marshal({"tenant": str(webhook.tenant), "id": webhook.id}),
        "UpdateExpression": update,
        "ConditionExpression": "attribute_exists(id)" + (f" AND {condition}" if condition else ""),
    }
    if values:
        parameters["ExpressionAttributeValues"] = dynamodb.marshal(values)
    if names:
        parameters["ExpressionAttributeNames"] = dict(names)
    return {"Update": parameters}


def _transact(client: Any, writes: Sequence[Mapping[str, Any]]) -> None:
    try:
        dynamodb.transact(client, writes)
    except dynamodb.ConditionFailed:
        raise WebhookGone from None
