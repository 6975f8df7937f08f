"""What is left of a deleted organization's events: a due item names it until the last one is erased."""

from collections.abc import Iterator
from typing import Any

from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.organization import Organization
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import due_items, dynamodb, link_mails, link_timers, webhooks
from ligafiscal.repositories.due_items import DueItem, Kind
from ligafiscal.runtime import deadline, settings

_AT_ONCE = dynamodb.MAX_TRANSACTION_ITEMS


def put(organization: Organization, now: float) -> list[dict[str, Any]]:
    """The end of an organization's webhooks and the order to erase its events, as parts of a transaction."""
    both = [(Tenant(organization.id, livemode), organization.webhooks.of(livemode)) for livemode in (True, False)]
    owners = [str(tenant) for tenant, _ in both]
    owners += [due_items.delivery_owner(tenant, id_) for tenant, ids in both for id_ in ids]
    owners += [owner(tenant) for tenant, _ in both for owner in (link_timers.owner, link_mails.owner)]
    order = due_items.put(
        f"{organization.id}#erasure", organization.id, Kind.ERASURE, int(now * 1000), {"owners": owners}
    )
    return [order, *(webhooks.remove(tenant, id_) for tenant, ids in both for id_ in ids)]


def carry_out(client: Any, due: DueItem) -> None:
    """Erase what is left, and the order last. It goes on where it stopped when there was no time left."""
    item = dynamodb.get(client, settings.outbox_table(), {"owner": due.owner, "id": due.id})
    for owner in (item or {}).get("owners", []):
        for ids in _ids(client, owner):
            if deadline.left() < 0:
                return
            dynamodb.transact(client, [_delete(owner, id_) for id_ in ids])
    dynamodb.transact(client, [_delete(due.owner, due.id)])


def _ids(client: Any, owner: str) -> Iterator[list[str]]:
    while True:
        items, complete = due_items.find(client, owner, IdRange(), _AT_ONCE)
        if items:
            yield [item["id"] for item in items]
        if complete:
            return


def _delete(owner: str, id_: str) -> dict[str, Any]:
    return {"Delete": {"TableName": settings.outbox_table(), "Key": due_items.key(owner, id_)}}
