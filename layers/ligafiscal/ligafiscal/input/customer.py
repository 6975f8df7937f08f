"""What a body or a form says of a customer: types, lengths and formats. SAT's rules are in `fiscal`.

These checks hold always, also while `createEditLink` lets a new customer be incomplete.
"""

from typing import Any

from pydantic_core import SchemaValidator

from ligafiscal.domain.customer import ADDRESS_FIELDS, InvalidCustomer
from ligafiscal.input.validation import Invalid, model, validated

READ_ONLY = frozenset(
    {"id", "created_at", "livemode", "organization", "edit_link", "edit_link_expires_at", "sat_validated_at"}
)


_CUSTOMER = model("CustomerInput")
_MAILING = model("EmailEditLinkInput")


def read(payload: object) -> dict[str, Any]:
    """A change to a customer, normalized: only what was sent, None where it asks to clear.

    Raises InvalidCustomer with a violation for each field of a wrong type, length or format, and for each that is
    unknown or read-only.
    """
    change = _read(_CUSTOMER, payload)
    if "address" in change and change["address"] is None:
        change["address"] = dict.fromkeys(ADDRESS_FIELDS)
    return change


def read_email(payload: object) -> str | None:
    """The address in the order to mail a link, None if there is none. Raises InvalidCustomer."""
    return _read(_MAILING, payload).get("email")


def _read(of: SchemaValidator, payload: object) -> dict[str, Any]:
    try:
        return validated(of, payload, READ_ONLY)
    except Invalid as invalid:
        raise InvalidCustomer(invalid.violations) from None
