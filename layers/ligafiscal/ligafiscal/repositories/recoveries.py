"""Orders to resend what failed: due items that last until all of it is under way, whatever dies meanwhile."""

from dataclasses import dataclass, replace
from typing import Any

from ligafiscal.domain import object_id
from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import due_items, dynamodb
from ligafiscal.repositories.due_items import Kind
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.runtime import settings

LIFE_SECONDS = 24 * 60 * 60
_OWNER = "#recovery"


@dataclass(frozen=True, slots=True)
class Recovery:
    """`since` is the first id of a delivery that is looked at; `asked_at` is in epoch milliseconds."""

    id: str
    tenant: Tenant
    webhook: str
    asked_at: int
    since: str

    @property
    def within(self) -> IdRange:
        return IdRange(first=int(self.since, 16))

    def going_on_after(self, delivery_id: str) -> "Recovery":
        return replace(self, since=object_id.beside(delivery_id, +1))


def new(tenant: Tenant, webhook_id: str, since_ms: int, now: float) -> Recovery:
    first, _ = object_id.created_between(since_ms, None).bounds
    return Recovery(object_id.new(now), tenant, webhook_id, int(now * 1000), first)


def save(client: Any, recovery: Recovery) -> None:
    attributes = {
        "webhook": recovery.webhook,
        "since": recovery.since,
        "expires_at": recovery.asked_at // 1000 + LIFE_SECONDS,
    }
    owner = f"{recovery.tenant}{_OWNER}"
    dynamodb.transact(client, [due_items.put(owner, recovery.id, Kind.RECOVERY, recovery.asked_at, attributes)])


def read(client: Any, owner: str, id_: str) -> Recovery | None:
    item = dynamodb.get(client, settings.outbox_table(), {"owner": owner, "id": id_})
    return from_item(item) if item else None


def delete(client: Any, recovery: Recovery) -> None:
    key = due_items.key(f"{recovery.tenant}{_OWNER}", recovery.id)
    dynamodb.transact(client, [{"Delete": {"TableName": settings.outbox_table(), "Key": key}}])


def from_item(item: Item) -> Recovery:
    return Recovery(
        id=item["id"],
        tenant=Tenant.from_text(item["owner"].removesuffix(_OWNER)),
        webhook=item["webhook"],
        asked_at=int(item["due_at"]),
        since=item["since"],
    )
