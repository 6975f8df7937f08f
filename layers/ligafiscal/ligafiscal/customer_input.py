"""What a body or a form may say of a customer: types, lengths and formats. SAT's rules are in `fiscal`.

These checks hold always, also while `createEditLink` lets a new customer be incomplete.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from ligafiscal import input_text
from ligafiscal.customer import ADDRESS_FIELDS, InvalidCustomer
from ligafiscal.fiscal import legal_name
from ligafiscal.input_text import Text, at_most

READ_ONLY = frozenset(
    {"id", "created_at", "livemode", "organization", "edit_link", "edit_link_expires_at", "sat_validated_at"}
)


def _legal_name(value: str | None) -> str | None:
    return None if value is None else legal_name.normalize(value)


class AddressInput(BaseModel):
    """A customer's address. Only the zip (and abroad the country) reaches the invoice."""

    model_config = ConfigDict(extra="forbid", strict=True)

    country: Annotated[Text, at_most(3), AfterValidator(input_text.upper)] = None
    street: Annotated[Text, at_most(100)] = None
    exterior: Annotated[Text, at_most(55), BeforeValidator(input_text.integer_as_text)] = None
    interior: Annotated[Text, at_most(55), BeforeValidator(input_text.integer_as_text)] = None
    neighborhood: Annotated[Text, at_most(120)] = None
    zip: Annotated[Text, at_most(12), BeforeValidator(input_text.zip_integer_as_text)] = None
    city: Annotated[Text, at_most(120)] = None
    municipality: Annotated[Text, at_most(120)] = None
    state: Annotated[Text, at_most(100)] = None


class CustomerInput(BaseModel):
    """A customer's writable fields, all optional here: what is required depends on the case
    (`fiscal.tax_info.missing`).
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    # SAT's limit for the receiver's name (cfdv40.xsd).
    legal_name: Annotated[Text, AfterValidator(_legal_name), at_most(300)] = None
    # 40 is SAT's limit for a foreign tax number (NumRegIdTrib).
    tax_id: Annotated[Text, at_most(40)] = None
    tax_system: Annotated[Text, at_most(3)] = None
    email: Annotated[Text, at_most(254), AfterValidator(input_text.email)] = None
    phone: Annotated[
        Text, at_most(30), AfterValidator(input_text.phone), BeforeValidator(input_text.integer_as_text)
    ] = None
    default_invoice_use: Annotated[Text, at_most(4), AfterValidator(input_text.upper)] = None
    address: AddressInput | None = None


def read(payload: object) -> dict[str, Any]:
    """A change to a customer, normalized: only what was sent, None where it asks to clear.

    Raises InvalidCustomer with a violation for each field of a wrong type, length or format, and for each that is
    unknown or read-only.
    """
    try:
        parsed = CustomerInput.model_validate(payload)
    except ValidationError as error:
        violations = input_text.violations(error, READ_ONLY)
    else:
        change = parsed.model_dump(exclude_unset=True)
        if "address" in change and change["address"] is None:
            change["address"] = dict.fromkeys(ADDRESS_FIELDS)
        return change
    raise InvalidCustomer(violations)
