"""What each route does: one entry for every route and method of the customers API, compared with its route table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from ligafiscal.customer import Customer
from ligafiscal.customer_input import CustomerInput, EmailEditLinkInput
from ligafiscal.fiscal.tax_info import Violation
from ligafiscal.http import api
from ligafiscal.http.customer_list import MOST_Q, PERIOD
from ligafiscal.http.request import MOST_IDEMPOTENCY_KEY, InvalidJson, InvalidParameter, PayloadTooLarge
from ligafiscal.repositories.outbox import MailOutcomeUnknown, MailRefused
from ligafiscal.tenant import Tenant
from ligafiscal.use_cases.email_edit_link import CustomerEmailRequired, MailNotConfigured
from ligafiscal.use_cases.find_customer import CustomerNotFound
from ligafiscal.use_cases.list_customers import DEFAULT_PER_PAGE, MOST_PAGES, MOST_PER_PAGE
from ligafiscal.use_cases.register_customer import IdempotencyKeyInUse
from ligafiscal.use_cases.show_customer import ShownCustomer


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    description: str
    schema: Mapping[str, Any]
    example: Any


@dataclass(frozen=True, slots=True)
class Operation:
    """`answers` maps a status to its meaning, the answers' names and an example. `raises` are the exceptions of the
    error table that it can end with, besides those of every operation; `violations` and `refusals` are examples of what
    it refuses in a body and in parameters.
    """

    method: str
    path: str
    id: str
    summary: str
    description: str
    answers: Mapping[int, tuple[str, tuple[str, ...], Any]]
    tag: str = "Customers"
    parameters: tuple[Parameter, ...] = ()
    body: type[BaseModel] | None = None
    body_example: Any = None
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
    "Whether to make an edit link, in any letter case. A new link revokes the one before.",
    {"type": "string", "pattern": "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])?$", "default": "false"},
    "true",
)
IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key",
    "header",
    "Any text of yours. The same request under the same key within 24 hours names the same customer, with status 200.",
    {"type": "string", "minLength": 1, "maxLength": MOST_IDEMPOTENCY_KEY},
    "order-1024",
)
_CURSOR = {"type": "string", "pattern": "^(i[0-9a-f]{24})?$"}
SEARCH = (
    Parameter(
        "q",
        "query",
        "Words of the legal name or the RFC, whatever their case and accents. A whole RFC finds exactly that one.",
        {"type": "string", "maxLength": MOST_Q},
        "dunder",
    ),
    *(
        Parameter(
            f"date[{operator}]",
            "query",
            f"Created {meaning} this moment (ISO 8601; without a zone, Mexico City's; a day is its first instant).",
            {"type": "string"},
            "2026-11-22T16:00:00Z",
        )
        for operator, meaning in zip(PERIOD, ("after", "at or after", "before", "at or before"), strict=True)
    ),
    Parameter(
        "limit",
        "query",
        "How many at a time.",
        {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": DEFAULT_PER_PAGE},
        25,
    ),
    Parameter(
        "page",
        "query",
        "Which page; not together with cursors.",
        {"type": "integer", "minimum": 1, "maximum": MOST_PAGES, "default": 1},
        2,
    ),
    Parameter(
        "pagination",
        "query",
        "Pages by number, or by cursors, which neither repeat nor skip while customers come and go.",
        {"type": "string", "enum": ["page", "cursor"], "default": "page"},
        "cursor",
    ),
    Parameter("after", "query", "The `next_cursor` of the list before.", _CURSOR, "i6b03705c2c04b10dbc298810"),
    Parameter("before", "query", "The `previous_cursor` of the list after.", _CURSOR, "i6b03705c2c04b10dbc298810"),
)

_SHOWN = ShownCustomer(
    Customer(
        id="6b03705c2c04b10dbc298810",
        tenant=Tenant("6b0370422c04a10dbc298800", livemode=False),
        created_at=1_795_387_484_000,
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
_CUSTOMER = api.customer_body(_SHOWN)
_GONE = api.customer_body(ShownCustomer(_SHOWN.customer))
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

OPERATIONS = (
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
                {"page": 1, "total_pages": 1, "total_results": 1, "totals_are_capped": False, "data": [_CUSTOMER]},
            )
        },
        parameters=SEARCH,
        refusals=(
            InvalidParameter("page_too_large", "query", "page"),
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
            201: ("The new customer.", ("Customer",), _CUSTOMER),
            200: ("The customer that this Idempotency-Key has made, as it is now.", ("Customer",), _CUSTOMER),
        },
        parameters=(CREATE_EDIT_LINK, IDEMPOTENCY_KEY),
        body=CustomerInput,
        body_example=_INPUT,
        raises=(*_BODY, IdempotencyKeyInUse, CustomerNotFound),
        violations=(
            _WRONG_REGIME,
            Violation("required", "legal_name", "required", None),
            Violation("unknown_field", "name", "unknown_field", None),
        ),
        refusals=(_NOT_A_BOOLEAN,),
    ),
    Operation(
        "GET",
        "/customers/{id}",
        "retrieveCustomer",
        "Retrieve a customer",
        "With the edit link while it is open.",
        {200: ("The customer.", ("Customer",), _CUSTOMER)},
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
        {200: ("The customer as of this update.", ("Customer",), _CUSTOMER)},
        parameters=(ID, CREATE_EDIT_LINK),
        body=CustomerInput,
        body_example={"phone": "6474010101"},
        raises=(*_BODY, CustomerNotFound),
        violations=(_WRONG_REGIME, Violation("email_format", "email", "invalid_format", None)),
        refusals=(_NOT_A_BOOLEAN,),
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
                    "sat_verified": False,
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
        "To the address given, else to the customer's own. The open link is sent as it is; where none is open, a new "
        "one is made first. A 503 means that the outcome is unknown: asking again may mail twice, with the same link.",
        {200: ("The mail service has taken the message.", ("Done",), {"ok": True})},
        parameters=(ID,),
        body=EmailEditLinkInput,
        body_example={"email": "cliente@example.com"},
        raises=(
            *_BODY,
            CustomerNotFound,
            CustomerEmailRequired,
            MailNotConfigured,
            MailRefused,
            MailOutcomeUnknown,
        ),
        violations=(Violation("email_format", "email", "invalid_format", None),),
    ),
)
