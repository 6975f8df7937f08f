"""What each route about webhooks and events does."""

from dataclasses import replace
from typing import Any

from ligafiscal.domain.event import EDIT_LINK_COMPLETED, KNOWN, TEST
from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.subscriptions import TooManyWebhooks
from ligafiscal.domain.webhook import RotationUnderWay
from ligafiscal.http.request import InvalidJson, InvalidParameter, PayloadTooLarge
from ligafiscal.input.models.webhook import RecoveryInput, SignatureInput, WebhookChangeInput, WebhookInput
from ligafiscal.use_cases.customers.list_customers import MAX_PAGES
from ligafiscal.use_cases.webhooks.refusals import (
    DeliveryNotFound,
    EventNotFound,
    SignatureInvalid,
    WebhookNotFound,
)
from tools.openapi.operations import CUSTOMER, ID, SEARCH, Operation

_LIST = tuple(parameter for parameter in SEARCH if parameter.name != "q")
_WEBHOOK_ID = replace(ID, description="The webhook's id.", example="6b0370422c04a10dbc298802")
_DELIVERY_ID = replace(ID, name="delivery_id", description="The delivery's id.", example="6b0370422c04a10dbc298804")
_EVENT_ID = replace(ID, description="The event's id.", example="6b0370422c04a10dbc298803")
_BODY = (PayloadTooLarge, InvalidJson)
_PAGING = (
    InvalidParameter("page_too_large", "query", "page", max=str(MAX_PAGES)),
    InvalidParameter("invalid_date", "query", "date[gte]"),
    InvalidParameter("invalid_date_range", "query", "date"),
    InvalidParameter("not_together", "query", "page"),
    InvalidParameter("invalid_cursor", "query", "after"),
)
_UNKNOWN_EVENT = Violation(
    "event_unknown", "enabled_events", "invalid_value", None, {"known": ", ".join(sorted(KNOWN))}
)

_WEBHOOK: dict[str, Any] = {
    "id": "6b0370422c04a10dbc298802",
    "created_at": "2026-11-22T16:00:00.250Z",
    "livemode": False,
    "url": "https://example.com/webhooks",
    "enabled_events": [EDIT_LINK_COMPLETED],
    "status": "enabled",
}
_SECRET = "whsec_" + "0" * 43 + "="
_EVENT: dict[str, Any] = {
    "id": "6b0370422c04a10dbc298803",
    "created_at": "2026-11-22T16:05:00.250Z",
    "livemode": False,
    "organization": "6b0370422c04a10dbc298800",
    "type": EDIT_LINK_COMPLETED,
    "data": {"type": "customer", "object": CUSTOMER},
}
_DELIVERY: dict[str, Any] = {
    "id": "6b0370422c04a10dbc298804",
    "created_at": "2026-11-22T16:05:00.750Z",
    "event_id": "6b0370422c04a10dbc298803",
    "event_type": EDIT_LINK_COMPLETED,
    "status": "pending",
    "attempts": [
        {
            "created_at": "2026-11-22T16:05:01.250Z",
            "status_code": 500,
            "duration_ms": 132,
            "error": "server_error",
        }
    ],
    "next_attempt_at": "2026-11-22T16:05:06.500Z",
}
_UNDER_WAY = {name: value for name, value in _DELIVERY.items() if name != "attempts"} | {"attempts": []}


def _page(data: dict[str, Any]) -> dict[str, Any]:
    return {"page": 1, "total_pages": 1, "total_results": 1, "totals_are_capped": False, "data": [data]}


def _of_webhook(method: str, path: str, id: str, summary: str, description: str, **more: Any) -> Operation:
    """An operation on one webhook."""
    more["parameters"] = (_WEBHOOK_ID, *more.get("parameters", ()))
    more["raises"] = (WebhookNotFound, *more.get("raises", ()))
    return Operation(method, path, id, summary, description, **{"tag": "Webhooks", **more})


