"""A tenant's links that nobody has answered, one item each, in one partition of the table Outbox.

While a link is open, its item is a timer: when something is to be done about it. It is written with the link, and goes
when the link is used, taken back or replaced, always in the same transaction: who finds one, and can still remove or
move it, knows that nobody has answered. Once the expiry is told, an item that is not due takes its place, for the list
of expired links. Backwards, the partition has those first, newest link first, and then the timers, earliest expiry
first: so the links that have expired, told or not, lie together, whatever else there is.
"""

from dataclasses import dataclass
from typing import Any

from ligafiscal.domain.customer import Customer
from ligafiscal.domain.link_history import LinkHistory
from ligafiscal.domain.link_reminder import MAX_HOURS
from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import due_items, dynamodb
from ligafiscal.repositories.due_items import Kind
from ligafiscal.runtime import settings

_OWNER = "#links"
_TIMER, _EXPIRED = "1", "2"
_LAST_SECOND = 2**32 - 1


@dataclass(frozen=True, slots=True)
class LinkTimer:
    """`due_at` is in epoch milliseconds; `reminded_until` (epoch seconds) is up to when its reminders are done, None
    before the first look.
    """

    tenant: Tenant
    id: str
    customer: str
    link_id: str
    position: str
    due_at: int
    reminded_until: int | None = None


def owner(tenant: Tenant) -> str:
    """Whose items a tenant's unanswered links are."""
    return f"{tenant}{_OWNER}"


def told_bounds(within: IdRange) -> tuple[str, str]:
    """The items of links in a range of positions whose expiry was told."""
    first, last = within.bounds
    return _EXPIRED + first, _EXPIRED + last


def is_told(id_: str) -> bool:
    return id_.startswith(_EXPIRED)


def timer_bounds() -> tuple[str, str]:
    """The items of all other links."""
    return _TIMER, _EXPIRED


def overdue_bounds(now: float) -> tuple[str, str]:
    """Of these, the links that have expired."""
    return _at(int(now)), _EXPIRED


def put(tenant: Tenant, customer_id: str, link: LinkHistory) -> dict[str, Any]:
    """The write of a new link's timer, as a part of a transaction. What reminders there are is found out when it is
    first due: as early as there may be one.
    """
    first = max(link.created_at, link.expires_at - MAX_HOURS * 3600)
    return _put(tenant, _timer_id(link), first * 1000, customer_id, link.link_id, link.position)


def put_expired(tenant: Tenant, customer_id: str, link: LinkHistory) -> dict[str, Any]:
    """The write of what takes the timer's place when the expiry is told, as a part of a transaction."""
    return _put(tenant, _expired_id(link), None, customer_id, link.link_id, link.position)


def remove(seen: Customer) -> list[dict[str, Any]]:
    """The end of a customer's item where its link was not answered, as a part of a transaction."""
    link = seen.link
    if link is None or link.outcome is not None:
        return []
    return [_delete(seen.tenant, _timer_id(link) if link.expiry_told_at is None else _expired_id(link))]


def end(timer: LinkTimer) -> dict[str, Any]:
    """Delete a timer that has not changed since it was read, as a part of a transaction."""
    write = _delete(timer.tenant, timer.id)
    write["Delete"] |= _as_seen(timer)
    return write


def read(client: Any, owner_: str, id_: str) -> LinkTimer | None:
    item = dynamodb.get(client, settings.outbox_table(), {"owner": owner_, "id": id_})
    if item is None or item["kind"] != Kind.LINK_TIMER or "due_at" not in item:
        return None
    return LinkTimer(
        tenant=Tenant.from_text(owner_.removesuffix(_OWNER)),
        id=id_,
        # At first a timer's id was its customer's.
        customer=item.get("customer", id_),
        link_id=item["link_id"],
        position=item.get("link_position", ""),
        due_at=int(item["due_at"]),
        reminded_until=item.get("reminded_until"),
    )


def move(client: Any, seen: LinkTimer, moved: LinkTimer) -> bool:
    """Write when a timer is due next; False where it has changed since it was read."""
    write = _put(moved.tenant, moved.id, moved.due_at, moved.customer, moved.link_id, moved.position)
    write["Put"]["Item"] |= dynamodb.marshal({"reminded_until": moved.reminded_until})
    write["Put"] |= _as_seen(seen)
    try:
        dynamodb.transact(client, [write])
    except dynamodb.ConditionFailed:
        return False
    return True


def finish(client: Any, seen: LinkTimer) -> None:
    """Remove a timer that has nothing to do any more, unless it was set again."""
    try:
        dynamodb.transact(client, [end(seen)])
    except dynamodb.ConditionFailed:
        return


def _at(expires_at: int) -> str:
    """Where the timers of links that expire in this second begin: the later, the lower."""
    return f"{_TIMER}{_LAST_SECOND - expires_at:08x}"


def _timer_id(link: LinkHistory) -> str:
    return _at(link.expires_at) + link.link_id


def _expired_id(link: LinkHistory) -> str:
    return _EXPIRED + link.position


def _put(tenant: Tenant, id_: str, due_at: int | None, customer_id: str, link_id: str, position: str) -> dict[str, Any]:
    attributes = {"customer": customer_id, "link_id": link_id, "link_position": position}
    return due_items.put(owner(tenant), id_, Kind.LINK_TIMER, due_at, attributes)


def _delete(tenant: Tenant, id_: str) -> dict[str, Any]:
    return {"Delete": {"TableName": settings.outbox_table(), "Key": due_items.key(owner(tenant), id_)}}


def _as_seen(timer: LinkTimer) -> dict[str, Any]:
    return {
        "ConditionExpression": "link_id = :link_id AND due_at = :due_at",
        "ExpressionAttributeValues": dynamodb.marshal({":link_id": timer.link_id, ":due_at": timer.due_at}),
    }
