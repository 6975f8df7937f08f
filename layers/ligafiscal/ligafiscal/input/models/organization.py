"""What a body may say of an organization."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from typing_extensions import TypedDict

from ligafiscal.domain.link_reminder import MAX_HOURS, MAX_REMINDERS
from ligafiscal.input import fields, text
from ligafiscal.input.models.base import EMPTY_ARRAY, EmailText, Phone, Text, Words, at_most, strict
from ligafiscal.input.models.customer import AddressLines

_Name = Annotated[Words, at_most(100)]
_LegalName = Annotated[_Name, BeforeValidator(text.unescaped)]
_Color = Annotated[Text, AfterValidator(fields.color)]
_Email = Annotated[EmailText, at_most(254), AfterValidator(text.email)]
_Phone = Annotated[Phone, at_most(30)]
_Web = Annotated[Text, at_most(300), AfterValidator(text.web_address)]
_Reminders = Annotated[
    Annotated[list[Annotated[int, Field(ge=1, le=MAX_HOURS)]], Field(max_length=MAX_REMINDERS)] | None,
    BeforeValidator(fields.reminders),
]
_Flag = bool | None
# As large as JavaScript can count.
_Folio = Annotated[int, Field(ge=0, le=2**53 - 1)] | None


class _IssuerCountry(TypedDict, total=False):
    country: Annotated[Text, at_most(100), AfterValidator(fields.issuer_country)]


@strict
class IssuerAddressInput(_IssuerCountry, AddressLines, total=False):
    """A business's address. Its country can only be México, by whichever of its names."""


@strict
class PayrollOptionsInput(TypedDict, total=False):
    """What a payroll receipt's PDF shows besides."""

    tipo_contrato: _Flag
    puesto: _Flag
    riesgo_puesto: _Flag
    antiguedad: _Flag


@strict
class PdfExtraInput(TypedDict, total=False):
    """What an invoice's PDF shows besides."""

    codes: _Flag
    address_codes: _Flag
    product_key: _Flag
    export_key: _Flag
    round_unit_price: _Flag
    tax_breakdown: _Flag
    ieps_breakdown: _Flag
    combine_ieps_with_subtotal: _Flag
    render_carta_porte: _Flag
    render_iedu: _Flag
    render_hyp_complement: _Flag
    render_comercio_exterior: _Flag
    repeat_signature: _Flag
    payroll_options: Annotated[PayrollOptionsInput, EMPTY_ARRAY] | None


@strict
class CreationInput(TypedDict, total=False):
    """The body of `POST /organizations`."""

    name: _Name


@strict
class LegalInput(TypedDict, total=False):
    """The body of `PUT /organizations/{id}/legal`."""

    name: _Name
    legal_name: _LegalName
    tax_system: Annotated[Text, at_most(3)]
    address: Annotated[IssuerAddressInput, EMPTY_ARRAY] | None
    website: _Web
    support_email: _Email
    phone: _Phone


class LookInput(TypedDict, total=False):
    """How a business's pages look and whom they name."""

    color: _Color
    support_email: _Email
    phone: _Phone
    website: _Web
    privacy_notice_url: _Web


@strict
class PortalInput(LookInput, total=False):
    """The body of `PUT /organizations/{id}/portal`: how a business's pages look, whom they name, and what is mailed
    about its links.
    """

    edit_link_recovery: _Flag
    edit_link_reminders: _Reminders
    notify_email: _Email


@strict
class CustomizationInput(PortalInput, total=False):
    """The body of `PUT /organizations/{id}/customization`. What is about invoices is kept and shown, without effect."""

    next_folio_number: _Folio
    next_folio_number_test: _Folio
    pdf_extra: Annotated[PdfExtraInput, EMPTY_ARRAY] | None


@strict
class OrderInput(LookInput, total=False):
    """What the operator orders: a name, and how the page looks."""

    name: _Name
