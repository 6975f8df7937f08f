"""The API's errors: every exception's status, code and words, in Spanish and English, in one place. The words for what
is wrong with a field or a parameter are in `messages`.

The codes are those of the API to be compatible with; clients decide on them, people read the messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ligafiscal.domain.customer import InvalidCustomer
from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.key_ring import LIMITS as NEW_KEY_LIMITS
from ligafiscal.domain.key_ring import MOST_LIVE_KEYS, KeyLimitReached, LiveKeyNotFound, TooManyLiveKeys
from ligafiscal.domain.organization import (
    MOST_LOGO_BYTES,
    MOST_LOGO_PIXELS,
    InvalidLogo,
    InvalidOrganization,
    LogoTooLarge,
)
from ligafiscal.domain.subscriptions import MAX_WEBHOOKS, TooManyWebhooks
from ligafiscal.domain.webhook import InvalidWebhook, RotationUnderWay
from ligafiscal.http.messages import MESSAGES
from ligafiscal.http.request import (
    MOST_BODY_BYTES,
    ImageFileRequired,
    InvalidJson,
    InvalidMultipart,
    InvalidParameter,
    MissingCredentials,
    PayloadTooLarge,
)
from ligafiscal.integrations.mail import MailOutcomeUnknown, MailRefused, UnmailableAddress, UnmailableDomain
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime.deadline import DeadlineExceeded
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
from ligafiscal.use_cases.organizations.find_organization import OrganizationNotFound
from ligafiscal.use_cases.webhooks.refusals import DeliveryNotFound, EventNotFound, SignatureInvalid, WebhookNotFound

# How long a client should wait before it repeats a request that we could not answer.
RETRY_AFTER_SECONDS = 2

_AN_HOUR, _A_DAY = (number for _, number in NEW_KEY_LIMITS)


@dataclass(frozen=True, slots=True)
class ErrorKind:
    status: int
    code: str
    es: str
    en: str
    location: str | None = None
    path: str | None = None


NOT_FOUND = ErrorKind(404, "not_found", "Esta ruta no existe.", "There is no such route.")
MOVED = ErrorKind(
    308,
    "moved",
    "Esta ruta va sin dos diagonales seguidas.",
    "This route goes without two slashes in a row.",
)
METHOD_NOT_ALLOWED = ErrorKind(
    405, "method_not_allowed", "Esta ruta no acepta ese método.", "This route does not take that method."
)
INTERNAL_ERROR = ErrorKind(
    500,
    "internal_error",
    "Algo falló de nuestro lado. Si se repite, avísanos con el valor del encabezado X-Facturapi-Log-Id.",
    "Something failed on our side. If it happens again, tell us the value of the X-Facturapi-Log-Id header.",
)
_UNAVAILABLE = ErrorKind(
    503,
    "service_unavailable",
    "No pudimos responder a tiempo. Repite la solicitud en unos segundos.",
    "We could not answer in time. Repeat the request in a few seconds.",
)

ERRORS: Mapping[type[Exception], ErrorKind] = {
    MissingCredentials: ErrorKind(
        401,
        "missing_credentials",
        "Falta tu llave secreta. Envíala en el encabezado Authorization: Bearer sk_test_… o sk_live_…",
        "Your secret key is missing. Send it in the header Authorization: Bearer sk_test_… or sk_live_…",
    ),
    ApiKeyInvalid: ErrorKind(
        401,
        "api_key_invalid",
        "La llave secreta no es válida o fue revocada. Revisa que esté completa.",
        "The secret key is not valid or was revoked. Check that it is complete.",
    ),
    ApiKeyNotAllowed: ErrorKind(
        403,
        "api_key_not_allowed",
        "Una llave de usuario no sirve aquí. Usa la llave de prueba o la llave real de la organización.",
        "A user key cannot be used here. Use the organization's test key or live key.",
    ),
    NoOrganizationOfItsOwn: ErrorKind(
        403,
        "api_key_not_allowed",
        "Una llave de usuario no tiene una sola organización: escribe el id de la organización en lugar de me.",
        "A user key has more than one organization: write the organization's id in place of me.",
    ),
    CustomerNotFound: ErrorKind(
        404, "customer_not_found", "No existe un cliente con ese id.", "There is no customer with that id."
    ),
    UserKeyRequired: ErrorKind(
        403,
        "api_key_not_allowed",
        "Aquí se necesita una llave de usuario, sk_user_…",
        "This takes a user key, sk_user_…",
    ),
    LiveKeyRequired: ErrorKind(
        403,
        "live_api_key_required",
        "Una llave de prueba no cambia la organización. Usa su llave real, sk_live_…, o una llave de usuario.",
        "A test key does not change the organization. Use its live key, sk_live_…, or a user key.",
    ),
    OrganizationNotFound: ErrorKind(
        404,
        "organization_not_found",
        "No existe una organización con ese id.",
        "There is no organization with that id.",
    ),
    LiveKeyNotFound: ErrorKind(
        404, "not_found", "No existe una llave real con ese id.", "There is no live key with that id."
    ),
    WebhookNotFound: ErrorKind(
        404, "webhook_not_found", "No existe un webhook con ese id.", "There is no webhook with that id."
    ),
    DeliveryNotFound: ErrorKind(
        404,
        "webhook_delivery_attempt_not_found",
        "El webhook no tiene una entrega con ese id. Se guardan 30 días.",
        "The webhook has no delivery with that id. They are kept for 30 days.",
    ),
    EventNotFound: ErrorKind(
        404,
        "event_not_found",
        "No existe un evento con ese id. Se guardan 30 días.",
        "There is no event with that id. They are kept for 30 days.",
    ),
    SignatureInvalid: ErrorKind(
        400,
        "webhook_signature_invalid",
        "La firma no corresponde a ese contenido y ese secreto. Firma y compara el cuerpo tal como llegó, sin volver a "
        "escribirlo.",
        "The signature is not that of this payload under this secret. Compare the body just as it arrived.",
        "body",
        "signature",
    ),
    TooManyWebhooks: ErrorKind(
        409,
        "conflict",
        f"La organización ya tiene {MAX_WEBHOOKS} webhooks en este modo. Borra uno que no uses.",
        f"The organization has {MAX_WEBHOOKS} webhooks in this mode already. Delete one that is not used.",
    ),
    RotationUnderWay: ErrorKind(
        409,
        "conflict",
        "El secreto ya se renovó en las últimas 24 horas y el anterior aún firma. Espera a que venza.",
        "The secret was rotated within the last 24 hours and the previous one still signs. Wait until it expires.",
    ),
    KeyLimitReached: ErrorKind(
        429,
        "rate_limit_exceeded",
        f"Una organización puede tener hasta {_AN_HOUR} llaves nuevas por hora y {_A_DAY} por día. Espera lo que dice "
        "Retry-After.",
        f"An organization can have up to {_AN_HOUR} new keys an hour and {_A_DAY} a day. Wait as long as Retry-After "
        "says.",
    ),
    TooManyLiveKeys: ErrorKind(
        409,
        "conflict",
        f"La organización ya tiene {MOST_LIVE_KEYS} llaves reales. Borra una que no uses.",
        f"The organization has {MOST_LIVE_KEYS} live keys already. Delete one that is not used.",
    ),
    InvalidMultipart: ErrorKind(
        400,
        "invalid_multipart_form_data",
        "El cuerpo no es multipart/form-data válido.",
        "The body is not valid multipart/form-data.",
        "body",
    ),
    ImageFileRequired: ErrorKind(
        400,
        "image_file_required",
        "Falta el archivo: envíalo en la parte llamada file.",
        "The file is missing: send it in the part named file.",
        "files",
        "file",
    ),
    InvalidLogo: ErrorKind(
        400,
        "invalid_image_file",
        f"El archivo no es una imagen PNG o JPG completa de hasta {MOST_LOGO_PIXELS // 10**6} megapíxeles.",
        f"The file is not a whole PNG or JPG picture of up to {MOST_LOGO_PIXELS // 10**6} megapixels.",
        "files",
        "file",
    ),
    LogoTooLarge: ErrorKind(
        413,
        "payload_too_large",
        f"El archivo pasa de {MOST_LOGO_BYTES // 1024} KB.",
        f"The file is over {MOST_LOGO_BYTES // 1024} KB.",
        "files",
        "file",
    ),
    PayloadTooLarge: ErrorKind(
        413,
        "payload_too_large",
        f"El cuerpo de la solicitud pasa de {MOST_BODY_BYTES // 1024} KB.",
        f"The request's body is over {MOST_BODY_BYTES // 1024} KB.",
        "body",
    ),
    InvalidJson: ErrorKind(
        400,
        "invalid_json",
        "El cuerpo no es JSON válido: revisa la sintaxis, que esté en UTF-8 y que ningún nombre se repita.",
        "The body is not valid JSON: check its syntax, that it is UTF-8 and that no name appears twice.",
        "body",
    ),
    IdempotencyKeyInUse: ErrorKind(
        409,
        "idempotency_key_in_use",
        "Esa Idempotency-Key ya se usó con otra solicitud. Usa una nueva.",
        "That Idempotency-Key was used with another request. Use a new one.",
        "headers",
        "Idempotency-Key",
    ),
    CustomerEmailRequired: ErrorKind(
        400,
        "customer_email_required",
        "El cliente no tiene correo. Envía email en la solicitud o agrégalo al cliente.",
        "The customer has no e-mail address. Send email in the request, or add it to the customer.",
        "body",
        "email",
    ),
    MailNotConfigured: ErrorKind(
        403,
        "feature_not_available",
        "Esta instalación no envía correo: falta el parámetro MailFrom. Puedes enviar tú el edit_link.",
        "This installation sends no mail: its parameter MailFrom is not set. You can send the edit_link yourself.",
    ),
    MailRefused: ErrorKind(
        409,
        "customer_edit_link_unavailable",
        "El servicio de correo no aceptó el mensaje: revisa la dirección, y que el remitente esté verificado.",
        "The mail service did not take the message: check the address, and that the sender is verified.",
    ),
    UnmailableAddress: ErrorKind(
        409,
        "customer_edit_link_unavailable",
        "El correo tiene antes de la @ letras que el servicio de correo no acepta, como ñ o acentos: usa otro.",
        "The address has letters before its @ that the mail service does not take, such as ñ or accents: use another.",
        "body",
        "email",
    ),
    UnmailableDomain: ErrorKind(
        409,
        "customer_edit_link_unavailable",
        "El correo del cliente tiene después de la @ un dominio que no puede existir según IDNA 2008: corrígelo.",
        "The customer's address has a domain after its @ that IDNA 2008 does not allow: correct it.",
        "body",
        "email",
    ),
    MailOutcomeUnknown: ErrorKind(
        503,
        "service_unavailable",
        "No sabemos si el correo salió. Si repites la solicitud, puede llegar dos veces; el enlace es el mismo.",
        "We do not know whether the message went out. If you repeat the request it may arrive twice, with one link.",
    ),
    StoreUnavailable: _UNAVAILABLE,
    DeadlineExceeded: _UNAVAILABLE,
}

# Codes that stand at the root when they are the only problem.
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

# One unknown name can stand in a body thousands of times over.
_MOST_DETAILS = 20
_MOST_PATH = 100

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
}


def status_and_body(error: Exception, language: str) -> tuple[int, dict[str, Any]]:
    """The status and the body that an exception is answered with. What is not in the table is our own mistake: 500."""
    if isinstance(error, InvalidCustomer | InvalidOrganization | InvalidWebhook):
        return 400, _violations_body(error.violations, language)
    if isinstance(error, InvalidParameter):
        code = PARAMETER_CODES.get(error.rule, error.rule)
        detail = _detail(Violation(error.rule, error.path, code, None, error.params), error.location, language)
        return 400, _details_body([detail])
    return kind_body(ERRORS.get(type(error), INTERNAL_ERROR), language)


def broken_rules(error: Exception) -> list[str]:
    """The names of the rules that what was sent breaks, none if that is not what the error is about."""
    if isinstance(error, InvalidCustomer | InvalidOrganization | InvalidWebhook):
        return [violation.rule for violation in error.violations]
    return [error.rule] if isinstance(error, InvalidParameter) else []


def tax_info_errors(violations: list[Violation], language: str) -> list[dict[str, Any]]:
    """What is wrong with a customer's tax information, in words: `code`, `source`, `path`, `message`."""
    return [
        {name: value for name, value in _detail(one, "body", language).items() if name != "location"}
        for one in violations
    ]


