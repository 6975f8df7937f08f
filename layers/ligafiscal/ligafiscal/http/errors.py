"""The API's errors: every exception's status and code, and the headers that go with them, in one place. Their words,
and those for what is wrong with a field or a parameter, are in `texts`.

The codes are those of the API to be compatible with; clients decide on them, people read the messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ligafiscal.domain.customer import InvalidCustomer
from ligafiscal.domain.edit_link import LinkOptionRefused
from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.key_ring import LIMITS as NEW_KEY_LIMITS
from ligafiscal.domain.key_ring import MAX_LIVE_KEYS, KeyLimitReached, LiveKeyNotFound, TooManyLiveKeys
from ligafiscal.domain.organization import (
    MAX_LOGO_BYTES,
    MAX_LOGO_PIXELS,
    InvalidLogo,
    InvalidOrganization,
    LogoTooLarge,
)
from ligafiscal.domain.subscriptions import MAX_WEBHOOKS, TooManyWebhooks
from ligafiscal.domain.webhook import InvalidWebhook, RotationUnderWay
from ligafiscal.http.request import (
    LINK_OPTIONS,
    MAX_BODY_BYTES,
    ImageFileRequired,
    InvalidJson,
    InvalidMultipart,
    InvalidParameter,
    MissingCredentials,
    PayloadTooLarge,
)
from ligafiscal.integrations.mail import (
    MailNotSent,
    MailOutcomeUnknown,
    MailRefused,
    UnmailableAddress,
    UnmailableDomain,
)
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime.deadline import DeadlineExceeded
from ligafiscal.texts import texts
from ligafiscal.use_cases.authenticate import (
    ApiKeyInvalid,
    ApiKeyNotAllowed,
    LiveKeyRequired,
    NoOrganizationOfItsOwn,
    UserKeyRequired,
)
from ligafiscal.use_cases.customers.create_customer import IdempotencyKeyInUse
from ligafiscal.use_cases.customers.find_customer import CustomerNotFound
from ligafiscal.use_cases.links.email_edit_link import CustomerEmailRequired, MailNotConfigured
from ligafiscal.use_cases.links.manage_edit_link import EditLinkCompleted, EditLinkNotFound
from ligafiscal.use_cases.organizations.find_organization import OrganizationNotFound
from ligafiscal.use_cases.webhooks.refusals import DeliveryNotFound, EventNotFound, SignatureInvalid, WebhookNotFound

# How long a client should wait before it repeats a request that we could not answer.
RETRY_AFTER_SECONDS = 2

_AN_HOUR, _A_DAY = (number for _, number in NEW_KEY_LIMITS)


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One kind of error. Its words are `api_errors` in `texts`, under its code, or under `text` where several share a
    code; `params` fill the gaps in them.
    """

    status: int
    code: str
    location: str | None = None
    path: str | None = None
    text: str | None = None
    params: Mapping[str, int] = MappingProxyType({})

    def message(self, language: str) -> str:
        words: str = texts(language)["api_errors"][self.text or self.code]
        return words.format(**self.params)


NOT_FOUND = ErrorKind(404, "not_found")
MOVED = ErrorKind(308, "moved")
METHOD_NOT_ALLOWED = ErrorKind(405, "method_not_allowed")
INTERNAL_ERROR = ErrorKind(500, "internal_error")
_UNAVAILABLE = ErrorKind(503, "service_unavailable", text="unavailable")

