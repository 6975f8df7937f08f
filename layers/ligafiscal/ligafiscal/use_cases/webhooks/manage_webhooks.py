"""A tenant's webhooks: made, shown, changed, deleted, their secrets rotated."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ligafiscal.domain import object_id, webhook_signature
from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.organization import Organization
from ligafiscal.domain.tenant import Tenant
from ligafiscal.domain.webhook import Webhook, WebhookStatus
from ligafiscal.repositories import organizations, webhooks
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock
from ligafiscal.use_cases.authenticate import ApiKeyInvalid, authenticate
from ligafiscal.use_cases.webhooks.find_webhook import find_webhook, of_tenant
from ligafiscal.use_cases.webhooks.list_by_time import Listing, Page, Slice, list_by_time
from ligafiscal.use_cases.webhooks.refusals import SignatureInvalid

# All of these raise ApiKeyInvalid and ApiKeyNotAllowed.


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """What is asked for: an address that has been checked, and event types."""

    url: str
    enabled_events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WebhookChange:
    """What an update asks for; None leaves it as it is."""

    status: WebhookStatus | None
    enabled_events: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Signed:
    """A payload as it was sent to us, the bytes that it may have been when it was signed, and what is said of it."""

    secret: str
    signature: str
    payload: Any
    bodies: tuple[bytes, ...]


@retry_when_stale
def create_webhook(dynamodb: Any, key: str, read_order: Callable[[], NewWebhook]) -> Webhook:
    """A new webhook with its secret, shown this once. Raises TooManyWebhooks and whatever `read_order` raises."""
    tenant = authenticate(dynamodb, key)
    order = read_order()
    now = clock.now()
    webhook = Webhook(
        id=object_id.new(now),
        tenant=tenant,
        url=order.url,
        enabled_events=order.enabled_events,
        created_at_ms=int(now * 1000),
        secret=webhook_signature.new_secret(),
    )
    seen = _organization(dynamodb, tenant)
    known = seen.webhooks.with_webhook(tenant.livemode, webhook.id, webhook.enabled_events)
    webhooks.create(dynamodb, seen, seen.changed(webhooks=known), webhook)
    return webhook


def list_webhooks(dynamodb: Any, key: str, read_listing: Callable[[], Listing]) -> Page[Webhook] | Slice[Webhook]:
    """A tenant's webhooks, newest first. Raises whatever `read_listing` raises."""
    known = webhooks.read_all(dynamodb, authenticate(dynamodb, key))

    def find(within: IdRange, max_: int, newest_first: bool) -> tuple[list[Webhook], bool]:
        found = [webhook for webhook in known if webhook.id in within]
        return (found if newest_first else found[::-1])[:max_], len(found) <= max_

    def count_(within: IdRange, _: int) -> tuple[int, bool]:
        return sum(webhook.id in within for webhook in known), True

    return list_by_time(find, count_, read_listing())


def retrieve_webhook(dynamodb: Any, key: str, webhook_id: str) -> Webhook:
    """Raises WebhookNotFound."""
    return find_webhook(dynamodb, key, webhook_id)


@retry_when_stale
def update_webhook(dynamodb: Any, key: str, webhook_id: str, read_change: Callable[[], WebhookChange]) -> Webhook:
    """Set what the change sends. One that is enabled again starts over: its failures are forgotten.

    Raises WebhookNotFound and whatever `read_change` raises.
    """
    tenant = authenticate(dynamodb, key)
    # First the organization: its version tells whether the webhook was changed or deleted meanwhile.
    seen = _organization(dynamodb, tenant)
    webhook = of_tenant(dynamodb, tenant, webhook_id)
    change = read_change()
    changed = replace(
        webhook,
        status=change.status or webhook.status,
        enabled_events=change.enabled_events or webhook.enabled_events,
    )
    if changed == webhook and change.status is not WebhookStatus.ENABLED:
        return webhook
    known = seen.webhooks.with_webhook(tenant.livemode, webhook.id, changed.enabled_events)
    webhooks.replace(dynamodb, seen, seen.changed(webhooks=known), webhook, change.status, change.enabled_events)
    return changed


@retry_when_stale
def delete_webhook(dynamodb: Any, key: str, webhook_id: str) -> Webhook:
    """Delete a webhook and show it one last time: what was due to it is not sent any more. Raises WebhookNotFound."""
    tenant = authenticate(dynamodb, key)
    seen = _organization(dynamodb, tenant)
    webhook = of_tenant(dynamodb, tenant, webhook_id)
    left = seen.webhooks.without(tenant.livemode, webhook.id)
    webhooks.delete(dynamodb, seen, seen.changed(webhooks=left), webhook)
    return webhook


@retry_when_stale
def rotate_secret(dynamodb: Any, key: str, webhook_id: str) -> Webhook:
    """A new secret; the one before it signs along for a day. Raises WebhookNotFound, RotationUnderWay."""
    seen = find_webhook(dynamodb, key, webhook_id)
    rotated = seen.rotated(webhook_signature.new_secret(), clock.now())
    webhooks.rotate(dynamodb, seen, rotated)
    return rotated


def check_signature(dynamodb: Any, key: str, read_signed: Callable[[], Signed]) -> Any:
    """The payload, if its signature is right. Raises SignatureInvalid and whatever `read_signed` raises."""
    authenticate(dynamodb, key)
    signed = read_signed()
    if not any(webhook_signature.verifies(signed.secret, signed.signature, body) for body in signed.bodies):
        raise SignatureInvalid
    return signed.payload


def _organization(dynamodb: Any, tenant: Tenant) -> Organization:
    found = organizations.read(dynamodb, tenant.organization)
    if found is None:
        # Deleted between the two reads, and its keys with it.
        raise ApiKeyInvalid
    return found
