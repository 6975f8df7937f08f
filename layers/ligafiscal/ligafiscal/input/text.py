"""What the text of any field may be: one printable line, of a length, as an e-mail address, a phone, an address of the
web. And pydantic's complaints in the API's words.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import partial
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from ligafiscal.domain import joiners
from ligafiscal.domain.fiscal.legal_name import without_entities
from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.joiners import JOINERS
from ligafiscal.domain.phone import normalize
from ligafiscal.domain.plain_text import one_line, without_marks
from ligafiscal.input.domain_name import InvalidDomain, to_ascii

# Control, format (bidirectional marks, zero-width), surrogate and private-use characters.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co"}
# What a decoder puts where bytes were no text: whoever typed it did not mean it. And what no text may hold (Unicode's
# noncharacters; XML takes some of them for the end of a document).
_NO_TEXT = re.compile(
    "[\ufffd\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)

# One @, and nothing that a mail header could misread. Whether the box exists only a message tells.
_EMAIL = re.compile(r"([^\s@<>()\[\],;:\\\"]{1,64})@([^\s@]+)")


def _one_line(value: object) -> object:
    """An empty text is no value."""
    if not isinstance(value, str):
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("control_characters", "a lone surrogate") from None
    return one_line(value) or None


def _printable(value: str | None, besides: str = "") -> str | None:
    if value is not None and (
        _NO_TEXT.search(value)
        or any(unicodedata.category(character) in _UNPRINTABLE for character in value if character not in besides)
    ):
        raise PydanticCustomError("control_characters", "a character that cannot be seen")
    return value


def _printable_or_joiner(value: str | None) -> str | None:
    return _printable(value, besides=JOINERS)


def _worded(value: str | None) -> str | None:
    _printable_or_joiner(value)
    if value is not None and joiners.misplaced(value):
        raise PydanticCustomError("joiner_misplaced", "a joiner that joins nothing")
    return value


def integer_as_text(value: object) -> object:
    """Published examples send these as JSON integers."""
    return str(value) if type(value) is int and value >= 0 else value


def zip_integer_as_text(value: object) -> object:
    return f"{value:05d}" if type(value) is int and value >= 0 else value


def unescaped(value: object) -> object:
    """A name as it is meant, before anything is asked of its characters: HTML's entities among them are undone."""
    return without_entities(value) if isinstance(value, str) else value


def email(value: str | None) -> str | None:
    """An address as it was written, whose domain there can be."""
    if value is None:
        return None
    match = _EMAIL.fullmatch(value)
    if match is None:
        raise PydanticCustomError("email_format", "not an e-mail address")
    _printable(match[1])
    try:
        to_ascii(match[2])
    except InvalidDomain as error:
        if error.reason is None:
            raise PydanticCustomError("email_format", "not an e-mail address") from None
        raise PydanticCustomError("email_domain", "no such domain", {"reason": error.reason}) from None
    return value


def phone(value: str | None) -> str | None:
    """The number in its normal form."""
    if value is None:
        return None
    number = normalize(value)
    if number is None:
        raise PydanticCustomError("phone_format", "not a phone number")
    return number


def _unmarked(value: object) -> object:
    """Contacts come with marks of direction around the number."""
    return without_marks(value) if isinstance(value, str) else value


def upper(value: str | None) -> str | None:
    return None if value is None else value.upper()


def _no_longer(length: int, value: str | None) -> str | None:
    if value is not None and len(value) > length:
        raise PydanticCustomError("too_long", "too long", {"max": length})
    return value


def at_most(length: int) -> AfterValidator:
    return AfterValidator(partial(_no_longer, length))


class ObjectInput(BaseModel):
    """An object of a body: its members have their types exactly, and there are no others."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_array(cls, value: object) -> object:
        """PHP writes an empty object as `[]`."""
        return {} if value == [] else value


Text = Annotated[str | None, AfterValidator(_printable), BeforeValidator(_one_line)]
# Names and other words, of any script: some need characters that nobody sees.
Words = Annotated[str | None, AfterValidator(_worded), BeforeValidator(_one_line)]
# In a domain a joiner makes another name: whether it may stand there, the domain's own rules say.
EmailText = Annotated[str | None, AfterValidator(_printable_or_joiner), BeforeValidator(_one_line)]
Phone = Annotated[Text, AfterValidator(phone), BeforeValidator(_unmarked), BeforeValidator(integer_as_text)]


def web_address(value: str | None) -> str | None:
    """An address of the web; `www.acme.mx` gets its https://. Other schemes never become a link on the page."""
    if value is None:
        return None
    address = value if "://" in value else f"https://{value}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        named = parts.scheme.lower() in ("http", "https") and parts.port != 0 and parts.username is None
        if named and " " not in address and host:
            return address if host == "localhost" or to_ascii(host) else None
    except InvalidDomain as error:
        if error.reason is not None:
            raise PydanticCustomError("url_domain", "no such domain", {"reason": error.reason}) from None
    except ValueError:
        pass
    raise PydanticCustomError("url_format", "not an address of the web")


# Pydantic's error types, and the rule (see the texts) and detail code they are reported under.
_ERRORS = {
    "too_long": ("too_long", "invalid_length"),
    "control_characters": ("control_characters", "invalid_value"),
    "joiner_misplaced": ("joiner_misplaced", "invalid_value"),
    "email_format": ("email_format", "invalid_format"),
    "email_domain": ("email_domain", "invalid_format"),
    "phone_format": ("phone_format", "invalid_format"),
    "url_domain": ("url_domain", "invalid_format"),
    "url_format": ("url_format", "invalid_format"),
    "color_format": ("color_format", "invalid_format"),
    "reminders": ("reminders", "invalid_value"),
    "country_unknown": ("country_unknown", "invalid_country_code"),
    "bool_type": ("not_a_boolean", "invalid_type"),
    "int_type": ("not_an_integer", "invalid_type"),
    "greater_than_equal": ("out_of_range", "invalid_value"),
    "less_than_equal": ("out_of_range", "invalid_value"),
}


def violations_of(error: ValidationError, refused: Collection[str], rule: str = "not_allowed") -> list[Violation]:
    """One for each field of a wrong type, length or format, and for each that is unknown.

    Those in `refused` are known, and break `rule`: `not_allowed` is that of read-only fields.
    """
    return list(_violations(error, refused, rule))


def _violations(error: ValidationError, refused: Collection[str], refusal: str) -> Iterator[Violation]:
    # The error's own text holds the values: it must not go along.
    for found in error.errors(include_url=False, include_input=False):
        path = ".".join(str(part) for part in found["loc"])
        if found["type"] == "extra_forbidden":
            if path in refused:
                yield Violation(refusal, path, "not_allowed", None)
            else:
                yield Violation("unknown_field", path, "unknown_field", None)
        elif found["type"] in _ERRORS:
            rule, code = _ERRORS[found["type"]]
            yield Violation(rule, path, code, None, {name: str(value) for name, value in found.get("ctx", {}).items()})
        elif found["type"] in ("model_type", "model_attributes_type", "dict_type"):
            yield Violation("not_an_object" if path else "body_not_an_object", path, "invalid_type", None)
        elif found["type"] in ("list_type", "tuple_type"):
            yield Violation("not_a_list", path, "invalid_type", None)
        else:
            yield Violation("not_a_text", path, "invalid_type", None)
