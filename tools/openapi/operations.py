"""What each route does: one entry for every route and method of the customers API, compared with its route table."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ligafiscal.domain.customer import ADDRESS_FIELDS, LIMITS, Customer
from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.key_ring import KeyLimitReached, LiveKeyNotFound, TooManyLiveKeys
from ligafiscal.domain.link_history import Status
from ligafiscal.domain.organization import InvalidLogo, LogoTooLarge
from ligafiscal.domain.tenant import Tenant
from ligafiscal.http.link_options import MAX_STATE
from ligafiscal.http.period import CONDITIONS
from ligafiscal.http.request import (
    MAX_IDEMPOTENCY_KEY,
    MAX_Q,
    ImageFileRequired,
    InvalidJson,
    InvalidMultipart,
    InvalidParameter,
    PayloadTooLarge,
)
from ligafiscal.input.models.customer import CustomerInput, EmailEditLinkInput
from ligafiscal.input.models.organization import CreationInput, CustomizationInput, LegalInput, PortalInput
from ligafiscal.integrations.mail import MailOutcomeUnknown, MailRefused, UnmailableAddress, UnmailableDomain
from ligafiscal.use_cases.authenticate import (
    ApiKeyNotAllowed,
    LiveKeyRequired,
    NoOrganizationOfItsOwn,
    UserKeyRequired,
)
from ligafiscal.use_cases.customers.create_customer import IdempotencyKeyInUse
from ligafiscal.use_cases.customers.find_customer import CustomerNotFound
from ligafiscal.use_cases.customers.list_customers import DEFAULT_PER_PAGE, MAX_PAGES, MAX_PER_PAGE
from ligafiscal.use_cases.customers.show_customer import ShownCustomer, as_json
from ligafiscal.use_cases.links.email_edit_link import CustomerEmailRequired, MailNotConfigured
from ligafiscal.use_cases.links.manage_edit_link import EditLinkCompleted, EditLinkNotFound
from ligafiscal.use_cases.organizations.find_organization import OrganizationNotFound


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    description: str
    schema: Mapping[str, Any]
    example: Any


@dataclass(frozen=True, slots=True)
class Operation:
    """`responses` maps a status to its meaning, the schemas' names and an example. `raises` are the exceptions of the
    error table that it can end with, besides those of every operation; `violations` and `refusals` are examples of what
    it refuses in a body and in parameters. `keys` are what it says to keys that may not, `file` that its body is a form
    with a file.
    """

    method: str
    path: str
    id: str
    summary: str
    description: str
    responses: Mapping[int, tuple[str, tuple[str, ...], Any]]
    tag: str = "Customers"
    parameters: tuple[Parameter, ...] = ()
    body: type | None = None
    body_example: Any = None
    file: bool = False
    keys: tuple[type[Exception], ...] = (ApiKeyNotAllowed,)
    raises: tuple[type[Exception], ...] = ()
    violations: tuple[Violation, ...] = ()
    refusals: tuple[InvalidParameter, ...] = field(default=())


ID = Parameter(
    "id",
    "path",
    "The customer's id.",
    {"type": "string", "pattern": "^[0-9a-f]{24}$"},
    "6b03705c2c04b10dbc298810",
)
CREATE_EDIT_LINK = Parameter(
    "createEditLink",
    "query",
    "Whether to make an edit link, in any letter case, or 1 and 0. A new link revokes the one before.",
    {"type": "string", "pattern": "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[01])?$", "default": "false"},
    "true",
)
LINK_OPTIONS = (
    Parameter(
        "editLinkExpiresAt",
        "query",
        "When the new link expires: date and time with zone (ISO 8601), 5 minutes to 30 days from now; 7 days if not "
        "said. With `createEditLink=true` only, as the other options.",
        {"type": "string"},
        "2026-11-29T16:00:00Z",
    ),
    Parameter(
        "editLinkReturnUrl",
        "query",
        "Where the customer goes when they are done: https, with a test key also http://localhost.",
        # No maxLength: what a test makes up to break it is too long for API Gateway itself.
        {"type": "string"},
        "https://shop.example.com/thanks",
    ),
    Parameter(
        "editLinkState",
        "query",
        "A text of yours that goes along with the customer, exactly as it was sent.",
        {"type": "string", "maxLength": MAX_STATE},
        "order-1024",
    ),
)
IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key",
    "header",
    "Any text of yours. The same request under the same key within 24 hours names the same customer, with status 200.",
    {"type": "string", "minLength": 1, "maxLength": MAX_IDEMPOTENCY_KEY},
    "order-1024",
)


def _whole_number(maximum: int, default: int, minimum: int = 1) -> dict[str, Any]:
    """An empty value is as if there were none, as everywhere in a query."""
    return {"anyOf": [{"type": "integer", "minimum": minimum, "maximum": maximum}, {"const": ""}], "default": default}


_CURSOR = {"type": "string", "pattern": "^(i[0-9a-f]{24})?$"}
PERIOD = tuple(
    Parameter(
        f"date[{operator}]",
        "query",
        f"Created {meaning} this moment (ISO 8601; without a zone, Mexico City's; a day is its first instant).",
        {"type": "string"},
        "2026-11-22T16:00:00Z",
    )
    for operator, meaning in zip(CONDITIONS, ("after", "at or after", "before", "at or before"), strict=True)
)
LIMIT = Parameter("limit", "query", "How many at a time.", _whole_number(MAX_PER_PAGE, DEFAULT_PER_PAGE), 25)
PAGE = Parameter(
    "page",
    "query",
    "Which page, 0 for the first; not together with cursors.",
    _whole_number(MAX_PAGES, 1, minimum=0),
    2,
)
NAME = Parameter(
    "q", "query", "Words of the name, in any letter case.", {"type": "string", "maxLength": MAX_Q}, "sucursal"
)
SEARCH = (
    Parameter(
        "q",
        "query",
        "Words of the legal name or the RFC, whatever their case and accents. A whole RFC finds exactly that one.",
        {"type": "string", "maxLength": MAX_Q},
        "dunder",
    ),
    *PERIOD,
    LIMIT,
    PAGE,
    Parameter(
        "pagination",
        "query",
        "Pages by number, or by cursors, which neither repeat nor skip while customers come and go.",
        {"type": "string", "enum": ["page", "cursor", ""], "default": "page"},
        "cursor",
    ),
    Parameter("after", "query", "The `next_cursor` of the list before.", _CURSOR, "i6b03705c2c04b10dbc298810"),
    Parameter("before", "query", "The `previous_cursor` of the list after.", _CURSOR, "i6b03705c2c04b10dbc298810"),
)

_SHOWN = ShownCustomer(
    Customer(
        id="6b03705c2c04b10dbc298810",
        tenant=Tenant("6b0370422c04a10dbc298800", livemode=False),
        created_at_ms=1_795_387_484_000,
        version=1,
        tax_info={
            "legal_name": "DUNDER MIFFLIN",
            "tax_id": "ABC101010111",
            "tax_system": "601",
            "email": "cliente@example.com",
            "address": {"country": "MEX", "zip": "85900", "municipality": "Huatabampo", "state": "Sonora"},
        },
    ),
    edit_link="https://portal.example.com/tax-info/0hB4qXgVwCyz7M2nRk1sTtUuVvWwXxYyZz0123456789ABCDE",
    edit_link_expires_at=1_795_992_284,
)
CUSTOMER = as_json(_SHOWN)
_GONE = as_json(ShownCustomer(_SHOWN.customer))
_INPUT = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "email": "cliente@example.com",
    "address": {"zip": "85900"},
}
_BODY = (PayloadTooLarge, InvalidJson)
_WRONG_REGIME = Violation("tax_system_person", "tax_system", "tax_system_not_allowed_for_tax_id", "CFDI40158")
_NOT_A_BOOLEAN = InvalidParameter("invalid_boolean", "query", "createEditLink")
_LINK_REFUSALS = (
    _NOT_A_BOOLEAN,
    InvalidParameter("link_option_without_link", "query", "editLinkState"),
    InvalidParameter("link_expires_at_format", "query", "editLinkExpiresAt"),
    InvalidParameter("link_expires_too_soon", "query", "editLinkExpiresAt"),
    InvalidParameter("link_return_url_format", "query", "editLinkReturnUrl"),
    InvalidParameter("parameter_too_long", "query", "editLinkState", max=str(MAX_STATE)),
)
_EDIT_LINK: dict[str, Any] = {
    "status": "sent",
    "url": CUSTOMER["edit_link"],
    "created_at": "2026-11-22T22:04:44.000Z",
    "expires_at": CUSTOMER["edit_link_expires_at"],
    "sent_at": "2026-11-22T22:05:10.000Z",
    "sent_to": "cliente@example.com",
    "return_url": "https://shop.example.com/thanks",
    "state": "order-1024",
    "customer": CUSTOMER,
}
_TAKEN_BACK = {
    **{name: value for name, value in _EDIT_LINK.items() if name != "url"},
    "status": "revoked",
    "revoked_at": "2026-11-23T10:00:00.000Z",
    "customer": _GONE,
}

_STATUSES = "|".join(Status)

_KEY = "sk_test_" + "0" * 42
_ORGANIZATION: dict[str, Any] = {
    "id": "6b0370422c04a10dbc298800",
    "created_at": "2026-11-22T16:00:00.250Z",
    "plan": None,
    "add_ons": [],
    "is_production_ready": True,
    "pending_steps": [],
    "timezone": "America/Mexico_City",
    "legal": {
        "name": "Dunder Mifflin",
        "legal_name": "DUNDER MIFFLIN",
        "tax_system": "601",
        "website": "",
        "phone": "",
        "address": {**dict.fromkeys(ADDRESS_FIELDS, ""), "country": "MEX", "zip": "85900"},
    },
    "customization": {"has_logo": False, "color": "1F6F5C"},
    "certificate": {"has_certificate": False},
    "fiel": {"has_certificate": False},
}
_LIVE_KEY = {"id": "6b0370422c04a10dbc298801", "first_12": "sk_live_0000", "created_at": "2026-11-22T16:00:00.250Z"}
ORGANIZATION_ID = replace(
    ID, description="The organization's id; with a test or live key also `me`.", schema={"type": "string"}
)
KEY_ID = replace(ID, name="key_id", description="The live key's id, as listed.", schema={"type": "string"})
_IS_ORGANIZATION: Any = {200: ("The organization.", ("Organization",), _ORGANIZATION)}
_LOOK = (
    Violation("color_format", "color", "invalid_format", None),
    Violation("reminders", "edit_link_reminders", "invalid_value", None),
)
_IS_PORTAL: Any = {
    200: (
        "How the pages look.",
        ("Portal",),
        {"name": "Dunder Mifflin", "color": "1F6F5C", "privacy_notice_url": "https://example.com/privacy"},
    )
}
_ARE_LIVE_KEYS: Any = {200: ("The live keys.", ("LiveKeys",), [_LIVE_KEY])}
_NO_NAME = Violation("required", "name", "required", None)


def _organization(method: str, path: str, id: str, summary: str, description: str, **more: Any) -> Operation:
    """An operation on one organization, or on all of an account."""
    more = {"responses": _IS_ORGANIZATION, "keys": (UserKeyRequired,), "tag": "Organizations", **more}
    if "{id}" in path:
        more["parameters"] = (ORGANIZATION_ID, *more.get("parameters", ()))
        more["raises"] = (NoOrganizationOfItsOwn, OrganizationNotFound, *more.get("raises", ()))
    return Operation(method, path, id, summary, description, **more)


_ORGANIZATIONS = (
    _organization(
        "GET",
        "/organizations",
        "listOrganizations",
        "List organizations",
        "Those of the user key's account, newest first.",
        responses={
            200: (
                "A page.",
                ("OrganizationPage",),
                {"page": 1, "total_pages": 1, "total_results": 1, "data": [_ORGANIZATION]},
            )
        },
        parameters=(NAME, *PERIOD, LIMIT, replace(PAGE, description="Which page, 0 for the first.")),
        refusals=(
            InvalidParameter("page_too_large", "query", "page", max=str(MAX_PAGES)),
            InvalidParameter("invalid_date", "query", "date[gte]"),
            InvalidParameter("invalid_date_range", "query", "date"),
        ),
    ),
    _organization(
        "POST",
        "/organizations",
        "createOrganization",
        "Create an organization",
        "With its test key; live keys are added.",
        body=CreationInput,
        body_example={"name": "Dunder Mifflin"},
        raises=_BODY,
        violations=(_NO_NAME,),
    ),
    _organization(
        "GET",
        "/organizations/{id}",
        "retrieveOrganization",
        "Retrieve an organization",
        "`me` is the one that a test or live key acts for.",
    ),
    _organization(
        "DELETE",
        "/organizations/{id}",
        "deleteOrganization",
        "Delete an organization",
        "Its keys are refused and its links are gone from the next call on.",
        responses={200: ("The organization one last time.", ("Organization",), _ORGANIZATION)},
    ),
    _organization(
        "PUT",
        "/organizations/{id}/legal",
        "updateOrganizationLegal",
        "Update an organization's legal data",
        "With a user key, or the organization's own live key.",
        keys=(LiveKeyRequired,),
        body=LegalInput,
        body_example={
            "name": "Dunder Mifflin",
            "legal_name": "Dunder Mifflin",
            "tax_system": "601",
            "address": {"zip": "85900"},
        },
        raises=_BODY,
        violations=(_NO_NAME,),
    ),
    _organization(
        "PUT",
        "/organizations/{id}/customization",
        "updateOrganizationCustomization",
        "Update how an organization's pages look",
        "Colour, contact and mails; `/portal` shows the last two. The folios and `pdf_extra` are about invoices: they "
        "are kept and shown, without effect. With a user key, or the organization's own live key.",
        keys=(LiveKeyRequired,),
        body=CustomizationInput,
        body_example={"color": "1F6F5C"},
        raises=_BODY,
        violations=_LOOK,
    ),
    _organization(
        "GET",
        "/organizations/{id}/portal",
        "showOrganizationPortal",
        "Show how an organization's pages look",
        "Also the contact and the privacy notice, for which the organization has no members. Not a route of Facturapi.",
        responses=_IS_PORTAL,
    ),
    _organization(
        "PUT",
        "/organizations/{id}/portal",
        "updateOrganizationPortal",
        "Change how an organization's pages look",
        "Colour, contact, privacy notice and mails, as `/customization` takes them too. `edit_link_recovery` (true "
        "unless it is turned off): an expired link's page offers to mail the customer a new one. "
        "`edit_link_reminders`: hours before a link expires at which its customer is mailed, up to three. "
        "`notify_email`: who is mailed when a customer is done. Not a route of Facturapi.",
        responses=_IS_PORTAL,
        keys=(LiveKeyRequired,),
        body=PortalInput,
        body_example={"color": "1F6F5C", "privacy_notice_url": "https://example.com/privacy"},
        raises=_BODY,
        violations=_LOOK,
    ),
    _organization(
        "PUT",
        "/organizations/{id}/logo",
        "uploadOrganizationLogo",
        "Upload an organization's logo",
        "PNG or JPEG of at most 500 KB; it is decoded and written anew.",
        keys=(LiveKeyRequired,),
        file=True,
        raises=(InvalidMultipart, ImageFileRequired, InvalidLogo, LogoTooLarge),
    ),
    _organization(
        "GET",
        "/organizations/{id}/apikeys/test",
        "showTestKey",
        "Show the test key",
        "It can be shown again: it is derived, not stored.",
        responses={200: ("The key.", ("Key",), _KEY)},
    ),
    _organization(
        "PUT",
        "/organizations/{id}/apikeys/test",
        "renewTestKey",
        "Renew the test key",
        "The one before is refused from the next call on.",
        responses={200: ("The new key.", ("Key",), _KEY)},
        raises=(KeyLimitReached,),
    ),
    _organization(
        "GET",
        "/organizations/{id}/apikeys/live",
        "listLiveKeys",
        "List live keys",
        "Never the keys.",
        responses=_ARE_LIVE_KEYS,
    ),
    _organization(
        "PUT",
        "/organizations/{id}/apikeys/live",
        "addLiveKey",
        "Add a live key",
        "Those before stay good. It is shown this once.",
        responses={200: ("The new key.", ("Key",), _KEY.replace("test", "live"))},
        raises=(KeyLimitReached, TooManyLiveKeys),
    ),
    _organization(
        "DELETE",
        "/organizations/{id}/apikeys/live/{key_id}",
        "revokeLiveKey",
        "Revoke a live key",
        "It is refused from the next call on.",
        responses=_ARE_LIVE_KEYS,
        parameters=(KEY_ID,),
        raises=(LiveKeyNotFound,),
    ),
    _organization(
        "PUT",
        "/organizations/{id}/apikeys/live/{key_id}",
        "revokeLiveKeyByPut",
        "Revoke a live key, as Facturapi's PHP SDK asks for it",
        "The same as DELETE, whatever the body.",
        responses=_ARE_LIVE_KEYS,
        parameters=(KEY_ID,),
        raises=(LiveKeyNotFound,),
    ),
    Operation(
        "GET",
        "/check",
        "check",
        "Check a key",
        "Whether a test or live key is good.",
        {200: ("It is.", ("Done",), {"ok": True})},
        tag="Keys",
    ),
)

_CUSTOMERS = (
    Operation(
        "GET",
        "/customers",
        "listCustomers",
        "List customers",
        "Newest first: all, or those that match. By page numbers, or by cursors with `pagination=cursor`.",
        {
            200: (
                "A page, or a slice between cursors.",
                ("CustomerPage", "CustomerSlice"),
                {"page": 1, "total_pages": 1, "total_results": 1, "totals_are_capped": False, "data": [CUSTOMER]},
            )
        },
        parameters=(
            Parameter(
                "external_id",
                "query",
                "Exactly what you call the customer.",
                {"type": "string", "maxLength": LIMITS["external_id"]},
                "A-1024",
            ),
            Parameter(
                "tax_id",
                "query",
                "Exactly this RFC; abroad, the tax number there.",
                {"type": "string", "maxLength": LIMITS["tax_id"]},
                "ABC101010111",
            ),
            *SEARCH,
        ),
        refusals=(
            InvalidParameter("page_too_large", "query", "page", max=str(MAX_PAGES)),
            InvalidParameter("invalid_date", "query", "date[gte]"),
            InvalidParameter("invalid_date_range", "query", "date"),
            InvalidParameter("not_together", "query", "page"),
            InvalidParameter("invalid_cursor", "query", "after"),
        ),
    ),
    Operation(
        "POST",
        "/customers",
        "createCustomer",
        "Create a customer",
        "With `createEditLink=true` every field is optional and SAT's rules wait for the customer. Without it, one in "
        "México needs `legal_name`, `tax_id`, `tax_system`, `address.zip`; abroad, `legal_name` and `address.country`.",
        {
            201: ("The new customer.", ("Customer",), CUSTOMER),
            200: ("The customer that this Idempotency-Key has made, as it is now.", ("Customer",), CUSTOMER),
        },
        parameters=(CREATE_EDIT_LINK, *LINK_OPTIONS, IDEMPOTENCY_KEY),
        body=CustomerInput,
        body_example=_INPUT,
        raises=(*_BODY, IdempotencyKeyInUse, CustomerNotFound),
        violations=(
            _WRONG_REGIME,
            Violation("required", "legal_name", "required", None),
            Violation("unknown_field", "name", "unknown_field", None),
        ),
        refusals=_LINK_REFUSALS,
    ),
    Operation(
        "GET",
        "/customers/{id}",
        "retrieveCustomer",
        "Retrieve a customer",
        "With the edit link while it is open.",
        {200: ("The customer.", ("Customer",), CUSTOMER)},
        parameters=(ID,),
        raises=(CustomerNotFound,),
    ),
    Operation(
        "PUT",
        "/customers/{id}",
        "updateCustomer",
        "Update a customer",
        "Sets what is sent and nothing else; `null` clears. The address is merged field by field, and a new zip "
        "derives its place anew.",
        {200: ("The customer as of this update.", ("Customer",), CUSTOMER)},
        parameters=(ID, CREATE_EDIT_LINK, *LINK_OPTIONS),
        body=CustomerInput,
        body_example={"phone": "6474010101"},
        raises=(*_BODY, CustomerNotFound),
        violations=(_WRONG_REGIME, Violation("email_format", "email", "invalid_format", None)),
        refusals=_LINK_REFUSALS,
    ),
    Operation(
        "DELETE",
        "/customers/{id}",
        "deleteCustomer",
        "Delete a customer",
        "Its edit link dies in the same write.",
        {200: ("The customer one last time, without a link.", ("Customer",), _GONE)},
        parameters=(ID,),
        raises=(CustomerNotFound,),
    ),
    Operation(
        "GET",
        "/customers/{id}/tax-info-validation",
        "validateCustomerTaxInfo",
        "Validate a customer's tax information",
        "What an invoice would lack and which of SAT's rules it would break, as far as they can be checked without "
        "asking SAT. Works with test keys too.",
        {
            200: (
                "What was found.",
                ("TaxInfoValidation",),
                {
                    "is_valid": False,
                    "errors": [
                        {
                            "message": "The field address.zip is required.",
                            "code": "required",
                            "source": "facturapi",
                            "path": "address.zip",
                        }
                    ],
                },
            )
        },
        parameters=(ID,),
        raises=(CustomerNotFound,),
    ),
    Operation(
        "POST",
        "/customers/{id}/email-edit-link",
        "emailCustomerEditLink",
        "Mail a customer their edit link",
        "To the address given, else to the customer's own. The open link is sent as it is; where none is open, or with "
        "`createEditLink=true`, a new one is made first. A 503 means that the outcome is unknown: asking again may "
        "mail twice, with the same link unless a new one is asked for.",
        {200: ("The mail service has taken the message.", ("Done",), {"ok": True})},
        parameters=(ID, CREATE_EDIT_LINK, *LINK_OPTIONS),
        refusals=_LINK_REFUSALS,
        body=EmailEditLinkInput,
        body_example={"email": "cliente@example.com"},
        raises=(
            *_BODY,
            CustomerNotFound,
            CustomerEmailRequired,
            MailNotConfigured,
            UnmailableAddress,
            UnmailableDomain,
            MailRefused,
            MailOutcomeUnknown,
        ),
        violations=(Violation("email_format", "email", "invalid_format", None),),
    ),
    Operation(
        "GET",
        "/customers/{id}/edit-link",
        "retrieveCustomerEditLink",
        "See what became of a customer's link",
        "Of the last one. Not a route of Facturapi.",
        {200: ("The link.", ("EditLink",), _EDIT_LINK)},
        parameters=(ID,),
        raises=(CustomerNotFound, EditLinkNotFound),
    ),
    Operation(
        "DELETE",
        "/customers/{id}/edit-link",
        "revokeCustomerEditLink",
        "Take a customer's link back",
        "From this call on it opens nothing, and its page says that you took it back. The same again changes nothing; "
        "a link that expired unanswered is taken back too. Not a route of Facturapi.",
        {200: ("The link.", ("EditLink",), _TAKEN_BACK)},
        parameters=(ID,),
        raises=(CustomerNotFound, EditLinkNotFound, EditLinkCompleted),
    ),
    Operation(
        "GET",
        "/edit-links",
        "listEditLinks",
        "List links by what became of them",
        "The last link of each customer, newest link first. By page numbers, or by cursors with `pagination=cursor`. "
        "Not a route of Facturapi.",
        {
            200: (
                "A page, or a slice between cursors.",
                ("EditLinkPage", "EditLinkSlice"),
                {"page": 1, "total_pages": 1, "total_results": 1, "totals_are_capped": False, "data": [_EDIT_LINK]},
            )
        },
        parameters=(
            Parameter(
                "status",
                "query",
                "One or more, with commas or repeated; all, if none is named.",
                {"type": "string", "pattern": f"^(({_STATUSES})(,({_STATUSES}))*)?$"},
                "created,sent",
            ),
            *(parameter for parameter in SEARCH if parameter.name != "q"),
        ),
        refusals=(
            InvalidParameter("unknown_link_status", "query", "status", known=", ".join(Status)),
            InvalidParameter("page_too_large", "query", "page", max=str(MAX_PAGES)),
            InvalidParameter("invalid_date", "query", "date[gte]"),
            InvalidParameter("invalid_date_range", "query", "date"),
            InvalidParameter("not_together", "query", "page"),
            InvalidParameter("invalid_cursor", "query", "after"),
        ),
    ),
)

OPERATIONS = (*_CUSTOMERS, *_ORGANIZATIONS)