ERRORS: Mapping[type[Exception], ErrorKind] = {
    MissingCredentials: ErrorKind(401, "missing_credentials"),
    ApiKeyInvalid: ErrorKind(401, "api_key_invalid"),
    ApiKeyNotAllowed: ErrorKind(403, "api_key_not_allowed"),
    NoOrganizationOfItsOwn: ErrorKind(403, "api_key_not_allowed", text="no_organization_of_its_own"),
    CustomerNotFound: ErrorKind(404, "customer_not_found"),
    UserKeyRequired: ErrorKind(403, "api_key_not_allowed", text="user_key_required"),
    LiveKeyRequired: ErrorKind(403, "live_api_key_required"),
    OrganizationNotFound: ErrorKind(404, "organization_not_found"),
    LiveKeyNotFound: ErrorKind(404, "not_found", text="live_key_not_found"),
    WebhookNotFound: ErrorKind(404, "webhook_not_found"),
    DeliveryNotFound: ErrorKind(404, "webhook_delivery_attempt_not_found"),
    EventNotFound: ErrorKind(404, "event_not_found"),
    SignatureInvalid: ErrorKind(400, "webhook_signature_invalid", location="body", path="signature"),
    TooManyWebhooks: ErrorKind(409, "conflict", text="too_many_webhooks", params={"max": MAX_WEBHOOKS}),
    RotationUnderWay: ErrorKind(409, "conflict", text="rotation_under_way"),
    KeyLimitReached: ErrorKind(429, "rate_limit_exceeded", params={"an_hour": _AN_HOUR, "a_day": _A_DAY}),
    TooManyLiveKeys: ErrorKind(409, "conflict", text="too_many_live_keys", params={"max": MAX_LIVE_KEYS}),
    InvalidMultipart: ErrorKind(400, "invalid_multipart_form_data", location="body"),
    ImageFileRequired: ErrorKind(400, "image_file_required", location="files", path="file"),
    InvalidLogo: ErrorKind(
        400, "invalid_image_file", location="files", path="file", params={"max": MAX_LOGO_PIXELS // 10**6}
    ),
    LogoTooLarge: ErrorKind(
        413,
        "payload_too_large",
        location="files",
        path="file",
        text="logo_too_large",
        params={"max": MAX_LOGO_BYTES // 1024},
    ),
    PayloadTooLarge: ErrorKind(413, "payload_too_large", location="body", params={"max": MAX_BODY_BYTES // 1024}),
    InvalidJson: ErrorKind(400, "invalid_json", location="body"),
    EditLinkNotFound: ErrorKind(404, "customer_edit_link_not_found"),
    EditLinkCompleted: ErrorKind(409, "customer_edit_link_unavailable", text="link_completed"),
    IdempotencyKeyInUse: ErrorKind(409, "idempotency_key_in_use", location="headers", path="Idempotency-Key"),
    CustomerEmailRequired: ErrorKind(400, "customer_email_required", location="body", path="email"),
    MailNotConfigured: ErrorKind(403, "feature_not_available"),
    MailRefused: ErrorKind(409, "customer_edit_link_unavailable", text="mail_refused"),
    UnmailableAddress: ErrorKind(
        409, "customer_edit_link_unavailable", location="body", path="email", text="unmailable_address"
    ),
    UnmailableDomain: ErrorKind(
        409, "customer_edit_link_unavailable", location="body", path="email", text="unmailable_domain"
    ),
    MailOutcomeUnknown: ErrorKind(503, "service_unavailable", text="mail_outcome_unknown"),
    MailNotSent: ErrorKind(503, "service_unavailable", text="mail_outcome_unknown"),
    StoreUnavailable: _UNAVAILABLE,
    DeadlineExceeded: _UNAVAILABLE,
}

# By the first part of a path.
_ABSENT: Mapping[str, type[Exception]] = {
    "organizations": OrganizationNotFound,
    "webhooks": WebhookNotFound,
    "events": EventNotFound,
}

# Codes that are the root's code too, when they are the only problem.
ROOT_CODES = frozenset(
    {
        "tax_system_not_in_catalog",
        "tax_system_not_allowed_for_tax_id",
        "invalid_country_code",
        "page_too_large",
        "invalid_date",
        "invalid_date_range",
    }
)

# A body can repeat an unknown name thousands of times.
_MAX_DETAILS = 20
_MAX_PATH = 100

PARAMETER_CODES = {
    "unknown_date_condition": "invalid_date",
    "invalid_boolean": "invalid_type",
    "not_one_value": "invalid_value",
    "invalid_integer": "invalid_type",
    "invalid_pagination": "invalid_value",
    "invalid_cursor": "invalid_value",
    "not_together": "not_allowed",
    "q_too_long": "invalid_length",
    "idempotency_key_length": "invalid_length",
    "unknown_link_status": "invalid_value",
    "link_option_without_link": "not_allowed",
    "link_expires_at_format": "invalid_date",
    "link_expires_too_soon": "invalid_value",
    "link_expires_too_late": "invalid_value",
    "link_return_url_format": "invalid_format",
    "link_return_url_not_https": "invalid_format",
    "parameter_too_long": "invalid_length",
    "parameter_control_characters": "invalid_value",
}


def status_and_body(error: Exception, language: str) -> tuple[int, dict[str, Any]]:
    """The status and the body that an exception is answered with. What is not in the table is our own mistake: 500."""
    if isinstance(error, InvalidCustomer | InvalidOrganization | InvalidWebhook):
        return 400, _violations_body(error.violations, language)
    if isinstance(error, LinkOptionRefused):
        error = InvalidParameter(error.rule, "query", LINK_OPTIONS[error.option])
    if isinstance(error, InvalidParameter):
        code = PARAMETER_CODES.get(error.rule, error.rule)
        detail = _detail(Violation(error.rule, error.path, code, None, error.params), error.location, language)
        return 400, _details_body([detail])
    return kind_body(ERRORS.get(type(error), INTERNAL_ERROR), language)


def headers(error: Exception, status: int) -> dict[str, str]:
    """The headers that an error is answered with besides those of every answer."""
    if status == 401:
        return {"WWW-Authenticate": 'Bearer realm="ligafiscal"'}
    if isinstance(error, KeyLimitReached):
        return {"Retry-After": str(error.retry_after)}
    return {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == 503 else {}


def absent(path: str) -> Exception:
    """What is not there, where API Gateway took a path that the resolver did not: a character that no id has."""
    return _ABSENT.get(path.split("/")[1], CustomerNotFound)()


def cause_of_unavailability(error: Exception) -> str | None:
    """What the log says of an error that is a service's; None for one that is not."""
    return error.cause if isinstance(error, StoreUnavailable | DeadlineExceeded | MailRefused) else None


def broken_rules(error: Exception) -> list[str]:
    """The names of the rules that what was sent breaks, none if that is not what the error is about."""
    if isinstance(error, InvalidCustomer | InvalidOrganization | InvalidWebhook):
        return [violation.rule for violation in error.violations]
    return [error.rule] if isinstance(error, InvalidParameter | LinkOptionRefused) else []


def tax_info_errors(violations: list[Violation], language: str) -> list[dict[str, Any]]:
    """What is wrong with a customer's tax information, in words: `code`, `source`, `path`, `message`."""
    return [
        {name: value for name, value in _detail(one, "body", language).items() if name != "location"}
        for one in violations
    ]


def kind_body(kind: ErrorKind, language: str) -> tuple[int, dict[str, Any]]:
    body: dict[str, Any] = {
        "ok": False,
        "message": kind.message(language),
        "status": kind.status,
        "code": kind.code,
    }
    place = {name: at for name, at in (("location", kind.location), ("path", kind.path)) if at}
    detail = {"message": body["message"], "code": kind.code, "source": "facturapi", **place}
    return kind.status, {**body, **place, "errors": [detail]}


def _violations_body(violations: list[Violation], language: str) -> dict[str, Any]:
    return _details_body([_detail(violation, "body", language) for violation in violations[:_MAX_DETAILS]])


def _details_body(details: list[dict[str, Any]]) -> dict[str, Any]:
    first = details[0]
    alone = len(details) == 1 and first["code"] in ROOT_CODES
    return {
        "ok": False,
        "message": first["message"],
        "status": 400,
        "code": first["code"] if alone else "invalid_request",
        **{name: first[name] for name in ("location", "path") if name in first},
        "errors": details,
    }


def _detail(violation: Violation, location: str, language: str) -> dict[str, Any]:
    path = violation.path if len(violation.path) <= _MAX_PATH else violation.path[:_MAX_PATH] + "…"
    words: str = texts(language)["api_problems"][violation.rule]
    text = words.format(path=path or "body", **violation.params)
    detail = {
        "message": f"{text} ({violation.cfdi})" if violation.cfdi else text,
        "code": violation.code,
        "source": "facturapi",
        "location": location,
    }
    return detail | ({"path": path} if path else {})


def codes() -> set[str]:
    """Every code that the root of an error can have."""
    return {kind.code for kind in (*ERRORS.values(), NOT_FOUND, MOVED, METHOD_NOT_ALLOWED, INTERNAL_ERROR)} | {
        *ROOT_CODES,
        "invalid_request",
    }