def kind_body(kind: ErrorKind, language: str) -> tuple[int, dict[str, Any]]:
    body: dict[str, Any] = {
        "ok": False,
        "message": kind.en if language == "en" else kind.es,
        "status": kind.status,
        "code": kind.code,
    }
    place = {name: at for name, at in (("location", kind.location), ("path", kind.path)) if at}
    detail = {"message": body["message"], "code": kind.code, "source": "facturapi", **place}
    return kind.status, {**body, **place, "errors": [detail]}


def _violations_body(violations: list[Violation], language: str) -> dict[str, Any]:
    return _details_body([_detail(violation, "body", language) for violation in violations[:_MOST_DETAILS]])


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
    path = violation.path if len(violation.path) <= _MOST_PATH else violation.path[:_MOST_PATH] + "…"
    text = MESSAGES[violation.rule][language == "en"].format(path=path or "body", **violation.params)
    detail = {
        "message": f"{text} ({violation.cfdi})" if violation.cfdi else text,
        "code": violation.code,
        "source": "facturapi",
        "location": location,
    }
    return detail | ({"path": path} if path else {})


def codes() -> set[str]:
    """Every code that can stand at the root of an error."""
    return {kind.code for kind in (*ERRORS.values(), NOT_FOUND, MOVED, METHOD_NOT_ALLOWED, INTERNAL_ERROR)} | {
        *ROOT_CODES,
        "invalid_request",
    }
