"""The API's errors: every exception's status, code and words, in Spanish and English, in one place.

The codes are those of the API to be compatible with; clients decide on them, people read the messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ligafiscal.customer import InvalidCustomer
from ligafiscal.deadline import DeadlineExceeded
from ligafiscal.fiscal.tax_info import Violation
from ligafiscal.http.request import (
    MOST_BODY_BYTES,
    ImageFileRequired,
    InvalidJson,
    InvalidMultipart,
    InvalidParameter,
    MissingCredentials,
    PayloadTooLarge,
)
from ligafiscal.key_ring import LIMITS as NEW_KEY_LIMITS
from ligafiscal.key_ring import MOST_LIVE_KEYS, KeyLimitReached, LiveKeyNotFound, TooManyLiveKeys
from ligafiscal.organization import MOST_LOGO_BYTES, MOST_LOGO_PIXELS, InvalidLogo, InvalidOrganization, LogoTooLarge
from ligafiscal.repositories.outbox import MailOutcomeUnknown, MailRefused, UnmailableAddress
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.use_cases.authenticate import (
    ApiKeyInvalid,
    ApiKeyNotAllowed,
    LiveKeyRequired,
    NoOrganizationOfItsOwn,
    UserKeyRequired,
)
from ligafiscal.use_cases.email_edit_link import CustomerEmailRequired, MailNotConfigured
from ligafiscal.use_cases.find_customer import CustomerNotFound
from ligafiscal.use_cases.find_organization import OrganizationNotFound
from ligafiscal.use_cases.register_customer import IdempotencyKeyInUse

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
    "Esta ruta va sin diagonal al final y sin dos seguidas.",
    "This route goes without a slash at its end and without two in a row.",
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

# By rule: what is wrong and how to mend it. {path} is the field; the others come with the violation.
MESSAGES: Mapping[str, tuple[str, str]] = {
    "required": ("El campo {path} es obligatorio.", "The field {path} is required."),
    "not_a_text": ("El campo {path} debe ser un texto.", "The field {path} must be a string."),
    "not_an_object": ("El campo {path} debe ser un objeto.", "The field {path} must be an object."),
    "body_not_an_object": (
        "El cuerpo debe ser un objeto JSON.",
        "The body must be a JSON object.",
    ),
    "unknown_field": (
        "El campo {path} no existe. Revisa cómo está escrito o quítalo.",
        "The field {path} does not exist. Check its spelling or remove it.",
    ),
    "not_allowed": (
        "El campo {path} es de solo lectura. Quítalo.",
        "The field {path} is read-only. Remove it.",
    ),
    "too_long": (
        "El campo {path} admite hasta {max} caracteres.",
        "The field {path} takes up to {max} characters.",
    ),
    "control_characters": (
        "El campo {path} tiene caracteres invisibles o de control. Escríbelo de nuevo sin copiarlo.",
        "The field {path} has invisible or control characters. Type it again instead of pasting it.",
    ),
    "email_format": (
        "El campo {path} no es un correo electrónico válido, como nombre@ejemplo.com.",
        "The field {path} is not a valid e-mail address, such as name@example.com.",
    ),
    "phone_format": (
        "El campo {path} no es un teléfono válido: usa dígitos, espacios, guiones, paréntesis o +.",
        "The field {path} is not a valid phone number: use digits, spaces, hyphens, parentheses or +.",
    ),
    "tax_id_format": (
        "El RFC lleva 3 letras (persona moral) o 4 (persona física), fecha AAMMDD y tres más; la última es 0-9 o A.",
        "An RFC has 3 letters (legal entity) or 4 (natural person), a date YYMMDD and three more, the last 0-9 or A.",
    ),
    "tax_id_date": (
        "La fecha dentro del RFC (AAMMDD) no existe en el calendario.",
        "The date inside the RFC (YYMMDD) does not exist in the calendar.",
    ),
    "foreign_tax_id_format": (
        "El número fiscal de Estados Unidos y de Canadá lleva 9 dígitos.",
        "A tax number of the United States or Canada has 9 digits.",
    ),
    "tax_id_generic_abroad": (
        "El RFC genérico nacional XAXX010101000 no admite un país distinto de MEX.",
        "The generic national RFC XAXX010101000 does not take a country other than MEX.",
    ),
    "tax_system_unknown": (
        "El régimen fiscal no está en el catálogo c_RegimenFiscal del SAT.",
        "The tax system is not in SAT's catalogue c_RegimenFiscal.",
    ),
    "tax_system_person": (
        "El régimen fiscal no corresponde al tipo de persona del RFC (12 caracteres: moral; 13: física).",
        "The tax system does not fit the RFC's kind of person (12 characters: legal entity; 13: natural person).",
    ),
    "tax_system_generic": (
        "Con un RFC genérico el régimen fiscal debe ser 616.",
        "With a generic RFC the tax system must be 616.",
    ),
    "tax_system_foreign": (
        "Un cliente extranjero no lleva régimen fiscal: quítalo o envía 616.",
        "A foreign customer has no tax system: remove it or send 616.",
    ),
    "invoice_use_unknown": (
        "El uso no está en el catálogo c_UsoCFDI del SAT.",
        "The use is not in SAT's catalogue c_UsoCFDI.",
    ),
    "invoice_use_tax_system": (
        "El uso del CFDI no es válido para ese régimen fiscal.",
        "The invoice use is not valid for that tax system.",
    ),
    "invoice_use_person": (
        "Ese uso del CFDI es solo para personas físicas.",
        "That invoice use is for natural persons only.",
    ),
    "invoice_use_foreign": (
        "Un cliente extranjero solo puede usar S01.",
        "A foreign customer can only use S01.",
    ),
    "zip_format": ("El código postal lleva 5 dígitos.", "The zip code has 5 digits."),
    "zip_unknown": (
        "El código postal no está en el catálogo del SAT.",
        "The zip code is not in SAT's catalogue.",
    ),
    "foreign_zip_format": (
        "El código postal no tiene la forma que usa ese país: en Estados Unidos 12345 o 12345-6789, en Canadá A1A 1A1.",
        "The zip code does not have its country's form: in the United States 12345 or 12345-6789, in Canada A1A 1A1.",
    ),
    "country_unknown": (
        "El país debe ser un código ISO 3166-1 alfa-3, como MEX o USA.",
        "The country must be an ISO 3166-1 alpha-3 code, such as MEX or USA.",
    ),
    "legal_name_public": (
        "El nombre PUBLICO EN GENERAL solo va con el RFC XAXX010101000.",
        "The name PUBLICO EN GENERAL only goes with the RFC XAXX010101000.",
    ),
    "legal_name_characters": (
        "La razón social no puede llevar el carácter |.",
        "The legal name cannot contain the character |.",
    ),
    "url_format": (
        "El campo {path} no es una dirección web, como https://ejemplo.com.",
        "The field {path} is not an address of the web, such as https://example.com.",
    ),
    "color_format": (
        "El campo {path} lleva seis dígitos hexadecimales, como 1F6F5C.",
        "The field {path} has six hexadecimal digits, such as 1F6F5C.",
    ),
    "organization_country": (
        "La organización factura desde México: el país debe ser MEX.",
        "The organization invoices from Mexico: the country must be MEX.",
    ),
    "setting_of_invoices": (
        "El campo {path} es de facturas y aquí no cambia nada. Quítalo.",
        "The field {path} is about invoices and changes nothing here. Remove it.",
    ),
    "invalid_boolean": ("El parámetro {path} debe ser true o false.", "The parameter {path} must be true or false."),
    "invalid_integer": (
        "El parámetro {path} debe ser un número entero.",
        "The parameter {path} must be a whole number.",
    ),
    "too_small": ("El parámetro {path} debe ser al menos 1.", "The parameter {path} must be at least 1."),
    "too_large": ("El parámetro {path} admite hasta {max}.", "The parameter {path} takes up to {max}."),
    "page_too_large": (
        "El parámetro {path} admite hasta {max}. Acota la búsqueda.",
        "The parameter {path} takes up to {max}. Narrow the search.",
    ),
    "invalid_date": (
        "El parámetro {path} debe ser una fecha ISO 8601, como 2026-11-22 o 2026-11-22T16:00:00-06:00.",
        "The parameter {path} must be an ISO 8601 date, such as 2026-11-22 or 2026-11-22T16:00:00-06:00.",
    ),
    "unknown_date_condition": (
        "El parámetro {path} no existe: usa date[gt], date[gte], date[lt] o date[lte].",
        "There is no parameter {path}: use date[gt], date[gte], date[lt] or date[lte].",
    ),
    "invalid_date_range": (
        "Ninguna fecha cumple las condiciones de {path}: el inicio debe ir antes del final.",
        "No date meets the conditions of {path}: the start must come before the end.",
    ),
    "invalid_pagination": (
        "El parámetro {path} debe ser page o cursor.",
        "The parameter {path} must be page or cursor.",
    ),
    "invalid_cursor": (
        "El parámetro {path} no es un cursor de esta API: usa next_cursor o previous_cursor tal como llegaron.",
        "The parameter {path} is not a cursor of this API: use next_cursor or previous_cursor as they came.",
    ),
    "not_together": (
        "El parámetro {path} no va junto con los otros de paginación: usa page, after o before, solo uno.",
        "The parameter {path} does not go with the other ones of paging: use page, after or before, only one.",
    ),
    "q_too_long": (
        "El parámetro {path} admite hasta {max} caracteres.",
        "The parameter {path} takes up to {max} characters.",
    ),
    "idempotency_key_length": (
        "El encabezado {path} debe tener de 1 a {max} caracteres.",
        "The header {path} must have 1 to {max} characters.",
    ),
}
PARAMETER_CODES = {
    "unknown_date_condition": "invalid_date",
    "invalid_boolean": "invalid_type",
    "invalid_integer": "invalid_type",
    "invalid_pagination": "invalid_value",
    "invalid_cursor": "invalid_value",
    "not_together": "not_allowed",
    "q_too_long": "invalid_length",
    "idempotency_key_length": "invalid_length",
}


def status_and_body(error: Exception, language: str) -> tuple[int, dict[str, Any]]:
    """The status and the body that an exception is answered with. What is not in the table is our own mistake: 500."""
    if isinstance(error, InvalidCustomer | InvalidOrganization):
        return 400, _violations_body(error.violations, language)
    if isinstance(error, InvalidParameter):
        code = PARAMETER_CODES.get(error.rule, error.rule)
        detail = _detail(Violation(error.rule, error.path, code, None, error.params), error.location, language)
        return 400, _details_body([detail])
    return kind_body(ERRORS.get(type(error), INTERNAL_ERROR), language)


def broken_rules(error: Exception) -> list[str]:
    """The names of the rules that what was sent breaks, none if that is not what the error is about."""
    if isinstance(error, InvalidCustomer | InvalidOrganization):
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
