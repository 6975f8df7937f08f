"""What a body says about webhooks. Apart from `request`, so that others start without pydantic."""

import json
from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.webhook import InvalidWebhook
from ligafiscal.http import request
from ligafiscal.input import webhook as webhook_input
from ligafiscal.integrations.webhook_address import RefusedAddress, check_url, rules_of
from ligafiscal.runtime import settings
from ligafiscal.use_cases.webhooks.manage_webhooks import NewWebhook, Signed, WebhookChange

# All of these raise PayloadTooLarge, InvalidJson and InvalidWebhook.


def creation(event: APIGatewayProxyEventV2) -> NewWebhook:
    """What a new webhook is to be. Its address is looked at as at every delivery."""
    url, enabled_events = webhook_input.creation(request.json_body(event))
    rules = rules_of(settings.webhook_allowed_private_cidrs())
    try:
        check_url(url, rules=rules)
    except RefusedAddress as refused:
        # A name may be known tomorrow; what it leads to then is looked at before each delivery.
        if refused.reason != "dns_failed":
            violation = Violation(f"webhook_{refused.reason}", "url", "invalid_value", None)
            raise InvalidWebhook([violation]) from None
    return NewWebhook(url, enabled_events)


def change(event: APIGatewayProxyEventV2) -> WebhookChange:
    return WebhookChange(*webhook_input.change(request.json_body(event)))


def signed(event: APIGatewayProxyEventV2) -> Signed:
    """A payload and what is said to sign it. A text is signed as it is; an object as compact JSON, as we send it, or
    with all its letters as they are, as JavaScript writes it.
    """
    secret, signature, payload = webhook_input.signature(request.json_body(event))
    texts = (payload,) if isinstance(payload, str) else tuple(_json(payload, ascii_) for ascii_ in (True, False))
    return Signed(secret, signature, payload, tuple(text.encode("utf-8", "surrogatepass") for text in texts))


def _json(payload: Any, ascii_only: bool) -> str:
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=ascii_only)
