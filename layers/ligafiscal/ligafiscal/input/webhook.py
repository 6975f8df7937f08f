"""What a body may say about webhooks: types, lengths and formats. Where an address leads is another matter."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ligafiscal.domain.event import KNOWN
from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.webhook import MAX_URL, InvalidWebhook, WebhookStatus
from ligafiscal.input import text

Input = TypeVar("Input", bound=BaseModel)

_READ_ONLY = frozenset({"id", "created_at", "livemode", "organization", "secret"})


class WebhookInput(BaseModel):
    """The body of `POST /webhooks`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: str | None = None
    enabled_events: list[str] | None = None


class WebhookChangeInput(BaseModel):
    """The body of `PUT /webhooks/{id}`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    status: str | None = None
    enabled_events: list[str] | None = None


class SignatureInput(BaseModel):
    """The body of `POST /webhooks/validate-signature`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    secret: str | None = None
    signature: str | None = None
    payload: Any = None


class RecoveryInput(BaseModel):
    """The body of `POST /webhooks/{id}/recover`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    since: str | None = None


# All of these raise InvalidWebhook with a violation for each rule that is broken.


def creation(payload: object) -> tuple[str, tuple[str, ...]]:
    """The address, not looked at yet, and the types of events."""
    sent = _read(WebhookInput, payload)
    url = (sent.url or "").strip()
    events, found = _events(sent.enabled_events)
    if not url:
        found.insert(0, Violation("required", "url", "required", None))
    elif len(url) > MAX_URL:
        found.insert(0, Violation("too_long", "url", "invalid_length", None, {"max": str(MAX_URL)}))
    if sent.enabled_events is None:
        found.append(Violation("required", "enabled_events", "required", None))
    _raise(found)
    return url, events


def change(payload: object) -> tuple[WebhookStatus | None, tuple[str, ...] | None]:
    sent = _read(WebhookChangeInput, payload, frozenset({"url"}))
    events, found = _events(sent.enabled_events)
    if sent.status is not None and sent.status not in list(WebhookStatus):
        found.append(Violation("webhook_status", "status", "invalid_value", None))
    _raise(found)
    return WebhookStatus(sent.status) if sent.status is not None else None, events or None


def signature(payload: object) -> tuple[str, str, str | dict[str, Any]]:
    """Secret, signature and payload."""
    sent = _read(SignatureInput, payload)
    missing = [name for name in ("secret", "signature", "payload") if getattr(sent, name) is None]
    _raise([Violation("required", name, "required", None) for name in missing])
    if not isinstance(sent.payload, str | dict):
        _raise([Violation("not_a_text_or_object", "payload", "invalid_type", None)])
    return sent.secret or "", sent.signature or "", sent.payload


def since(payload: object) -> str:
    sent = _read(RecoveryInput, payload)
    if not sent.since:
        _raise([Violation("required", "since", "required", None)])
    return sent.since or ""


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


def _read(model: type[Input], payload: object, more_read_only: frozenset[str] = frozenset()) -> Input:
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        found = text.violations_of(error, _READ_ONLY | more_read_only)
    raise InvalidWebhook(found)


def _raise(found: list[Violation]) -> None:
    if found:
        raise InvalidWebhook(found)
