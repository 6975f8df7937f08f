"""The answers' shapes. Every answer that the tests see is held against them."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field, TypeAdapter
from typing_extensions import TypedDict

from ligafiscal.http import errors
from ligafiscal.use_cases.customers.list_customers import MAX_RESULTS

_CLOSED = ConfigDict(extra="forbid")

Id = Annotated[str, Field(pattern="^[0-9a-f]{24}$")]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="ISO 8601, UTC, milliseconds.")]
Cursor = Annotated[str, Field(description="To be passed on as it is.")]
CappedTotal = Annotated[int, Field(ge=0, le=MAX_RESULTS)]


class _Page(TypedDict):
    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    page: int
    total_pages: int


class _CappedPage(_Page):
    total_results: CappedTotal
    totals_are_capped: bool


class _Slice(TypedDict):
    """What stands between two cursors."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    total_results: NotRequired[CappedTotal]
    totals_are_capped: NotRequired[bool]
    previous_cursor: Cursor | None
    next_cursor: Cursor | None


class Address(TypedDict):
    """What is not known is left out."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    country: Annotated[str, Field(description="ISO 3166-1 alpha-3.")]
    street: NotRequired[str]
    exterior: NotRequired[str]
    interior: NotRequired[str]
    neighborhood: NotRequired[str]
    zip: NotRequired[str]
    city: NotRequired[str]
    municipality: NotRequired[str]
    state: NotRequired[str]


class Customer(TypedDict):
    """A customer. What is not known is left out; the link is there while it is open."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: Id
    created_at: Moment
    livemode: Annotated[bool, Field(description="Whether a live key made it.")]
    organization: Id
    legal_name: NotRequired[str]
    tax_id: NotRequired[Annotated[str, Field(description="RFC; abroad, the tax number there.")]]
    tax_system: NotRequired[Annotated[str, Field(description="Code of SAT's catalogue c_RegimenFiscal.")]]
    email: NotRequired[str]
    phone: NotRequired[str]
    default_invoice_use: NotRequired[Annotated[str, Field(description="Code of SAT's catalogue c_UsoCFDI.")]]
    address: Address
    external_id: NotRequired[Annotated[str, Field(description="What you call this customer.")]]
    edit_link: NotRequired[Annotated[str, Field(description="Where the customer fills in their tax information.")]]
    edit_link_expires_at: NotRequired[Moment]


class CustomerPage(_Page):
    """A page. `page`, `total_pages` and `total_results` are 0 when nothing matches."""

    total_results: CappedTotal
    totals_are_capped: Annotated[bool, Field(description="Whether there may be more than `total_results`.")]
    data: list[Customer]


class CustomerSlice(_Slice):
    """Customers between two cursors. The total is told on the first request of a sequence only. A search by words among
    very many customers may show fewer than `limit`, or none, and still have a `next_cursor`: go on until it is null.
    """

    data: list[Customer]


class EditLink(TypedDict):
    """What became of a customer's last link. What has not happened or is not known is left out. Not an object of
    Facturapi's.
    """

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    status: Annotated[
        Literal["created", "sent", "started", "completed", "expired", "revoked"],
        Field(description="`created`, `sent` and `started` are those of an open link."),
    ]
    url: NotRequired[Annotated[str, Field(description="While it is open.")]]
    created_at: Moment
    expires_at: Moment
    sent_at: NotRequired[Moment]
    sent_to: NotRequired[Annotated[str, Field(description="The address that it was mailed to last.")]]
    started_at: NotRequired[Moment]
    completed_at: NotRequired[Moment]
    revoked_at: NotRequired[Moment]
    return_url: NotRequired[str]
    state: NotRequired[str]
    changed_fields: NotRequired[Annotated[list[str], Field(description="What the customer's answer changed.")]]
    language: NotRequired[Annotated[str, Field(description="That of the page that was saved.")]]
    privacy_notice_url: NotRequired[Annotated[str, Field(description="The notice that the saved page led to.")]]
    source: NotRequired[
        Annotated[Literal["csf", "typed"], Field(description="Whether the customer's Constancia has the same values.")]
    ]
    document_date: NotRequired[Annotated[str, Field(description="The Constancia's date.")]]
    customer: Customer


