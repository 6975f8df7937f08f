"""What a body may say about webhooks: types, lengths and formats. Where an address leads is another matter."""

from typing import Any

from pydantic_core import SchemaValidator

from ligafiscal.domain.event import KNOWN
from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.webhook import MAX_URL, InvalidWebhook, WebhookStatus
from ligafiscal.input.validation import Invalid, model, validated

_READ_ONLY = frozenset({"id", "created_at", "livemode", "organization", "secret"})

_CREATION = model("WebhookInput")
_CHANGE = model("WebhookChangeInput")
_SIGNATURE = model("SignatureInput")
_RECOVERY = model("RecoveryInput")

# All of these raise InvalidWebhook with a violation for each rule that is broken.


def creation(payload: object) -> tuple[str, tuple[str, ...]]:
    """The address, not looked at yet, and the types of events."""
    sent = _read(_CREATION, payload)
    url = (sent.get("url") or "").strip()
    events, found = _events(sent.get("enabled_events"))
    if not url:
        found.insert(0, Violation("required", "url", "required", None))
    elif len(url) > MAX_URL:
        found.insert(0, Violation("too_long", "url", "invalid_length", None, {"max": str(MAX_URL)}))
    if sent.get("enabled_events") is None:
        found.append(Violation("required", "enabled_events", "required", None))
    _raise(found)
    return url, events


def change(payload: object) -> tuple[WebhookStatus | None, tuple[str, ...] | None]:
    sent = _read(_CHANGE, payload, frozenset({"url"}))
    events, found = _events(sent.get("enabled_events"))
    status = sent.get("status")
    if status is not None and status not in list(WebhookStatus):
        found.append(Violation("webhook_status", "status", "invalid_value", None))
    _raise(found)
    return WebhookStatus(status) if status is not None else None, events or None


def signature(payload: object) -> tuple[str, str, str | dict[str, Any]]:
    """Secret, signature and payload."""
    sent = _read(_SIGNATURE, payload)
    missing = [name for name in ("secret", "signature", "payload") if sent.get(name) is None]
    _raise([Violation("required", name, "required", None) for name in missing])
    if not isinstance(sent["payload"], str | dict):
        _raise([Violation("not_a_text_or_object", "payload", "invalid_type", None)])
    return sent["secret"], sent["signature"], sent["payload"]


def since(payload: object) -> str:
    sent = _read(_RECOVERY, payload)
    if not sent.get("since"):
        _raise([Violation("required", "since", "required", None)])
    since: str = sent["since"]
    return since


def _events(sent: list[str] | None) -> tuple[tuple[str, ...], list[Violation]]:
    """Each once, in the order they were sent in."""
    if sent is None:
        return (), []
    if not sent:
        return (), [Violation("no_events", "enabled_events", "required", None)]
    if set(sent) - KNOWN:
        known = ", ".join(sorted(KNOWN))
        return (), [Violation("event_unknown", "enabled_events", "invalid_value", None, {"known": known})]
    return tuple(dict.fromkeys(sent)), []


def _read(of: SchemaValidator, payload: object, more_read_only: frozenset[str] = frozenset()) -> dict[str, Any]:
    try:
        return validated(of, payload, _READ_ONLY | more_read_only)
    except Invalid as invalid:
        raise InvalidWebhook(invalid.violations) from None


def _raise(found: list[Violation]) -> None:
    if found:
        raise InvalidWebhook(found)
