"""When a failing webhook is looked at again: one due item for each."""

from dataclasses import dataclass
from typing import Any

from ligafiscal.domain.tenant import Tenant
from ligafiscal.domain.webhook import Webhook
from ligafiscal.repositories import due_items, dynamodb
from ligafiscal.repositories.due_items import DueItem, Kind
from ligafiscal.runtime import settings


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """`warned_at` (epoch seconds) is when the business was warned. `gone` says that the receiver answered 410,
    `disabled` that its time was over: either way the webhook is disabled. `tries` counts the tries to mail that.
    """

    tenant: Tenant
    webhook: str
    warned_at: int | None = None
    gone: bool = False
    disabled: bool = False
    tries: int = 0


def schedule(client: Any, webhook: Webhook, due_at: int, *, gone: bool = False) -> None:
    """Look at a webhook again at `due_at` (epoch seconds), whatever was planned before."""
    save(client, HealthCheck(webhook.tenant, webhook.id, gone=gone), due_at)


def save(client: Any, check: HealthCheck, due_at: int) -> None:
    attributes = {
        "tries": check.tries,
        **({"warned_at": check.warned_at} if check.warned_at is not None else {}),
        **({"gone": True} if check.gone else {}),
        **({"disabled": True} if check.disabled else {}),
    }
    owner, id_ = _owner(check.tenant), check.webhook
    dynamodb.transact(client, [due_items.put(owner, id_, Kind.HEALTH_CHECK, due_at * 1000, attributes)])


def read(client: Any, due: DueItem) -> HealthCheck | None:
    """The check that an entry of the index is about; None where it is no longer due."""
    item = dynamodb.get(client, settings.outbox_table(), {"owner": due.owner, "id": due.id})
    if item is None or int(item["due_at"]) != due.due_at:
        return None
    return HealthCheck(
        tenant=Tenant.from_text(due.owner.removesuffix("#health")),
        webhook=due.id,
        warned_at=item.get("warned_at"),
        gone=bool(item.get("gone")),
        disabled=bool(item.get("disabled")),
        tries=int(item["tries"]),
    )


def delete(client: Any, check: HealthCheck) -> None:
    key = due_items.key(_owner(check.tenant), check.webhook)
    dynamodb.transact(client, [{"Delete": {"TableName": settings.outbox_table(), "Key": key}}])


def _owner(tenant: Tenant) -> str:
    return f"{tenant}#health"
