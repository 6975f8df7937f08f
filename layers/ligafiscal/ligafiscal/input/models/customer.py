"""What a body or a form may say of a customer."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from typing_extensions import TypedDict

from ligafiscal.domain.customer import LIMITS
from ligafiscal.input import fields, text
from ligafiscal.input.models.base import EMPTY_ARRAY, EmailText, Phone, Text, Words, at_most, strict


def _at_most(path: str) -> AfterValidator:
    return at_most(LIMITS[path])


class AddressLines(TypedDict, total=False):
    """An address but for its country."""

    street: Annotated[Words, _at_most("address.street")]
    exterior: Annotated[Words, _at_most("address.exterior"), BeforeValidator(text.integer_as_text)]
    interior: Annotated[Words, _at_most("address.interior"), BeforeValidator(text.integer_as_text)]
    neighborhood: Annotated[Words, _at_most("address.neighborhood")]
    zip: Annotated[Text, _at_most("address.zip"), BeforeValidator(text.zip_integer_as_text)]
    city: Annotated[Words, _at_most("address.city")]
    municipality: Annotated[Words, _at_most("address.municipality")]
    state: Annotated[Words, _at_most("address.state")]


class _Country(TypedDict, total=False):
    country: Annotated[Text, AfterValidator(fields.country_code), AfterValidator(text.upper)]


@strict
class AddressInput(_Country, AddressLines, total=False):
    """A customer's address. Only the zip (and abroad the country) reaches the invoice."""


@strict
class CustomerInput(TypedDict, total=False):
    """A customer's writable fields, all optional here: what is required depends on the case
    (`fiscal.tax_info.missing`).
    """

    legal_name: Annotated[
        Words, AfterValidator(fields.legal_name), _at_most("legal_name"), BeforeValidator(text.unescaped)
    ]
    tax_id: Annotated[Text, _at_most("tax_id")]
    tax_system: Annotated[Text, _at_most("tax_system")]
    email: Annotated[EmailText, _at_most("email"), AfterValidator(text.email)]
    phone: Annotated[Phone, _at_most("phone")]
    default_invoice_use: Annotated[Text, _at_most("default_invoice_use"), AfterValidator(text.upper)]
    address: Annotated[AddressInput, EMPTY_ARRAY] | None
    external_id: Annotated[Text, _at_most("external_id")]


@strict
class EmailEditLinkInput(TypedDict, total=False):
    """Where to mail a link to; the customer's own address if not said."""

    email: Annotated[EmailText, at_most(254), AfterValidator(text.email)]
