"""When something is to be done about a link that nobody has answered: one due item for each customer.

It is written with the link, a newer link overwrites it, and it goes when the link is used or taken back, always in the
same transaction. So who finds one, and can still remove or move it, knows that nobody has answered.
"""

from dataclasses import dataclass
from typing import Any

from ligafiscal.domain.edit_link import EditLink
from ligafiscal.domain.link_reminder import MAX_HOURS
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import due_items, dynamodb
from ligafiscal.repositories.due_items import Kind
from ligafiscal.runtime import settings

_OWNER = "#links"


@dataclass(frozen=True, slots=True)
class LinkTimer:
    """`due_at` is in epoch milliseconds; `reminded_until` (epoch seconds) is up to when its reminders are done, None
    before the first look.
    """

    tenant: Tenant
    customer: str
    link_id: str
    due_at: int
    reminded_until: int | None = None


def owner(tenant: Tenant) -> str:
    """Whose items a tenant's timers are."""
    return f"{tenant}{_OWNER}"


def put(tenant: Tenant, link: EditLink) -> dict[str, Any]:
    """The write of a new link's timer, as a part of a transaction. What reminders there are is found out when it is
    first due: as early as there may be one.
    """
    first = max(link.created_at, link.expires_at - MAX_HOURS * 3600)
    return due_items.put(owner(tenant), link.customer_id, Kind.LINK_TIMER, first * 1000, {"link_id": link.link_id})


def remove(tenant: Tenant, customer_id: str) -> dict[str, Any]:
    """The end of a customer's timer, whichever link's it is, as a part of a transaction."""
    return {"Delete": {"TableName": settings.outbox_table(), "Key": due_items.key(owner(tenant), customer_id)}}


def end(timer: LinkTimer) -> dict[str, Any]:
    """The end of a timer where it stands as it was seen, as a part of a transaction."""
    write = remove(timer.tenant, timer.customer)
    write["Delete"] |= _as_seen(timer)
    return write


def read(client: Any, owner_: str, customer_id: str) -> LinkTimer | None:
    item = dynamodb.get(client, settings.outbox_table(), {"owner": owner_, "id": customer_id})
    if item is None or item["kind"] != Kind.LINK_TIMER:
        return None
    return LinkTimer(
        tenant=Tenant.from_text(owner_.removesuffix(_OWNER)),
        customer=customer_id,
        link_id=item["link_id"],
        due_at=int(item["due_at"]),
        reminded_until=item.get("reminded_until"),
    )


def move(client: Any, seen: LinkTimer, moved: LinkTimer) -> bool:
    """Write when a timer is due next; False where it does not stand as it was seen."""
    attributes = {"link_id": moved.link_id, "reminded_until": moved.reminded_until}
    write = due_items.put(owner(moved.tenant), moved.customer, Kind.LINK_TIMER, moved.due_at, attributes)
    write["Put"] |= _as_seen(seen)
    try:
        dynamodb.transact(client, [write])
    except dynamodb.ConditionFailed:
        return False
    return True


def _as_seen(timer: LinkTimer) -> dict[str, Any]:
    return {
        "ConditionExpression": "link_id = :link_id AND due_at = :due_at",
        "ExpressionAttributeValues": dynamodb.marshal({":link_id": timer.link_id, ":due_at": timer.due_at}),
    }


def finish(client: Any, seen: LinkTimer) -> None:
    """Remove a timer that has nothing to do any more, unless it was set anew."""
    try:
        dynamodb.transact(client, [end(seen)])
    except dynamodb.ConditionFailed:
        return
