"""Mails about links that are to be sent: due items. One that is about to be sent is removed first, so that no mail goes
out twice, whatever dies: the mail service cannot tell whether it had one before.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from ligafiscal.domain import object_id
from ligafiscal.domain.customer import Customer
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import due_items, dynamodb
from ligafiscal.repositories.due_items import Kind
from ligafiscal.runtime import settings

LIFE_SECONDS = 24 * 60 * 60
_OWNER = "#mails"


class Purpose(StrEnum):
    """What a mail is for."""

    RECOVERY = "recovery"
    """A new link for a customer whose link expired; `link_id` is that one."""
    COMPLETED = "completed"
    """The business learns that a customer is done; `link_id` is the link that was used."""


@dataclass(frozen=True, slots=True)
class LinkMail:
    """`asked_at` is in epoch milliseconds; `tries` are those that the mail service has rejected as transient."""

    id: str
    tenant: Tenant
    purpose: Purpose
    customer: str
    link_id: str
    asked_at: int
    tries: int = 0

    @property
    def expires_at(self) -> int:
        """Epoch seconds: later it would help nobody."""
        return self.asked_at // 1000 + LIFE_SECONDS


def owner(tenant: Tenant) -> str:
    """Whose items a tenant's mails are."""
    return f"{tenant}{_OWNER}"


def new(customer: Customer, purpose: Purpose, link_id: str, now: float) -> LinkMail:
    return LinkMail(object_id.new(now), customer.tenant, purpose, customer.id, link_id, int(now * 1000))


def put(mail: LinkMail, due_at: int | None = None) -> dict[str, Any]:
    """The write of a mail that is due now, or at `due_at` (epoch seconds), as a part of a transaction."""
    attributes = {
        "purpose": mail.purpose.value,
        "customer": mail.customer,
        "link_id": mail.link_id,
        "asked_at": mail.asked_at,
        "tries": mail.tries,
        "expires_at": mail.expires_at,
    }
    due = mail.asked_at if due_at is None else due_at * 1000
    return due_items.put(owner(mail.tenant), mail.id, Kind.LINK_MAIL, due, attributes)


def read(client: Any, owner_: str, id_: str) -> LinkMail | None:
    item = dynamodb.get(client, settings.outbox_table(), {"owner": owner_, "id": id_})
    if item is None or item["kind"] != Kind.LINK_MAIL:
        return None
    return LinkMail(
        id=id_,
        tenant=Tenant.from_text(owner_.removesuffix(_OWNER)),
        purpose=Purpose(item["purpose"]),
        customer=item["customer"],
        link_id=item["link_id"],
        asked_at=int(item["asked_at"]),
        tries=int(item["tries"]),
    )


def take(client: Any, mail: LinkMail) -> bool:
    """Remove a mail, to send it; False where somebody else has."""
    remove = {
        "TableName": settings.outbox_table(),
        "Key": due_items.key(owner(mail.tenant), mail.id),
        "ConditionExpression": "attribute_exists(id)",
    }
    try:
        dynamodb.transact(client, [{"Delete": remove}])
    except dynamodb.ConditionFailed:
        return False
    return True


def postpone(client: Any, mail: LinkMail, due_at: int, *, taken: bool) -> None:
    """Have a mail that was not sent tried again at `due_at` (epoch seconds). One that was not `taken` may be somebody
    else's by now: then it is left to them.
    """
    write = put(replace(mail, tries=mail.tries + 1), due_at)
    if not taken:
        write["Put"] |= {
            "ConditionExpression": "attribute_exists(id) AND tries = :tries",
            "ExpressionAttributeValues": dynamodb.marshal({":tries": mail.tries}),
        }
    try:
        dynamodb.transact(client, [write])
    except dynamodb.ConditionFailed:
        return
