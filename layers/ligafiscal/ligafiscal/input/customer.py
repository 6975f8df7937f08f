"""What a body or a form may say of a customer: types, lengths and formats. SAT's rules are in `fiscal`.

These checks hold always, also while `createEditLink` lets a new customer be incomplete.
"""

from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ValidationError
from pydantic_core import PydanticCustomError

from ligafiscal.domain.customer import ADDRESS_FIELDS, LIMITS, InvalidCustomer
from ligafiscal.domain.fiscal import legal_name
from ligafiscal.input import text as input_text
from ligafiscal.input.text import EmailText, ObjectInput, Phone, Text, Words, at_most

Input = TypeVar("Input", bound=BaseModel)

READ_ONLY = frozenset(
    {"id", "created_at", "livemode", "organization", "edit_link", "edit_link_expires_at", "sat_validated_at"}
)


def _at_most(path: str) -> AfterValidator:
    return at_most(LIMITS[path])


def _country_code(value: str | None) -> str | None:
    # "México" is not too long, it is no code; which codes there are is one of SAT's rules.
    if value is not None and len(value) > LIMITS["address.country"]:
        raise PydanticCustomError("country_unknown", "not a country's code")
    return value


def _legal_name(value: str | None) -> str | None:
    return None if value is None else legal_name.normalize(value)


class AddressInput(ObjectInput):
    """A customer's address. Only the zip (and abroad the country) reaches the invoice."""

    country: Annotated[Text, AfterValidator(_country_code), AfterValidator(input_text.upper)] = None
    street: Annotated[Words, _at_most("address.street")] = None
    exterior: Annotated[Words, _at_most("address.exterior"), BeforeValidator(input_text.integer_as_text)] = None
    interior: Annotated[Words, _at_most("address.interior"), BeforeValidator(input_text.integer_as_text)] = None
    neighborhood: Annotated[Words, _at_most("address.neighborhood")] = None
    zip: Annotated[Text, _at_most("address.zip"), BeforeValidator(input_text.zip_integer_as_text)] = None
    city: Annotated[Words, _at_most("address.city")] = None
    municipality: Annotated[Words, _at_most("address.municipality")] = None
    state: Annotated[Words, _at_most("address.state")] = None


class CustomerInput(ObjectInput):
    """A customer's writable fields, all optional here: what is required depends on the case
    (`fiscal.tax_info.missing`).
    """

    legal_name: Annotated[
        Words, AfterValidator(_legal_name), _at_most("legal_name"), BeforeValidator(input_text.unescaped)
    ] = None
    tax_id: Annotated[Text, _at_most("tax_id")] = None
    tax_system: Annotated[Text, _at_most("tax_system")] = None
    email: Annotated[EmailText, _at_most("email"), AfterValidator(input_text.email)] = None
    phone: Annotated[Phone, _at_most("phone")] = None
    default_invoice_use: Annotated[Text, _at_most("default_invoice_use"), AfterValidator(input_text.upper)] = None
    address: AddressInput | None = None
    external_id: Annotated[Text, _at_most("external_id")] = None


class EmailEditLinkInput(ObjectInput):
    """Where to mail a link to; the customer's own address if not said."""

    email: Annotated[EmailText, at_most(254), AfterValidator(input_text.email)] = None


def read(payload: object) -> dict[str, Any]:
    """A change to a customer, normalized: only what was sent, None where it asks to clear.

    Raises InvalidCustomer with a violation for each field of a wrong type, length or format, and for each that is
    unknown or read-only.
    """
    change = _validated(CustomerInput, payload).model_dump(exclude_unset=True)
    if "address" in change and change["address"] is None:
        change["address"] = dict.fromkeys(ADDRESS_FIELDS)
    return change


def read_email(payload: object) -> str | None:
    """The address in the order to mail a link, None if there is none. Raises InvalidCustomer."""
    return _validated(EmailEditLinkInput, payload).email


def _validated(model: type[Input], payload: object) -> Input:
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        violations = input_text.violations_of(error, READ_ONLY)
    raise InvalidCustomer(violations)
