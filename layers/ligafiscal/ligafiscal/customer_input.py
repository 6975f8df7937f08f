"""What a body or a form may say of a customer: types, lengths and formats. SAT's rules are in `fiscal`.

These checks hold always, also while `createEditLink` lets a new customer be incomplete.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from ligafiscal.customer import ADDRESS_FIELDS, InvalidCustomer
from ligafiscal.fiscal import legal_name
from ligafiscal.fiscal.tax_info import Violation

Input = TypeVar("Input", bound=BaseModel)

READ_ONLY = frozenset(
    {"id", "created_at", "livemode", "organization", "edit_link", "edit_link_expires_at", "sat_validated_at"}
)

# Control, format (bidirectional marks, zero-width), surrogate and private-use characters.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co"}
# What a decoder puts where bytes were no text: whoever typed it did not mean it.
_REPLACEMENT = "\ufffd"

# One @, a dotted domain, nothing that a mail header could misread. Whether the box exists only a message tells.
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
_PHONE = re.compile(r"\+?[0-9(][0-9 ().\-/]*(?: ?(?:ext|x)\.? ?[0-9]+)?", re.IGNORECASE)


def _one_line(value: object) -> object:
    """NFC, and any run of white space (tabs, line breaks, no-break spaces) as one space; an empty text is no value."""
    if not isinstance(value, str):
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("control_characters", "a lone surrogate") from None
    return " ".join(unicodedata.normalize("NFC", value).split()) or None


def _printable(value: str | None) -> str | None:
    if value is not None and (
        _REPLACEMENT in value or any(unicodedata.category(character) in _UNPRINTABLE for character in value)
    ):
        raise PydanticCustomError("control_characters", "a character that cannot be seen")
    return value


def _integer_as_text(value: object) -> object:
    """Published examples send these as JSON integers."""
    return str(value) if type(value) is int and value >= 0 else value


def _zip_integer_as_text(value: object) -> object:
    return f"{value:05d}" if type(value) is int and value >= 0 else value


def _email(value: str | None) -> str | None:
    if value is not None and _EMAIL.fullmatch(value) is None:
        raise PydanticCustomError("email_format", "not an e-mail address")
    return value


def _phone(value: str | None) -> str | None:
    if value is not None and _PHONE.fullmatch(value) is None:
        raise PydanticCustomError("phone_format", "not a phone number")
    return value


def _upper(value: str | None) -> str | None:
    return None if value is None else value.upper()


def _legal_name(value: str | None) -> str | None:
    return None if value is None else legal_name.normalize(value)


def _no_longer(length: int, value: str | None) -> str | None:
    if value is not None and len(value) > length:
        raise PydanticCustomError("too_long", "too long", {"max": length})
    return value


def _at_most(length: int) -> AfterValidator:
    return AfterValidator(partial(_no_longer, length))


_Text = Annotated[str | None, AfterValidator(_printable), BeforeValidator(_one_line)]


class AddressInput(BaseModel):
    """A customer's address. Only the zip (and abroad the country) reaches the invoice."""

    model_config = ConfigDict(extra="forbid", strict=True)

    country: Annotated[_Text, _at_most(3), AfterValidator(_upper)] = None
    street: Annotated[_Text, _at_most(100)] = None
    exterior: Annotated[_Text, _at_most(55), BeforeValidator(_integer_as_text)] = None
    interior: Annotated[_Text, _at_most(55), BeforeValidator(_integer_as_text)] = None
    neighborhood: Annotated[_Text, _at_most(120)] = None
    zip: Annotated[_Text, _at_most(12), BeforeValidator(_zip_integer_as_text)] = None
    city: Annotated[_Text, _at_most(120)] = None
    municipality: Annotated[_Text, _at_most(120)] = None
    state: Annotated[_Text, _at_most(100)] = None


class CustomerInput(BaseModel):
    """A customer's writable fields, all optional here: what is required depends on the case
    (`fiscal.tax_info.missing`).
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    # SAT's limit for the receiver's name (cfdv40.xsd).
    legal_name: Annotated[_Text, AfterValidator(_legal_name), _at_most(300)] = None
    # 40 is SAT's limit for a foreign tax number (NumRegIdTrib).
    tax_id: Annotated[_Text, _at_most(40)] = None
    tax_system: Annotated[_Text, _at_most(3)] = None
    email: Annotated[_Text, _at_most(254), AfterValidator(_email)] = None
    phone: Annotated[_Text, _at_most(30), AfterValidator(_phone), BeforeValidator(_integer_as_text)] = None
    default_invoice_use: Annotated[_Text, _at_most(4), AfterValidator(_upper)] = None
    address: AddressInput | None = None


class EmailEditLinkInput(BaseModel):
    """Where to mail a link to; the customer's own address if not said."""

    model_config = ConfigDict(extra="forbid", strict=True)

    email: Annotated[_Text, _at_most(254), AfterValidator(_email)] = None


# Pydantic's error types, and the rule (see the texts) and detail code they are reported under.
_ERRORS = {
    "too_long": ("too_long", "invalid_length"),
    "control_characters": ("control_characters", "invalid_value"),
    "email_format": ("email_format", "invalid_format"),
    "phone_format": ("phone_format", "invalid_format"),
}


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
        # The error's own text holds the values: it must not go along.
        violations = list(_violations(error.errors(include_url=False, include_input=False)))
    raise InvalidCustomer(violations)


def _violations(errors: list[ErrorDetails]) -> Iterator[Violation]:
    for error in errors:
        path = ".".join(str(part) for part in error["loc"])
        if error["type"] == "extra_forbidden":
            rule = "not_allowed" if path in READ_ONLY else "unknown_field"
            yield Violation(rule, path, rule, None)
        elif error["type"] in _ERRORS:
            rule, code = _ERRORS[error["type"]]
            yield Violation(rule, path, code, None, {name: str(value) for name, value in error.get("ctx", {}).items()})
        else:
            yield Violation("invalid_type", path, "invalid_type", None)
