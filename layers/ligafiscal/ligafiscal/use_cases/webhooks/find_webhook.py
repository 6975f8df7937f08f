"""Find a webhook of the caller's tenant."""

from typing import Any

from ligafiscal.domain import object_id
from ligafiscal.domain.tenant import Tenant
from ligafiscal.domain.webhook import Webhook
from ligafiscal.repositories import webhooks
from ligafiscal.use_cases import authenticate
from ligafiscal.use_cases.webhooks.refusals import WebhookNotFound


def find_webhook(client: Any, key: str, webhook_id: str) -> Webhook:
    """Raises ApiKeyInvalid, ApiKeyNotAllowed, WebhookNotFound."""
    return of_tenant(client, authenticate.authenticate(client, key), webhook_id)


def of_tenant(client: Any, tenant: Tenant, webhook_id: str) -> Webhook:
    """Raises WebhookNotFound."""
    found = webhooks.read(client, tenant, webhook_id) if object_id.is_well_formed(webhook_id) else None
    if found is None:
        raise WebhookNotFound
    return found
