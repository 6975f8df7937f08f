"""The event: what happened to a customer, with the exact bytes that its webhooks are sent.

Type, envelope and member names are those of Facturapi's API v2; a member more would break its strict clients.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ligafiscal.domain import object_id
from ligafiscal.domain.tenant import Tenant

EDIT_LINK_COMPLETED = "customer.edit_link_completed"
EDIT_LINK_EXPIRED = "customer.edit_link_expired"
EDIT_LINK_REVOKED = "customer.edit_link_revoked"
EDIT_LINK_STARTED = "customer.edit_link_started"
TEST = "webhook.test"

# What this product tells of. The others are about invoices and receipts, and never happen here.
OURS = frozenset({EDIT_LINK_COMPLETED, EDIT_LINK_EXPIRED, EDIT_LINK_REVOKED, EDIT_LINK_STARTED})
KNOWN = OURS | {
    "invoice.cancellation_status_updated",
    "invoice.created_from_dashboard",
    "invoice.global_invoice_created",
    "invoice.status_updated",
    "receipt.cancellation_status_updated",
    "receipt.self_invoice_complete",
    "receipt.status_updated",
}

LIFE_SECONDS = 30 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Event:
    """`body` is the JSON that is sent and shown, byte for byte the same each time. `created_at_ms` is in epoch
    milliseconds. A test event has the `webhook` that alone gets it.
    """

    id: str
    tenant: Tenant
    type: str
    created_at_ms: int
    body: bytes
    webhook: str | None = None

    @property
    def expires_at(self) -> int:
        """Epoch seconds."""
        return self.created_at_ms // 1000 + LIFE_SECONDS

    def delivery_id(self, webhook_id: str) -> str:
        return delivery_id(self.id, webhook_id)


def new(
    tenant: Tenant,
    type_: str,
    object_type: str,
    object_: Mapping[str, Any],
    now: float,
    created_at: str,
    *,
    webhook: str | None = None,
) -> Event:
    """An event of this moment; `created_at` is `now` as the API writes it, `object_` the thing as the API shows it."""
    id_ = object_id.new(now)
    envelope = {
        "id": id_,
        "created_at": created_at,
        "livemode": tenant.livemode,
        "organization": tenant.organization,
        "type": type_,
        "data": {"type": object_type, "object": object_},
    }
    # ASCII and compact, as every answer of the API.
    body = json.dumps(envelope, separators=(",", ":")).encode()
    return Event(id_, tenant, type_, int(now * 1000), body, webhook)


def is_recent(event_id: str, now: float) -> bool:
    """Whether an event of this id may still be kept."""
    return object_id.created_at(event_id) > now - LIFE_SECONDS


def delivery_id(event_id: str, webhook_id: str) -> str:
    """The id of the delivery of an event to a webhook: there is one, and it sorts with the event's time."""
    return event_id[:12] + hashlib.sha256(f"{event_id} {webhook_id}".encode()).hexdigest()[:12]
