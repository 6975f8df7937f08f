"""What a body may say about webhooks."""

from typing import Any

from typing_extensions import TypedDict

from ligafiscal.input.models.base import strict


@strict
class WebhookInput(TypedDict, total=False):
    """The body of `POST /webhooks`."""

    url: str | None
    enabled_events: list[str] | None


@strict
class WebhookChangeInput(TypedDict, total=False):
    """The body of `PUT /webhooks/{id}`."""

    status: str | None
    enabled_events: list[str] | None


@strict
class SignatureInput(TypedDict, total=False):
    """The body of `POST /webhooks/validate-signature`."""

    secret: str | None
    signature: str | None
    payload: Any


@strict
class RecoveryInput(TypedDict, total=False):
    """The body of `POST /webhooks/{id}/recover`."""

    since: str | None
