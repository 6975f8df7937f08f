"""What a body may say of an organization: types, lengths and formats."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from ligafiscal.domain.fiscal.tax_info import MEXICO, Violation
from ligafiscal.domain.link_reminder import MAX_HOURS, MAX_REMINDERS
from ligafiscal.domain.organization import InvalidOrganization
from ligafiscal.domain.plain_text import folded
from ligafiscal.input import text as input_text
from ligafiscal.input.customer import AddressInput
from ligafiscal.input.text import EmailText, ObjectInput, Phone, Text, Words, at_most

# A setting of invoices that the API to be compatible with shows, and changes elsewhere.
_OF_INVOICES = frozenset({"default_series"})
# How the published samples and people write the one country that an issuer can be in.
_MEXICO = frozenset({"mexico", "mx", "mex"})

_COLOR = re.compile(r"#?([0-9A-Fa-f]{6})")


def _color(value: str | None) -> str | None:
    if value is None:
        return None
    match = _COLOR.fullmatch(value)
    if match is None:
        raise PydanticCustomError("color_format", "not six hexadecimal digits")
    return match[1].upper()


def _issuer_country(value: str | None) -> str | None:
    if value is None:
        return None
    return MEXICO if folded(value) in _MEXICO else value.upper()


_Name = Annotated[Words, at_most(100)]
_LegalName = Annotated[_Name, BeforeValidator(input_text.unescaped)]
_Color = Annotated[Text, AfterValidator(_color)]
_Email = Annotated[EmailText, at_most(254), AfterValidator(input_text.email)]
_Phone = Annotated[Phone, at_most(30)]
_Web = Annotated[Text, at_most(300), AfterValidator(input_text.web_address)]


def _reminders(value: object) -> object:
    """Hours before a link expires, each once, most first; an empty list is none."""
    if value is None:
        return None
    if (
        not isinstance(value, list)
        or len(value) > MAX_REMINDERS
        or any(type(hours) is not int or not 1 <= hours <= MAX_HOURS for hours in value)
    ):
        raise PydanticCustomError("reminders", "not up to three whole numbers of hours")
    return sorted(set(value), reverse=True) or None


_Reminders = Annotated[
    Annotated[list[Annotated[int, Field(ge=1, le=MAX_HOURS)]], Field(max_length=MAX_REMINDERS)] | None,
    BeforeValidator(_reminders),
]
_Flag = bool | None
# As large as JavaScript can count.
_Folio = Annotated[int, Field(ge=0, le=2**53 - 1)] | None


class IssuerAddressInput(AddressInput):
    """A business's address. Its country can only be México, by whichever of its names."""

    country: Annotated[Text, at_most(100), AfterValidator(_issuer_country)] = None


class PayrollOptionsInput(ObjectInput):
    """What a payroll receipt's PDF shows besides."""

    tipo_contrato: _Flag = None
    puesto: _Flag = None
    riesgo_puesto: _Flag = None
    antiguedad: _Flag = None


class PdfExtraInput(ObjectInput):
    """What an invoice's PDF shows besides."""

    codes: _Flag = None
    address_codes: _Flag = None
    product_key: _Flag = None
    export_key: _Flag = None
    round_unit_price: _Flag = None
    tax_breakdown: _Flag = None
    ieps_breakdown: _Flag = None
    combine_ieps_with_subtotal: _Flag = None
    render_carta_porte: _Flag = None
    render_iedu: _Flag = None
    render_hyp_complement: _Flag = None
    render_comercio_exterior: _Flag = None
    repeat_signature: _Flag = None
    payroll_options: PayrollOptionsInput | None = None


class CreationInput(ObjectInput):
    """The body of `POST /organizations`."""

    name: _Name = None


class LegalInput(ObjectInput):
    """The body of `PUT /organizations/{id}/legal`."""

    name: _Name = None
    legal_name: _LegalName = None
    tax_system: Annotated[Text, at_most(3)] = None
    address: IssuerAddressInput | None = None
    website: _Web = None
    support_email: _Email = None
    phone: _Phone = None


class LookInput(ObjectInput):
    """How a business's pages look and whom they name."""

    color: _Color = None
    support_email: _Email = None
    phone: _Phone = None
    website: _Web = None
    privacy_notice_url: _Web = None


class PortalInput(LookInput):
    """The body of `PUT /organizations/{id}/portal`: how a business's pages look, whom they name, and what is mailed
    about its links.
    """

    edit_link_recovery: _Flag = None
    edit_link_reminders: _Reminders = None
    notify_email: _Email = None


class CustomizationInput(PortalInput):
    """The body of `PUT /organizations/{id}/customization`. What is about invoices is kept and shown, without effect."""

    next_folio_number: _Folio = None
    next_folio_number_test: _Folio = None
    pdf_extra: PdfExtraInput | None = None


class OrderInput(LookInput):
    """What the operator orders: a name, and how the page looks."""

    name: _Name = None


def creation(payload: object) -> dict[str, Any]:
    return _named(_read(CreationInput, payload))


def order(payload: object) -> dict[str, Any]:
    return _named(_read(OrderInput, payload))


def legal(payload: object) -> dict[str, Any]:
    return _read(LegalInput, payload)


def customization(payload: object) -> dict[str, Any]:
    return _read(CustomizationInput, payload)


def portal(payload: object) -> dict[str, Any]:
    return _read(PortalInput, payload)


def _named(settings: dict[str, Any]) -> dict[str, Any]:
    if not settings.get("name"):
        raise InvalidOrganization([Violation("required", "name", "required", None)])
    return settings


def _read(model: type[BaseModel], payload: object) -> dict[str, Any]:
    """A change to an organization, normalized: only what was sent, None where it asks to clear. Raises
    InvalidOrganization.
    """
    try:
        return model.model_validate(payload).model_dump(exclude_unset=True)
    except ValidationError as error:
        violations = input_text.violations_of(error, _OF_INVOICES, "setting_of_invoices")
    raise InvalidOrganization(violations)