class EditLinkPage(_CappedPage):
    """A page. `page`, `total_pages` and `total_results` are 0 when nothing matches."""

    data: list[EditLink]


class EditLinkSlice(_Slice):
    data: list[EditLink]


class TaxInfoProblem(TypedDict):
    """A field to mend. The message ends with the error that the invoice would fail with, where SAT has one."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    code: str
    message: str
    source: Literal["facturapi"]
    path: str


class TaxInfoValidation(TypedDict):
    """Whether SAT's rules hold, as far as they can be checked without asking SAT."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    is_valid: bool
    errors: list[TaxInfoProblem]


class Done(TypedDict):
    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    ok: Literal[True]


class ErrorDetail(TypedDict):
    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    message: str
    code: str
    source: Literal["facturapi"]
    location: NotRequired[Literal["body", "query", "headers", "files"]]
    path: NotRequired[str]


class Error(TypedDict):
    """What every error looks like. `path` and `message` are the first detail's; `code` too where it is the only problem
    and has a code of its own, else it is `invalid_request`.
    """

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    ok: Literal[False]
    message: Annotated[str, Field(description="Spanish, or English with `Accept-Language: en`.")]
    status: int
    code: Annotated[str, Field(json_schema_extra={"enum": sorted(errors.codes())})]
    location: NotRequired[Literal["body", "query", "headers", "files"]]
    path: NotRequired[str]
    errors: list[ErrorDetail]


class IssuerAddress(TypedDict):
    """What is not known is an empty text."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    country: str
    street: str
    exterior: str
    interior: str
    neighborhood: str
    zip: str
    city: str
    municipality: str
    state: str


class OrganizationLegal(TypedDict):
    """What is not known is an empty text."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    name: str
    legal_name: str
    tax_system: str
    website: str
    support_email: NotRequired[str]
    phone: str
    address: IssuerAddress


class PayrollOptions(TypedDict, total=False):
    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    tipo_contrato: bool
    puesto: bool
    riesgo_puesto: bool
    antiguedad: bool


class PdfExtra(TypedDict, total=False):
    """Kept and shown, without effect: it is about invoices."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    codes: bool
    address_codes: bool
    product_key: bool
    export_key: bool
    round_unit_price: bool
    tax_breakdown: bool
    ieps_breakdown: bool
    combine_ieps_with_subtotal: bool
    render_carta_porte: bool
    render_iedu: bool
    render_hyp_complement: bool
    render_comercio_exterior: bool
    repeat_signature: bool
    payroll_options: PayrollOptions


class OrganizationCustomization(TypedDict):
    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    has_logo: bool
    color: NotRequired[Annotated[str, Field(pattern="^[0-9A-F]{6}$")]]
    next_folio_number: NotRequired[int]
    next_folio_number_test: NotRequired[int]
    pdf_extra: NotRequired[PdfExtra]


class Portal(TypedDict):
    """How a business's pages look, whom they name, and what is mailed about links. What is not known is left out."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    name: str
    color: NotRequired[Annotated[str, Field(pattern="^[0-9A-F]{6}$")]]
    logo_url: NotRequired[str]
    support_email: NotRequired[str]
    phone: NotRequired[str]
    website: NotRequired[str]
    privacy_notice_url: NotRequired[str]
    edit_link_recovery: NotRequired[bool]
    edit_link_reminders: NotRequired[list[int]]
    notify_email: NotRequired[str]


class PendingStep(TypedDict):
    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    type: Literal["legal", "logo"]
    description: str


