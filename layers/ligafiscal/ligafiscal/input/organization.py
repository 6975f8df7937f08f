"""What a body may say of an organization: types, lengths and formats."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.organization import InvalidOrganization
from ligafiscal.input import text as input_text
from ligafiscal.input.customer import AddressInput
from ligafiscal.input.text import Text, at_most

# Settings of invoices and receipts in the API to be compatible with. To take them would be to promise to heed them.
_OF_INVOICES = frozenset({"next_folio_number", "next_folio_number_test", "pdf_extra", "default_series"})

_COLOR = re.compile(r"#?([0-9A-Fa-f]{6})")


def _color(value: str | None) -> str | None:
    if value is None:
        return None
    match = _COLOR.fullmatch(value)
    if match is None:
        raise PydanticCustomError("color_format", "not six hexadecimal digits")
    return match[1].upper()


_Name = Annotated[Text, at_most(100)]
_Color = Annotated[Text, AfterValidator(_color)]
_Email = Annotated[Text, at_most(254), AfterValidator(input_text.email)]
_Phone = Annotated[Text, at_most(30), AfterValidator(input_text.phone), BeforeValidator(input_text.integer_as_text)]
_Web = Annotated[Text, at_most(300), AfterValidator(input_text.web_address)]


class CreationInput(BaseModel):
    """The body of `POST /organizations`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: _Name = None


class LegalInput(BaseModel):
    """The body of `PUT /organizations/{id}/legal`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: _Name = None
    legal_name: _Name = None
    tax_system: Annotated[Text, at_most(3)] = None
    address: AddressInput | None = None
    website: _Web = None
    support_email: _Email = None
    phone: _Phone = None


class CustomizationInput(BaseModel):
    """The body of `PUT /organizations/{id}/customization`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    color: _Color = None
    support_email: _Email = None
    phone: _Phone = None
    website: _Web = None
    privacy_notice_url: _Web = None


class OrderInput(CustomizationInput):
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
        violations = input_text.violations(error, _OF_INVOICES, "setting_of_invoices")
    raise InvalidOrganization(violations)
