"""Webhooks, deliveries and events as the API shows them."""

import json
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.domain.delivery import Attempt, Delivery
from ligafiscal.domain.event import Event
from ligafiscal.domain.webhook import Webhook
from ligafiscal.http import paging, period, request
from ligafiscal.http.api import json_response, raw_response
from ligafiscal.http.request import integer
from ligafiscal.runtime import clock
from ligafiscal.use_cases.customers.list_customers import DEFAULT_PER_PAGE, MAX_PER_PAGE
from ligafiscal.use_cases.webhooks.list_by_time import Listing, Page, Slice


def listing(event: APIGatewayProxyEventV2, *repeated: str) -> Listing:
    """What a list's query asks for; `repeated` are parameters that may have several values. Raises InvalidParameter."""
    query = request.query(event, *repeated)
    return Listing(
        created=period.read(query),
        limit=integer(query, "limit", default=DEFAULT_PER_PAGE, maximum=MAX_PER_PAGE),
        paging=paging.read(query),
    )


def webhook_body(webhook: Webhook) -> dict[str, Any]:
    """The Webhook object, without its secret. `organization` is left out: two official SDKs disagree about its type."""
    return {
        "id": webhook.id,
        "created_at": clock.iso(webhook.created_at_ms / 1000),
        "livemode": webhook.tenant.livemode,
        "url": webhook.url,
        "enabled_events": list(webhook.enabled_events),
        "status": webhook.status.value,
    }


def webhook_response(webhook: Webhook) -> Response[str]:
    return json_response(webhook_body(webhook))


def created_response(webhook: Webhook) -> Response[str]:
    return json_response({**webhook_body(webhook), "secret": webhook.secret}, 201)


def rotated_response(webhook: Webhook) -> Response[str]:
    expires_at = clock.iso(webhook.previous_secret_expires_at or 0)
    return json_response({**webhook_body(webhook), "secret": webhook.secret, "previous_secret_expires_at": expires_at})


def webhooks_response(found: Page[Webhook] | Slice[Webhook]) -> Response[str]:
    return json_response(paging.body(found, [webhook_body(webhook) for webhook in found.shown]))


def delivery_body(delivery: Delivery) -> dict[str, Any]:
    body = {
        "id": delivery.id,
        "created_at": clock.iso(delivery.created_at_ms / 1000),
        "event_id": delivery.event,
        "event_type": delivery.event_type,
        "status": delivery.status.value,
        "attempts": [_attempt_body(attempt) for attempt in delivery.attempts],
    }
    if delivery.due_at is not None:
        body["next_attempt_at"] = clock.iso(delivery.due_at / 1000)
    return body


def delivery_response(delivery: Delivery) -> Response[str]:
    return json_response(delivery_body(delivery))


def under_way_response(delivery: Delivery) -> Response[str]:
    return json_response(delivery_body(delivery), 202)


def deliveries_response(found: Page[Delivery] | Slice[Delivery]) -> Response[str]:
    return json_response(paging.body(found, [delivery_body(delivery) for delivery in found.shown]))


def recovery_response(since: int) -> Response[str]:
    """`since` is in epoch milliseconds."""
    return json_response({"ok": True, "since": clock.iso(since / 1000)}, 202)


def event_response(event: Event) -> Response[str]:
    """The event, byte for byte as it is sent."""
    return raw_response(event.body.decode())


def events_response(found: Page[Event] | Slice[Event]) -> Response[str]:
    return json_response(paging.body(found, [json.loads(event.body) for event in found.shown]))


def _attempt_body(attempt: Attempt) -> dict[str, Any]:
    known = {"status_code": attempt.status_code, "duration_ms": attempt.duration_ms, "error": attempt.error}
    return {
        "created_at": clock.iso(attempt.at / 1000),
        **{name: value for name, value in known.items() if value is not None},
    }