WEBHOOK_OPERATIONS = (
    Operation(
        "GET",
        "/webhooks",
        "listWebhooks",
        "List webhooks",
        "Newest first, without their secrets.",
        {200: ("A page, or a slice between cursors.", ("WebhookPage", "WebhookSlice"), _page(_WEBHOOK))},
        tag="Webhooks",
        parameters=_LIST,
        refusals=_PAGING,
    ),
    Operation(
        "POST",
        "/webhooks",
        "createWebhook",
        "Create a webhook",
        "At most 20 for test keys and 20 for live keys. The secret is shown this once.",
        {201: ("The new webhook.", ("NewWebhook",), {**_WEBHOOK, "secret": _SECRET})},
        tag="Webhooks",
        body=WebhookInput,
        body_example={"url": "https://example.com/webhooks", "enabled_events": [EDIT_LINK_COMPLETED]},
        raises=(*_BODY, TooManyWebhooks),
        violations=(
            Violation("webhook_not_public", "url", "invalid_value", None),
            Violation("webhook_not_https", "url", "invalid_value", None),
            _UNKNOWN_EVENT,
        ),
    ),
    Operation(
        "POST",
        "/webhooks/validate-signature",
        "validateWebhookSignature",
        "Check the signature of what a webhook got",
        "`payload` is the body as it arrived, as a string, or the object in it. It is the answer, if all is well.",
        {200: ("The payload.", ("Payload",), _EVENT)},
        tag="Webhooks",
        body=SignatureInput,
        body_example={
            "secret": "whsec_test_fixed",
            "signature": "cebe006de72ff7836e0a39b2dcb7c6304f27039441ae21b52fba413f24516d6e",
            "payload": '{"id":"evt_123","type":"invoice.created"}',
        },
        raises=(*_BODY, SignatureInvalid),
        violations=(Violation("required", "secret", "required", None),),
    ),
    _of_webhook(
        "GET",
        "/webhooks/{id}",
        "retrieveWebhook",
        "Retrieve a webhook",
        "Without its secret.",
        responses={200: ("The webhook.", ("Webhook",), _WEBHOOK)},
    ),
    _of_webhook(
        "PUT",
        "/webhooks/{id}",
        "updateWebhook",
        "Update a webhook",
        "Its events, or whether it is enabled; one that is enabled again starts anew. Another URL is another webhook.",
        responses={200: ("The webhook as of this update.", ("Webhook",), _WEBHOOK)},
        body=WebhookChangeInput,
        body_example={"status": "disabled"},
        raises=_BODY,
        violations=(Violation("webhook_status", "status", "invalid_value", None), _UNKNOWN_EVENT),
    ),
    _of_webhook(
        "DELETE",
        "/webhooks/{id}",
        "deleteWebhook",
        "Delete a webhook",
        "What was due to it is not sent any more.",
        responses={200: ("The webhook one last time.", ("Webhook",), _WEBHOOK)},
    ),
    _of_webhook(
        "POST",
        "/webhooks/{id}/rotate-secret",
        "rotateWebhookSecret",
        "Rotate a webhook's secret",
        "For 24 hours `webhook-signature` carries the signatures of both secrets, and `Facturapi-Signature` that of "
        "the one before; then the new one alone counts.",
        responses={
            200: (
                "The webhook with its new secret.",
                ("RotatedWebhook",),
                {**_WEBHOOK, "secret": _SECRET, "previous_secret_expires_at": "2026-11-23T16:00:00.000Z"},
            )
        },
        raises=(RotationUnderWay,),
    ),
    _of_webhook(
        "POST",
        "/webhooks/{id}/test",
        "testWebhook",
        "Send a test event to a webhook",
        f"An event `{TEST}`, whatever the webhook is subscribed to, also to one that is disabled.",
        responses={202: ("Its delivery, under way.", ("Delivery",), {**_UNDER_WAY, "event_type": TEST})},
    ),
    _of_webhook(
        "POST",
        "/webhooks/{id}/recover",
        "recoverWebhook",
        "Resend what failed since a moment",
        "Every delivery that was given up or waits for another try starts anew.",
        responses={202: ("It is under way.", ("RecoveryUnderWay",), {"ok": True, "since": "2026-11-22T12:00:00.000Z"})},
        body=RecoveryInput,
        body_example={"since": "2026-11-22T12:00:00-06:00"},
        raises=_BODY,
        violations=(Violation("required", "since", "required", None),),
        refusals=(InvalidParameter("invalid_date", "body", "since"),),
    ),
    _of_webhook(
        "GET",
        "/webhooks/{id}/deliveries",
        "listWebhookDeliveries",
        "List a webhook's deliveries",
        "Newest first, for 30 days. What the receiver answered is not kept, only its status.",
        responses={200: ("A page, or a slice between cursors.", ("DeliveryPage", "DeliverySlice"), _page(_DELIVERY))},
        parameters=_LIST,
        refusals=_PAGING,
    ),
    _of_webhook(
        "GET",
        "/webhooks/{id}/deliveries/{delivery_id}",
        "retrieveWebhookDelivery",
        "Retrieve a delivery",
        "With each attempt.",
        responses={200: ("The delivery.", ("Delivery",), _DELIVERY)},
        parameters=(_DELIVERY_ID,),
        raises=(DeliveryNotFound,),
    ),
    _of_webhook(
        "POST",
        "/webhooks/{id}/deliveries/{delivery_id}/retry",
        "retryWebhookDelivery",
        "Resend one event",
        "At once, whatever became of it before; if that fails, by the schedule anew.",
        responses={202: ("The delivery, under way.", ("Delivery",), _UNDER_WAY)},
        parameters=(_DELIVERY_ID,),
        raises=(DeliveryNotFound,),
    ),
    Operation(
        "GET",
        "/events",
        "listEvents",
        "List events",
        "Newest first, for 30 days, whether or not a webhook wanted them.",
        {200: ("A page, or a slice between cursors.", ("EventPage", "EventSlice"), _page(_EVENT))},
        tag="Events",
        parameters=_LIST,
        refusals=_PAGING,
    ),
    Operation(
        "GET",
        "/events/{id}",
        "retrieveEvent",
        "Retrieve an event",
        "Byte for byte what webhooks are sent.",
        {200: ("The event.", ("Event",), _EVENT)},
        tag="Events",
        parameters=(_EVENT_ID,),
        raises=(EventNotFound,),
    ),
)