class NoCertificate(TypedDict):
    """Invoices are stamped elsewhere."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    has_certificate: Literal[False]


class Organization(TypedDict):
    """A business. What is not known is left out."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: Id
    created_at: Moment
    plan: None
    add_ons: list[str]
    is_production_ready: bool
    pending_steps: list[PendingStep]
    timezone: str
    legal: OrganizationLegal
    customization: OrganizationCustomization
    certificate: NoCertificate
    fiel: NoCertificate
    logo_url: NotRequired[str]


class OrganizationPage(_Page):
    """A page of organizations."""

    total_results: int
    data: list[Organization]


class LiveKey(TypedDict):
    """A live key as it is told apart: the key itself is shown once, when it is made."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: str
    first_12: str
    created_at: Moment


class Webhook(TypedDict):
    """Where events are sent. Its secret is shown once, when it is made."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: Id
    created_at: Moment
    livemode: bool
    url: str
    enabled_events: list[str]
    status: Literal["enabled", "disabled"]


class NewWebhook(Webhook):
    """A webhook with its secret, shown this once."""

    secret: str


class RotatedWebhook(NewWebhook):
    """A webhook with its new secret, and how long the one before signs along."""

    previous_secret_expires_at: Moment


class WebhookPage(_Page):
    total_results: int
    totals_are_capped: bool
    data: list[Webhook]


class WebhookSlice(TypedDict):
    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    total_results: NotRequired[int]
    totals_are_capped: NotRequired[bool]
    previous_cursor: Cursor | None
    next_cursor: Cursor | None
    data: list[Webhook]


class Attempt(TypedDict):
    """One POST. `error` is absent where it was taken; `unfinished` means that it is under way or was cut short."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    created_at: Moment
    status_code: NotRequired[int]
    duration_ms: NotRequired[int]
    error: NotRequired[Annotated[str, Field(pattern="^[a-z_]+$")]]


class Delivery(TypedDict):
    """What became of one event at one webhook. Of many attempts the last 30 are shown."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: Id
    created_at: Moment
    event_id: Id
    event_type: str
    status: Literal["pending", "succeeded", "failed"]
    attempts: list[Attempt]
    next_attempt_at: NotRequired[Moment]


class DeliveryPage(_CappedPage):
    data: list[Delivery]


class DeliverySlice(_Slice):
    data: list[Delivery]


class EventData(TypedDict):
    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    type: str
    object: Annotated[dict[str, Any], Field(description="For `customer`, the Customer as of the event.")]


class Event(TypedDict):
    """What happened, as webhooks are sent it."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: Id
    created_at: Moment
    livemode: bool
    organization: Id
    type: str
    data: EventData


class EventPage(_CappedPage):
    data: list[Event]


class EventSlice(_Slice):
    data: list[Event]


class RecoveryUnderWay(TypedDict):
    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    ok: Literal[True]
    since: Moment


class GatewayMessage(TypedDict):
    """What API Gateway answers by itself, before any function is asked."""

    message: str


RESPONSES: dict[str, Any] = {
    answer.__name__: answer
    for answer in (
        *(Customer, CustomerPage, CustomerSlice, TaxInfoValidation, Done),
        *(EditLink, EditLinkPage, EditLinkSlice),
        *(Organization, OrganizationPage, Portal, LiveKey, Error, GatewayMessage),
        *(Webhook, NewWebhook, RotatedWebhook, WebhookPage, WebhookSlice),
        *(Delivery, DeliveryPage, DeliverySlice, Event, EventPage, EventSlice, RecoveryUnderWay),
    )
} | {
    "Payload": str | dict[str, Any],
    "Key": Annotated[str, Field(pattern="^sk_(test|live)_[0-9A-Za-z]{42}$")],
    "LiveKeys": list[LiveKey],
}


def schemas() -> dict[str, Any]:
    """The answers' JSON Schemas by name, and those of their parts."""
    adapters = [(name, "serialization", TypeAdapter(answer)) for name, answer in RESPONSES.items()]
    whole, made = TypeAdapter.json_schemas(adapters, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    # Models are among the definitions already, under their own names.
    others = {name: schema for (name, _), schema in whole.items() if name not in made["$defs"]}
    return {**made["$defs"], **others}
